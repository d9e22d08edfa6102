"""Fixtures and rules of selection that hold for every test."""

from __future__ import annotations

import os

import pytest
from django.conf import settings
from django.core.cache import caches


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that need PostgreSQL are left out elsewhere: not skipped, not counted."""
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        return
    left_out = [item for item in items if item.get_closest_marker("postgresql")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("postgresql")]


@pytest.fixture(autouse=True)
def _empty_process_caches() -> None:
    """Every test begins without what another one left in the memory of this process."""
    caches["default"].clear()


@pytest.fixture(autouse=True)
def _plain_organisation(_empty_process_caches: None) -> None:
    """The organisation as it is before anybody sets it, kept as a running site keeps it: no query."""
    from lms.pages.models import LOOK_KEY, SiteSettings
    from lms.pages.selectors import Look

    plain = SiteSettings()
    look = Look(organisation=plain.organisation, accent=plain.accent, accent_dark=plain.accent_dark)
    caches["default"].set_many({f"{LOOK_KEY}.{code}": look for code, _name in settings.LANGUAGES})


@pytest.fixture(scope="session", autouse=True)
def _no_colour() -> None:
    """Commands' output is compared as text."""
    os.environ["DJANGO_COLORS"] = "nocolor"
