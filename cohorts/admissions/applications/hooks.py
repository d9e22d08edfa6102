"""What this room adds to Wagtail's admin."""

from __future__ import annotations

from wagtail import hooks

from cohorts.admissions.applications.viewsets import application_forms


@hooks.register("register_admin_viewset")  # type: ignore[misc, unused-ignore]
def register_viewset() -> object:
    return application_forms
