"""One kind of data as it is written for a copy: a line of JSON for each record, in private storage."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.privacy.confidential import verdicts
from lms.privacy.models import Export, ExportPart
from lms.privacy.registry import Item, PersonalData, Record, StoredFile

SPOOL = 1024 * 1024  # bytes of a part that may be in memory


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
    facts = [[fact.name, str(fact.label), fact.value, in_words(fact.value)] for fact in item.facts]
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


def write_part(export: Export, data: PersonalData) -> ExportPart:
    """What ``data`` holds on the person lies in storage and is noted. Repeatable: halves are written anew."""
    tally = {"records": 0, "withheld": 0, "waiting": 0}
    items: Iterable[Item] = data.export(export.person)
    if data.confidential:
        items = _allowed(items, verdicts(export.person.uid, data.code), tally)
    stored_as = f"copies/{export.uid.hex}/{data.code}.jsonl"
    with tempfile.SpooledTemporaryFile(max_size=SPOOL) as file:
        for item in items:
            file.write(json.dumps(_line(item), cls=DjangoJSONEncoder, ensure_ascii=False).encode() + b"\n")
            tally["records"] += isinstance(item, Record)
        file.seek(0)
        default_storage.delete(stored_as)
        stored_as = default_storage.save(stored_as, File(file))
    with transaction.atomic():
        part, _made = ExportPart.objects.update_or_create(
            export=export, code=data.code, defaults={**tally, "stored_as": stored_as}
        )
    return part


def read_lines(part: ExportPart) -> Iterator[dict[str, Any]]:
    """The lines of a part, one after another."""
    with default_storage.open(part.stored_as) as file:
        source: IO[Any] = file.file if file.file is not None else file
        for line in source:
            yield json.loads(line)
