"""How a question is shown: its words to everybody, its answers to nobody who has not given them."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from courses.assessment.selectors import LastAttempt, Option, Question, last_attempts, read_question
from courses.learning.asking import Asked, AskingKind, register_asking


def prepare_question(value: Any) -> dict[str, Any]:
    """What the page may show; the question with its answers stays under a name that pages are not given."""
    question = read_question(value)
    return {
        "kind": question.kind,
        "question": question.text,
        "required": value["required"],
        "options": {"bound_blocks": [{"id": o.id, "value": {"text": o.text}} for o in question.options]},
        "_question": question,
        "_explanation": value["explanation"].__html__() if value["explanation"] else "",
    }


def personal_question(value: dict[str, Any], asked: Asked) -> dict[str, Any]:
    """The learner's last answer with what is said about what they chose, and nothing about the rest."""
    question: Question = value["_question"]
    attempt: LastAttempt | None = asked.loaded
    drafted = (asked.draft or {}).get("chosen")
    answered = attempt is not None and drafted is None
    chosen = set(attempt.chosen if attempt is not None and answered else drafted or [])
    options = [_option(option, option.id in chosen, answered) for option in question.options]
    answered = answered and any(option["is_chosen"] for option in options)
    is_right = bool(answered and attempt and attempt.correct)
    return {
        "options": options,
        "is_answered": answered,
        "is_right": is_right,
        "takes_several": question.takes_several,
        "explanation": value["_explanation"] if is_right else "",
    }


def _option(option: Option, is_chosen: bool, answered: bool) -> dict[str, Any]:
    """One option for the page; whether it is right is said of a chosen one alone."""
    shown: dict[str, Any] = {"id": option.id, "value": {"text": option.text}, "is_chosen": is_chosen}
    if is_chosen and answered:
        shown |= {"said": option.feedback, "verdict": "right" if option.correct else "wrong"}
    return shown


def state_of_question(asked: Asked) -> Hashable | None:
    """What was chosen last and whether it was right; what was refused is the learner's alone."""
    attempt: LastAttempt | None = asked.loaded
    if asked.draft:
        return None
    return (tuple(attempt.chosen), attempt.correct) if attempt is not None else ()


def register() -> None:
    """Make questions known to the lesson."""
    kind = AskingKind(
        "courses/blocks/question.html",
        "learning:answer",
        prepare_question,
        personal_question,
        state_of_question,
        load=last_attempts,
    )
    register_asking("question", kind)
