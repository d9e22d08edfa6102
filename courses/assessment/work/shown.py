"""Work as its learner finds it again: on the page of the portfolio, and in the archive."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from courses.assessment.sent_work import Standing, standing_words
from courses.assessment.work.models import Work, WorkState, WorkVersion
from courses.learning.keeping import KeptFile, KeptThing, register_kept
from lms.accounts.models import User


def chosen_levels(version: WorkVersion, block: str) -> list[tuple[str, str]]:
    """Each criterion with the level that the reviewer chose, in the words that were asked then."""
    chosen = version.review.levels
    for raw in version.lesson_edition.body:
        if raw.get("id") == block and raw["type"] == "work":
            return [
                (criterion["value"]["title"], level["value"])
                for criterion in raw["value"].get("rubric") or ()
                for level in criterion["value"]["levels"]
                if chosen.get(criterion["id"]) == level["id"]
            ]
    return []


def _kept(work: Work) -> tuple[dict[str, Any], list[KeptFile]]:
    files: list[KeptFile] = []
    versions: list[dict[str, Any]] = []
    sent = ""
    for version in sorted(work.versions.all(), key=lambda one: -one.number):
        review = getattr(version, "review", None)
        file = KeptFile(version.file_name, str(version.file.name)) if version.file else None
        if file is not None:
            files.append(file)
        said = review if review is not None and not review.is_draft else None
        levels = chosen_levels(version, work.block) if said else []
        sent = sent or version.text
        versions.append({"sent": version, "file": file, "said": said, "levels": levels})
    is_draft = work.state in (WorkState.DRAFT, WorkState.RETURNED)
    standing = None if work.state == WorkState.DRAFT else Standing(work.state, work.promised_on)
    kept = {
        "title": work.title,
        "words": standing_words(standing),
        "draft": work.draft if is_draft and work.draft != sent else "",
        "versions": versions,
    }
    return kept, files


def works_kept(learner: User, courses: Collection[int] | None) -> Iterable[KeptThing]:
    """Every work of one learner, drafts too. Three queries."""
    found = Work.objects.filter(learner=learner)
    if courses is not None:
        found = found.filter(lesson__course__in=courses)
    found = found.select_related("lesson__course").prefetch_related(
        "versions__review__reviewer", "versions__lesson_edition"
    )
    for work in found.order_by("pk"):
        kept, files = _kept(work)
        where = "courses/assessment/kept_work"
        yield KeptThing(work.lesson, kept, f"{where}.html", f"{where}_page.html", f"{where}.txt", files)


def register() -> None:
    register_kept("work", works_kept)
