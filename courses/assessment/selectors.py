"""Questions as they are asked, and how a learner last answered them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from courses.assessment.models import Attempt


@dataclass(frozen=True)
class Option:
    id: str
    text: str
    correct: bool
    feedback: str


@dataclass(frozen=True)
class Question:
    kind: str
    text: str
    options: tuple[Option, ...]

    @property
    def takes_several(self) -> bool:
        return self.kind == "multiple"


def read_question(value: Any) -> Question:
    """The question in a block's value. It holds the right answers: never hand it to a template."""
    options = tuple(
        Option(
            str(child.id), child.value["text"], bool(child.value["correct"]), child.value["feedback"] or ""
        )
        for child in value["options"].bound_blocks
    )
    return Question(value["kind"], value["question"], options)


def last_attempts(learner_id: int, lesson_id: int, blocks: Sequence[str]) -> dict[str, Attempt]:
    """The newest attempt of one learner at each of ``blocks``. One query."""
    attempts = Attempt.objects.filter(learner_id=learner_id, lesson_id=lesson_id, block__in=blocks)
    return {attempt.block: attempt for attempt in attempts.order_by("created_at", "pk")}
