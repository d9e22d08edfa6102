"""Planning, moving, cancelling, replying; and what people are told of it."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
import vobject
from django.core import mail
from django.utils import timezone

from cohorts.programmes.models import CohortState, PlaceState
from cohorts.sessions import telling
from cohorts.sessions.errors import SessionCancelledError, SessionOverError
from cohorts.sessions.models import Coming, LiveSession, SessionReply, SessionState, Telling
from cohorts.sessions.patterns import Pattern
from cohorts.sessions.services import (
    cancel_session,
    cancel_sessions_of,
    edit_session,
    move_session,
    plan_pattern,
    reply,
)
from cohorts.sessions.telling import DAY, HOUR, MISSING, WEEK, remind_due, tell, tell_cohort, tell_person
from lms.audit.models import AuditEvent
from lms.messaging.models import Notice
from tests.cohorts.sessions.ground import EVENING, organiser, place, running, session
from tests.queue import run_queue

pytestmark = pytest.mark.django_db

LATER = EVENING + dt.timedelta(days=1)


def told(person=None) -> list[str]:
    notices = Notice.objects.order_by("pk")
    if person is not None:
        notices = notices.filter(recipient=person)
    return [notice.kind for notice in notices]


def test_pattern_plans_once_however_often_it_is_sent():
    cohort, actor, key = running(), organiser(), uuid.uuid4()
    pattern = Pattern(dt.date(2026, 6, 22), dt.time(19), 90, 7)

    for _time in range(2):
        plan_pattern(cohort=cohort, actor=actor, pattern=pattern, key=key, title="Monday", place="Hall")

    found = list(LiveSession.objects.filter(cohort=cohort))
    assert [one.title for one in found] == [f"Monday {number}" for number in range(1, 8)]
    assert [one.number for one in found] == [1, 2, 3, 4, 5, 6, 7]
    assert found[0].starts_at == EVENING


def test_numbers_go_on_after_what_was_cancelled():
    cohort = running()
    first = session(cohort, starts_at=timezone.now() + dt.timedelta(days=3))
    cancel_session(session=first, actor=organiser(), reason="Ill")

    assert session(cohort).number == 2


def test_editing_tells_calendars_of_the_place_alone(time_travel):
    one, actor = session(running()), organiser()

    edit_session(session=one, actor=actor, facts={"title": "Another title"}, facilitators=[actor])
    one.refresh_from_db()
    assert (one.title, one.sequence, list(one.facilitators.all())) == ("Another title", 0, [actor])

    edit_session(session=one, actor=actor, facts={"place": "Town hall"}, facilitators=[actor])
    edit_session(session=one, actor=actor, facts={"place": "Town hall"}, facilitators=[actor])
    one.refresh_from_db()
    assert one.sequence == 1


def test_moving_tells_everyone_once_and_changes_the_calendar(time_travel):
    cohort = running()
    one = session(cohort)
    nadia, left = place(cohort), place(cohort, "Gareth Pugh", state=PlaceState.LEFT)
    reply(session=one, place=nadia, answer=Coming.NO)

    for _time in range(2):
        move_session(
            session=one,
            actor=organiser(),
            starts_at=LATER,
            ends_at=LATER + dt.timedelta(minutes=90),
            reason="The speaker is ill",
        )
    run_queue()

    one.refresh_from_db()
    assert (one.starts_at, one.sequence) == (LATER, 1)
    assert told() == ["sessions.moved"]
    assert told(left.trainee) == []
    notice = Notice.objects.get(recipient=nadia.trainee)
    assert notice.context == {
        "title": "What a councillor does",
        "when": "Tuesday 23 June, 19:00",
        "reason": "The speaker is ill",
    }
    event = vobject.readOne(bytes(notice.calendar).decode()).vevent
    assert (event.sequence.value, event.uid.value.split("@")[0]) == ("1", str(one.uid))
    assert event.dtstart.value.astimezone(dt.UTC) == LATER
    assert not SessionReply.objects.exists()
    assert AuditEvent.objects.filter(action="sessions.move").count() == 1


def test_moved_again_tells_again_and_an_old_reminder_says_nothing(time_travel):
    cohort = running()
    one, nadia = session(cohort), place(cohort)
    old = tell(session=one, what=WEEK)
    for days in (1, 2):
        at = EVENING + dt.timedelta(days=days)
        end = at + dt.timedelta(minutes=90)
        one = move_session(session=one, actor=organiser(), starts_at=at, ends_at=end, reason="Again")
        run_queue()

    assert told() == ["sessions.moved", "sessions.moved"]
    assert not tell_person(
        telling=Telling.objects.select_related("session").get(pk=old.pk), person=nadia.trainee
    )


def test_over_the_change_of_the_clock_it_stays_at_seven():
    with_change = Pattern(dt.date(2026, 10, 19), dt.time(19), 90, 2)
    cohort = running(ends_on=dt.date(2026, 12, 1))
    planned = plan_pattern(
        cohort=cohort, actor=organiser(), pattern=with_change, key=uuid.uuid4(), title="Monday", place="Hall"
    )

    assert [timezone.localtime(one.starts_at).hour for one in planned] == [19, 19]
    assert [one.starts_at.hour for one in planned] == [18, 19]


def test_cancelling_keeps_everything_and_takes_the_event_back(time_travel):
    cohort = running()
    one, nadia = session(cohort), place(cohort)
    reply(session=one, place=nadia, answer=Coming.YES)

    for reason in ("No room", "Another reason"):
        cancel_session(session=one, actor=organiser(), reason=reason)
    run_queue()

    one.refresh_from_db()
    assert (one.state, one.cancelled_because, one.sequence) == (SessionState.CANCELLED, "No room", 1)
    assert told() == ["sessions.cancelled"]
    assert SessionReply.objects.count() == 1
    calendar = vobject.readOne(bytes(Notice.objects.get().calendar).decode())
    assert (calendar.method.value, calendar.vevent.status.value) == ("CANCEL", "CANCELLED")


def test_letter_about_a_move_holds_nothing_of_the_meeting(time_travel, settings):
    time_travel(EVENING - dt.timedelta(days=3, hours=6))
    cohort = running()
    one, nadia = session(cohort), place(cohort)
    move_session(
        session=one, actor=organiser(), starts_at=LATER, ends_at=LATER + dt.timedelta(hours=1), reason="Ill"
    )
    run_queue()

    letter = next(letter for letter in mail.outbox if nadia.trainee.email in letter.to)
    whole = letter.message().as_string()
    assert "meet.example.com" not in whole
    assert "meet.example.com" not in bytes(Notice.objects.get().calendar).decode()
    assert letter.subject == "Your session was moved"


def test_cancelled_session_is_neither_moved_nor_answered(time_travel):
    cohort = running()
    one, nadia = session(cohort), place(cohort)
    cancel_session(session=one, actor=organiser(), reason="No room")
    one.refresh_from_db()

    with pytest.raises(SessionCancelledError):
        move_session(session=one, actor=organiser(), starts_at=LATER, ends_at=LATER, reason="x")
    with pytest.raises(SessionCancelledError):
        reply(session=one, place=nadia, answer=Coming.YES)


def test_session_that_is_over_is_neither_moved_nor_cancelled(time_travel):
    one = session(running())
    time_travel(one.ends_at)

    with pytest.raises(SessionOverError):
        cancel_session(session=one, actor=organiser(), reason="Too late")


def test_cancelled_cohort_ends_its_sessions_and_says_nothing_of_each(time_travel):
    cohort = running()
    past = session(cohort, starts_at=timezone.now() - dt.timedelta(days=2))
    one = session(cohort)
    place(cohort)

    assert cancel_sessions_of(cohort=cohort, reason="Too few people") == 1
    assert cancel_sessions_of(cohort=cohort, reason="Too few people") == 0
    run_queue()

    states = dict(LiveSession.objects.values_list("pk", "state"))
    assert states == {past.pk: SessionState.PLANNED, one.pk: SessionState.CANCELLED}
    assert told() == []


# ---------------------------------------------------------------- reminders


@pytest.mark.parametrize(
    ("before", "what"),
    [
        (dt.timedelta(days=8), set()),
        (dt.timedelta(days=7), {WEEK}),
        (dt.timedelta(days=3), set()),
        (dt.timedelta(days=1), {DAY}),
        (dt.timedelta(hours=3), set()),
        (dt.timedelta(hours=1), {HOUR}),
        (dt.timedelta(minutes=5), set()),
        (-dt.timedelta(minutes=1), set()),
    ],
    ids=["eight days", "a week", "three days", "a day", "three hours", "an hour", "five minutes", "begun"],
)
def test_reminder_is_due(time_travel, before, what):
    session(running())
    time_travel(EVENING - before)

    remind_due()
    remind_due()

    assert {one.what for one in Telling.objects.all()} == what
    assert Telling.objects.count() == len(what)


def test_nobody_is_reminded_of_what_is_cancelled_or_being_prepared(time_travel):
    one = session(running())
    session(running(state=CohortState.PREPARING))
    cancel_session(session=one, actor=organiser(), reason="No room")
    time_travel(EVENING - dt.timedelta(days=1))

    assert remind_due() == 0


def test_day_before_asks_those_who_take_part_and_not_those_who_cannot(time_travel):
    cohort = running()
    one = session(cohort)
    nadia, gareth = place(cohort), place(cohort, "Gareth Pugh")
    place(cohort, "Ines Roy", state=PlaceState.PAUSED)
    reply(session=one, place=gareth, answer=Coming.NO)
    time_travel(EVENING - dt.timedelta(days=1))

    remind_due()
    run_queue()
    run_queue()

    assert [notice.recipient for notice in Notice.objects.all()] == [nadia.trainee]
    assert Notice.objects.get().link == f"/my/sessions/{one.uid}/"


def test_whoever_leads_is_told_an_hour_before(time_travel):
    leader = organiser()
    session(running(), facilitators=[leader])
    time_travel(EVENING - dt.timedelta(hours=1))

    remind_due()
    run_queue()

    assert told(leader) == ["sessions.soon"]


def test_killed_in_the_middle_nobody_is_missed_and_nobody_told_twice(time_travel, monkeypatch):
    cohort = running()
    one = session(cohort)
    people = [place(cohort, f"Person {number}").trainee for number in range(7)]
    told_now = tell(session=one, what=WEEK)
    real, count = telling.enqueue, []

    def dies(*args):
        count.append(args)
        if len(count) == 4:
            raise SystemExit
        return real(*args)

    monkeypatch.setattr(telling, "enqueue", dies)
    with pytest.raises(SystemExit):
        tell_cohort(telling=told_now)
    monkeypatch.setattr(telling, "enqueue", real)
    tell_cohort(telling=told_now)
    tell_cohort(telling=told_now)
    run_queue()

    assert sorted(Notice.objects.values_list("recipient", flat=True)) == sorted(one.pk for one in people)


def test_whoever_left_since_is_not_told(time_travel):
    cohort = running()
    one, nadia = session(cohort), place(cohort)
    asked = tell(session=one, what=MISSING)
    nadia.state = PlaceState.LEFT
    nadia.save()

    assert not tell_person(telling=asked, person=nadia.trainee)


def test_time_is_said_on_the_persons_own_clock(time_travel):
    cohort = running()
    one, nadia = session(cohort), place(cohort)
    nadia.trainee.time_zone = "Asia/Dhaka"
    nadia.trainee.save()

    tell_person(telling=tell(session=one, what=WEEK), person=nadia.trainee)

    assert Notice.objects.get().context["when"] == "Tuesday 23 June, 00:00"
