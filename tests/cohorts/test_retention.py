"""What belongs to a cohort goes when its time is over: counted from its last day, or from its cancelling."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
import time_machine
from django.utils import timezone

from cohorts.admissions.applications import retention as applications
from cohorts.admissions.applications.models import Answer, Application, DiversityAnswer
from cohorts.admissions.decisions.models import Appeal, Decision, Offer, Review
from cohorts.overview.models import Announcement, AnnouncementTo, DeedKind, HelpDeed, HelpSign
from cohorts.programmes.models import Cohort, CohortState, Place, PlaceEvent, Removal
from cohorts.sessions.models import Attendance, KnownName, SessionReply
from lms.privacy.retention import all_periods, dry_run, run_retention
from lms.privacy.tasks import run_retention_job
from tests.cohorts.admissions.decisions import made
from tests.cohorts.sessions.ground import session
from tests.factories import cohorts
from tests.factories.accounts import OrganiserFactory
from tests.queue import run_queue

pytestmark = pytest.mark.django_db
MINE = {
    "session_replies": 90,
    "hands": 180,
    "cohort_messages": 365,
    "diversity": 365,
    "applications": 365,
    "cohort_reasons": 730,
    "attendance": 730,
}


@pytest.fixture(autouse=True)
def noon():
    """Days are counted in London; at noon no change of clocks makes one longer or shorter."""
    with time_machine.travel(dt.datetime(2026, 11, 18, 12, tzinfo=dt.UTC)):
        yield


def full(**facts) -> Cohort:
    """A cohort with one row of everything that has a period."""
    cohort, organiser = cohorts.cohort(**facts), OrganiserFactory()
    held = cohorts.place(cohort, completed_at=timezone.now())
    met = session(cohort)
    SessionReply.objects.create(session=met, place=held, answer="yes")
    KnownName.objects.create(cohort=cohort, place=held, name_key="ipad of rosa")
    Attendance.objects.create(session=met, place=held, state="present")
    HelpSign.objects.create(place=held, sign="quiet", number=9)
    HelpDeed.objects.create(place=held, actor=organiser, kind=DeedKind.RANG)
    told = Announcement.objects.create(uid=uuid.uuid4(), cohort=cohort, author=organiser, title="A", text="B")
    AnnouncementTo.objects.create(announcement=told, place=held)
    PlaceEvent.objects.create(place=held, state="paused", reason="A new baby")
    Removal.objects.create(place=held, reason="Shouted", proposed_by=organiser)
    DiversityAnswer.objects.create(cohort=cohort, question="age", answer="18-24")
    application = made.applied(cohort)
    Answer.objects.create(application=application, block="a", text="Buses for the villages")
    return cohort


def counts() -> dict[str, int | None]:
    return {run.period.code: run.count for run in dry_run() if run.period.code in MINE}


def ended(cohort: Cohort, days: int) -> None:
    """The last day of ``cohort`` was so many days ago; nothing in it is younger."""
    last = timezone.localdate() - dt.timedelta(days=days)
    Cohort.objects.filter(pk=cohort.pk).update(starts_on=last, ends_on=last)
    Application.objects.update(saved_at=timezone.now() - dt.timedelta(days=days))


def test_every_period_takes_its_rows_the_day_after_it_and_not_before():
    full()
    cohort = full()
    for code, days in MINE.items():
        ended(cohort, days)
        assert counts()[code] == 0, code
        ended(cohort, days + 1)
        assert counts()[code] == (2 if code in ("session_replies", "hands", "cohort_reasons") else 1), code


def test_the_nightly_job_leaves_that_somebody_had_a_place_and_completed():
    other, cohort = full(), full()
    ended(cohort, 731)
    before = counts()

    run_retention_job()

    assert sum(before.values()) == 10
    assert set(counts().values()) == {0}
    (place,) = Place.objects.filter(cohort=cohort)
    assert place.completed_at
    assert [event.reason for event in PlaceEvent.objects.filter(place=place)] == [""]
    for model in (Attendance, SessionReply, HelpSign, HelpDeed, Removal, AnnouncementTo):
        assert model.objects.count() == 1, model
    assert Application.objects.get().cohort == other
    assert {PlaceEvent.objects.get(place__cohort=other).reason} == {"A new baby"}
    assert run_retention()["applications"] == 0


def test_the_clock_of_a_cancelled_cohort_begins_with_its_cancelling():
    cohort = full(ends_on=timezone.localdate() + dt.timedelta(days=300))
    Application.objects.update(saved_at=timezone.now() - dt.timedelta(days=400))
    facts = {"state": CohortState.CANCELLED, "cancelled_because": "No trainers"}
    ago = timezone.now() - dt.timedelta(days=365)
    Cohort.objects.filter(pk=cohort.pk).update(cancelled_at=ago + dt.timedelta(minutes=1), **facts)
    assert (counts()["applications"], counts()["session_replies"]) == (0, 2)

    Cohort.objects.filter(pk=cohort.pk).update(cancelled_at=ago - dt.timedelta(minutes=1))

    assert (counts()["applications"], counts()["cohort_messages"], counts()["attendance"]) == (1, 1, 0)


def test_drafts_for_a_cancelled_cohort_do_not_wait_for_its_deadline():
    cohort = cohorts.taking_applications()
    made.applied(cohort, state="draft", saved_at=timezone.now() - dt.timedelta(days=91))
    period = applications.DRAFTS
    assert period.old(period.before()) == 0

    Cohort.objects.filter(pk=cohort.pk).update(
        state=CohortState.CANCELLED, cancelled_at=timezone.now() - dt.timedelta(days=91)
    )

    assert period.old(period.before()) == 1


def test_an_application_goes_with_all_that_was_judged_and_decided():
    cohort = made.cohort()
    made.criteria(cohort)
    application = made.applied(cohort)
    made.judged(application, 4, 5)
    decision = made.decided(application, "offer")
    Appeal.objects.create(application=application, decision=decision, words="Please look again")
    ended(cohort, 366)

    assert run_retention()["applications"] == 1

    for model in (Application, Review, Decision, Offer, Appeal):
        assert not model.objects.exists(), model
    assert Cohort.objects.filter(pk=cohort.pk).exists()


def test_many_go_in_pieces_until_none_is_left(monkeypatch):
    monkeypatch.setattr(applications, "AT_A_TIME", 2)
    cohort = made.cohort()
    for _one in range(5):
        made.applied(cohort)
    ended(cohort, 366)

    assert run_retention()["applications"] == 2
    run_queue()

    assert Application.objects.count() == 0


def test_every_page_says_these_periods(client):
    page = client.get("/privacy/retention/").content.decode()

    known = {period.code: period for period in all_periods()}
    for code, days in MINE.items():
        assert known[code].keep == dt.timedelta(days=days)
        assert str(known[code].title) in page
    assert "180 days, from the last day of the cohort, or from its being cancelled" in page
    assert "until you ask us to erase it" in page
