"""How work is asked for in a lesson: its words to everybody, the rest to its learner alone."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

from django.db.models import OuterRef, Subquery

from courses.assessment.sent_work import Standing, standing_words
from courses.assessment.work.models import MAX_WORK, Review, Work, WorkState, WorkVersion
from courses.content.errors import BlockGoneError
from courses.content.selectors import asking_block
from courses.learning.asking import Asked, AskingKind, register_asking
from courses.learning.selectors import words_in
from lms.pages.handed_in import DOCUMENTS, PICTURES


def rubric_of(value: Any) -> list[dict[str, Any]]:
    """The criteria of a block, each with its levels in words, by the ids that last."""
    return [
        {
            "id": str(child.id),
            "title": child.value["title"],
            "levels": [(str(level.id), level.value) for level in child.value["levels"].bound_blocks],
        }
        for child in value["rubric"].bound_blocks
    ]


def rubric_then(version: WorkVersion, block: str) -> list[dict[str, Any]]:
    """The criteria as they were asked when ``version`` was sent; none where the block is not what it was."""
    try:
        return rubric_of(asking_block(version.lesson_edition, block, "work"))
    except BlockGoneError:
        return []


def accepted(value: Any) -> str:
    """For the browser’s chooser; “audio/*” lets a phone offer its recorder. Content is judged anyway."""
    kinds = [f".{kind}" for kind in DOCUMENTS + PICTURES] if value["takes_files"] else []
    return ",".join([*kinds, *(["audio/*", "video/*"] if value["takes_recordings"] else [])])


def _prepare(value: Any) -> dict[str, Any]:
    return {
        "title": value["title"],
        "prompt": value["prompt"].__html__(),
        "required": value["required"],
        "most_words": value["most_words"],
        "takes_files": value["takes_files"],
        "takes_recordings": value["takes_recordings"],
        "rubric": rubric_of(value),
        "accept": accepted(value),
    }


def _load(learner: int, lesson: int, blocks: Sequence[str]) -> dict[str, Work]:
    """Each with ``said``, the words of the newest answer. One query."""
    newest = Review.objects.filter(version__work=OuterRef("pk"), is_draft=False)
    newest = newest.order_by("-version__number")
    found = Work.objects.filter(learner=learner, lesson=lesson, block__in=blocks)
    found = found.annotate(said=Subquery(newest.values("words")[:1])).order_by("pk")
    return {work.block: work for work in found}


def _personal(value: dict[str, Any], asked: Asked) -> dict[str, Any]:
    work: Work | None = asked.loaded
    state = work.state if work is not None else WorkState.DRAFT
    typed = asked.draft or {}
    kept, number = (work.draft, work.draft_number) if work is not None else ("", 0)
    text = typed.get("text", kept)
    standing = None if work is None or state == WorkState.DRAFT else Standing(state, work.promised_on)
    return {
        "text": text,
        "words": words_in(text),
        "number": number,
        "elsewhere": kept if typed.get("base", number) < number and kept != text else "",
        "file_name": work.draft_file_name if work is not None else "",
        "is_open": state in (WorkState.DRAFT, WorkState.RETURNED),
        "may_take_back": state == WorkState.SENT,
        "is_ready": state == WorkState.READY,
        "is_back": state == WorkState.RETURNED,
        "standing": standing_words(standing) if standing else "",
        "said": (getattr(work, "said", "") or "") if state in (WorkState.RETURNED, WorkState.READY) else "",
        "most_characters": MAX_WORK,
    }


def _state(asked: Asked) -> Hashable | None:
    """Whoever has begun sees what nobody else does."""
    return None if asked.draft or asked.loaded is not None else ()


def register() -> None:
    """Make work known to the lesson."""
    register_asking(
        "work",
        AskingKind("courses/blocks/work.html", "learning:work", _prepare, _personal, _state, load=_load),
    )
