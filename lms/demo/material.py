"""How a course is written down as data: blocks, lessons, modules, a course.

Ids are made from names, never at random: writing the same material again gives
the same blocks, options and items, so answers and ticks keep their place.
Options and items are numbered: add new ones at the end, never reorder them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

# Everything here descends from this one; changing it would orphan every answer.
NAMESPACE = UUID("5b0c9d1e-6d0f-5d53-9c55-7f7c8f6f2d11")

CHECKED_ON = "2026-11-16"

ENGLAND = {
    "nation": "england",
    "source": "Electoral Commission, guidance for local government elections in England",
    "source_url": "https://www.electoralcommission.org.uk/guidance-candidates-and-agents-local-government-elections-england",
}
WALES = {
    "nation": "wales",
    "source": "Welsh Government, rules for local elections",
    "source_url": "https://www.gov.wales/",
}
SCOTLAND = {
    "nation": "scotland",
    "source": "Electoral Commission, guidance for candidates and agents",
    "source_url": "https://www.electoralcommission.org.uk/guidance-candidates-and-agents",
}
NORTHERN_IRELAND = {
    "nation": "northern_ireland",
    "source": "Electoral Office for Northern Ireland",
    "source_url": "https://www.eoni.org.uk/",
}
UNITED_KINGDOM = {
    "nation": "",
    "source": "Electoral Commission, guidance for candidates and agents",
    "source_url": "https://www.electoralcommission.org.uk/guidance-candidates-and-agents",
}
LGA = {
    "nation": "england",
    "source": "Local Government Association",
    "source_url": "https://www.local.gov.uk/",
}


@dataclass(frozen=True)
class File:
    """A demo file, by the name under which ``lms.demo.files`` makes it."""

    name: str


@dataclass(frozen=True)
class Block:
    """One block; ``name`` is unique in its lesson, or empty for “the third text”."""

    kind: str
    value: dict[str, Any]
    name: str = ""
    lists: tuple[str, ...] = ()  # the fields that are ListBlocks


@dataclass(frozen=True)
class Lesson:
    title: str
    slug: str
    introduction: str
    minutes: int
    body: list[Block]
    narration: tuple[str, str] | None = None  # the recording of it read aloud, and its times

    def block_id(self, name: str) -> str:
        return str(uuid5(NAMESPACE, f"{self.slug}/{name}"))

    def named(self) -> list[tuple[str, Block]]:
        """Each block with its name; unnamed ones are counted by kind (``text-1``, ``text-2``)."""
        counts: dict[str, int] = {}
        found = []
        for block in self.body:
            counts[block.kind] = counts.get(block.kind, 0) + 1
            found.append((block.name or f"{block.kind}-{counts[block.kind]}", block))
        return found

    def raw(self, files: Mapping[str, int]) -> list[dict[str, Any]]:
        """The body as a StreamField stores it; ``files`` gives each file's primary key."""
        return [
            {"type": block.kind, "value": self._value(name, block, files), "id": self.block_id(name)}
            for name, block in self.named()
        ]

    def _value(self, name: str, block: Block, files: Mapping[str, int]) -> dict[str, Any]:
        value = {"language": "", **_filled(block.value, files)}
        for key in block.lists:
            value[key] = self._items(f"{name}/{key}", value[key])
        return value

    def _items(self, path: str, items: list[Any]) -> list[dict[str, Any]]:
        """Numbered, and so are the lists inside them."""
        found = []
        for number, item in enumerate(items, start=1):
            here = f"{path}/{number}"
            if isinstance(item, dict):
                item = {
                    key: self._items(f"{here}/{key}", part) if isinstance(part, list) else part
                    for key, part in item.items()
                }
            found.append({"type": "item", "value": item, "id": self.block_id(here)})
        return found


@dataclass(frozen=True)
class Module:
    title: str
    slug: str
    summary: str
    lessons: list[Lesson]


@dataclass(frozen=True)
class CourseMaterial:
    title: str
    slug: str
    summary: str
    description: str
    modules: list[Module] = field(default_factory=list)

    @property
    def lessons(self) -> list[Lesson]:
        return [lesson for module in self.modules for lesson in module.lessons]


def _filled(value: Any, files: Mapping[str, int]) -> Any:
    if isinstance(value, File):
        return files[value.name]
    if isinstance(value, dict):
        return {key: _filled(part, files) for key, part in value.items()}
    return value


def _paragraphs(parts: tuple[str, ...]) -> str:
    """Bare strings become paragraphs; strings that are already elements stay as they are."""
    return "".join(
        part if part.startswith("<") and part[1:3] in ("ul", "ol", "p>") else f"<p>{part}</p>"
        for part in parts
    )


def bullets(*items: str) -> str:
    return "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"


def heading(text: str, level: str = "2") -> Block:
    return Block("heading", {"text": text, "level": level})


def text(*parts: str) -> Block:
    return Block("text", {"text": _paragraphs(parts)})


def key_points(title: str, *points: str) -> Block:
    return Block("key_points", {"title": title, "points": list(points)}, lists=("points",))


def law(title: str, *parts: str, publisher: dict[str, str]) -> Block:
    """A statement of law: who publishes it, where, and when it was last checked."""
    return Block(
        "callout",
        {"kind": "law", "title": title, "text": _paragraphs(parts), **publisher, "checked_on": CHECKED_ON},
    )


def note(title: str, *parts: str, kind: str = "note", publisher: dict[str, str] | None = None) -> Block:
    """A note or a warning; one that states a fact from elsewhere names its publisher too."""
    source = publisher or {"nation": "", "source": "", "source_url": ""}
    checked_on = CHECKED_ON if publisher else None
    value = {"kind": kind, "title": title, "text": _paragraphs(parts), **source, "checked_on": checked_on}
    return Block("callout", value)


def quotation(text: str, *, who: str, role: str) -> Block:
    return Block("quotation", {"text": text, "who": who, "role": role, "source_url": ""})


def picture(file: str, *, alt_text: str, caption: str) -> Block:
    image = {"image": File(file), "alt_text": alt_text, "decorative": False}
    return Block("picture", {"image": image, "caption": caption})


def audio(title: str, file: str, *, transcript: str, minutes: int) -> Block:
    return Block("audio", {"title": title, "file": File(file), "transcript": transcript, "minutes": minutes})


def video(
    title: str,
    file: str,
    *,
    small: str,
    sound: str,
    captions: str,
    poster: str,
    transcript: str,
    minutes: int,
) -> Block:
    return Block(
        "video",
        {
            "title": title,
            "file": File(file),
            "small": File(small),
            "sound": File(sound),
            "embed_url": "",
            "captions": File(captions),
            "transcript": transcript,
            "minutes": minutes,
            "poster": {"image": File(poster), "alt_text": "", "decorative": True},
        },
    )


def download(title: str, file: str, description: str) -> Block:
    return Block("download", {"title": title, "document": File(file), "description": description})


def right(text: str, feedback: str) -> dict[str, Any]:
    return {"text": text, "correct": True, "feedback": feedback}


def wrong(text: str, feedback: str) -> dict[str, Any]:
    return {"text": text, "correct": False, "feedback": feedback}


def question(
    name: str, kind: str, asked: str, *options: dict[str, Any], explanation: str, required: bool = True
) -> Block:
    value = {
        "required": required,
        "kind": kind,
        "question": asked,
        "options": list(options),
        "explanation": _paragraphs((explanation,)),
    }
    return Block("question", value, name=name, lists=("options",))


def checklist(name: str, title: str, *items: str, introduction: str = "", required: bool = False) -> Block:
    value = {"required": required, "title": title, "introduction": introduction, "items": list(items)}
    return Block("checklist", value, name=name, lists=("items",))


def writing(
    name: str, title: str, *prompt: str, least_words: int | None, most_words: int, required: bool = False
) -> Block:
    value = {
        "required": required,
        "title": title,
        "prompt": _paragraphs(prompt),
        "least_words": least_words,
        "most_words": most_words,
    }
    return Block("writing", value, name=name)


def work(
    name: str,
    title: str,
    *prompt: str,
    rubric: dict[str, tuple[str, ...]],
    most_words: int,
    takes_recordings: bool = False,
) -> Block:
    """Work for a reviewer, which counts for no lesson: each criterion with its levels."""
    value = {
        "required": False,
        "title": title,
        "prompt": _paragraphs(prompt),
        "most_words": most_words,
        "takes_files": False,
        "takes_recordings": takes_recordings,
        "rubric": [{"title": looked_at, "levels": list(levels)} for looked_at, levels in rubric.items()],
    }
    return Block("work", value, name=name, lists=("rubric",))
