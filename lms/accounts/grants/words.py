"""Roles as people call them."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.models import ADMINISTRATORS, EDITORS, ORGANISERS, SAFEGUARDING

ROLE_NAMES = {
    EDITORS: gettext_lazy("editor"),
    ORGANISERS: gettext_lazy("organiser"),
    SAFEGUARDING: gettext_lazy("safeguarding lead"),
    ADMINISTRATORS: gettext_lazy("administrator"),
}


def role_in_words(role: str) -> str:
    return str(ROLE_NAMES.get(role, role))


def scope_in_words(scope_kind: str) -> str:
    return _("for one cohort") if scope_kind else _("for the whole organisation")
