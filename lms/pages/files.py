"""Files sent to a browser: public renditions, and documents after a permission check."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from django.core.files.storage import Storage
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

CHUNK = 256 * 1024

# Types that a browser shows or plays in place. Everything else is a download of unnamed bytes:
# nothing that could run as a page of ours is ever named as one.
INLINE = {
    "pdf": "application/pdf",
    "vtt": "text/vtt; charset=utf-8",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "mp4": "video/mp4",
    "webm": "video/webm",
}
DOWNLOADS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}
PICTURES = {
    "gif": "image/gif",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "avif": "image/avif",
}
# A sent file never runs anything; Chromium's own PDF viewer needs its styles.
FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; sandbox"

_RANGE = re.compile(r"^bytes=(\d*)-(\d*)$")


def extension(name: str) -> str:
    stem, dot, ending = name.rpartition("/")[2].rpartition(".")
    return ending.lower() if dot and stem else ""


def asked_range(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte asked for by a ``Range`` header (RFC 9110 §14), or nothing.

    Only one range of bytes is honoured; several, or a malformed header, are ignored as
    the RFC allows. Raises ``ValueError`` when the range lies outside the file.
    """
    match = _RANGE.match(header.strip())
    if match is None or match.group(1) == match.group(2) == "":
        return None
    first, last = match.groups()
    if first == "":
        length = int(last)
        if length == 0 or size == 0:
            raise ValueError(header)
        return max(size - length, 0), size - 1
    start = int(first)
    end = min(int(last), size - 1) if last else size - 1
    if last and int(last) < start:
        return None
    if start >= size:
        raise ValueError(header)
    return start, end


def _slice(file: IO[bytes], start: int, length: int) -> Iterator[bytes]:
    """``length`` bytes from ``start``, in chunks; closes the file when done or dropped."""
    try:
        file.seek(start)
        while length > 0 and (chunk := file.read(min(CHUNK, length))):
            length -= len(chunk)
            yield chunk
    finally:
        file.close()


def send_document(
    request: HttpRequest, *, storage: Storage, name: str, filename: str, tag: str, is_download: bool = False
) -> HttpResponseBase:
    """The stored file ``name`` as ``filename``, in part if a part was asked for.

    With ``is_download`` browsers keep the file where they would otherwise show it.

    ``tag`` identifies the bytes (a hash) and serves conditional requests. What is not on
    the list of known types goes out as an attachment of unnamed bytes.

    Raises ``FileNotFoundError``.
    """
    ending = extension(filename)
    kind = INLINE.get(ending) or DOWNLOADS.get(ending) or "application/octet-stream"
    etag = f'"{tag}"' if tag else ""
    file = storage.open(name, "rb")
    size = file.size
    response: HttpResponseBase
    if etag and request.headers.get("If-None-Match") == etag:
        file.close()
        response = HttpResponse(status=304)
    else:
        response = _whole_or_part(request, file, size, kind, etag)
    if etag:
        response.headers["ETag"] = etag
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=is_download or ending not in INLINE, filename=filename)
        or "attachment"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = FILE_POLICY if ending != "pdf" else "default-src 'none'"
    response.headers["Cache-Control"] = "private, max-age=0, must-revalidate"
    return response


def _whole_or_part(
    request: HttpRequest, file: IO[bytes], size: int, kind: str, etag: str
) -> HttpResponseBase:
    if request.method == "HEAD":
        file.close()
        return HttpResponse(content_type=kind, headers={"Content-Length": str(size)})
    header = request.headers.get("Range", "")
    condition = request.headers.get("If-Range")
    if condition and condition != etag:
        header = ""
    try:
        part = asked_range(header, size) if header else None
    except ValueError:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    if part is None:
        whole = FileResponse(file, content_type=kind)
        whole.headers["Content-Length"] = str(size)
        return whole
    start, end = part
    some = StreamingHttpResponse(_slice(file, start, end - start + 1), status=206, content_type=kind)
    some.headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    some.headers["Content-Length"] = str(end - start + 1)
    return some
