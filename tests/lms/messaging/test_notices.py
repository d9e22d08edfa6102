"""Notices: told once, read by POST, mailed as people chose, and never at night."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.accounts.models import ADMINISTRATORS, ORGANISERS, Standing, User
from lms.audit.models import AuditEvent
from lms.messaging import copy_kinds, kinds
from lms.messaging.copy_kinds import Gap
from lms.messaging.gathered import ask_for_gathered_letters, write_gathered_letter
from lms.messaging.kinds import NoticeKind, Rhythm, known_kinds, register_kind
from lms.messaging.models import (
    GatheredLetter,
    MailEventKind,
    MessageState,
    Notice,
    OutgoingMessage,
    QuietHours,
    StopReason,
    Suppression,
)
from lms.messaging.notice_forms import RhythmsForm
from lms.messaging.notice_letters import mail_due_notices, stop_link
from lms.messaging.notice_times import clock_of, period_now
from lms.messaging.notice_words import subject_for
from lms.messaging.notices import choose_rhythms, mark_read, notify, repair_unread_counts
from tests.factories.accounts import UserFactory, sign_in
from tests.queue import run_queue

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
READY, CHANGED = "certificates.ready", "certificates.changed"
NOON = dt.datetime(2027, 3, 3, 12, tzinfo=LONDON)  # a Wednesday
LIST = "/account/notices/"


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def person() -> User:
    return UserFactory(name="Nadia Ahmed", email="nadia@example.org")


def tell(person: User, kind: str = READY, key: str = "1", **more) -> Notice:
    return notify(recipient=person, kind=kind, key=key, link="/my/certificates/", **more)


def unread(person: User) -> int:
    return User.objects.values_list("unread_notices", flat=True).get(pk=person.pk)


def subjects() -> list[str]:
    return [letter.subject for letter in mail.outbox]


class TestTelling:
    def test_told_twice_is_one_notice_one_count_and_one_letter(self, clock, person):
        assert tell(person) == tell(person)
        run_queue()
        mail_due_notices()
        run_queue()

        assert (Notice.objects.count(), unread(person), subjects()) == (1, 1, ["Your certificate is ready"])

    def test_letter_has_text_html_one_link_and_a_way_to_stop(self, clock, person):
        notice = tell(person)
        run_queue()

        letter = mail.outbox[0].message()
        text, html = (letter.get_body([kind]).get_content() for kind in ("plain", "html"))
        assert text.startswith("Hello Nadia Ahmed,\n\nyou finished a course")
        assert text.count(f"http://testserver/account/notices/{notice.uid}/") == 1
        assert html.count(f"http://testserver/account/notices/{notice.uid}/") == 1
        assert "Sign in to read more." in html
        stop = letter["List-Unsubscribe"].strip(" <>")
        assert stop in text
        assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    def test_decisive_letter_cannot_be_stopped(self, clock, person):
        choose_rhythms(person=person, rhythms={CHANGED: "off"})
        tell(person, CHANGED)
        run_queue()

        assert subjects() == ["About your certificate"]
        assert mail.outbox[0].message()["List-Unsubscribe"] is None

    def test_burst_makes_two_letters_the_second_ten_minutes_later(self, clock, person):
        for number in range(5):
            tell(person, key=str(number))
        run_queue()
        assert len(mail.outbox) == 1

        clock.shift(dt.timedelta(minutes=11))
        mail_due_notices()
        mail_due_notices()
        run_queue()
        assert len(mail.outbox) == 2
        assert "there are 4 things for you" in mail.outbox[1].body
        assert not Notice.objects.filter(mailed_at=None).exists()

    @pytest.mark.parametrize("standing", [Standing.DIED, Standing.ERASED])
    def test_dead_and_erased_people_are_told_nothing(self, clock, person, standing):
        User.objects.filter(pk=person.pk).update(standing=standing)

        assert tell(person) is None
        assert Notice.objects.count() == 0

    def test_frozen_people_get_no_letter(self, clock, person):
        User.objects.filter(pk=person.pk).update(standing=Standing.FROZEN)
        tell(person)
        run_queue()

        assert (unread(person), OutgoingMessage.objects.count()) == (1, 0)

    @pytest.mark.parametrize(
        ("more", "wrong"),
        [
            ({"kind": "nothing"}, "is no kind of notice"),
            ({"context": {"who": "x"}}, "takes"),
            ({"key": ""}, "needs a key"),
            ({"link": "https://example.com/"}, "does not lead"),
            ({"link": "//example.com/"}, "does not lead"),
        ],
    )
    def test_wrong_notices_are_refused(self, person, more, wrong):
        with pytest.raises(ValueError, match=wrong):
            notify(**{"recipient": person, "kind": READY, "key": "1", **more})

    def test_calendar_file_says_its_method(self, clock, person):
        file = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n"
        tell(person, calendar=file)
        run_queue()

        (part,) = [p for p in mail.outbox[0].message().walk() if p.get_content_type() == "text/calendar"]
        assert (part.get_param("method"), part.get_filename()) == ("CANCEL", "calendar.ics")
        assert part.get_payload(decode=True).splitlines() == file.splitlines()


class TestStopped:
    """What is asked at the moment of sending, after the letter was written."""

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"standing": Standing.FROZEN}, StopReason.STANDING),
            ({"standing": Standing.DIED}, StopReason.STANDING),
            ({"is_active": False}, StopReason.STANDING),
            ({"email": "new@example.org"}, StopReason.ADDRESS),
        ],
    )
    def test_person_changed_meanwhile(self, clock, person, change, reason):
        tell(person)
        from lms.messaging.notice_letters import mail_notices

        mail_notices(person=person)
        User.objects.filter(pk=person.pk).update(**change)
        run_queue()

        message = OutgoingMessage.objects.get()
        assert (message.state, message.reason, bytes(message.mime)) == (MessageState.STOPPED, reason, b"")
        assert mail.outbox == []

    def test_address_that_came_back(self, clock, person):
        Suppression.objects.create(address="nadia@example.org", reason=MailEventKind.BOUNCED)
        tell(person)
        run_queue()

        assert OutgoingMessage.objects.get().reason == StopReason.SUPPRESSED
        assert mail.outbox == []

    def test_kind_that_needs_consent(self, clock, person, monkeypatch):
        monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
        monkeypatch.setitem(kinds._kinds, READY, NoticeKind(READY, "x", "x", consent="updates"))
        tell(person)
        run_queue()

        assert OutgoingMessage.objects.get().reason == StopReason.WITHDREW
        assert mail.outbox == []


class TestTimes:
    def test_routine_waits_for_the_morning(self, clock, person):
        clock.move_to(dt.datetime(2027, 3, 3, 21, 30, tzinfo=LONDON))
        tell(person)
        assert (mail_due_notices(), run_queue()) == (0, 0)

        clock.move_to(dt.datetime(2027, 3, 4, 8, 0, tzinfo=LONDON))
        mail_due_notices()
        run_queue()
        assert subjects() == ["Your certificate is ready"]

    @pytest.mark.parametrize(
        ("zone", "utc_hour", "is_quiet"),
        [
            ("", 7, True),
            ("", 8, False),
            ("America/New_York", 12, True),
            ("America/New_York", 13, False),
            ("Asia/Tokyo", 11, False),
            ("Asia/Tokyo", 12, True),
            ("Nowhere/Atall", 8, False),
        ],
    )
    def test_quiet_hours_are_those_of_the_persons_zone(self, person, zone, utc_hour, is_quiet):
        person.time_zone = zone

        assert clock_of(person).is_quiet(dt.datetime(2027, 1, 20, utc_hour, tzinfo=dt.UTC)) == is_quiet

    @pytest.mark.parametrize(("day", "utc_hour"), [(27, 8), (28, 7)])
    def test_morning_is_at_eight_on_the_wall_when_the_clock_changes(self, person, day, utc_hour):
        """Summer time begins on 28 March 2027 at 01:00 UTC."""
        night = dt.datetime(2027, 3, day, 0, 30, tzinfo=dt.UTC)

        assert clock_of(person).first_free(night) == dt.datetime(2027, 3, day, utc_hour, tzinfo=dt.UTC)

    def test_late_sleepers_get_the_daily_letter_later(self, person):
        QuietHours.objects.create(person=person, begins=dt.time(23), ends=dt.time(10))
        own = clock_of(person)

        assert period_now(own, Rhythm.DAILY, dt.datetime(2027, 3, 3, 9, tzinfo=LONDON)) is None
        due = dt.datetime(2027, 3, 3, 10, tzinfo=LONDON)
        assert period_now(own, Rhythm.DAILY, due) == (dt.date(2027, 3, 3), due)


class TestGathered:
    def wait(self, clock, person, *moments: dt.datetime) -> None:
        for moment in moments:
            clock.move_to(moment)
            ask_for_gathered_letters()
            run_queue()

    def test_daily_letter_comes_once_in_the_morning_with_what_came_before_it(self, clock, person):
        choose_rhythms(person=person, rhythms={READY: "daily"})
        for number in range(15):
            tell(person, key=str(number))
        run_queue()
        day = dt.datetime(2027, 3, 4, tzinfo=LONDON)
        self.wait(clock, person, NOON + dt.timedelta(minutes=10), day.replace(hour=7, minute=59))
        assert mail.outbox == []

        self.wait(clock, person, day.replace(hour=8), day.replace(hour=8, minute=10))
        tell(person, key="later")
        self.wait(clock, person, day.replace(hour=9), day.replace(hour=18))
        assert subjects() == ["Your day"]
        assert "there are 15 things for you" in mail.outbox[0].body
        assert "3 more are on the site." in mail.outbox[0].body

        self.wait(clock, person, day.replace(day=5, hour=8))
        assert subjects() == ["Your day", "Your day"]

    def test_weekly_letter_comes_on_monday_or_later_if_nobody_was_there(self, clock, person):
        choose_rhythms(person=person, rhythms={READY: "weekly"})
        tell(person)
        sunday, tuesday = (dt.datetime(2027, 3, day, 12, tzinfo=LONDON) for day in (7, 9))
        self.wait(clock, person, sunday)
        assert mail.outbox == []

        self.wait(clock, person, tuesday, tuesday + dt.timedelta(hours=1))
        assert subjects() == ["Your week"]
        assert GatheredLetter.objects.get().period == dt.date(2027, 3, 8)

    def test_silent_where_everything_was_read(self, clock, person):
        choose_rhythms(person=person, rhythms={READY: "daily"})
        tell(person)
        mark_read(person=person)
        self.wait(clock, person, NOON + dt.timedelta(days=1))

        assert (GatheredLetter.objects.count(), mail.outbox) == (0, [])

    def test_crash_while_it_is_written_leaves_nothing_and_the_next_run_writes_it(
        self, clock, person, monkeypatch
    ):
        choose_rhythms(person=person, rhythms={READY: "daily"})
        tell(person)
        clock.move_to(NOON + dt.timedelta(days=1))
        with monkeypatch.context() as patch, pytest.raises(RuntimeError):
            patch.setattr("lms.messaging.gathered.write_down", _stop)
            write_gathered_letter(person=person, rhythm=Rhythm.DAILY)
        assert (GatheredLetter.objects.count(), OutgoingMessage.objects.count()) == (0, 0)

        assert write_gathered_letter(person=person, rhythm=Rhythm.DAILY)
        assert not write_gathered_letter(person=person, rhythm=Rhythm.DAILY)


def _stop(*args, **kwargs):
    raise RuntimeError


class TestPages:
    @pytest.fixture
    def client(self, person) -> Client:
        return sign_in(Client(), person)

    def test_bell_counts_and_opening_the_list_reads_nothing(self, clock, client, person):
        assert "No new notices" in client.get("/help/").content.decode()
        for number in range(3):
            tell(person, key=str(number))

        page = client.get(LIST).content.decode()

        assert "3 new notices" in page
        assert re.search(r'class="header__unread" aria-hidden="true">3</span>', page)
        assert unread(person) == 3

    def test_opening_one_by_post_reads_it_and_leads_on(self, clock, client, person):
        notice = tell(person)
        tell(person, key="2")
        shown = client.get(reverse("messaging:notice", args=[notice.uid])).content.decode()
        assert "Hello Nadia Ahmed," in shown
        assert unread(person) == 2

        for _again in range(2):
            answer = client.post(reverse("messaging:open_notice", args=[notice.uid]))
            assert answer.url == "/my/certificates/"
            assert unread(person) == 1

    def test_all_are_read_at_once(self, clock, client, person):
        for number in range(3):
            tell(person, key=str(number))

        assert client.post("/account/notices/read/").url == LIST
        assert (unread(person), Notice.objects.filter(read_at=None).count()) == (0, 0)

    def test_notice_of_somebody_else_is_not_there(self, clock, client):
        other = UserFactory()
        notice = tell(other)

        assert client.get(reverse("messaging:notice", args=[notice.uid])).status_code == 404
        assert client.post(reverse("messaging:open_notice", args=[notice.uid])).status_code == 404
        assert unread(other) == 1
        assert str(notice.uid) not in client.get(LIST).content.decode()

    @pytest.mark.parametrize("count", [1, 30])
    def test_list_asks_the_same_however_long(self, clock, client, person, count, django_assert_num_queries):
        for number in range(count):
            tell(person, key=str(number))
        client.get(LIST)

        with django_assert_num_queries(LIST_QUERIES):
            client.get(LIST)

    def test_settings_keep_rhythm_and_quiet_hours_and_show_what_is_decisive(self, client, person):
        page = client.get(f"{LIST}settings/").content.decode()
        assert "A certificate of yours was changed" in page
        assert f'name="{CHANGED}"' not in page
        assert "Europe/London" in page

        shown = RhythmsForm(person=person)
        typed = {name: shown.get_initial_for_field(field, name) for name, field in shown.fields.items()}
        typed |= {READY: "weekly", "begins": "22:00", "ends": "07:00"}
        client.post(f"{LIST}settings/", typed)

        hours = QuietHours.objects.get(person=person)
        assert (hours.begins, hours.ends) == (dt.time(22), dt.time(7))
        assert tell(person).rhythm == "weekly"

    @pytest.mark.parametrize("stops", [READY, "*at_once"])
    def test_link_to_stop_changes_nothing_by_get_and_stops_by_one_post(self, clock, person, stops):
        address = stop_link(person, stops).removeprefix("http://testserver")
        visitor = Client(enforce_csrf_checks=True)
        assert "Stop these letters" in visitor.get(address).content.decode()
        assert tell(person).rhythm == "at_once"

        answer = visitor.post(address, {"List-Unsubscribe": "One-Click"})

        assert "These letters have stopped" in answer.content.decode()
        assert tell(person, key="2").rhythm == "off"

    def test_count_that_went_wrong_is_mended_and_never_below_nothing(self, clock, person):
        tell(person)
        User.objects.filter(pk=person.pk).update(unread_notices=0)
        mark_read(person=person)
        assert unread(person) == 0
        User.objects.filter(pk=person.pk).update(unread_notices=7)

        assert (repair_unread_counts(), unread(person), repair_unread_counts()) == (1, 0, 0)


LIST_QUERIES = 3


class TestStaff:
    def test_phone_round_names_whom_nothing_reaches_and_is_recorded(self, clock, person):
        lost = UserFactory(name="Owen Price", email=None)
        Suppression.objects.create(address="nadia@example.org", reason=MailEventKind.BOUNCED)
        reached = UserFactory(name="Reached Person")
        read = UserFactory(name="Read Person", email=None)
        for one in (lost, person, reached, read):
            tell(one, CHANGED)
        tell(UserFactory(name="Routine Person", email=None), READY)
        mark_read(person=read)
        run_queue()
        organiser = UserFactory(group=ORGANISERS)
        client = sign_in(Client(), organiser)
        assert "Owen Price" not in client.get("/admin/phone-round/").content.decode()

        clock.shift(dt.timedelta(days=4))
        client = sign_in(Client(), organiser)
        page = client.get("/admin/phone-round/").content.decode()

        assert "Owen Price" in page
        assert "Nadia Ahmed" in page
        assert not re.search("Reached|Read Person|Routine", page)
        events = AuditEvent.objects.filter(action="messaging.read_phone_round")
        assert set(events.values_list("about_uid", flat=True)) == {lost.uid, person.uid}

        notice = Notice.objects.get(recipient=lost)
        for _again in range(2):
            client.post(f"/admin/phone-round/{notice.pk}/")
        assert "Owen Price" not in client.get("/admin/phone-round/").content.decode()
        assert AuditEvent.objects.filter(action="messaging.told_by_phone").count() == 1

    def test_unknown_letter_is_shown_and_sent_again_by_a_person(self, clock, person):
        tell(person)
        run_queue()
        message = OutgoingMessage.objects.get()
        OutgoingMessage.objects.update(
            state=MessageState.UNKNOWN, sent_at=None, mime=b"Subject: x\n\ny", claimed_at=timezone.now()
        )
        mail.outbox.clear()
        client = sign_in(Client(), UserFactory(group=ADMINISTRATORS))

        assert "One letter was refused, or nobody knows" in client.get("/admin/").content.decode()
        assert "A certificate is ready" in client.get("/admin/unsent-letters/").content.decode()
        assert "Perhaps it arrived" in client.get(f"/admin/unsent-letters/{message.pk}/").content.decode()
        client.post(f"/admin/unsent-letters/{message.pk}/", {"deed": "again"})
        run_queue()

        assert len(mail.outbox) == 1


class TestKinds:
    def test_subjects_name_the_matter_whatever_the_values(self, person):
        """No name, no other person's words, and no word of party or outcome on a locked screen."""
        for kind in known_kinds():
            plain = {gap.name: "one" for gap in kind.gaps}
            other = {gap.name: "REJECTED by Labour" for gap in kind.gaps}
            assert subject_for(kind, person, plain) == subject_for(kind, UserFactory(), other)
            assert not re.search(
                "party|reject|accept|fail|pass|elect", subject_for(kind, person, plain), re.I
            )

    def test_kinds_that_contradict_themselves_are_refused(self, monkeypatch):
        from django.core.exceptions import ImproperlyConfigured

        monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
        monkeypatch.setattr(copy_kinds, "_kinds", dict(copy_kinds._kinds))
        for kind in (
            NoticeKind(READY, "another", "x"),
            NoticeKind("x.late", "x", "x", decisive=True, default=Rhythm.DAILY),
            NoticeKind("x.urgent", "x", "x", urgent=True),
        ):
            with pytest.raises(ImproperlyConfigured):
                register_kind(kind)
        assert register_kind(NoticeKind("x.well", "x", "x", (Gap("a", "x", "x"),))).names == {"a"}


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_at_once_tell_once_and_count_once():
    import threading

    from django.db import connection

    person = UserFactory()
    ready = threading.Barrier(4)

    def run() -> None:
        ready.wait()
        try:
            for number in range(5):
                tell(person, key=str(number))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (Notice.objects.count(), unread(person)) == (5, 5)
