"""What is the same for everybody is made once, and holds nothing of anybody's."""

from __future__ import annotations

import re
import runpy

import pytest
from django.template import Context
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.utils import translation

from lms.pages import chrome
from lms.pages import prepared as module
from lms.pages.models import SiteSettings
from lms.pages.prepared import Shelf, Stencil, Watched, cut, gap, prepared
from lms.pages.selectors import look_revision, organisation_look
from tests.factories.accounts import EditorFactory, UserFactory, sign_in
from tests.factories.pages import document, home_page, standard_page

CHROME = ["components/header.html", "components/footer.html"]


def words(response) -> str:
    return " ".join(response.content.decode().split())


def test_a_gap_is_filled_and_escaped_as_the_template_would():
    stencil = cut("components/progress.html", {"total": 4, "done": 1, "label": gap("label")})

    filled = stencil.fill({"label": "1 of <4>"})

    assert filled == get_template("components/progress.html").render(
        {"total": 4, "done": 1, "label": "1 of <4>"}
    )
    assert filled.count("1 of &lt;4&gt;") == 2


def test_a_gap_must_be_filled_and_only_what_is_asked_for_is_computed():
    stencil = Stencil(("a", "token", "b"))

    assert stencil.fill({"token": lambda: "<t>"}) == "a&lt;t&gt;b"
    assert Stencil(("a",)).fill({"token": lambda: pytest.fail("asked")}) == "a"
    with pytest.raises(KeyError):
        stencil.fill({})


def test_nothing_that_is_typed_can_look_like_a_gap():
    stencil = cut("components/progress.html", {"label": "<name:token> {{ token }}"})

    assert len(stencil.parts) == 1


def test_a_shelf_forgets_what_nobody_asks_for_and_never_grows_beyond_its_size():
    shelf, made = Shelf(most=3), []

    def want(name: str) -> None:
        shelf.get(name, make=lambda: made.append(name) or name)

    for name in ["a", "b", "a", "c", "d", "a", "e", "f", "a", "g", "b"]:
        want(name)

    assert made == ["a", "b", "c", "d", "e", "f", "g", "b"]
    assert len(shelf._young) + len(shelf._old) <= 6


def test_each_language_and_release_has_its_own(settings):
    shelf = Shelf(most=9)
    assert shelf.get("x", make=lambda: "first") == "first"
    with translation.override("cy"):
        assert shelf.get("x", make=lambda: "cyntaf") == "cyntaf"
    settings.RELEASE = "next"
    assert shelf.get("x", make=lambda: "newer") == "newer"


@pytest.mark.parametrize("which", ["get_language", "content_language"])
def test_language_of_buttons_and_of_texts_are_each_told_apart(monkeypatch, which):
    """Whoever chose Welsh reads Welsh texts among English buttons while the interface is half done."""
    shelf = Shelf(most=9)
    monkeypatch.setattr(module, which, lambda: "en-gb")
    assert shelf.get("x", make=lambda: "first") == "first"
    monkeypatch.setattr(module, which, lambda: "cy")
    assert shelf.get("x", make=lambda: "cyntaf") == "cyntaf"


def test_what_is_watched_is_read_again_after_its_seconds(monkeypatch):
    now, values = [100.0], iter("abc")
    monkeypatch.setattr("lms.pages.prepared.time.monotonic", lambda: now[0])
    watched = Watched(lambda: next(values), seconds=2)

    assert [watched.get(), watched.get()] == ["a", "a"]
    now[0] += 1.9
    assert watched.get() == "a"
    now[0] += 0.1
    assert watched.get() == "b"
    watched.forget()
    assert watched.get() == "c"


# ---------------------------------------------------------------- header and footer


@pytest.mark.django_db
@pytest.mark.parametrize("template", CHROME)
@pytest.mark.parametrize("path", ["/", "/my/", "/help/", "/courses/", "/courses/planning/", "/account/"])
@pytest.mark.parametrize("who", ["visitor", "learner", "editor"])
def test_header_and_footer_are_what_their_template_makes(template, path, who):
    request = RequestFactory().get(path, {"next": '<"&'})
    if who != "visitor":
        request.user = UserFactory.build(name="Siân <Ŵyn>")
    shape = chrome.shape_of(request, may_edit=who == "editor")
    real = {name: value() if callable(value) else value for name, value in chrome.personal(request).items()}
    context = {"site_settings": organisation_look(), **shape, **real}
    if who != "visitor":
        context["request"] = request  # for the token of the form

    made = [chrome.chrome(template, request, may_edit=who == "editor") for _again in range(2)]

    assert made == [get_template(template).template.render(Context(context))] * 2


@pytest.mark.parametrize("template", [*CHROME, "components/nav_links.html", "components/door_links.html"])
def test_what_is_prepared_asks_nothing_of_the_request(template):
    source = re.sub(r"{% comment %}.*?{% endcomment %}", "", _source(template), flags=re.DOTALL)

    assert "request" not in source
    assert not re.search(r"{%\s*(el)?if[^%]*\b(name|initials|path)\b", source)


def _source(template: str) -> str:
    return get_template(template).template.source


@pytest.mark.django_db
def test_the_header_of_one_person_tells_nothing_of_another():
    first, second = UserFactory(name="Rhian Probert"), EditorFactory(name="Owen Hughes")
    clients = [sign_in(Client(), first), sign_in(Client(), second), Client()]

    for _again in range(2):
        pages = [words(client.get("/help/")) for client in clients]
        for page, name, initials in [(pages[0], "Rhian Probert", ">RP<"), (pages[1], "Owen Hughes", ">OH<")]:
            assert f"Menu of {name}" in page
            assert initials in page
        tokens = [re.search(r'csrfmiddlewaretoken" type="hidden" value="(\w{64})"', page) for page in pages]
        assert tokens[0].group(1) != tokens[1].group(1)
        assert tokens[2] is None
        assert "Owen" not in pages[0] + pages[2]
        assert "Rhian" not in pages[1] + pages[2]
        assert ["Edit the site" in page for page in pages] == [False, True, False]


@pytest.mark.django_db
def test_losing_everything_that_is_kept_changes_nothing(client):
    client.force_login(UserFactory(name="Gwen Ellis"))
    before = re.sub(r'value="\w{64}"', "", words(client.get("/help/")))

    prepared.clear()
    look_revision.forget()

    assert re.sub(r'value="\w{64}"', "", words(client.get("/help/"))) == before


# ---------------------------------------------------------------- the look


@pytest.mark.django_db
def test_another_process_sees_a_new_look_within_two_seconds(client, monkeypatch):
    SiteSettings.objects.create(organisation="Ward Works")
    monkeypatch.setattr(look_revision, "seconds", 2)
    now = [100.0]
    monkeypatch.setattr("lms.pages.prepared.time.monotonic", lambda: now[0])
    assert "Ward Works" in words(client.get("/help/"))

    # As another process leaves it: new rows, and no news in this one.
    SiteSettings.objects.update(organisation="Street by Street", revision="another")
    assert "Ward Works" in words(client.get("/help/"))
    now[0] += 2

    page = words(client.get("/help/"))
    assert "Street by Street" in page
    assert "Ward Works" not in page


@pytest.mark.django_db
def test_saving_settings_and_changing_pages_give_the_look_a_new_revision():
    def revision() -> str:
        return SiteSettings.objects.values_list("revision", flat=True).get()

    page = standard_page(title="Privacy", show_in_menus=True)
    seen = [revision()]
    settings = SiteSettings.objects.get()
    settings.save(update_fields=["help_name"])
    seen.append(revision())
    page.unpublish()
    seen.append(revision())

    assert len(set(seen)) == 3
    assert all(seen)


@pytest.mark.django_db
def test_a_signed_in_page_asks_for_the_look_once_in_two_seconds(client, django_assert_num_queries):
    client.force_login(UserFactory())
    look_revision.forget()
    client.get("/help/")
    with django_assert_num_queries(1):  # session and person
        client.get("/help/")
    look_revision.forget()
    with django_assert_num_queries(2):
        client.get("/help/")


# ---------------------------------------------------------------- what editors wrote on a page


def text(words: str) -> list[dict]:
    return [{"type": "text", "value": {"text": f"<p>{words}</p>"}}]


@pytest.mark.django_db
def test_a_page_is_the_same_bytes_with_and_without_what_is_kept(monkeypatch):
    home = home_page(introduction="For <you>", body=text("Welcome"))
    pages = [home.url, standard_page(body=text("About")).url]
    clients = [Client(), sign_in(Client(), UserFactory())]

    def read() -> list[str]:
        found = [client.get(url).content.decode() for client in clients for url in pages]
        return [re.sub(r'(csrfmiddlewaretoken" type="hidden" value=")\w{64}', r"\1", html) for html in found]

    read()
    kept = read()
    monkeypatch.setattr(Shelf, "_find", lambda shelf, key, make: make())

    assert read() == kept
    assert "For &lt;you&gt;" in kept[0]
    assert ["Create an account" in html.partition("<main")[2] for html in kept] == [True, False, False, False]
    assert ["Go to my week" in html for html in kept] == [False, False, True, False]


@pytest.mark.django_db
def test_what_an_editor_publishes_shows_at_once_and_a_draft_does_not():
    page = standard_page(body=text("Old words"))
    client = Client()
    assert "Old words" in words(client.get(page.url))

    page.body = page._meta.get_field("body").to_python(text("New words"))
    draft = page.save_revision()
    assert "New words" in page.make_preview_request().rendered_content
    assert "Old words" in words(client.get(page.url))

    draft.publish()
    shown = words(client.get(page.url))
    assert "New words" in shown
    assert "Old words" not in shown


@pytest.mark.django_db
def test_a_page_follows_the_address_of_one_that_it_links_to():
    target = standard_page(title="Target")
    page = standard_page(body=text(f'<a linktype="page" id="{target.pk}">there</a>'))
    client = Client()
    assert f'href="{target.url}"' in words(client.get(page.url))

    target.slug = "elsewhere"
    target.save_revision().publish()

    assert 'href="/elsewhere/"' in words(client.get(page.url))


@pytest.mark.django_db
def test_a_poor_connection_gets_the_small_film_also_when_the_full_one_is_kept():
    full, small = document(b"the full one", "full.mp4"), document(b"small", "small.mp4")
    value = {"title": "Talk", "file": full.pk, "small": small.pk, "transcript": "<p>Words.</p>"}
    page = standard_page(body=[{"type": "video", "value": value}])
    client = Client()

    for _twice in range(2):
        assert f'<source src="{full.url}"' in words(client.get(page.url))
        assert f'<source src="{small.url}"' in words(client.get(page.url, headers={"save-data": "on"}))


@pytest.mark.django_db
def test_the_home_page_asks_six_however_much_is_on_it(django_assert_num_queries):
    client = sign_in(Client(), UserFactory())
    for blocks in (1, 20):
        home = home_page(body=[block for number in range(blocks) for block in text(f"Part {number}")])
        client.get(home.url)
        with django_assert_num_queries(6):
            client.get(home.url)


def test_the_mark_of_a_gap_is_new_in_each_process_and_can_not_be_guessed():
    marks = {runpy.run_path(str(module.__file__))["_MARK"] for _process in range(3)}

    assert len(marks) == 3
    assert all(re.fullmatch("[0-9a-f]{24}", mark) for mark in marks)
