"""What the overview makes known to the rooms below."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cohorts.overview import kinds
from cohorts.overview.privacy import HANDS
from lms.privacy.registry import register_data
from lms.privacy.selectors import register_read


def register() -> None:
    kinds.register()
    register_data(HANDS)
    register_read("cohorts.read_progress", _("how you are getting on in your cohort"))
