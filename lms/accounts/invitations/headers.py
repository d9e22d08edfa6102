"""The head of each of Wagtail's screens for invitations."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _


def header(last: str, *between: tuple[str, str]) -> dict[str, Any]:
    """``between`` are addresses and words of the pages between the list and this one."""
    items = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("invitations:index"), "label": _("Invitations")},
        *({"url": url, "label": label} for url, label in between),
    ]
    return {
        "breadcrumbs_items": [*items, {"url": "", "label": last}],
        "header_title": last,
        "header_icon": "mail",
    }
