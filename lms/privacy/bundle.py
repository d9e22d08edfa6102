"""The copy as one ZIP file: JSON for programs, a page and a PDF for people, and the files themselves.

First a plan says which stored bytes make up each file of the archive; then ``lms.privacy.packing`` takes
them in, stretch by stretch. Nothing is ever in memory as a whole but the PDF, which is composed there,
and so tells of the first records alone.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import groupby, islice
from pathlib import Path, PurePosixPath
from typing import Any

from django.contrib.staticfiles import finders
from django.core.files.storage import storages
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, gettext

from lms import pdf
from lms.privacy.models import Export, ExportPart
from lms.privacy.parts import JSON, PAGE, as_json, read_lines, still_wanted
from lms.privacy.registry import all_data, data_called
from lms.privacy.stored import fresh_name, put, spooled
from lms.privacy.takeaways import takeaway_called

JSON_NAME, PAGE_NAME, PDF_NAME, FOLDER = "everything.json", "everything.html", "overview.pdf", "files"
HERE = "\ue000"  # where the records go, in a page that nobody wrote it in
MOST_ON_PAPER = 40  # records of one heading in the PDF
LONGEST_ON_PAPER = 1200  # characters of one value in the PDF
PACKED = {".pdf", ".jpg", ".jpeg", ".png", ".webp", ".gif", ".zip", ".mp3", ".mp4", ".m4a", ".webm", ".docx"}

Piece = dict[str, Any]
"""Some of a file’s bytes: ``{"text"}``, or ``{"stored_as", "storage", "size"}``."""


def write_plan(export: Export) -> None:
    """What the archive will hold is listed in storage, and how much that is stands on the copy. Repeatable.

    A line for each file: its name, whether it is packed already, and its pieces.
    """
    takeaway, weight = takeaway_called(export.what), 0
    with spooled() as file:
        for line in takeaway.lines(export) if takeaway else _lines(export, _parts(export)):
            weight += sum(size_of(piece) for piece in line["pieces"])
            file.write(as_json(line) + b"\n")
        plan = put(fresh_name(export, "plan") + ".jsonl", file)
    with transaction.atomic():
        if still_wanted(export):
            Export.objects.filter(pk=export.pk, plan="").update(plan=plan, weight=weight)


def is_packed(name: str) -> bool:
    """Packing it again would only take time."""
    return PurePosixPath(name).suffix.lower() in PACKED


def size_of(piece: Piece) -> int:
    return len(piece["text"].encode()) if "text" in piece else int(piece["size"])


def _parts(export: Export) -> list[ExportPart]:
    places = {data.code: place for place, data in enumerate(all_data())}
    return sorted(export.parts.all(), key=lambda part: places.get(part.code, len(places)))


def _lines(export: Export, parts: list[ExportPart]) -> Iterator[dict[str, Any]]:
    missing = []
    for name, found in _files(parts):
        if found is None:
            missing.append(name)
        else:
            yield {"name": name, "packed": is_packed(name), "pieces": [found]}
    yield {"name": JSON_NAME, "packed": False, "pieces": list(_json(export, parts, missing))}
    yield {"name": PAGE_NAME, "packed": False, "pieces": list(_page(export, parts))}
    yield {"name": PDF_NAME, "packed": True, "pieces": [_pdf(export, parts)]}


def stored_piece(stored_as: str, storage: str = "default") -> Piece:
    """A whole file of a storage. Raises ``FileNotFoundError``."""
    return {"stored_as": stored_as, "storage": storage, "size": storages[storage].size(stored_as)}


def _files(parts: list[ExportPart]) -> Iterator[tuple[str, Piece | None]]:
    """Every file of the person, with its name in the archive; None for those that the storage has lost."""
    taken: set[str] = set()
    for part in parts:
        for line in read_lines(part):
            if "file" in line:
                name = free_name(f"{FOLDER}/{part.code}/{PurePosixPath(line['file']).name}", taken)
                there = storages[line["storage"]].exists(line["stored_as"])
                yield name, stored_piece(line["stored_as"], line["storage"]) if there else None


def free_name(name: str, taken: set[str]) -> str:
    """``name``, with a number before its ending where another file has it already."""
    path, number, free = PurePosixPath(name), 1, name
    while free in taken:
        number += 1
        free = str(path.with_name(f"{path.stem} ({number}){path.suffix}"))
    taken.add(free)
    return free


def _head(part: ExportPart) -> dict[str, Any]:
    data = data_called(part.code)
    words = {"title": data.title, "why": data.why, "seen_by": data.seen_by, "kept": data.kept} if data else {}
    return {"code": part.code, **{name: str(text) for name, text in words.items()}}


def _json(export: Export, parts: list[ExportPart], missing: list[str]) -> Iterator[Piece]:
    """One object: ``{"made_at", "person", "data": [{"code", …, "records": [{"section", "facts"}]}]}``."""
    about = {"format": 1, "made_at": timezone.now(), "person": export.person.uid}
    start = as_json({**about, "files_not_found": sorted(missing)}).decode()
    yield {"text": start[:-1] + ', "data": ['}
    for place, part in enumerate(parts):
        head = as_json({**_head(part), "waiting": part.waiting, "withheld": part.withheld}).decode()
        yield {"text": (",\n" if place else "\n") + head[:-1] + ', "records": ['}
        yield stored_piece(part.stored_as + JSON)
        yield {"text": "]}"}
    yield {"text": "\n]}\n"}


def _page(export: Export, parts: list[ExportPart]) -> Iterator[Piece]:
    """One page that needs nothing besides itself: its style is in it, and it has no script."""
    sheets = [Path(str(finders.find(f"privacy/{name}.css"))) for name in ("copy", "copy_screen")]
    context = {
        "export": export,
        "here": HERE,
        "made_at": timezone.now(),
        "language": get_language(),
        "style": "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets),
        "parts": [{**_head(part), "records": part.records} for part in parts],
    }
    head, foot = render_to_string("pdf/copy_page.html", context).split(HERE)
    yield {"text": head}
    for part in parts:
        yield {"text": render_to_string("pdf/copy_part.html", {**_head(part), "part": part})}
        yield stored_piece(part.stored_as + PAGE)
    yield {"text": foot}


def _pdf(export: Export, parts: list[ExportPart]) -> Piece:
    context = {"made_at": timezone.now(), "name": pdf.printable(export.person.display_name)}
    context["parts"] = [
        {**_printable(_head(part)), "part": part, "sections": _on_paper(part)} for part in parts
    ]
    content = pdf.render_pdf(
        "pdf/copy.html", context, language=get_language() or "en-gb", title=gettext("What is held on you")
    )
    return stored_piece(put(fresh_name(export, "overview") + ".pdf", io.BytesIO(content)))


def _on_paper(part: ExportPart) -> list[dict[str, Any]]:
    """The headings of a part with their first records, as the packaged faces can draw them."""
    sections = []
    records = (line for line in read_lines(part) if "facts" in line)
    for section, lines in groupby(records, key=lambda line: line["section"]):
        first = [_short(line["facts"]) for line in islice(lines, MOST_ON_PAPER)]
        sections.append(
            {"title": pdf.printable(section), "records": first, "more": sum(1 for _line in lines)}
        )
    return sections


def _short(facts: list[list[Any]]) -> list[tuple[str, str]]:
    return [
        (pdf.printable(label), pdf.printable(words[:LONGEST_ON_PAPER]) or "–")
        for _name, label, _value, words in facts
    ]


def _printable(head: dict[str, Any]) -> dict[str, str]:
    return {name: pdf.printable(text) for name, text in head.items()}
