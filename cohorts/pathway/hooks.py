"""What the pathway adds to Wagtail's admin."""

from __future__ import annotations

from wagtail import hooks

from cohorts.pathway.advice_viewsets import poll_dates


@hooks.register("register_admin_viewset")  # type: ignore[misc, unused-ignore]
def register_poll_dates() -> object:
    return poll_dates
