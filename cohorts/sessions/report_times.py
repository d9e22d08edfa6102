"""Moments and durations as reports of video calls write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo

FORMATS = ("ymd", "dmy", "mdy")  # the order of year, month and day

_DATE = re.compile(r"^(\d{1,4})[/.\-](\d{1,2})[/.\-](\d{1,4}),?\s*(?:T|\s)\s*(.+)$", re.IGNORECASE)
_TIME = re.compile(
    r"^(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*([ap]\.?m\.?)?\s*(Z|UTC|GMT)?$", re.IGNORECASE
)
_PART = re.compile(r"(\d+)\s*(h|m|s)", re.IGNORECASE)


def read_moment(text: str, form: str, zone: tzinfo) -> int | None:
    """Seconds since the epoch, the date read as ``form`` and the time as one of ``zone``.

    A time that says itself that it is UTC is. None for what is no moment in this form.
    """
    text = text.replace("\u202f", " ").replace("\u00a0", " ").strip()
    found = _DATE.match(text)
    clock = _TIME.match(found[4].strip()) if found else None
    if found is None or clock is None:
        return None
    parts = dict(zip(form, (int(found[1]), int(found[2]), int(found[3])), strict=True))
    year = parts["y"] + 2000 if parts["y"] < 100 else parts["y"]
    hour = int(clock[1])
    if half := (clock[4] or "").lower()[:1]:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        local = datetime(year, parts["m"], parts["d"], hour, int(clock[2]), int(clock[3] or 0))
    except ValueError:
        return None
    if clock[5]:
        zone = UTC
    return int(local.replace(tzinfo=zone).timestamp())


def read_minutes(text: str) -> int | None:
    """Whole minutes of “95”, “1h 35m 20s” or “01:35:20”. None for what is no duration."""
    text = text.strip()
    if text.isdigit():
        return int(text)
    if (parts := text.split(":")) and len(parts) == 3 and all(part.isdigit() for part in parts):
        return int(parts[0]) * 60 + int(parts[1])
    found = {unit.lower(): int(number) for number, unit in _PART.findall(text)}
    return found.get("h", 0) * 60 + found.get("m", 0) if found else None
