"""What applications make known to the rooms below."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cohorts.admissions.applications import desk, kinds, receivers, retention
from cohorts.admissions.applications.glances import talks, twice
from cohorts.admissions.applications.privacy import APPLICATIONS
from cohorts.programmes.glance import Tab, register_glance, register_tab
from lms.accounts.access import Access, register_access
from lms.desk.registry import register_next_step
from lms.privacy.registry import register_data
from lms.privacy.selectors import register_read

SEES = Access(
    "applications",
    _("Applications to the cohorts that they run, with answers and files"),
    _("to find out who gets a place"),
    rule="cohorts.run_some_cohort",
)


def register() -> None:
    kinds.register()
    receivers.connect()
    retention.register()
    register_data(APPLICATIONS)
    register_access(SEES)
    register_read("cohorts.read_application", _("your application"))
    register_next_step(desk.next_step, order=12)
    register_glance("twice", twice, order=16)
    register_glance("talk", talks, order=18)
    register_tab("form", Tab(_("Application form"), "cohorts:form"), order=15)
    register_tab("applications", Tab(_("Who applied"), "cohorts:applications"), order=18)
