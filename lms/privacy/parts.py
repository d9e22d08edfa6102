"""One kind of data as it is written for a copy: for programs, for people, and as lines for what follows."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.template.loader import get_template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.privacy.confidential import verdicts
from lms.privacy.models import Export, ExportPart, ExportState
from lms.privacy.registry import Item, PersonalData, Record, StoredFile
from lms.privacy.stored import fresh_name, lines_of, put, spooled

LINES, JSON, PAGE = ".jsonl", ".json", ".html"


def in_words(value: Any) -> str:
    """``value`` as people read it, in the language that is spoken now."""
    if value is None or value == "" or value == [] or value == {}:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.datetime):
        return date_format(timezone.localtime(value), "j F Y, H:i")
    if isinstance(value, dt.date):
        return date_format(value, "j F Y")
    if isinstance(value, list | tuple):
        return ", ".join(in_words(one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {in_words(one)}" for name, one in value.items())
    return str(value)


def _line(item: Item) -> dict[str, Any]:
    if isinstance(item, StoredFile):
        return {"file": item.name, "stored_as": item.stored_as, "storage": item.storage}
    facts = [
        [fact.name, str(fact.label), fact.value, str(fact.words) or in_words(fact.value)]
        for fact in item.facts
    ]
    return {"section": str(item.section), "facts": facts}


def _allowed(items: Iterable[Item], said: dict[str, bool], tally: dict[str, int]) -> Iterator[Item]:
    """Of what others wrote in confidence, that on which an administrator decided so."""
    for item in items:
        key = item.key if isinstance(item, Record) else item.stored_as
        if key not in said:
            tally["waiting"] += 1
        elif not said[key]:
            tally["withheld"] += 1
        else:
            yield item


def as_json(value: Any) -> bytes:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False).encode()


class _Sheets:
    """The three files of a part while they grow."""

    def __init__(self, lines: IO[bytes], data: IO[bytes], page: IO[bytes]) -> None:
        self.lines, self.data, self.page = lines, data, page
        self._section = ""
        self._template = get_template("pdf/copy_record.html")

    def add(self, line: dict[str, Any], number: int) -> None:
        """One more item; ``number`` counts the records before it."""
        self.lines.write(as_json(line) + b"\n")
        if "file" in line:
            return
        facts = {name: value for name, _label, value, _words in line["facts"]}
        self.data.write((b",\n" if number else b"\n") + as_json({"section": line["section"], "facts": facts}))
        head = line["section"] if line["section"] != self._section else ""
        self._section = line["section"]
        self.page.write(self._template.render({**line, "head": head}).encode())


def write_part(export: Export, data: PersonalData) -> None:
    """What ``data`` holds on the person lies in storage and is noted, if the copy is wanted still.

    Repeatable: what was not noted is written anew.
    """
    tally = {"records": 0, "withheld": 0, "waiting": 0}
    items: Iterable[Item] = data.export(export.person)
    if data.confidential:
        items = _allowed(items, verdicts(export.person.uid, data.code), tally)
    stored_as = fresh_name(export, data.code)
    with spooled() as lines, spooled() as programs, spooled() as page:
        sheets = _Sheets(lines, programs, page)
        for item in items:
            sheets.add(_line(item), tally["records"])
            tally["records"] += isinstance(item, Record)
        for ending, file in ((LINES, lines), (JSON, programs), (PAGE, page)):
            put(stored_as + ending, file)
    with transaction.atomic():
        if still_wanted(export):
            ExportPart.objects.get_or_create(
                export=export, code=data.code, defaults={**tally, "stored_as": stored_as}
            )


def still_wanted(export: Export) -> bool:
    """Nobody deleted or finished this copy meanwhile, and nobody does before the transaction ends."""
    wanted = Export.objects.select_for_update().filter(pk=export.pk, state=ExportState.MAKING)
    return wanted.first() is not None


def read_lines(part: ExportPart) -> Iterator[dict[str, Any]]:
    """The lines of a part, one after another."""
    return (json.loads(line) for line in lines_of(part.stored_as + LINES))
