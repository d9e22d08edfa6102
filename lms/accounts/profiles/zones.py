"""Time zones as people name them: by a city."""

from __future__ import annotations

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings

from lms.names import name_key

# Offered while somebody types; every other zone of the IANA database is known by its name too.
OFTEN = (
    "Europe/London",
    "Europe/Dublin",
    "Europe/Paris",
    "Europe/Berlin",
    "Europe/Madrid",
    "Europe/Athens",
    "Europe/Warsaw",
    "Africa/Lagos",
    "Africa/Nairobi",
    "Asia/Dubai",
    "Asia/Karachi",
    "Asia/Kolkata",
    "Asia/Dhaka",
    "Asia/Hong_Kong",
    "Australia/Sydney",
    "America/New_York",
    "America/Los_Angeles",
)


@cache
def _known() -> dict[str, str]:
    """Zones by their whole name and, where it names one zone only, by their city."""
    zones = {name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix"))}
    by_city: dict[str, set[str]] = {}
    for name in zones:
        by_city.setdefault(_plain(name.rpartition("/")[2]), set()).add(name)
    cities = {city: next(iter(names)) for city, names in by_city.items() if len(names) == 1}
    return {**cities, **{_plain(name): name for name in zones}}


def _plain(name: str) -> str:
    return name_key(name.replace("_", " "))


def zone_called(text: str) -> str | None:
    """The IANA name for what somebody typed: that name, or the city alone. None where there is none."""
    return _known().get(_plain(text))


@cache
def zone_of(name: str) -> ZoneInfo | None:
    """The zone to show times in, or None for the site's own and for what is no zone."""
    if not name or name == settings.TIME_ZONE or name not in available_timezones():
        return None
    return ZoneInfo(name)
