"""The demo in Welsh: the home page and what the organisation says about itself. Short, and all of it true."""

from __future__ import annotations

from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.models import Locale, Page

from lms.accounts.models import User
from lms.demo.material import Lesson as Text
from lms.demo.material import heading, text
from lms.demo.tree import keep_text, page_key
from lms.pages.models import HomePage, StandardPage

HOME = Text(
    title="Croeso i Wendale Future Councillors",
    slug="croeso",
    introduction="Hyfforddiant am ddim i bobl sy’n ystyried bod yn gynghorwyr.",
    minutes=1,
    body=[
        heading("Y cwrs"),
        text(
            'Mae’r cwrs <b><a href="/courses/standing-for-council/">Standing for council</a></b> yn Saesneg '
            "ar hyn o bryd. Mae ganddo ddeg gwers.",
        ),
        heading("Cymorth"),
        text(
            "Os oes gennych gwestiwn, gofynnwch i Sam Whitfield. Mae "
            '<a href="/help/">y dudalen gymorth</a> yn dangos sut.',
        ),
    ],
)

ABOUT = Text(
    title="Amdanom ni",
    slug="amdanom-ni",
    introduction=(
        "Mae Wendale Future Councillors yn helpu pobl i fod yn ymgeiswyr da ac yn gynghorwyr da. Nid yw "
        "Wendale yn bodoli: enghraifft yw’r wefan hon."
    ),
    minutes=1,
    body=[
        heading("Beth yw’r wefan hon?"),
        text(
            "Mae’n wefan ddysgu i bobl sydd am fod yn gynghorwyr lleol. Mae’r cyrsiau yn Saesneg ar hyn o "
            "bryd.",
        ),
        heading("Pwy sy’n gofalu amdani?"),
        text(
            "Mae Sam Whitfield yn ateb eich cwestiynau. Mae Eleri Vaughan yn ysgrifennu’r gwersi. Mae Marcus "
            "Bell yn gofalu am y cyfrifon. Nid yw’r bobl hyn yn bobl go iawn.",
        ),
    ],
)


def keep_welsh(*, home: HomePage, owner: User) -> None:
    """Whoever chooses Welsh finds the home page and “About us” in it. Repeatable."""
    welsh = Locale.objects.get(language_code="cy")
    about = StandardPage.objects.get(translation_key=page_key("text", "about"), locale=home.locale)
    for page, material in ((home, HOME), (about, ABOUT)):
        keep_text(_version(page, welsh), material, owner)


def _version(page: Page, locale: Locale) -> Page:
    """The version of ``page`` in that language; made as Wagtail's button “Translate” makes it."""
    if not page.has_translation(locale):
        CopyPageForTranslationAction(page=page, locale=locale).execute(skip_permission_checks=True)
    return page.get_translation(locale).specific
