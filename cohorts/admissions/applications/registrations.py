"""What applications make known to the rooms below."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cohorts.admissions.applications.privacy import APPLICATIONS
from lms.privacy.registry import register_data
from lms.privacy.selectors import register_read


def register() -> None:
    register_data(APPLICATIONS)
    register_read("cohorts.read_application", _("your application"))
