"""What one learner has done and kept in one lesson."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, F, IntegerField, QuerySet, TextField, Value

from courses.learning.models import RequirementMet, Tick, Writing, WritingVersion
from lms.statements import Statement


@dataclass
class Kept:
    """A text as the learner left it, with what waits for their choice."""

    text: str = ""
    number: int = 0
    asides: list[tuple[int, str]] = field(default_factory=list)


@dataclass
class LessonRecord:
    """What one learner has done and kept in one lesson."""

    met: set[str] = field(default_factory=set)
    ticked: dict[str, set[str]] = field(default_factory=dict)  # block → items
    kept: dict[str, Kept] = field(default_factory=dict)  # block → text


def _kept_rows(learner: int, lesson: int) -> QuerySet[Any, Any]:
    """Everything met, ticked and written, as (kind, block, item, text, number)."""
    empty = Value("", output_field=CharField())
    no_text, zero = Value("", output_field=TextField()), Value(0, output_field=IntegerField())

    def rows(model: Any, kind: str, block: Any, item: Any, text: Any, number: Any, **where: Any) -> Any:
        named = {
            "r_kind": Value(kind, output_field=CharField()),
            "r_block": block,
            "r_item": item,
            "r_text": text,
            "r_number": number,
        }
        return model.objects.order_by().filter(**where).annotate(**named).values_list(*named)

    mine = {"learner_id": learner, "lesson_id": lesson}
    theirs = {"writing__learner_id": learner, "writing__lesson_id": lesson, "aside": True}
    found: QuerySet[Any, Any] = rows(RequirementMet, "met", F("block"), empty, no_text, zero, **mine)
    return found.union(
        rows(Tick, "tick", F("block"), F("item"), no_text, zero, ticked=True, **mine),
        rows(Writing, "text", F("block"), empty, F("text"), F("number"), **mine),
        rows(WritingVersion, "aside", F("writing__block"), empty, F("text"), F("number"), **theirs),
        all=True,
    )


_KEPT = Statement(_kept_rows, learner=int, lesson=int)


def lesson_record(learner_id: int, lesson_id: int) -> LessonRecord:
    """What was met, ticked and kept in a lesson. One query for all of it."""
    record = LessonRecord()
    for kind, block, item, text, number in _KEPT.rows(learner=learner_id, lesson=lesson_id):
        if kind == "met":
            record.met.add(block)
        elif kind == "tick":
            record.ticked.setdefault(block, set()).add(item)
        else:
            kept = record.kept.setdefault(block, Kept())
            if kind == "text":
                kept.text, kept.number = text, number
            else:
                kept.asides.append((number, text))
    for kept in record.kept.values():
        kept.asides.sort()
    return record
