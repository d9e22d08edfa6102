"""A lesson read aloud: what its page needs to play it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Narration:
    """The recording of a lesson, and the address of the times of its words, if it has them."""

    url: str
    content_type: str
    size: int
    seconds: int | None
    times_url: str = ""


def narration_from(sound: Any, times: Any) -> Narration | None:
    """The narration in these two documents; None without the first."""
    if sound is None:
        return None
    return Narration(
        url=sound.url,
        content_type=sound.content_type,
        size=sound.file_size or 0,
        seconds=sound.seconds,
        times_url=times.url if times is not None else "",
    )
