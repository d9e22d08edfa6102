"""The short way in: it says what the long way says, and whatever is unusual goes the long way."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.content.models import CourseEdition
from courses.learning import writes
from courses.learning.models import LessonProgress
from courses.learning.places import kept_spot
from courses.learning.services import withdraw_learner
from lms.accounts.models import ORGANISERS, User, Visit
from lms.accounts.safety import strong
from tests.factories.content import heading_block, text_block
from tests.factories.learning import enrolled, lessons_of, publish, taught, texts_of, write_url

pytestmark = pytest.mark.django_db
SHORT = "courses.learning.shortcut.PlaceMiddleware"
TOKEN = "t" * 32
BODY = [heading_block("The panel", id="h"), *(text_block("Words.", id=name) for name in "tuvwxyz")]


class Reader:
    """Somebody on a course, with a browser that goes the short way where it can, or never does."""

    def __init__(self) -> None:
        self.edition = taught(BODY)
        self.enrolment = enrolled(self.edition)
        self.person = self.enrolment.learner
        self.client = Client(enforce_csrf_checks=True)
        self.client.force_login(self.person, backend="lms.accounts.backends.SignInBackend")
        self.client.cookies["csrftoken"] = TOKEN

    def send(self, block: str, *, accept: str = "application/json", **more: Any) -> Any:
        sent = {"block": block, "age": "0", "uid": str(self.person.uid), "csrfmiddlewaretoken": TOKEN}
        sent |= more.pop("sent", {})
        kind = "application/x-www-form-urlencoded"
        url = write_url(self.edition, "place")
        return self.client.post(url, urlencode(sent), content_type=kind, headers={"accept": accept}, **more)

    @property
    def block(self) -> str:
        return LessonProgress.objects.values_list("resume_block", flat=True).get()

    def session(self, **changes: Any) -> None:
        session = self.client.session
        session.update(changes)
        session.save()


@pytest.fixture
def reader() -> Reader:
    """After their first place, which went the long way, so that the next may go the short one."""
    reader = Reader()
    assert reader.send("t").status_code == 200
    return reader


@pytest.fixture
def long_ways(monkeypatch) -> list[Any]:
    """Grows with each place that arrives at the view."""
    arrived: list[Any] = []
    usual = writes.wants_json

    def wants_json(request):
        if request.resolver_match is not None and request not in arrived:
            arrived.append(request)
        return usual(request)

    monkeypatch.setattr(writes, "wants_json", wants_json)
    return arrived


def whole(answer: Any) -> tuple[Any, ...]:
    return answer.status_code, answer.content, dict(answer.items()), answer.cookies.output()


def without_short_way(reader: Reader, settings: Any) -> None:
    """Every request of ``reader`` goes the long way from now on."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != SHORT]
    cookies, reader.client = reader.client.cookies, Client(enforce_csrf_checks=True)
    reader.client.cookies = cookies


@pytest.mark.parametrize("secure", [False, True], ids=["http", "https"])
def test_it_answers_to_the_letter_what_the_long_way_answers(settings, long_ways, secure):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = secure, 3600
    reader = Reader()
    more = {"secure": secure, "headers": {"referer": "https://testserver/"}} if secure else {"secure": False}
    more.pop("headers", None)
    if secure:
        more["HTTP_ORIGIN"] = "https://testserver"
    reader.send("t", **more)
    del long_ways[:]

    short = reader.send("u", **more)
    assert (reader.block, long_ways) == ("u", [])
    without_short_way(reader, settings)
    long = reader.send("v", **more)

    assert (reader.block, len(long_ways)) == ("v", 1)
    assert whole(short) == whole(long)
    assert short.headers["Content-Security-Policy"]
    assert short.headers["Cache-Control"] == "private, no-store"
    assert ("Strict-Transport-Security" in short.headers) is secure


def test_it_asks_whose_it_is_and_one_statement_more(reader, long_ways, monkeypatch):
    monkeypatch.setattr(strong, "_predicates", [])  # each room that has one asks a query more
    with CaptureQueriesContext(connection) as found:
        assert reader.send("u").content == b"{}"

    assert (reader.block, long_ways) == ("u", [])
    assert len(found) == (2 if connection.vendor == "postgresql" else 5)


def test_it_waits_until_the_long_way_has_shown_what_to_say(long_ways):
    reader = Reader()

    reader.send("t")
    reader.send("u")

    assert (len(long_ways), reader.block) == (1, "u")


# What is unusual: how it comes about, and what the reader is told. The words are the long way's.
def _bad_token(reader: Reader) -> dict[str, Any]:
    return {"sent": {"csrfmiddlewaretoken": "f" * 32}}


def _no_token(reader: Reader) -> dict[str, Any]:
    del reader.client.cookies["csrftoken"]
    return {}


def _foreign_origin(reader: Reader) -> dict[str, Any]:
    return {"HTTP_ORIGIN": "https://elsewhere.example"}


def _foreign_host(reader: Reader) -> dict[str, Any]:
    return {"HTTP_HOST": "elsewhere.example"}


def _signed_out(reader: Reader) -> dict[str, Any]:
    del reader.client.cookies["sessionid"]
    return {}


def _session_ended(reader: Reader) -> dict[str, Any]:
    Visit.objects.all().delete()
    return {}


def _session_ran_out(reader: Reader) -> dict[str, Any]:
    Visit.objects.update(expire_date=timezone.now())
    return {}


def _switched_off(reader: Reader) -> dict[str, Any]:
    User.objects.update(is_active=False)
    return {}


def _new_password(reader: Reader) -> dict[str, Any]:
    reader.person.set_password("another-long-one")
    reader.person.save()
    return {}


def _somebody_elses_session(reader: Reader) -> dict[str, Any]:
    Visit.objects.update(user=enrolled(reader.edition).learner)
    return {}


def _staff(reader: Reader) -> dict[str, Any]:
    from django.contrib.auth.models import Group

    reader.person.groups.add(Group.objects.get_or_create(name=ORGANISERS)[0])
    return {}


def _needs_more_than_a_password(reader: Reader) -> dict[str, Any]:
    strong.require_strong_sign_in(_everybody)
    return {}


def _everybody(user: User) -> bool:
    return True


def _another_account(reader: Reader) -> dict[str, Any]:
    return {"sent": {"uid": str(uuid.uuid4())}}


def _left(reader: Reader) -> dict[str, Any]:
    withdraw_learner(learner=reader.person, course=reader.edition.course)
    return {}


def _taken_out(reader: Reader) -> dict[str, Any]:
    publish(reader.edition.course, [])
    return {}


UNUSUAL = {
    _bad_token: 403,
    _no_token: 403,
    _foreign_origin: 403,
    _foreign_host: 400,
    _signed_out: 401,
    _session_ended: 401,
    _session_ran_out: 401,
    _switched_off: 401,
    _new_password: 401,
    _staff: 302,
    _needs_more_than_a_password: 302,
    _another_account: 409,
    _left: 409,
    _taken_out: 409,
}


@pytest.mark.parametrize(("happens", "status"), UNUSUAL.items(), ids=[one.__name__[1:] for one in UNUSUAL])
def test_what_is_unusual_is_refused_as_the_long_way_refuses_it(reader, settings, happens, status):
    try:
        more = happens(reader)
        short = reader.send("u", **more)
        without_short_way(reader, settings)
        long = reader.send("u", **more)
    finally:
        if happens is _needs_more_than_a_password:
            strong.forget_predicate(_everybody)

    assert (short.status_code, long.status_code) == (status, status)
    assert short.headers["Content-Type"] == long.headers["Content-Type"]
    assert set(short.headers) == set(long.headers)
    assert LessonProgress.objects.filter(learner=reader.person).get().resume_block == "t"


def test_a_session_whose_row_names_somebody_else_notes_nothing(reader):
    _somebody_elses_session(reader)

    reader.send("u")

    assert not LessonProgress.objects.filter(resume_block="u").exclude(learner=reader.person).exists()


def test_over_http_it_is_sent_to_https(settings):
    settings.SECURE_SSL_REDIRECT = True
    reader = Reader()
    assert reader.send("t", secure=True, HTTP_ORIGIN="https://testserver").status_code == 200

    assert reader.send("u").status_code == 301
    assert reader.block == "t"


@pytest.mark.parametrize(
    "more",
    [{"sent": {"seen": "1"}}, {"sent": {"x": "y" * 2000}}],
    ids=["changes that were seen", "much more than a place"],
)
def test_what_is_more_than_a_place_goes_the_long_way(reader, long_ways, more):
    assert reader.send("u", **more).status_code == 200

    assert len(long_ways) == 1


def test_a_form_without_scripts_goes_the_long_way(reader, long_ways):
    answer = reader.send("u", accept="text/html")

    assert answer.status_code == 302
    assert len(long_ways) == 1


def test_it_is_counted_and_limited(reader, monkeypatch):
    limit = type(writes.WRITES)("places", most=2, seconds=60, cache="default")
    monkeypatch.setattr(writes, "WRITES", limit)

    assert [reader.send(block).status_code for block in ("u", "v", "w")] == [200, 200, 429]
    assert reader.block == "v"


def test_a_session_is_noted_as_in_use_after_a_while(reader, long_ways):
    long_ago = timezone.now() - dt.timedelta(minutes=11)
    Visit.objects.update(last_seen_at=long_ago)

    reader.send("u")
    assert Visit.objects.get().last_seen_at > long_ago
    assert len(long_ways) == 1

    reader.send("v")
    assert len(long_ways) == 1


def test_a_shared_device_is_left_without_its_language_cookie(reader, long_ways):
    reader.session(shared_device=True)
    reader.client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en-gb"

    answer = reader.send("u")

    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME]["max-age"] == 0
    assert (reader.block, len(long_ways)) == ("u", 1)


def test_words_wanted_in_two_languages_are_kept_apart(reader, long_ways):
    """While the interface has no Welsh, both are answered in English; the words are not the same."""
    _welsh(reader.edition)
    lesson = lessons_of(reader.edition)[0].key
    reader.send("v")
    reader.send("w")
    assert (reader.block, len(long_ways)) == ("w", 1)

    reader.client.cookies[settings.LANGUAGE_COOKIE_NAME] = "cy"
    reader.send("x")  # which the Welsh words have not

    assert (reader.block, len(long_ways)) == ("w", 2)
    welsh, english = kept_spot(lesson, "cy"), kept_spot(lesson, "en-gb")
    assert welsh is not None
    assert english is not None
    assert welsh.text_id != english.text_id


def _welsh(edition: CourseEdition) -> None:
    (text,) = texts_of(edition)
    text.pk, text.language, text.digest = None, "cy", "1"
    text.body = [heading_block("Y panel", id="h"), text_block("Geiriau.", id="u")]
    text.save()
    edition.outline["modules"][0]["lessons"][0]["edition"] = text.pk
    edition.pk, edition.number, edition.language, edition.slug = None, 2, "cy", "cwrs"
    edition.save()
