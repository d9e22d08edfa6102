"""The kinds of block that ask something of a learner, each with how it is shown to one learner.

Rooms above register theirs; the lesson shows whatever is registered.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from courses.learning.models import MAX_WRITING
from courses.learning.records import LessonRecord
from courses.learning.selectors import words_in

# ``value`` is what every learner sees of the block, as plain data that a cache may hold.
Prepare = Callable[[Any], dict[str, Any]]
# What one learner has done at these blocks, by block: (learner id, lesson id, blocks).
Load = Callable[[int, int, Sequence[str]], dict[str, Any]]
# What the template is told of one learner at one block, from the prepared value and what was loaded.
Personal = Callable[[dict[str, Any], "Asked"], dict[str, Any]]
# What decides that, but for ``own``: whoever is in the same state sees the same. None: this learner alone.
State = Callable[["Asked"], Hashable | None]


@dataclass(frozen=True)
class Asked:
    """One learner at one asking block."""

    block: str
    record: LessonRecord
    loaded: Any = None  # what the kind's ``load`` found for the block
    draft: dict[str, Any] | None = None  # what was typed or chosen and not accepted


@dataclass(frozen=True)
class AskingKind:
    template: str
    write: str  # URL name of the write
    prepare: Prepare
    personal: Personal
    state: State
    load: Load | None = None
    own: tuple[str, ...] = ()  # parts of ``personal`` that a template only prints, and nobody else sees


_kinds: dict[str, AskingKind] = {}


def register_asking(name: str, kind: AskingKind) -> None:
    """Blocks of type ``name`` ask something and are shown by ``kind``; the last registered counts."""
    _kinds[name] = kind


def asking_kind(name: str) -> AskingKind | None:
    return _kinds.get(name)


def _prepare_checklist(value: Any) -> dict[str, Any]:
    return {
        "title": value["title"],
        "introduction": value["introduction"],
        "required": value["required"],
        "items": {"bound_blocks": [{"id": str(i.id), "value": i.value} for i in value["items"].bound_blocks]},
    }


def _personal_checklist(value: dict[str, Any], asked: Asked) -> dict[str, Any]:
    ticked = asked.record.ticked.get(asked.block, set())
    items = [{**item, "is_ticked": item["id"] in ticked} for item in value["items"]["bound_blocks"]]
    left = sum(not item["is_ticked"] for item in items)
    return {"items": items, "left": left, "done": len(items) - left, "total": len(items)}


def _prepare_writing(value: Any) -> dict[str, Any]:
    return {
        "title": value["title"],
        "prompt": value["prompt"].__html__(),
        "required": value["required"],
        "least_words": value["least_words"],
        "most_words": value["most_words"],
    }


def _personal_writing(value: dict[str, Any], asked: Asked) -> dict[str, Any]:
    kept = asked.record.kept.get(asked.block)
    draft = asked.draft or {}
    return {
        "text": draft.get("text", kept.text if kept else ""),
        "number": draft.get("base", kept.number if kept else 0),
        "words": words_in(draft.get("text", kept.text if kept else "")),
        "is_kept": bool(kept and kept.number),  # a text that was refused has words of its own
        "standing": kept,
        "asides": kept.asides if kept else [],
        "most_characters": MAX_WRITING,
    }


def _state_of_checklist(asked: Asked) -> Hashable | None:
    return None if asked.draft else frozenset(asked.record.ticked.get(asked.block, ()))


def _state_of_writing(asked: Asked) -> Hashable | None:
    kept = asked.record.kept.get(asked.block)
    if asked.draft or (kept and kept.asides):
        return None
    return bool(kept and kept.number)


register_asking(
    "checklist",
    AskingKind(
        "courses/blocks/checklist.html",
        "learning:tick",
        _prepare_checklist,
        _personal_checklist,
        _state_of_checklist,
    ),
)
register_asking(
    "writing",
    AskingKind(
        "courses/blocks/writing.html",
        "learning:keep",
        _prepare_writing,
        _personal_writing,
        _state_of_writing,
        own=("text", "words", "number"),
    ),
)
