"""No word of the site stands outside gettext: pages, letters and certificate in a language that shows it."""

from __future__ import annotations

import datetime as dt
import gettext
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import pytest
from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import dates, translation

from courses.certificates import document
from courses.certificates.models import Certificate
from lms import pdf
from lms.accounts.models import User
from lms.accounts.profiles.zones import OFTEN
from lms.language import speaking
from tests import pseudo
from tests.rules.table import FORM, SITE, Row, get, post
from tests.rules.world import World, make_world

pytestmark = pytest.mark.django_db

WORD = re.compile(r"[^\W\d_]{2,}")
UNIVERSAL = [
    *settings.LANGUAGE_NAMES.values(),
    settings.WAGTAIL_SITE_NAME,
    "Aa",
    "SHA-256",
    "PDF",
    "QR",
    "KB",
    "MB",
    "bytes",
    "TXT",
    *(zone.replace("_", " ") for zone in OFTEN),  # names of the IANA database
    *OFTEN,
]


@pytest.fixture
def language(tmp_path: Path) -> Iterator[None]:
    with pseudo.spoken(tmp_path):
        yield


def strings_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        yield from value.splitlines()
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings_in(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from strings_in(part)


def django_s_own() -> set[str]:
    """Words that only Django's Welsh has: it has the errors of forms."""
    with (Path(django.__file__).parent / "conf/locale/cy/LC_MESSAGES/django.mo").open("rb") as file:
        said = gettext.GNUTranslations(file)._catalog
    english = {word for key in said for word in WORD.findall(key if isinstance(key, str) else key[0])}
    return {word for text in said.values() for word in WORD.findall(text)} - english


def written() -> list[str]:
    """All that people and editors wrote: whole values of the database; and the names of days and months."""
    found: set[str] = set()
    for model in apps.get_models():
        if model._meta.app_label in (
            "accounts",
            "cohorts",
            "consent",
            "courses",
            "messaging",  # a notice keeps the subject with which it was told
            "pages",
            "places",
            "wagtailcore",
            "wagtaildocs",
        ):
            names = [
                field.name
                for field in model._meta.concrete_fields
                if isinstance(field, (models.CharField, models.TextField, models.JSONField))
            ]
            for row in model._base_manager.values_list(*names) if names else ():
                found |= set(strings_in(list(row)))
    with translation.override("cy"):
        for named in (dates.MONTHS, dates.MONTHS_3, dates.WEEKDAYS, dates.WEEKDAYS_ABBR):
            found |= {str(name) for name in named.values()}
    found |= {person.initials for person in User.objects.all()}
    for certificate in Certificate.objects.all():
        found |= {certificate.printed_number, *certificate.printed_number.split("-")}
    found |= {part for text in found if "<" in text for part in pseudo.Said(text).words}
    found = {" ".join(text.split()) for text in found}
    # The longest first, whoever said it: “KB” may stand in the number of a certificate.
    return sorted((text for text in {*UNIVERSAL, *found} if len(text) > 1), key=len, reverse=True)


def said_outside(world: World, row: Row) -> Iterator[str]:
    """For each role that gets a page: the words on it that nobody could translate."""
    welsh, before = django_s_own(), written()
    for role in ("anonymous", "learner", "editor"):
        client = world.client(role)
        client.cookies["language"] = "cy"
        place = transaction.savepoint()
        response = client.generic(row.method, row.address.format(**world.names), row.body(world), FORM)
        html = b"".join(response.streaming_content) if response.streaming else response.content
        words: list[str] = []
        if response.headers.get("Content-Type", "").startswith(("text/html", "text/plain")):
            words = pseudo.left_over(html.decode(), before)
            if words:  # perhaps somebody wrote them just now
                words = [word for word in pseudo.left_over(html.decode(), written()) if word not in welsh]
        transaction.savepoint_rollback(place)
        if words:
            yield f"{row.title} as {role}: {' '.join(words)}"


# Forms that are sent wrong: what the table of addresses does not try.
MISTAKES = [
    post("/account/signup/", "", name="", email="nobody", password="12345"),
    post("/account/signup/", "", name="Ann", email="ann@example.org", password="password1234", adult="on"),
    post("/account/signup/", "", name="Ann", email="ann@example.org", password="1234567890123", adult="on"),
    post("/account/password/reset/", "", email="nobody"),
    post("/account/login/code/", "", email=""),
    post("/account/profile/", "", name="", certificate_name="x" * 300),
    post("/account/email/", "", email="nobody", action_add="1"),
    post("/account/password/change/", "", oldpassword="x", password1="1"),
    post("/account/reauthenticate/", "", password="x"),
    post("/account/2fa/totp/activate/", "", code="1"),
    get("/certificates/?number=12345", ""),
    get("/certificates/?number=" + "9" * 200, ""),
]


def test_no_page_says_a_word_outside_gettext(language):
    world = make_world()
    rows = [*SITE, *MISTAKES]

    assert "\n".join(found for row in rows for found in said_outside(world, row)) == ""


LETTERS = sorted(
    str(path.relative_to(settings.BASE_DIR / "templates"))
    for path in (settings.BASE_DIR / "templates").rglob("*")
    if path.parent.name in ("email", "messages") and path.suffix in (".txt", ".html")
)


def test_no_letter_says_a_word_outside_gettext(language):
    assert len(LETTERS) > 40
    found = []
    for name in LETTERS:
        with speaking("cy"):
            words = pseudo.left_over(render_to_string(name, {}), UNIVERSAL)
        found += [f"{name}: {' '.join(words)}"] if words else []

    assert found == []


def drawn_in_welsh(monkeypatch: pytest.MonkeyPatch) -> str:
    """The HTML of which the file of a certificate is drawn, for a course in Welsh."""
    drawn: list[str] = []
    real = pdf.render_to_string

    def keep(template: str, context: dict[str, Any]) -> str:
        drawn.append(real(template, context))
        raise StopIteration  # the faces have no letters for the brackets

    make_world()
    certificate = Certificate.objects.earliest("pk")
    certificate.language = "cy"
    monkeypatch.setattr(pdf, "render_to_string", keep)
    with speaking("en-gb"), pytest.raises(StopIteration):
        document.render_document(certificate)
    return drawn[0]


def test_certificate_says_no_word_outside_gettext(language, monkeypatch):
    html = drawn_in_welsh(monkeypatch)

    assert '<html lang="cy"' in html
    assert pseudo.OPEN in html
    assert pseudo.left_over(html, written()) == []


def test_certificate_is_english_while_the_interface_is(tmp_path, monkeypatch):
    with pseudo.untranslated(tmp_path):
        assert '<html lang="en-gb"' in drawn_in_welsh(monkeypatch)


def test_words_outside_gettext_are_found():
    html = (
        '<p aria-label="⟦Spóken⟧">⟦Hélló ⟦yóú⟧ there⟧ Nadia Ahmed</p><script>var x</script>'
        '<img alt="A cat"><p data-words="You have gone">7 Tachwedd 2026 nadia@example.org</p>'
    )

    assert pseudo.left_over(html, ["Nadia Ahmed", "Tachwedd"]) == ["cat", "You", "have", "gone"]


def test_disguise_keeps_placeholders_and_is_longer():
    said = pseudo.disguised('%(count)d of <a href="/x/">{total}</a> lessons are done')
    visible = len(" of  lessons are done")

    assert '<a href="/x/">{total}</a>' in said
    assert "%(count)d" in said
    assert len(said) >= 55 + 0.4 * visible
    assert said[0] == pseudo.OPEN
    assert said[-1] == pseudo.CLOSE


def test_dates_stay_patterns(language):
    from lms.pages.templatetags.components import long_date

    with speaking("cy"):
        assert long_date(dt.date(2026, 11, 3)) == "3 Tachwedd 2026"
