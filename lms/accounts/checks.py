"""System checks of accounts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]", "testserver", ".localhost"})


@register(Tags.security)
def demo_stays_at_home(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The demo lets anybody in as anybody, so it may be reached from this machine only."""
    if not settings.DEMO:
        return []
    strangers = sorted(set(settings.ALLOWED_HOSTS) - LOOPBACK)
    production = str(settings.SETTINGS_MODULE).endswith(".production")
    if not strangers and not production:
        return []
    return [
        Error(
            "DEMO is on where others can reach the site: anybody could sign in as an administrator.",
            hint="Set DEMO to False, or run with lms.settings.development on this machine only.",
            id="lms.E010",
        )
    ]
