"""What every page shows of the organisation, read once for each revision of it."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.utils import translation
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.models import Locale, Page, ReferenceIndex

from lms.language import content_language
from lms.pages import colour
from lms.pages.models import DEFAULT_ACCENT, DEFAULT_ACCENT_DARK, SiteDocument, SiteSettings
from lms.pages.prepared import Watched, prepared

LOOK_SECONDS = 2  # until a process sees what another one changed; see docs/decisions/0074
LOGO_FILTER = "height-72|format-webp"


@dataclass(frozen=True)
class Stop:
    """One stop of the line with stops (templates/components/line.html)."""

    label: str
    state: str = "later"
    note: str = ""
    href: str = ""
    stops: tuple[Stop, ...] = ()
    lang: str = ""  # of the label, and of the note of a part; empty where they are the interface's


class FooterLink(NamedTuple):
    title: str
    url: str


@dataclass(frozen=True)
class Look:
    """The organisation as every page shows it; holds no model, and what is made from it is kept by it."""

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
    footer: tuple[FooterLink, ...] = ()

    @cached_property
    def themed(self) -> bool:
        """Whether the organisation chose colours other than the stylesheet's own."""
        return (self.accent.lower(), self.accent_dark.lower()) != (DEFAULT_ACCENT, DEFAULT_ACCENT_DARK)

    @cached_property
    def theme_digest(self) -> str:
        return hashlib.sha256(self.theme.encode()).hexdigest()[:12]

    @cached_property
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


def _footer() -> tuple[FooterLink, ...]:
    """The pages below the home page that the editors put in menus, in their order."""
    with translation.override(content_language()):
        locale = Locale.get_active()
    pages = Page.objects.live().public().in_menu().filter(locale=locale, depth=3)
    return tuple(FooterLink(page.title, page.get_url() or "/") for page in pages)


def _read_revision() -> tuple[str, int]:
    """What changes with the look: the revision, and the minute, for what no signal tells of. One query."""
    revision = SiteSettings.objects.values_list("revision", flat=True).first()
    return revision or "", int(time.time() // 60)


look_revision = Watched(_read_revision, seconds=LOOK_SECONDS)


def organisation_look() -> Look:
    """The organisation's name, colours, logo, help and footer in the language of the request.

    Usually no query; one every two seconds, and the rest when it has changed. Whoever
    changes it in this process sees it in the next answer; the others within
    ``LOOK_SECONDS``.
    """
    return prepared.get("look", look_revision.get(), make=_read_look)


def _read_look() -> Look:
    settings = SiteSettings.objects.select_related("logo").first() or SiteSettings()
    return Look(
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


def pages_showing(document: SiteDocument) -> list[Page]:
    """The live pages without a restriction that show, play or link to ``document``. Two queries."""
    references = ReferenceIndex.get_references_to(document).filter(
        base_content_type=ContentType.objects.get_for_model(Page)
    )
    keys = {int(key) for key in references.values_list("object_id", flat=True)}
    if not keys:
        return []
    return list(Page.objects.filter(pk__in=keys).live().public())
