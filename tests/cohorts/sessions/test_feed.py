"""Somebody’s calendar: what stands in it, and who gets it."""

from __future__ import annotations

import datetime as dt

import pytest
import vobject
from django.test import Client

from cohorts.programmes.models import CohortState, PlaceState
from cohorts.sessions.calendar import close_feed, event_of, feed_address, open_feed, renew_feed
from cohorts.sessions.services import cancel_session, move_session
from lms.accounts.links import end_links
from tests.cohorts.sessions.ground import EVENING, organiser, place, running, session
from tests.factories.accounts import sign_in

pytestmark = pytest.mark.django_db


def fetch(address: str, **headers: str):
    return Client().get(
        address.removeprefix("http://127.0.0.1:8000").split("testserver")[-1], headers=headers
    )


@pytest.fixture
def site(settings):
    settings.SITE_URL = "http://testserver"


@pytest.fixture
def subscribed(site, time_travel):
    """A trainee with a feed, and the session that is in it."""
    one = session(running(), title="Beat the other lot")
    held = place(one.cohort)
    open_feed(person=held.trainee)
    return one, held


def events(address: str) -> dict[str, object]:
    response = fetch(address)
    assert response.status_code == 200
    calendar = vobject.readOne(response.content.decode())
    return {event.uid.value: event for event in calendar.contents.get("vevent", [])}


def test_feed_shows_our_own_address_and_a_title_that_says_nothing(subscribed):
    one, held = subscribed

    response = fetch(feed_address(held.trainee))

    text = response.content.decode().replace("\r\n ", "")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "SUMMARY:Session 1\r\n" in text
    assert f"http://testserver/my/sessions/{one.uid}/join/" in text
    for secret in ("meet.example.com", "secret", "Beat the other lot", "Future Councillors", "Nadia"):
        assert secret not in text


def test_feed_follows_moves_and_cancellations_under_one_uid(subscribed):
    one, held = subscribed
    address, uid = feed_address(held.trainee), event_of(one).uid
    before = events(address)[uid]
    later = EVENING + dt.timedelta(days=1)

    one = move_session(
        session=one, actor=organiser(), starts_at=later, ends_at=later + dt.timedelta(hours=1), reason="Ill"
    )
    moved = events(address)[uid]
    cancel_session(session=one, actor=organiser(), reason="Ill")
    cancelled = events(address)[uid]

    assert [event.sequence.value for event in (before, moved, cancelled)] == ["0", "1", "2"]
    assert moved.dtstart.value.astimezone(dt.UTC) == later
    assert cancelled.status.value == "CANCELLED"


def test_feed_is_the_same_bytes_until_something_changes(subscribed):
    one, held = subscribed
    address = feed_address(held.trainee)
    first = fetch(address)

    assert fetch(address).content == first.content
    assert fetch(address, **{"If-None-Match": first["ETag"]}).status_code == 304
    cancel_session(session=one, actor=organiser(), reason="Ill")
    assert "STATUS:CANCELLED" in fetch(address, **{"If-None-Match": first["ETag"]}).content.decode()


def test_new_address_ends_the_old_one(subscribed):
    _one, held = subscribed
    old = feed_address(held.trainee)

    renew_feed(person=held.trainee)

    assert fetch(old).status_code == 410
    assert len(events(feed_address(held.trainee))) == 1


def test_ended_feed_is_gone_and_opened_again_has_another_address(subscribed):
    _one, held = subscribed
    old = feed_address(held.trainee)

    close_feed(person=held.trainee)
    assert (feed_address(held.trainee), fetch(old).status_code) == ("", 410)
    open_feed(person=held.trainee)

    assert fetch(old).status_code == 410
    assert len(events(feed_address(held.trainee))) == 1


def test_signing_out_everywhere_ends_the_feed(subscribed):
    _one, held = subscribed
    old = feed_address(held.trainee)

    end_links(person=held.trainee)

    assert fetch(old).status_code == 410


def test_forged_address_and_that_of_another_purpose_are_gone(subscribed):
    assert fetch("http://testserver/my/sessions/feed/nonsense.ics").status_code == 410


@pytest.mark.parametrize("state", [PlaceState.LEFT, PlaceState.REMOVED, PlaceState.SUSPENDED])
def test_access_ends_with_the_next_fetch(subscribed, state):
    _one, held = subscribed
    address = feed_address(held.trainee)
    assert len(events(address)) == 1

    held.state = state
    held.save()

    assert events(address) == {}


def test_feed_has_the_persons_sessions_alone(subscribed):
    _one, held = subscribed
    session(running(), title="Of others")
    session(running(state=CohortState.PREPARING), title="Being prepared")

    assert len(events(feed_address(held.trainee))) == 1


def test_whoever_leads_has_it_in_their_feed(site, time_travel):
    leader = organiser()
    session(running(), facilitators=[leader])
    session(running())
    open_feed(person=leader)

    assert len(events(feed_address(leader))) == 1
    leader.groups.clear()
    assert events(feed_address(leader)) == {}  # no role: no session of others, though still named


def test_feed_costs_three_queries_however_many_sessions(subscribed, django_assert_num_queries):
    one, held = subscribed
    address = feed_address(held.trainee)
    with django_assert_num_queries(3):
        fetch(address)
    for day in range(29):
        session(one.cohort, starts_at=EVENING + dt.timedelta(days=day + 1))

    with django_assert_num_queries(3):
        assert fetch(address).content.count(b"BEGIN:VEVENT") == 30


def test_page_of_the_feed_makes_renews_and_ends_it(site):
    held = place(running())
    client = sign_in(Client(), held.trainee)

    assert "Make my address" in client.get("/my/sessions/feed/").content.decode()
    client.post("/my/sessions/feed/", {"deed": "open"})
    first = feed_address(held.trainee)
    assert "webcal://testserver/my/sessions/feed/" in client.get("/my/sessions/feed/").content.decode()
    client.post("/my/sessions/feed/", {"deed": "renew"})
    assert fetch(first).status_code == 410
    client.post("/my/sessions/feed/", {"deed": "close"})
    assert feed_address(held.trainee) == ""
    assert client.post("/my/sessions/feed/", {"deed": "other"}).status_code == 404


def test_one_session_can_be_downloaded_by_its_people_alone(site, time_travel):
    one = session(running())
    held, other = place(one.cohort), place(running(), "Gareth Pugh")
    path = f"/my/sessions/{one.uid}/calendar.ics"

    file = sign_in(Client(), held.trainee).get(path)

    assert vobject.readOne(file.content.decode()).vevent.summary.value == "Session 1"
    assert sign_in(Client(), other.trainee).get(path).status_code == 404
