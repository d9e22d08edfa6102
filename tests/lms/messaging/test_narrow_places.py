"""Narrow places of notices and letters to many, each found by breaking the code there (decision 0085)."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.db.models import F

from lms.accounts.models import Standing, User
from lms.messaging import bulk_audiences, bulk_run, notices
from lms.messaging.bulk_consent import who_reads
from lms.messaging.bulk_letters import Reader
from lms.messaging.bulk_models import LeftOut
from lms.messaging.bulk_run import advance_bulk
from lms.messaging.bulk_services import fingerprint, pause_bulk, send_unknown_again, start_bulk, write_bulk
from lms.messaging.gathered import write_gathered_letter
from lms.messaging.kinds import Rhythm, known_kinds
from lms.messaging.models import (
    BulkRecipient,
    BulkSend,
    BulkState,
    GatheredLetter,
    Notice,
    NoticeChoice,
    RecipientState,
)
from lms.messaging.notice_times import Clock, period_now
from lms.messaging.notices import notify, rhythm_of
from lms.messaging.phone_round import unreached
from tests.factories import consent
from tests.factories.accounts import OrganiserFactory, UserFactory

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
NOON = dt.datetime(2027, 3, 3, 12, tzinfo=LONDON)  # a Wednesday
READY = "certificates.ready"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def started(monkeypatch) -> BulkSend:
    """A letter to “Member …”, of whom there are five; two lists hold all of them."""
    monkeypatch.setattr(bulk_audiences, "_audiences", {})
    members = User.objects.filter(name__startswith="Member")
    bulk_audiences.register_audience("members", "Members", members.all)
    bulk_audiences.register_audience("again", "The same", members.all)
    monkeypatch.setattr(
        bulk_run, "who_reads", lambda code, uid: Reader(f"{uid}@example.org", "Member", "https://x/prefs", {})
    )
    for number in range(5):
        UserFactory(name=f"Member {number}")
    words = {"subject": "Dates", "text": "Here.", "link_text": "", "link_url": ""}
    organiser = OrganiserFactory()
    bulk = write_bulk(actor=organiser, words={**words, "audiences": ["members", "again"]})
    return start_bulk(bulk=bulk, actor=organiser, checked=fingerprint(bulk))


def test_list_is_written_from_where_the_last_piece_ended(started, monkeypatch):
    monkeypatch.setattr(bulk_run, "CHUNK", 2)
    ends = list(User.objects.filter(name__startswith="Member").order_by("pk").values_list("pk", flat=True))
    bulk = BulkSend.objects.get(pk=started.pk)

    reached = []
    for _piece in range(3):
        bulk_run._take_chunk(bulk)
        reached.append((bulk.taken_audience, bulk.taken_after))

    assert reached == [(0, ends[1]), (0, ends[3]), (1, 0)]


def test_one_address_on_two_lists_is_one_letter_even_of_two_rows(started, monkeypatch):
    """Somebody with an account who also stands on the list for updates has another number there."""
    first = User.objects.filter(name__startswith="Member").order_by("pk")[0]
    bulk = BulkSend.objects.get(pk=started.pk)

    one = bulk_run._recipient(bulk, "members", first.uid, first.email)
    other = bulk_run._recipient(bulk, "again", UserFactory().uid, first.email.upper())
    somebody = bulk_run._recipient(bulk, "again", UserFactory().uid, "else@example.org")

    assert one.address_key == other.address_key
    assert one.address_key != somebody.address_key


def test_pause_holds_from_the_next_letter_on(started, monkeypatch):
    organiser, serve = OrganiserFactory(), bulk_run._serve

    def serve_and_pause(bulk, connection, pk):
        answer = serve(bulk, connection, pk)
        pause_bulk(bulk=bulk, actor=organiser)
        return answer

    monkeypatch.setattr(bulk_run, "_serve", serve_and_pause)
    advance_bulk(bulk_id=started.pk)

    states = list(BulkRecipient.objects.order_by("pk").values_list("state", flat=True))
    assert (len(mail.outbox), states) == (1, [RecipientState.SENT, *[RecipientState.WAITING] * 4])


def test_nobody_is_taken_up_for_a_paused_letter(started, monkeypatch):
    asked = []
    serve = bulk_run._serve
    monkeypatch.setattr(bulk_run, "_serve", lambda *args: asked.append(args[2]) or serve(*args))
    BulkSend.objects.filter(pk=started.pk).update(taken_at=NOON)
    bulk = BulkSend.objects.get(pk=started.pk)
    BulkRecipient.objects.create(
        bulk=bulk, audience="members", subject_uid=UserFactory().uid, address_key="a"
    )
    BulkSend.objects.filter(pk=started.pk).update(state=BulkState.PAUSED)

    assert bulk_run._send_waiting(bulk, float("inf")) is False
    assert asked == []


def test_letter_that_was_stopped_sends_nothing_again(started):
    BulkRecipient.objects.create(
        bulk=started,
        audience="members",
        subject_uid=UserFactory().uid,
        address_key="x",
        state=RecipientState.UNKNOWN,
    )
    BulkSend.objects.filter(pk=started.pk).update(state=BulkState.STOPPED, ended_at=NOON)

    assert send_unknown_again(bulk=started, actor=OrganiserFactory()) == 0
    assert BulkRecipient.objects.get(address_key="x").state == RecipientState.UNKNOWN


def test_choice_that_was_made_before_a_kind_became_decisive_counts_no_longer():
    person, decisive = UserFactory(), next(kind for kind in known_kinds() if kind.decisive)
    NoticeChoice.objects.create(person=person, kind=decisive.code, rhythm=Rhythm.OFF)

    assert rhythm_of(person, decisive) == Rhythm.AT_ONCE


def test_two_notices_at_once_are_two_on_the_bell(monkeypatch):
    person, say = UserFactory(), notices.subject_for

    def meanwhile(*args):
        User.objects.filter(pk=person.pk).update(unread_notices=F("unread_notices") + 1)  # another worker
        return say(*args)

    monkeypatch.setattr(notices, "subject_for", meanwhile)
    notify(recipient=person, kind=READY, key="1", link="/my/certificates/")

    person.refresh_from_db()
    assert person.unread_notices == 2


def test_whoever_may_not_come_in_any_more_gets_no_letter_whatever_the_list_says(monkeypatch):
    monkeypatch.setattr(bulk_audiences, "_audiences", {})
    bulk_audiences.register_audience("everybody", "Everybody", User.objects.all)
    person = UserFactory(email="nadia@example.org")
    consent.subscriber(email=person.email, person=person)
    assert isinstance(who_reads("everybody", person.uid), Reader)

    User.objects.filter(pk=person.pk).update(standing=Standing.DIED, is_active=False)

    assert who_reads("everybody", person.uid) == LeftOut.GONE


@pytest.mark.parametrize(
    "link", ["my/certificates/", "//evil.example/", "https://evil.example/", "javascript:x"]
)
def test_notice_leads_to_a_page_of_this_site_from_its_root(link):
    with pytest.raises(ValueError, match="does not lead to a page"):
        notify(recipient=UserFactory(), kind=READY, key="1", link=link)


@pytest.mark.parametrize(("begins", "ends"), [(1, 9), (21, 9)], ids=["by day", "over midnight"])
def test_quiet_hours_end_with_their_last_minute(begins, ends):
    clock = Clock(LONDON, dt.time(begins), dt.time(ends))

    assert clock.is_quiet(NOON.replace(hour=8, minute=59))
    assert not clock.is_quiet(NOON.replace(hour=9))


def test_letter_of_the_morning_waits_for_eight_whoever_is_up_earlier():
    early = Clock(LONDON, dt.time(22), dt.time(5))

    assert period_now(early, Rhythm.DAILY, NOON.replace(hour=7, minute=59)) is None
    assert period_now(early, Rhythm.DAILY, NOON.replace(hour=8)) == (NOON.date(), NOON.replace(hour=8))


def test_week_with_nothing_to_say_is_looked_at_once():
    person = UserFactory(email="nadia@example.org")

    assert [write_gathered_letter(person=person, rhythm=Rhythm.WEEKLY) for _time in range(2)] == [
        False,
        False,
    ]
    assert GatheredLetter.objects.filter(person=person).count() == 1


@pytest.mark.parametrize("standing", [Standing.DIED, Standing.ERASED, Standing.FROZEN])
def test_nobody_is_rung_up_who_is_not_here(standing):
    person = UserFactory(email=None)
    Notice.objects.create(
        recipient=person,
        kind=READY,
        key="1",
        subject="About your application",
        rhythm=Rhythm.AT_ONCE,
        is_decisive=True,
        created_at=NOON - dt.timedelta(days=4),
    )
    assert unreached().count() == 1

    User.objects.filter(pk=person.pk).update(standing=standing)

    assert unreached().count() == 0
