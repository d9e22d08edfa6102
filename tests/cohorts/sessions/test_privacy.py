"""What a person can take along, what erasing does, and what goes by itself."""

from __future__ import annotations

import datetime as dt

import pytest

from cohorts.sessions.attendance import mark, recognise
from cohorts.sessions.calendar import open_feed
from cohorts.sessions.models import (
    Attendance,
    CalendarFeed,
    CallReport,
    Coming,
    KnownName,
    ReportedPerson,
    SessionReply,
)
from cohorts.sessions.privacy import NAMES, SESSIONS
from cohorts.sessions.registrations import LEADING
from cohorts.sessions.report_services import apply_report, bring_in, review
from cohorts.sessions.services import reply
from lms.privacy.registry import Record
from tests.cohorts.sessions.ground import EVENING, organiser, place, running, session

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(time_travel):
    """Two trainees with everything that sessions hold on people."""
    one, actor = session(running()), organiser()
    people = [place(one.cohort, name) for name in ("Nadia Ahmed", "Gareth Pugh")]
    for held in people:
        reply(session=one, place=held, answer=Coming.YES)
        open_feed(person=held.trainee)
    time_travel(EVENING + dt.timedelta(hours=2))
    lines = "".join(f"Nick {held.pk},2026-06-22 19:00:00,2026-06-22 20:30:00\n" for held in people)
    report = bring_in(session=one, actor=actor, content=("Name,Join Time,Leave Time\n" + lines).encode())
    review(report=report, choices=dict(zip(report.people.order_by("pk"), people, strict=True)), actor=actor)
    apply_report(report=report, actor=actor)
    return one, people


def test_download_holds_ones_own_and_nobody_elses(both):
    _one, (nadia, gareth) = both

    records = [item for item in SESSIONS.export(nadia.trainee) if isinstance(item, Record)]
    said = repr([[str(fact.value) for fact in record.facts] for record in records])

    assert {str(record.section) for record in records} == {
        "Attendance",
        "Whether you would come",
        "Names under which you joined calls",
        "In reports of calls",
        "Calendar feed",
    }
    assert f"nick {nadia.pk}" in said
    assert f"nick {gareth.pk}" not in said


def test_erasing_takes_names_and_leaves_totals_and_others(both):
    one, (nadia, gareth) = both
    recognise(session=session(one.cohort), place=nadia, actor=organiser(), reason="Led in Leeds for years")

    for _time in range(2):
        for part in SESSIONS.erase:
            part.carry_out(nadia.trainee)

    for model in (SessionReply, KnownName, ReportedPerson):
        assert list(model.objects.values_list("place", flat=True)) == [gareth.pk]
    assert list(CalendarFeed.objects.values_list("person", flat=True)) == [gareth.trainee_id]
    assert Attendance.objects.filter(place=nadia).count() == 2
    assert "Leeds" not in repr(list(Attendance.objects.values()))


def test_names_of_reports_go_after_ninety_days_and_the_register_stays(both, time_travel):
    assert NAMES.keep == dt.timedelta(days=90)
    made = CallReport.objects.get().made_at
    time_travel(made + dt.timedelta(days=90))
    assert (NAMES.old(NAMES.before()), NAMES.expire(NAMES.before())) == (0, 0)
    time_travel(made + dt.timedelta(days=90, seconds=1))

    assert NAMES.old(NAMES.before()) == 1
    NAMES.expire(NAMES.before())

    assert not ReportedPerson.objects.exists()
    assert Attendance.objects.filter(state="present", minutes=90).count() == 2


def test_whoever_leaves_hands_sessions_to_come_over(time_travel):
    cohort, giver, taker = running(), organiser(), organiser()
    to_come = session(cohort, facilitators=[giver])
    past = session(cohort, starts_at=EVENING - dt.timedelta(days=60), facilitators=[giver])

    assert LEADING.count(giver) == 1
    assert LEADING.hand_over(giver, taker) == 1
    assert LEADING.hand_over(giver, taker) == 0

    assert list(to_come.facilitators.all()) == [taker]
    assert list(past.facilitators.all()) == [giver]


def test_record_of_actions_holds_no_reason_and_no_name(time_travel):
    from lms.audit.models import AuditEvent

    one = session(running())
    nadia = place(one.cohort)
    time_travel(EVENING)
    mark(session=one, place=nadia, state="absent", actor=organiser())
    recognise(session=one, place=nadia, actor=organiser(), reason="Led in Leeds")

    said = repr(list(AuditEvent.objects.values()))
    assert "Leeds" not in said
    assert "Nadia" not in said
