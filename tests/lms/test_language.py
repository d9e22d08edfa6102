"""Which language the site speaks: who decides, what is kept where, and what an unfinished one does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from babel.messages import mofile
from django.core import mail
from django.test import Client

from lms import language
from lms.accounts import services
from lms.accounts.models import User
from tests import messages
from tests.factories.accounts import UserFactory, sign_in
from tests.pseudo import forget_catalogues
from tests.queue import run_queue

pytestmark = pytest.mark.django_db

SIGN_IN = "Sign in"
WELSH_SIGN_IN = "Mewngofnodi i’r safle"


@pytest.fixture
def welsh(tmp_path: Path, settings) -> Iterator[Callable[[int], None]]:
    """``welsh(60)``: that many per cent of the messages are in Welsh, “Sign in” among them."""

    def _translate(share: int) -> None:
        catalogue = messages.found()
        visitors = [message for message in catalogue if message.id and messages.is_for_visitors(message)]
        visitors.sort(key=lambda message: message.id != SIGN_IN)
        for message in visitors[: round(len(visitors) * share / 100)]:
            if isinstance(message.id, str):
                message.string = WELSH_SIGN_IN if message.id == SIGN_IN else message.id
            else:
                message.string = (message.id[1],) * 6
        folder = tmp_path / "cy" / "LC_MESSAGES"
        folder.mkdir(parents=True)
        with (folder / "django.mo").open("wb") as file:
            mofile.write_mo(file, messages.counted(catalogue))
        settings.LOCALE_PATHS = [tmp_path]
        forget_catalogues()

    yield _translate
    settings.LOCALE_PATHS = [messages.LOCALE]
    forget_catalogues()


def page(client: Client, address: str = "/account/login/", **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.headers["Content-Language"] in response.content.decode()
    return response.content.decode()


def choose(client: Client, code: str, **fields: str) -> str:
    response = client.post(
        "/account/language/", {"language": code, **fields}, headers={"referer": "http://testserver/help/?a=1"}
    )
    assert response.status_code == 302
    return str(response["Location"])


# ---------------------------------------------------------------- who decides


@pytest.mark.parametrize("asked", ["cy", "cy;q=0.9, en;q=0.5", "de", "en-GB", "", "c" * 999, "*, x-y"])
def test_browser_alone_never_leads_into_an_unfinished_language(welsh, asked) -> None:
    welsh(99)
    html = page(Client(), **{"accept-language": asked})

    assert '<html lang="en-gb"' in html
    assert WELSH_SIGN_IN not in html
    assert 'value="cy"' in html
    assert "unfinished" not in html


def test_browser_is_enough_for_a_whole_language(welsh) -> None:
    welsh(100)
    html = page(Client(), **{"accept-language": "cy-GB, en;q=0.5"})

    assert '<html lang="cy"' in html
    assert WELSH_SIGN_IN in html
    assert "unfinished" not in html


def test_chosen_language_speaks_as_soon_as_most_of_it_is_there(welsh) -> None:
    welsh(51)
    client = Client()
    choose(client, "cy")
    html = page(client)

    assert '<html lang="cy"' in html
    assert WELSH_SIGN_IN in html
    assert "Mae’r fersiwn Gymraeg heb ei gorffen eto." in html
    assert "The Welsh version is not finished yet." in html


def test_interface_stays_english_while_less_than_half_is_translated(welsh) -> None:
    welsh(49)
    client = Client()
    choose(client, "cy")
    response = client.post("/account/login/", {"login": "", "password": ""})
    html = response.content.decode()

    assert '<html lang="en-gb"' in html
    assert response.headers["Content-Language"] == "en-gb"
    assert "Rhaid" not in html  # Django's own Welsh for a missing field begins so
    assert "Mae’r fersiwn Gymraeg heb ei gorffen eto." in html
    assert '<span class="languages__one" lang="cy" aria-current="true">Cymraeg</span>' in html


def test_person_s_choice_wins_over_the_device_s(welsh) -> None:
    welsh(100)
    client = Client()
    choose(client, "cy")
    sign_in(client, UserFactory(language="en-gb"))

    assert '<html lang="en-gb"' in page(client, "/help/", **{"accept-language": "cy"})


def test_address_names_a_language_for_one_page(welsh) -> None:
    welsh(100)
    client = Client()

    assert '<html lang="cy"' in page(client, "/help/?language=cy")
    assert '<html lang="en-gb"' in page(client, "/help/")
    assert '<html lang="en-gb"' in page(client, "/help/?language=xx")


def test_editor_s_side_stays_english(welsh) -> None:
    welsh(100)
    client = sign_in(Client(), UserFactory(group="editor", language="cy"))

    assert '<html lang="en' in client.get("/admin/").content.decode()


# ---------------------------------------------------------------- the switch


def test_choice_is_kept_on_the_device_and_leads_back() -> None:
    client = Client()

    assert choose(client, "cy") == "/help/?a=1"
    assert choose(client, "cy") == "/help/?a=1"
    assert client.cookies["language"].value == "cy"
    assert client.cookies["language"]["max-age"] == 31536000
    assert client.cookies["language"]["httponly"]


def test_choice_of_a_person_is_kept_with_the_person() -> None:
    person = UserFactory()
    client = sign_in(Client(), person)
    choose(client, "cy")
    person.refresh_from_db()

    assert person.language == "cy"
    assert client.cookies["language"].value == "cy"


def test_shared_device_keeps_nothing() -> None:
    person = UserFactory()
    client = Client()
    choose(client, "cy")
    sign_in(client, person)
    session = client.session
    session["shared_device"] = True
    session.save()
    client.get("/help/")

    assert client.cookies["language"].value == ""
    choose(client, "en-gb")
    assert client.cookies["language"].value == ""
    assert User.objects.get(pk=person.pk).language == "en-gb"
    client.post("/account/language/", {"seen": "cy"})
    assert client.cookies["language_notice"]["max-age"] == ""


@pytest.mark.parametrize(
    ("said", "led"),
    [
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/account/language/", "/"),
        ("http://testserver//evil.example/", "/evil.example/"),
        ("/courses/?language=cy&page=2", "/courses/?page=2"),
        ("/courses/x/#there", "/courses/x/"),
    ],
)
def test_switch_leads_to_this_site_only(said: str, led: str) -> None:
    assert choose(Client(), "cy", next=said) == led


def test_unknown_language_changes_nothing() -> None:
    client = Client()

    assert choose(client, "xx") == "/help/?a=1"
    assert "language" not in client.cookies


def test_another_site_cannot_switch() -> None:
    client = Client(enforce_csrf_checks=True)
    here = client.post("/account/language/", {"language": "cy"}, headers={"origin": "http://testserver"})
    there = Client().post(
        "/account/language/", {"language": "cy"}, headers={"origin": "https://evil.example"}
    )

    assert (here.status_code, there.status_code) == (302, 403)
    assert there.cookies.get("language") is None


def test_notice_is_put_away_on_the_device(welsh) -> None:
    welsh(10)
    client = Client()
    choose(client, "cy")
    assert "Mae’r fersiwn Gymraeg" in page(client, "/help/")
    client.post("/account/language/", {"seen": "cy"})

    assert "Mae’r fersiwn Gymraeg" not in page(client, "/help/")
    assert client.cookies["language"].value == "cy"


def test_choice_before_signing_in_becomes_the_person_s() -> None:
    client = Client()
    choose(client, "cy")
    person, decided = UserFactory(), UserFactory(language="en-gb")
    for one in (person, decided):
        one.set_password("a long sentence")
        one.save()
        client.post("/account/login/", {"login": one.username, "password": "a long sentence"})
        client.post("/account/logout/")
        one.refresh_from_db()

    assert (person.language, decided.language) == ("cy", "en-gb")


# ---------------------------------------------------------------- letters


def test_letter_is_written_in_the_language_of_the_person(welsh) -> None:
    welsh(100)
    for code, email in (("cy", "nia@example.org"), ("en-gb", "ned@example.org")):
        UserFactory(email=email, language=code)
        services.ask_for_code(email=email)
    services.ask_for_code(email="nobody@example.org")
    run_queue()

    spoken = {letter.to[0]: "cy" in letter.message().as_string() for letter in mail.outbox}
    html = {
        letter.to[0]: letter.message().get_payload()[1].get_payload(decode=True).decode()
        for letter in mail.outbox
    }
    assert len(spoken) == 3
    assert '<html lang="cy"' in html["nia@example.org"]
    assert '<html lang="en-gb"' in html["ned@example.org"]
    assert '<html lang="en-gb"' in html["nobody@example.org"]


def test_new_account_speaks_as_it_was_asked_for() -> None:
    with language.speaking("cy"):
        letter = services.ask_to_sign_up(email="nia@example.org", name="Nia", password="a long sentence")

    assert services.confirm_sign_up(uid=letter.uid, password=None).language == "cy"


def test_what_was_spoken_ends_with_the_request() -> None:
    before = language.content_language(), language.has_chosen_language()

    with language.speaking("cy", is_chosen=True):
        assert (language.content_language(), language.has_chosen_language()) == ("cy", True)
    assert (language.content_language(), language.has_chosen_language()) == before
    with pytest.raises(ValueError, match="in the middle"), language.speaking("cy", is_chosen=True):
        raise ValueError("in the middle")
    assert (language.content_language(), language.has_chosen_language()) == before
