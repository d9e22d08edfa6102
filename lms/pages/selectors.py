"""What every page shows of the organisation, prepared once and kept for a minute."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.utils.translation import get_language
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.models import Locale, Page, ReferenceIndex

from lms.pages import colour
from lms.pages.models import DEFAULT_ACCENT, DEFAULT_ACCENT_DARK, LOOK_KEY, SiteDocument, SiteSettings

LOOK_SECONDS = 60
LOGO_FILTER = "height-72|format-webp"


@dataclass(frozen=True)
class Stop:
    """One stop of the line with stops (templates/components/line.html)."""

    label: str
    state: str = "later"
    note: str = ""
    href: str = ""
    stops: tuple[Stop, ...] = ()


@dataclass(frozen=True)
class Look:
    """The organisation as every page shows it; holds no model and may be kept in a cache."""

    organisation: str
    accent: str
    accent_dark: str
    help_name: str = ""
    help_email: str = ""
    help_telephone: str = ""
    help_reply: str = ""
    help_hours: str = ""
    logo_url: str = ""
    logo_width: int = 0
    logo_height: int = 0
    footer: tuple[dict[str, str], ...] = field(default_factory=tuple)

    @property
    def themed(self) -> bool:
        """Whether the organisation chose colours other than the stylesheet's own."""
        return (self.accent.lower(), self.accent_dark.lower()) != (DEFAULT_ACCENT, DEFAULT_ACCENT_DARK)

    @property
    def theme_digest(self) -> str:
        return hashlib.sha256(self.theme.encode()).hexdigest()[:12]

    @property
    def theme(self) -> str:
        """The style sheet of custom properties for the organisation's colours."""
        return colour.theme(self.accent, self.accent_dark)


def _logo(settings: SiteSettings) -> dict[str, Any]:
    """The logo at twice the size at which it is shown; nothing if its file cannot be read."""
    if settings.logo is None:
        return {}
    try:
        rendition = settings.logo.get_rendition(LOGO_FILTER)
        return {
            "logo_url": rendition.url,
            "logo_width": rendition.width // 2,
            "logo_height": rendition.height // 2,
        }
    except (OSError, InvalidFilterSpecError):
        return {}


def _footer() -> tuple[dict[str, str], ...]:
    """The pages below the home page that the editors put in menus, in their order."""
    locale = Locale.get_active()
    pages = Page.objects.live().public().in_menu().filter(locale=locale, depth=3)
    return tuple({"title": page.title, "url": page.get_url() or "/"} for page in pages)


def organisation_look() -> Look:
    """The organisation's name, colours, logo, help and footer for the language of the request.

    Kept for a minute in a losable cache, so that a page usually costs no query;
    saving the settings or publishing a page forgets it in this process (and
    everywhere with Redis); other processes follow within the minute.
    """
    key = f"{LOOK_KEY}.{get_language()}"
    look = cache.get(key)
    if look is None:
        settings = SiteSettings.objects.select_related("logo").first() or SiteSettings()
        look = Look(
            organisation=settings.organisation,
            accent=settings.accent,
            accent_dark=settings.accent_dark,
            help_name=settings.help_name,
            help_email=settings.help_email,
            help_telephone=settings.help_telephone,
            help_reply=settings.help_reply,
            help_hours=settings.help_hours,
            footer=_footer(),
            **_logo(settings),
        )
        cache.set(key, look, LOOK_SECONDS)
    return look


def pages_showing(document: SiteDocument) -> list[Page]:
    """The live pages without a restriction that show, play or link to ``document``. Two queries."""
    references = ReferenceIndex.get_references_to(document).filter(
        base_content_type=ContentType.objects.get_for_model(Page)
    )
    keys = {int(key) for key in references.values_list("object_id", flat=True)}
    if not keys:
        return []
    return list(Page.objects.filter(pk__in=keys).live().public())
