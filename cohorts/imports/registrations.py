"""What files brought in make known to the rooms below."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cohorts.imports import retention
from cohorts.imports.privacy import IMPORTS
from cohorts.programmes.glance import Tab, register_tab
from lms.privacy.registry import register_data
from lms.privacy.selectors import register_read


def register() -> None:
    register_tab("imports", Tab(_("Bring in a file"), "cohorts:imports"), order=90)
    register_data(IMPORTS)
    retention.register()
    register_read("cohorts.import_report", _("what became of a file about your cohort"))
