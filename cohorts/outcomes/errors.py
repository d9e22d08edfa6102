"""What the outcomes may refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.errors import DomainError


class NoCohortError(DomainError):
    code = "no_cohort"
    default_message = _("Choose at least one cohort.")
