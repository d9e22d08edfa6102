"""The head of each of Wagtail's screens for the safety of accounts."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lms.accounts.models import User


def account_href(person: User) -> str:
    return reverse("account_safety:person", args=[person.uid])


def header(person: User, last: Any = "") -> dict[str, Any]:
    items = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("account_safety:index"), "label": _("Safety of accounts")},
        {"url": account_href(person) if last else "", "label": person.display_name},
    ]
    return {
        "breadcrumbs_items": [*items, {"url": "", "label": last}] if last else items,
        "header_title": last or person.display_name,
        "header_icon": "lock",
    }
