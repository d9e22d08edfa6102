"""The reading settings: the form, who keeps what, and where they are served."""

import pytest
from django.test import Client
from django.urls import reverse

from lms.accounts.models import User
from lms.reading import COOKIE, OFFERED, Reading
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
URL = "/reading/"
LARGE = {"face": "sans", "size": "4", "spacing": "1", "ground": "cream", "light": "dark"}
KEPT = "face:sans.size:4.ground:cream.light:dark"
ATTRIBUTES = 'dir="ltr" data-face="sans" data-size="4" data-ground="cream" data-light="dark">'


@pytest.fixture
def person():
    return UserFactory(password="a long enough password")


def signed_in(client, person, *, shared=False):
    client.post(
        reverse("account_login"),
        {
            "login": person.email,
            "password": "a long enough password",
            **({"shared_device": "on"} if shared else {}),
        },
    )
    assert "_auth_user_id" in client.session
    return client


def test_visitors_choice_is_kept_on_the_device_and_served_without_a_flash(client):
    client.post(URL, LARGE)
    cookie = client.cookies[COOKIE]
    page = client.get("/help/").content.decode()

    assert cookie.value == KEPT
    assert (cookie["samesite"], cookie["max-age"], cookie["path"]) == ("Lax", 365 * 24 * 3600, "/")
    assert ATTRIBUTES in page
    assert '<meta name="color-scheme"\ncontent="dark">' in page
    assert page.count('rel="preload"') == 1
    assert "fonts/source-sans" in page


def test_page_comes_as_the_site_comes_where_nobody_chose(client):
    page = client.get("/help/").content.decode()

    assert 'dir="ltr">' in page
    assert '<meta name="color-scheme"\ncontent="light dark">' in page
    assert [name for name in ("literata", "atkinson", "source-sans") if f"fonts/{name}" in page] == [
        "literata",
        "atkinson",
    ]


def test_persons_choice_is_on_every_device(client, person):
    signed_in(client, person).post(URL, LARGE)
    person.refresh_from_db()
    elsewhere = signed_in(Client(), person)

    assert person.reading == KEPT
    assert ATTRIBUTES in elsewhere.get("/help/").content.decode()


def test_choosing_twice_is_choosing_once(client, person, django_assert_num_queries):
    signed_in(client, person).post(URL, LARGE)
    with django_assert_num_queries(1):  # session and person
        client.post(URL, {**LARGE, "part": "form"})

    person.refresh_from_db()
    assert person.reading == KEPT


def test_choice_costs_a_page_no_query(client, person, django_assert_num_queries):
    signed_in(client, person)
    client.get("/help/")
    with django_assert_num_queries(1):
        client.get("/help/")
    User.objects.filter(pk=person.pk).update(reading=KEPT)
    with django_assert_num_queries(1):
        assert ATTRIBUTES in client.get("/help/").content.decode()


def test_account_that_never_chose_has_the_choice_of_the_persons_own_device(client, person):
    client.post(URL, LARGE)
    signed_in(client, person)
    person.refresh_from_db()

    assert person.reading == KEPT


def test_account_that_chose_is_not_changed_by_a_device(client, person):
    User.objects.filter(pk=person.pk).update(reading="default")
    client.post(URL, LARGE)
    signed_in(client, person)
    person.refresh_from_db()

    assert person.reading == "default"
    assert "data-face" not in client.get("/help/").content.decode()


def test_shared_device_gives_nothing_to_an_account_and_keeps_nothing_of_it(client, person):
    client.post(URL, {"size": "3"})
    signed_in(client, person, shared=True)
    person.refresh_from_db()
    assert person.reading == ""
    assert (
        ' data-size="3">' in client.get("/help/").content.decode()
    )  # the device's, while they chose nothing

    client.post(URL, LARGE)
    assert ATTRIBUTES in client.get("/help/").content.decode()
    assert client.cookies[COOKIE].value == "size:3"

    client.post(reverse("account_logout"))
    page = client.get("/help/").content.decode()
    assert ' data-size="3">' in page
    assert "data-face" not in page


def test_back_to_how_it_was(client, person):
    signed_in(client, person).post(URL, LARGE)
    client.post(URL, {**LARGE, "reset": "1"})
    person.refresh_from_db()

    assert person.reading == "default"
    assert client.cookies[COOKIE].value == ""
    assert "data-face" not in client.get("/help/").content.decode()


def test_one_setting_alone_leaves_the_others(client):
    client.post(URL, LARGE)
    client.post(URL, {"size": "2"})

    assert client.cookies[COOKIE].value == "face:sans.ground:cream.light:dark"


def test_bad_value_changes_nothing_and_says_so(client):
    client.post(URL, {"size": "3"})
    answer = client.post(URL, {**LARGE, "ground": "neon"})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "“neon” is not offered. Nothing was changed; choose one of these." in page
    assert 'href="#reading-ground"' in page
    assert 'id="reading-ground"' in page
    assert client.cookies[COOKIE].value == "size:3"


def test_form_shows_what_is_chosen_and_everything_offered(client):
    client.post(URL, LARGE)
    page = client.get(URL).content.decode()

    for name, values in OFFERED.items():
        for value in values:
            assert f'name="{name}" value="{value}"' in page
    assert page.count(" checked") == len(OFFERED)
    assert 'name="ground" value="cream" id="reading-ground_2" checked' in page


def test_saved_choice_is_judged_on_the_form_with_a_way_back(client):
    answer = client.post(URL, {**LARGE, "next": "/courses/?q=law"}, follow=True)
    page = answer.content.decode()

    assert answer.redirect_chain == [("/reading/?next=%2Fcourses%2F%3Fq%3Dlaw", 302)]
    assert "Saved. Every page is like this on this device." in page
    assert '<a href="/courses/?q=law">Back to where you were</a>' in page


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com", "javascript:alert(1)", ""])
def test_way_back_leads_to_this_site_only(client, elsewhere):
    page = client.get(URL, {"next": elsewhere}, headers={"referer": elsewhere}).content.decode()

    assert '<a href="/">Back to where you were</a>' in page


def test_page_one_came_from_is_known_without_being_in_the_link(client):
    page = client.get(URL, headers={"referer": "http://testserver/help/?a=1"}).content.decode()

    assert '<a href="/help/?a=1">Back to where you were</a>' in page


def test_dialog_asks_for_the_bare_form_and_gets_a_bare_answer(client):
    part = client.get(URL, {"part": "form"}).content.decode()
    answer = client.post(URL, {**LARGE, "part": "form"})

    assert "<html" not in part
    assert "data-sheet=" in part
    assert (answer.status_code, answer.content) == (204, b"")
    assert client.cookies[COOKIE].value == KEPT


def test_every_page_leads_there_in_one_step(client):
    page = client.get("/help/").content.decode()

    assert 'href="/reading/"' in page
    assert "Reading settings" in page


def test_nothing_is_kept_in_a_shared_cache(client):
    assert "no-store" in client.get(URL).headers["Cache-Control"]
    assert "Cookie" in client.get("/help/").headers["Vary"]


def test_broken_cookie_breaks_nothing(client):
    client.cookies[COOKIE] = 'ground:"><script>.size:4'
    page = client.get("/help/").content.decode()

    assert 'dir="ltr" data-size="4">' in page


def test_choice_that_the_database_holds_is_short():
    assert User._meta.get_field("reading").max_length >= len(Reading(**LARGE).kept)
