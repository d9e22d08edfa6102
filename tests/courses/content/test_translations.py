"""A course and a page in two languages: made in Wagtail, read in the language that the visitor chose."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.models import Locale, Page

from courses.content.models import CourseEdition, CoursePage, LessonEdition, LessonPage, ModulePage
from courses.learning.models import LessonProgress, RequirementMet
from lms.pages.models import HomePage, StandardPage
from tests import pseudo
from tests.factories import learning
from tests.factories.accounts import EditorFactory, OrganiserFactory, UserFactory, sign_in
from tests.factories.content import course_of, edition_of, home_page, published_course

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("settled")]


@pytest.fixture(autouse=True)
def _english_interface(tmp_path: Path) -> Iterator[None]:
    with pseudo.untranslated(tmp_path):
        yield


BODY = [
    learning.question(id="q1"),
    learning.checklist(id="c1"),
]
ABOUT, AMDANOM = "About us", "Amdanom ni"


def translated(page: Page, **changes: str) -> Page:
    """The Welsh version of ``page``, made as Wagtail's button “Translate” makes it, and published."""
    welsh = Locale.objects.get(language_code="cy")
    if not page.has_translation(welsh):
        action = CopyPageForTranslationAction(page=page, locale=welsh, copy_parents=True)
        action.execute(skip_permission_checks=True)
    version = page.get_translation(welsh).specific
    for name, value in changes.items():
        setattr(version, name, value)
    version.save_revision().publish()
    return type(version).objects.get(pk=version.pk)


@pytest.fixture
def course() -> CoursePage:
    """“Standing”, whose Welsh version has its own address and its own lesson titles."""
    page = published_course("Standing", slug="standing", lessons=1, body=BODY)
    for parent in (home_page(), page.get_parent()):
        translated(parent.specific)
    translated(page, title="Sefyll", slug="sefyll")
    translated(ModulePage.objects.get(locale=page.locale), title="Modiwl")
    translated(LessonPage.objects.get(locale=page.locale), title="Gwers", slug="gwers")
    return page


@pytest.fixture
def about() -> StandardPage:
    home = HomePage.objects.filter(locale__language_code="en-gb").first() or home_page()
    page = home.add_child(
        instance=StandardPage(title=ABOUT, slug="about", live=False, show_in_menus=True, locale=home.locale)
    )
    page.save_revision().publish()
    translated(home.specific, title="Croeso")
    return translated(StandardPage.objects.get(pk=page.pk), title=AMDANOM, slug="amdanom")


def client_in(language: str, client: Client | None = None) -> Client:
    client = client or Client()
    client.cookies["language"] = language
    return client


def test_two_versions_are_one_course_to_people_s_records(course):
    english, welsh = CourseEdition.objects.current().order_by("language").reverse()
    here, there = english.lessons[0], welsh.lessons[0]

    assert (english.language, welsh.language) == ("en-gb", "cy")
    assert english.course == welsh.course == course_of(course)
    assert (here["id"], here["key"]) == (there["id"], there["key"])
    assert (there["title"], there["slug"]) == ("Gwers", "gwers")
    texts = LessonEdition.objects.filter(pk__in=[here["edition"], there["edition"]])
    assert [[block["id"] for block in text.body] for text in texts] == [["q1", "c1"]] * 2


def test_learner_goes_on_in_another_language_where_they_were(course):
    learner = UserFactory()
    learning.enrolled(edition_of(course), learner)
    client = client_in("cy", sign_in(Client(), learner))
    lesson = "/courses/sefyll/module-1/gwers/"

    assert client.get("/courses/standing/module-1/lesson-1-1/")["Location"] == lesson
    html = client.get(lesson).content.decode()
    assert '<html lang="en-gb"' in html
    assert '<h1 lang="cy">Gwers</h1>' in html
    key = edition_of(course).lessons[0]["key"]
    client.post(
        f"/my/learning/{key}/answer/",
        {"block": "q1", "choice": "a", "submission": "1" * 32, "uid": learner.uid},
    )
    assert RequirementMet.objects.filter(learner=learner, block="q1").exists()

    client_in("en-gb", client)
    assert client.get(lesson)["Location"] == "/courses/standing/module-1/lesson-1-1/"
    page = client.get("/courses/standing/module-1/lesson-1-1/").content.decode()
    assert "You have answered this; it counts." in page or "That is right." in page
    assert LessonProgress.objects.filter(learner=learner).count() == 1


def test_course_is_shown_as_chosen_else_as_the_address_says(course):
    assert client_in("cy").get("/courses/standing/?a=1")["Location"] == "/courses/sefyll/"
    assert client_in("en-gb").get("/courses/sefyll/")["Location"] == "/courses/standing/"
    welsh = Client().get("/courses/sefyll/").content.decode()
    asked = Client().get("/courses/standing/?language=cy")

    assert '<h1 lang="cy">Sefyll</h1>' in welsh
    assert "lang=" in welsh.split("stop__label")[1][:200]
    assert asked["Location"] == "/courses/sefyll/?language=cy"
    assert Client().get("/courses/standing/").content.decode().count("<h1>Standing</h1>") == 1


def test_catalogue_names_the_language_of_each_card(course):
    html = client_in("cy").get("/courses/").content.decode()

    assert '<a href="/courses/sefyll/" lang="cy">Sefyll</a>' in html
    assert "Standing" not in html
    assert (
        'lang="cy"'
        not in client_in("en-gb").get("/courses/").content.decode().split("<main")[1].split("</main")[0]
    )


def test_search_engines_are_told_of_both_versions(course, about):
    for address in ("/courses/standing/", "/courses/sefyll/"):
        head = Client().get(address).content.decode()
        assert (
            '<link rel="alternate" hreflang="en-gb" href="http://testserver/courses/standing/?language=en-gb">'
            in head
        )
        assert (
            '<link rel="alternate" hreflang="cy" href="http://testserver/courses/sefyll/?language=cy">'
            in head
        )
    head = Client().get("/about/").content.decode()
    assert 'hreflang="cy" href="http://testserver/amdanom/?language=cy"' in head
    assert 'rel="alternate"' not in Client().get("/help/").content.decode()


def test_page_is_shown_as_chosen_else_as_the_address_says(about):
    assert client_in("cy").get("/about/")["Location"] == "/amdanom/"
    assert client_in("en-gb").get("/amdanom/")["Location"] == "/about/"
    html = Client().get("/amdanom/").content.decode()
    home = client_in("cy").get("/").content.decode()

    assert f'<h1 lang="cy">{AMDANOM}</h1>' in html
    assert '<html lang="en-gb"' in html
    assert '<h1 lang="cy">Croeso</h1>' in home
    assert f">{AMDANOM}</a>" in home
    assert ABOUT not in home
    assert Client().get("/nowhere/").status_code == 404
    assert client_in("cy").get("/nowhere/").status_code == 404


def test_page_s_own_address_asks_for_its_language(course, about):
    editor = sign_in(Client(), EditorFactory())
    welsh = CoursePage.objects.get(locale__language_code="cy")

    assert welsh.get_url() == "/courses/sefyll/?language=cy"
    assert about.get_url() == "/amdanom/?language=cy"
    assert course.get_url() == "/courses/standing/"
    assert "Sefyll" in editor.get(welsh.get_url()).content.decode()


def test_editor_may_translate_and_organiser_may_not(course):
    editor = sign_in(Client(), EditorFactory())
    page = published_course("Speaking", slug="speaking")
    address = f"/admin/translation/submit/page/{page.pk}/"

    form = editor.get(address).content.decode()
    assert "Speaking" in form
    assert 'name="locales"' in form
    organiser = sign_in(Client(), OrganiserFactory())
    refused = organiser.post(address, {"locales": Locale.objects.get(language_code="cy").pk}, follow=True)
    assert "Sorry, you do not have permission to access this area." in refused.content.decode()
    assert not page.has_translation(Locale.objects.get(language_code="cy"))
    editor.post(address, {"locales": Locale.objects.get(language_code="cy").pk, "include_subtree": "on"})
    version = page.get_translation(Locale.objects.get(language_code="cy"))
    assert not version.live
    assert version.get_descendants().count() == page.get_descendants().count() == 3
