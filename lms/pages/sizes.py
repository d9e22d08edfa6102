"""How big a file is, in words that people compare at a glance."""

from __future__ import annotations

from django.template.defaultfilters import filesizeformat
from django.utils.formats import number_format
from django.utils.translation import gettext as _

KILOBYTE, MEGABYTE, GIGABYTE = 1024, 1024**2, 1024**3
NO_BREAK = "\xa0"


def file_size(size: int | None) -> str:
    """“1.3 GB”, “8.4 MB”, “9 MB”, “251 KB”, “82 bytes”: a decimal only below ten, if it says something.

    Nothing where the size is not known.
    """
    if not size:
        return ""
    if size < KILOBYTE:
        return str(filesizeformat(size))
    if round(size / KILOBYTE) < KILOBYTE:
        words = _("%(number)s KB") % {"number": _short(size / KILOBYTE)}
    elif round(size / MEGABYTE) < KILOBYTE:
        words = _("%(number)s MB") % {"number": _short(size / MEGABYTE)}
    else:
        words = _("%(number)s GB") % {"number": _short(size / GIGABYTE)}
    return words.replace(" ", NO_BREAK)


def _short(number: float) -> str:
    tenths = round(number, 1)
    return str(number_format(tenths, 0 if tenths >= 10 or tenths == int(tenths) else 1))
