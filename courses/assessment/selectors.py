"""Questions as they are asked, and how a learner last answered them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from courses.assessment.models import Attempt
from lms.statements import Statement


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


class LastAttempt(NamedTuple):
    """What a page says of an ``Attempt``."""

    block: str
    chosen: list[str]
    correct: bool


_ATTEMPTS = Statement(
    lambda learner, lesson: (
        Attempt.objects.filter(learner=learner, lesson=lesson)
        .order_by("created_at", "pk")
        .values_list(*LastAttempt._fields)
    ),
    learner=int,
    lesson=int,
)


def last_attempts(learner_id: int, lesson_id: int, blocks: Sequence[str]) -> dict[str, LastAttempt]:
    """The newest attempt of one learner at each of ``blocks``. One query."""
    rows = _ATTEMPTS.rows(learner=learner_id, lesson=lesson_id)
    return {row[0]: LastAttempt(*row) for row in rows if row[0] in blocks}
