"""System checks of the site's own files."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

COMMANDS_WITHOUT_ASSETS = {"build_assets", "makemigrations", "test"}


def fonts_are_made(**kwargs: Any) -> list[CheckMessage]:
    """The fonts that the stylesheet names exist; tests draw no letters and do without."""
    from lms.pages import fonts

    if getattr(settings, "TESTING", False) or COMMANDS_WITHOUT_ASSETS & set(sys.argv[1:2]):
        return []
    missing = fonts.missing()
    if not missing:
        return []
    return [
        Error(
            f"{len(missing)} font files are missing in {fonts.folder()}.",
            hint="Run: python manage.py build_assets",
            id="lms.E020",
        )
    ]


def light_files_are_made(**kwargs: Any) -> list[CheckMessage]:
    """Where shortened style sheets and scripts are served, they say what the sources say."""
    from lms.pages import light

    served = settings.LIGHT_STATIC in settings.STATICFILES_DIRS
    if not served or COMMANDS_WITHOUT_ASSETS & set(sys.argv[1:2]):
        return []
    stale = light.stale()
    if not stale:
        return []
    return [
        Error(
            f"{len(stale)} style sheets and scripts in {light.folder()} are missing or out of date.",
            hint="Run: python manage.py build_assets",
            id="lms.E021",
        )
    ]
