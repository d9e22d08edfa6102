"""What editors tell learners of a changed lesson: one sentence, told when it is published, and told once.

It stands in the outline of the edition, at the lesson: ``{"text": …, "at": …}``. ``at`` is when it was
published first; empty where the lesson was new then, since what nobody has seen has not changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone

from courses.content.models import CourseEdition


def keep_news(modules: list[dict[str, Any]], before: CourseEdition | None) -> str:
    """Every sentence in ``modules`` has its time: its old one if ``before`` had it already, else now.

    Answers the time of those that are new; nothing where none is.
    """
    known = {entry["key"]: entry.get("news", {}) for entry in before.lessons} if before else {}
    now = timezone.now().isoformat()
    told_at = ""
    for module in modules:
        for entry in module["lessons"]:
            news = entry.get("news")
            if not news:
                continue
            old = known.get(entry["key"])
            if old is None:
                news["at"] = ""
            elif old.get("text") == news["text"]:
                news["at"] = old["at"]
            else:
                news["at"] = told_at = now
    return told_at


def told_since(edition: CourseEdition, since: datetime) -> Iterator[dict[str, Any]]:
    """The entries of ``edition`` with a sentence that was told at ``since`` or later."""
    for entry in edition.lessons:
        at = entry.get("news", {}).get("at")
        if at and datetime.fromisoformat(at) >= since:
            yield entry
