"""What every template may ask of the site."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    from lms.pages.models import SiteSettings

    return {"site_settings": SiteSettings.load(request_or_site=request), "demo": settings.DEMO}
