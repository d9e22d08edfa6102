"""How long a recording or a film is, read from its file."""

from __future__ import annotations

import logging
from typing import BinaryIO

from tinytag import TinyTag

from lms.pages.files import extension

logger = logging.getLogger(__name__)

# What the reader knows. Not WebM, for which it has no parser: there the editor gives the minutes.
MEASURABLE = {"mp3", "m4a", "ogg", "mp4"}
LONGEST = 24 * 3600


def seconds_of(file: BinaryIO, name: str) -> int | None:
    """The length in whole seconds, at least one; None where ``file`` does not say it.

    Reads headers and, of an mp3, its frames. Leaves the file at its beginning. A broken
    file has no length and is no error: what it is was asked before (``lms.pages.uploads``).
    """
    file.seek(0)
    if extension(name) not in MEASURABLE:
        return None
    try:
        length = TinyTag.get(filename=f"recording.{extension(name)}", file_obj=file, tags=False).duration
    except Exception as error:  # a parser of other people's bytes may fail in any way
        logger.info("recording not measured", extra={"document": name, "reason": str(error)})
        return None
    finally:
        file.seek(0)
    return max(1, round(length)) if length and 0 < length < LONGEST else None
