"""What every template may ask of the site."""

from __future__ import annotations

from typing import Any

import rules
from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from lms.accounts.models import ADMINISTRATORS, EDITORS
from lms.pages.selectors import organisation_look

# `rules` keeps the names of a person's groups on the person: one query a request, shared by all rules.
_edits = rules.is_group_member(EDITORS) | rules.is_group_member(ADMINISTRATORS) | rules.is_superuser


def _may_edit(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return bool(user is not None and user.is_authenticated and _edits(user))


def site(request: HttpRequest) -> dict[str, Any]:
    """``site_settings`` (a ``Look``), ``may_edit`` and ``demo``; nothing is asked of the database before use."""
    return {
        "site_settings": SimpleLazyObject(organisation_look),
        "may_edit": SimpleLazyObject(lambda: _may_edit(request)),
        "demo": settings.DEMO,
    }
