"""A plugin for pytest: begin with a copy of a database that is made already (see ``prepared.py``)."""

from __future__ import annotations

import os

import pytest


def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings

    test = settings.DATABASES["default"].setdefault("TEST", {})
    if name := os.environ.get("BREAKAGES_DATABASE"):
        test["NAME"] = name
    if template := os.environ.get("BREAKAGES_TEMPLATE"):
        test["TEMPLATE"] = template
    if name:  # copied by the next one; all of them go with their server or folder
        from django.db import connection

        connection.creation.destroy_test_db = lambda *args, **kwargs: None
