"""The files of a copy in private storage: put there whole, read piece by piece, and gone again."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from django.core.files import File
from django.core.files.storage import Storage, default_storage

from lms.privacy.models import Export

AT_ONCE = 256 * 1024  # bytes of a file in memory
SPOOL = 1024 * 1024  # bytes of what is being written that may be in memory


def fresh_name(export: Export, called: str) -> str:
    """A name that nothing has: two jobs at the same time do not write over each other."""
    return f"{export.folder}/{called}-{secrets.token_hex(6)}"


def spooled() -> IO[bytes]:
    """A temporary file that is on disk once it is larger than a megabyte; for a ``with``."""
    return cast(IO[bytes], SpooledTemporaryFile(max_size=SPOOL))


def put(name: str, file: IO[bytes]) -> str:
    """``file``, from its beginning, lies in storage; the name there."""
    file.seek(0)
    return default_storage.save(name, File(file))


def read_from(storage: Storage, name: str, start: int) -> Iterator[bytes]:
    """The bytes of a stored file from ``start`` on; nothing where the file has gone meanwhile."""
    try:
        file = storage.open(name)
    except FileNotFoundError:
        return
    with file:
        file.seek(start)
        while chunk := file.read(AT_ONCE):
            yield chunk


def lines_of(name: str) -> Iterator[bytes]:
    """The lines of a stored file, one after another."""
    with default_storage.open(name) as file:
        source: IO[Any] = file.file if file.file is not None else file
        yield from source


def sweep(export: Export, *, but: Collection[str] = ()) -> None:
    """Nothing of this copy lies in storage any more but what is named, whatever a crash left. Repeatable."""
    try:
        _folders, files = default_storage.listdir(export.folder)
    except FileNotFoundError:
        return
    for name in files:
        if f"{export.folder}/{name}" not in but:
            default_storage.delete(f"{export.folder}/{name}")
    if not but:
        default_storage.delete(export.folder)
