"""The copy as one ZIP file: JSON for programs, a page and a PDF for people, and the files themselves.

Nothing is ever in memory as a whole: parts are read line by line from storage and written on into a
temporary file. Only the PDF is composed in memory, and so tells of the first records alone.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby, islice
from pathlib import Path, PurePosixPath
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.contrib.staticfiles import finders
from django.core.files import File
from django.core.files.storage import default_storage, storages
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, gettext

from lms import pdf
from lms.privacy.models import Export, ExportPart
from lms.privacy.parts import read_lines
from lms.privacy.registry import all_data, data_called

JSON_NAME, PAGE_NAME, PDF_NAME, FOLDER = "everything.json", "everything.html", "overview.pdf", "files"
HERE = "\ue000"  # where the records go, in a page that nobody wrote it in
MOST_ON_PAPER = 40  # records of one heading in the PDF
LONGEST_ON_PAPER = 1200  # characters of one value in the PDF
PACKED = {".pdf", ".jpg", ".jpeg", ".png", ".webp", ".gif", ".zip", ".mp3", ".mp4", ".m4a", ".webm", ".docx"}


def write_bundle(export: Export) -> tuple[str, int]:
    """The ZIP file lies in private storage; its name there, and its size in bytes. Repeatable."""
    name = f"copies/{export.uid.hex}/copy.zip"
    parts = _parts(export)
    with tempfile.TemporaryFile() as target:
        with ZipFile(target, "w", ZIP_DEFLATED) as archive:
            missing = _add_files(archive, parts)
            _add_json(archive, export, parts, missing)
            _add_page(archive, export, parts)
            _add_pdf(archive, export, parts)
        size = target.tell()
        target.seek(0)
        default_storage.delete(name)
        return default_storage.save(name, File(target)), size


def _parts(export: Export) -> list[ExportPart]:
    places = {data.code: place for place, data in enumerate(all_data())}
    return sorted(export.parts.all(), key=lambda part: places.get(part.code, len(places)))


def _entry(name: str, export_time: datetime, packed: bool = False) -> ZipInfo:
    entry = ZipInfo(name, timezone.localtime(export_time).timetuple()[:6])
    entry.compress_type = ZIP_STORED if packed else ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def _open(archive: ZipFile, name: str) -> IO[bytes]:
    packed = PurePosixPath(name).suffix.lower() in PACKED
    return archive.open(_entry(name, timezone.now(), packed), "w", force_zip64=True)


def _records(part: ExportPart) -> Iterator[dict[str, Any]]:
    return (line for line in read_lines(part) if "facts" in line)


def _add_files(archive: ZipFile, parts: list[ExportPart]) -> set[str]:
    """Every file is in the archive; the names of those that the storage has lost."""
    missing = set()
    for part in parts:
        for line in read_lines(part):
            if "file" not in line:
                continue
            storage = storages[line["storage"]]
            name = f"{FOLDER}/{part.code}/{PurePosixPath(line['file']).name}"
            if not storage.exists(line["stored_as"]):
                missing.add(name)
                continue
            with storage.open(line["stored_as"]) as source, _open(archive, name) as target:
                shutil.copyfileobj(source, target, 256 * 1024)
    return missing


def _head(part: ExportPart) -> dict[str, Any]:
    data = data_called(part.code)
    words = {"title": data.title, "why": data.why, "seen_by": data.seen_by, "kept": data.kept} if data else {}
    return {"code": part.code, **{name: str(text) for name, text in words.items()}}


def _add_json(archive: ZipFile, export: Export, parts: list[ExportPart], missing: set[str]) -> None:
    """One object: ``{"made_at", "person", "data": [{"code", …, "records": [{"section", "facts"}]}]}``."""

    def dump(value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False).encode()

    with _open(archive, JSON_NAME) as out:
        out.write(b'{"format": 1, "made_at": ' + dump(timezone.now().isoformat()))
        out.write(b', "person": ' + dump(str(export.person.uid)))
        out.write(b', "files_not_found": ' + dump(sorted(missing)) + b', "data": [')
        for place, part in enumerate(parts):
            head = dump({**_head(part), "waiting": part.waiting, "withheld": part.withheld})
            out.write((b",\n" if place else b"\n") + head[:-1] + b', "records": [')
            for number, line in enumerate(_records(part)):
                facts = {name: value for name, _label, value, _words in line["facts"]}
                out.write((b",\n" if number else b"\n") + dump({"section": line["section"], "facts": facts}))
            out.write(b"]}")
        out.write(b"\n]}\n")


def _add_page(archive: ZipFile, export: Export, parts: list[ExportPart]) -> None:
    """One page that needs nothing besides itself: its style is in it, and it has no script."""
    sheets = [Path(str(finders.find(f"privacy/{name}.css"))) for name in ("copy", "copy_screen")]
    style = "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    context = {
        "export": export,
        "here": HERE,
        "made_at": timezone.now(),
        "language": get_language(),
        "style": style,
        "parts": [{**_head(part), "records": part.records} for part in parts],
    }
    with _open(archive, PAGE_NAME) as out:
        head, foot = render_to_string("pdf/copy_page.html", context).split(HERE)
        out.write(head.encode())
        for part in parts:
            out.write(render_to_string("pdf/copy_part.html", {**_head(part), "part": part}).encode())
            section = ""
            for line in _records(part):
                head = line["section"] if line["section"] != section else ""
                section = line["section"]
                out.write(render_to_string("pdf/copy_record.html", {**line, "head": head}).encode())
        out.write(foot.encode())


def _add_pdf(archive: ZipFile, export: Export, parts: list[ExportPart]) -> None:
    context = {"made_at": timezone.now(), "name": pdf.printable(export.person.display_name)}
    context["parts"] = [
        {**_printable(_head(part)), "part": part, "sections": _on_paper(part)} for part in parts
    ]
    content = pdf.render_pdf(
        "pdf/copy.html", context, language=get_language() or "en-gb", title=gettext("What is held on you")
    )
    with _open(archive, PDF_NAME) as out:
        out.write(content)


def _on_paper(part: ExportPart) -> list[dict[str, Any]]:
    """The headings of a part with their first records, as the packaged faces can draw them."""
    sections = []
    for section, lines in groupby(_records(part), key=lambda line: line["section"]):
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
