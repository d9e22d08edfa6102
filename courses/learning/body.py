"""The body of a lesson: prepared once for everybody, then made one learner's own."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.content.models import LessonEdition
from courses.content.narration import Narration
from courses.content.selectors import body_blocks, narration_of
from courses.learning.asking import Asked, asking_kind
from courses.learning.records import LessonRecord
from lms.pages.chrome import form_token_of
from lms.pages.prepared import Stencil, divide, gap, prepared, render_with_gaps
from lms.pages.templatetags.components import own_lang

DAY = 24 * 60 * 60


@dataclass(frozen=True)
class Segment:
    """One block of the body. ``html`` for everybody, or ``value`` of a block that asks."""

    block: str
    kind: str
    label: str  # the heading it lies under, for “you stopped at …”
    modifiers: str = ""
    language: str = ""  # of a block that asks; the others say it themselves
    html: str = ""
    value: dict[str, Any] | None = None


@dataclass(frozen=True)
class PreparedLesson:
    """A lesson's text as everybody reads it. Holds the right answers: for the server alone."""

    lesson_id: int
    edition_id: int
    title: str
    introduction: str
    minutes: int
    requirements: list[dict[str, str]]
    segments: list[Segment]
    language: str = ""
    raw: dict[str, dict[str, Any]] = field(default_factory=dict)  # block → type and value, to compare
    narration: Narration | None = None
    listen: str = ""  # the control in the head
    saves_data: bool = False  # with the small versions of films and recordings

    def segment(self, block: str) -> Segment | None:
        return next((segment for segment in self.segments if segment.block == block), None)


def prepared_lesson(edition_id: int, *, saves_data: bool = False) -> PreparedLesson:
    """The text ``edition_id``, prepared; made again each day, since the pages that it links to may move.

    For readers whose browser ``saves_data``, with the small versions of films and recordings.

    Raises ``LessonEdition.DoesNotExist``.
    """
    make = partial(_read_and_prepare, edition_id, saves_data)
    return prepared.get("lesson", edition_id, saves_data, today(), make=make)


def today() -> int:
    """The day, as part of a name: what links to pages is made again with the next one."""
    return int(time.time() // DAY)


def _read_and_prepare(edition_id: int, saves_data: bool) -> PreparedLesson:
    return _prepare(LessonEdition.objects.get(pk=edition_id), saves_data)


def _prepare(text: LessonEdition, saves_data: bool) -> PreparedLesson:
    segments: list[Segment] = []
    label = text.title
    for child in body_blocks(text):
        kind = child.block_type
        if kind == "heading":
            label = child.value["text"]
        shared: dict[str, Any] = {
            "block": str(child.id),
            "kind": kind,
            "label": strip_tags(label)[:200],
            "modifiers": f"block--{child.value['kind']}" if kind == "callout" else "",
        }
        asks = asking_kind(kind)
        if asks is None:
            around = {"page": None, "written_in": text.language, "saves_data": saves_data}
            segments.append(Segment(**shared, html=str(child.render(around))))
        else:
            spoken = child.value.get("language") or ""
            segments.append(Segment(**shared, language=spoken, value=asks.prepare(child.value)))
    narration = narration_of(text)
    return PreparedLesson(
        lesson_id=text.lesson_id,
        edition_id=text.pk,
        title=text.title,
        introduction=text.introduction,
        minutes=text.minutes,
        requirements=text.requirements,
        language=text.language,
        segments=segments,
        raw={raw["id"]: {"type": raw["type"], "value": raw["value"]} for raw in text.body},
        narration=narration,
        listen=render_to_string("courses/learning/_listen.html", {"narration": narration}),
        saves_data=saves_data,
    )


# ---------------------------------------------------------------- what changed


@dataclass(frozen=True)
class Changes:
    """What is different between the text a learner saw and the text as it is."""

    added: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    removed: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    @property
    def words(self) -> str:
        """“one part is new, two parts changed, one part is gone”."""
        told = []
        if count := len(self.added):
            told.append(ngettext("%(n)s part is new", "%(n)s parts are new", count) % {"n": _counted(count)})
        if count := len(self.changed):
            told.append(ngettext("%(n)s part changed", "%(n)s parts changed", count) % {"n": _counted(count)})
        if count := self.removed:
            told.append(
                ngettext("%(n)s part is gone", "%(n)s parts are gone", count) % {"n": _counted(count)}
            )
        return ", ".join(told)


def _counted(count: int) -> str:
    return {1: _("one"), 2: _("two"), 3: _("three"), 4: _("four"), 5: _("five")}.get(count, str(count))


def changes_between(seen: PreparedLesson, now: PreparedLesson) -> Changes:
    return Changes(
        added=frozenset(block for block in now.raw if block not in seen.raw),
        changed=frozenset(
            block for block, raw in now.raw.items() if block in seen.raw and seen.raw[block] != raw
        ),
        removed=sum(block not in now.raw for block in seen.raw),
    )


# ---------------------------------------------------------------- one learner's


@dataclass
class Reader:
    """For whom a body is rendered: their record, or an editor who only reads."""

    learner_id: int | None
    lesson_key: uuid.UUID
    record: LessonRecord = field(default_factory=LessonRecord)
    changes: Changes = field(default_factory=Changes)
    # What was sent and not accepted, by block: the typed values and the reason.
    drafts: dict[str, dict[str, Any]] = field(default_factory=dict)


def render_body(request: HttpRequest, lesson: PreparedLesson, reader: Reader) -> SafeString:
    """All blocks in order, those that ask with what the learner did there."""
    loaded = _load(lesson, reader)
    return mark_safe("".join(_wrap(request, lesson, segment, reader, loaded) for segment in lesson.segments))


def render_block(request: HttpRequest, lesson: PreparedLesson, block: str, reader: Reader) -> SafeString:
    """One block as it stands in the page; empty if the lesson has none such."""
    segment = lesson.segment(block)
    if segment is None:
        return mark_safe("")
    return _wrap(request, lesson, segment, reader, _load(lesson, reader, only=block))


def _load(lesson: PreparedLesson, reader: Reader, only: str = "") -> dict[str, Any]:
    """What the kinds of block know of the learner, by block; a query a kind at most."""
    found: dict[str, Any] = {}
    if reader.learner_id is None:
        return found
    by_kind: dict[str, list[str]] = {}
    for segment in lesson.segments:
        if segment.value is not None and only in ("", segment.block):
            by_kind.setdefault(segment.kind, []).append(segment.block)
    for name, blocks in by_kind.items():
        kind = asking_kind(name)
        if kind is not None and kind.load is not None:
            found |= kind.load(reader.learner_id, lesson.lesson_id, blocks)
    return found


def _wrap(
    request: HttpRequest, lesson: PreparedLesson, segment: Segment, reader: Reader, loaded: dict[str, Any]
) -> SafeString:
    """One block in its wrapper. It is made once for everybody, or once in each state of a block that asks."""
    change = ""
    if segment.block in reader.changes.added | reader.changes.changed:
        change = "added" if segment.block in reader.changes.added else "changed"
    key = ("block", lesson.edition_id, lesson.saves_data, today(), segment.block, change)
    if segment.value is None:
        return prepared.get(*key, make=partial(_block, lesson, segment, change, segment.html)).fill()
    kind = asking_kind(segment.kind)
    if kind is None:
        return prepared.get(*key, make=partial(_block, lesson, segment, change, "")).fill()
    draft = reader.drafts.get(segment.block)
    asked = Asked(segment.block, reader.record, loaded.get(segment.block), draft)
    state = kind.state(asked)
    ask = partial(_ask, lesson, segment, reader, asked)
    if state is None:  # theirs alone: what was refused, texts of two devices
        stencil = _block(lesson, segment, change, ask(own={}))
    else:
        state = (state, segment.block in reader.record.met, reader.learner_id is None)
        own = {name: gap(name) for name in kind.own}
        make = lambda: _block(lesson, segment, change, ask(own=own))  # noqa: E731
        stencil = prepared.get(*key, state, make=make)
    personal = kind.personal(segment.value, asked) if kind.own else {}
    return stencil.fill(
        {
            **{name: personal[name] for name in kind.own},
            "submission": uuid.uuid4,
            "uid": getattr(request.user, "uid", ""),
            "token": partial(form_token_of, request),
        }
    )


def _block(lesson: PreparedLesson, segment: Segment, change: str, html: str) -> Stencil:
    """The wrapper of a block around its ``html``, in which there may be gaps."""
    mark, modifiers = "", segment.modifiers
    if change:
        modifiers += " block--changed"
        word = _("New since your visit") if change == "added" else _("Changed since your visit")
        lang = own_lang(Context({"written_in": segment.language or lesson.language}))
        mark = format_html('<p class="block__mark"{}>{}</p>', lang, word)
    return divide(
        format_html(
            '<div class="block block--{} {}" id="block-{}" data-block="{}"{}>{}{}</div>',
            segment.kind,
            modifiers,
            segment.block,
            segment.block,
            format_html(' lang="{}"', segment.language) if segment.language else "",
            mark,
            mark_safe(html),
        )
    )


def _ask(
    lesson: PreparedLesson, segment: Segment, reader: Reader, asked: Asked, *, own: dict[str, Any]
) -> SafeString:
    """A block that asks as ``asked`` finds it, with gaps for what is new in each form and for ``own``."""
    kind, value = asking_kind(segment.kind), segment.value
    if kind is None or value is None:
        return mark_safe("")
    ask = {
        **kind.personal(value, asked),
        **own,
        "block": segment.block,
        "action": reverse(kind.write, args=[reader.lesson_key]),
        "submission": gap("submission"),
        "counts": value["required"],
        "is_met": segment.block in asked.record.met,
        "reads_only": reader.learner_id is None,
        "error": (asked.draft or {}).get("error", ""),
        "uid": gap("uid"),
    }
    context = {"value": public(value), "ask": ask, "written_in": segment.language or lesson.language}
    return render_with_gaps(kind.template, context)


def public(value: dict[str, Any]) -> dict[str, Any]:
    """The part of a prepared value that a page may show; what begins with an underscore stays here."""
    return {name: part for name, part in value.items() if not name.startswith("_")}
