"""What a lesson asks for and what is left of it, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True)
class Remaining:
    """One thing that a lesson still asks for: its block and its name in words."""

    block: str
    name: str


def what_remains(requirements: Sequence[dict[str, str]], met: Collection[str]) -> list[Remaining]:
    """What is left before a lesson counts, in the order of the lesson."""
    questions = [asked["id"] for asked in requirements if asked["kind"] == "question"]
    return [
        Remaining(asked["id"], _name(asked, questions)) for asked in requirements if asked["id"] not in met
    ]


def _name(asked: dict[str, str], questions: list[str]) -> str:
    if asked["kind"] == "checklist":
        return _("the checklist “%(title)s”") % {"title": asked["label"]}
    if asked["kind"] == "writing":
        return _("your text “%(title)s”") % {"title": asked["label"]}
    if asked["kind"] == "work":
        return _("sending “%(title)s” to your reviewer") % {"title": asked["label"]}
    if len(questions) == 1:
        return _("the question")
    ordinals = [
        _("the first question"),
        _("the second question"),
        _("the third question"),
        _("the fourth question"),
        _("the fifth question"),
        _("the sixth question"),
    ]
    place = questions.index(asked["id"])
    return ordinals[place] if place < len(ordinals) else _("question %(n)s") % {"n": place + 1}


def count_left(count: int) -> str:
    """“One thing left before this lesson counts”."""
    words = {1: _("One"), 2: _("Two"), 3: _("Three"), 4: _("Four"), 5: _("Five"), 6: _("Six")}
    return ngettext(
        "%(count)s thing left before this lesson counts",
        "%(count)s things left before this lesson counts",
        count,
    ) % {"count": words.get(count, str(count))}


def lessons_of(done: int, total: int) -> str:
    """“4 of 10 lessons”."""
    words = ngettext("%(done)s of %(total)s lesson", "%(done)s of %(total)s lessons", total)
    return words % {"done": done, "total": total}


def joined(names: Iterable[str]) -> str:
    """“a, b and c”."""
    names = list(names)
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


def rule_of(requirements: Sequence[dict[str, str]]) -> str:
    """The rule for “done” of a lesson, in one sentence."""
    if not requirements:
        return _("This lesson asks for nothing. It counts when you say that you have read it.")
    counts = {
        kind: sum(asked["kind"] == kind for asked in requirements)
        for kind in ("question", "checklist", "writing", "work")
    }
    deeds = [
        ngettext("answered the question rightly", "answered %(n)s questions rightly", counts["question"])
        % {"n": counts["question"]}
        if counts["question"]
        else "",
        ngettext("ticked the whole checklist", "ticked all of %(n)s checklists", counts["checklist"])
        % {"n": counts["checklist"]}
        if counts["checklist"]
        else "",
        ngettext("kept a text of the right length", "kept %(n)s texts of the right length", counts["writing"])
        % {"n": counts["writing"]}
        if counts["writing"]
        else "",
        ngettext("sent work to your reviewer", "sent %(n)s pieces of work to your reviewer", counts["work"])
        % {"n": counts["work"]}
        if counts["work"]
        else "",
    ]
    return _("This lesson counts when you have %(deeds)s. You may try as often as you like.") % {
        "deeds": joined(filter(None, deeds))
    }
