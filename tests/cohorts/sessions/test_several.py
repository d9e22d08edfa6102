"""Several sessions moved or cancelled at once, and a cohort whose dates move."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
import vobject
from django.core import mail
from django.test import Client
from django.utils import timezone

from cohorts.programmes.models import CohortCourse, Phase, PlaceState
from cohorts.sessions import several
from cohorts.sessions.errors import SessionInPastError, SessionOverError
from cohorts.sessions.models import LiveSession, SessionState, Telling
from cohorts.sessions.services import move_session
from cohorts.sessions.several import cancel_several, move_several, tell_of_change
from cohorts.sessions.several_models import SessionsChange
from lms.audit.models import AuditEvent
from lms.messaging.models import Notice
from tests.cohorts.sessions.ground import EVENING, MEETING, organiser, place, running, session
from tests.factories import content
from tests.factories.accounts import sign_in
from tests.queue import run_queue

pytestmark = pytest.mark.django_db

WEEK = dt.timedelta(weeks=1)


def three(cohort, **facts):
    return [session(cohort, title=f"Monday {n}", starts_at=EVENING + n * WEEK, **facts) for n in range(3)]


def events_in(notice) -> dict[str, tuple[str, str]]:
    found = vobject.readOne(bytes(notice.calendar).decode()).vevent_list
    return {one.uid.value.split("@")[0]: (one.sequence.value, one.status.value) for one in found}


def test_moved_together_everyone_has_one_letter_about_all(time_travel):
    cohort, key = running(), uuid.uuid4()
    leader = organiser()
    sessions = three(cohort, facilitators=[leader])
    nadia = place(cohort)
    left = place(cohort, "Gareth Pugh", state=PlaceState.LEFT)

    for _time in range(2):
        change = move_several(
            cohort=cohort, sessions=sessions[:2], days=7, reason="The hall is shut", actor=leader, key=key
        )
        run_queue()
    tell_of_change(change=change)
    run_queue()

    starts = list(LiveSession.objects.order_by("number").values_list("starts_at", "sequence"))
    assert starts == [(EVENING + WEEK, 1), (EVENING + 2 * WEEK, 1), (EVENING + 2 * WEEK, 0)]
    assert sorted(Notice.objects.values_list("kind", "recipient")) == sorted(
        [("sessions.several", nadia.trainee.pk), ("sessions.several", leader.pk)]
    )
    notice = Notice.objects.get(recipient=nadia.trainee)
    assert notice.context == {
        "sessions": "“Monday 0” is now Monday 29 June, 19:00.\n“Monday 1” is now Monday 6 July, 19:00.",
        "reason": "The hall is shut",
    }
    assert events_in(notice) == {str(one.uid): ("1", "CONFIRMED") for one in sessions[:2]}
    assert not Notice.objects.filter(recipient=left.trainee).exists()
    assert AuditEvent.objects.filter(action="sessions.move").count() == 2


def test_letter_says_nothing_of_the_meeting_and_its_subject_nothing_at_all(time_travel):
    time_travel(EVENING - dt.timedelta(days=3, hours=6))
    cohort = running()
    nadia = place(cohort)
    actor = organiser()
    move_several(cohort=cohort, sessions=three(cohort), days=1, reason="Ill", actor=actor, key=uuid.uuid4())
    run_queue()

    letters = [letter for letter in mail.outbox if nadia.trainee.email in letter.to]
    assert [letter.subject for letter in letters] == ["Your sessions are changed"]
    assert MEETING.split("?")[0] not in letters[0].message().as_string()
    assert "“Monday 1” is now Tuesday 30 June, 19:00." in letters[0].body
    assert MEETING.split("?")[0] not in bytes(Notice.objects.get(recipient=nadia.trainee).calendar).decode()


def test_cancelled_together_calendars_take_each_back(time_travel):
    cohort, key = running(), uuid.uuid4()
    sessions, nadia, actor = three(cohort), place(cohort), organiser()

    for _time in range(2):
        cancel_several(cohort=cohort, sessions=sessions, reason="No speaker", actor=actor, key=key)
        run_queue()

    assert set(LiveSession.objects.values_list("state", "sequence")) == {(SessionState.CANCELLED, 1)}
    notice = Notice.objects.get(recipient=nadia.trainee)
    assert events_in(notice) == {str(one.uid): ("1", "CANCELLED") for one in sessions}
    assert vobject.readOne(bytes(notice.calendar).decode()).method.value == "PUBLISH"
    assert "“Monday 2”, planned for Monday 6 July, 19:00, does not take place." in notice.context["sessions"]
    assert not Telling.objects.exists()


def test_time_on_the_clock_stays_over_the_change_of_clocks(time_travel):
    cohort = running(ends_on=dt.date(2026, 12, 1))
    october = session(cohort, starts_at=dt.datetime(2026, 10, 19, 18, tzinfo=dt.UTC))

    move_several(cohort=cohort, sessions=[october], days=7, reason="Ill", actor=organiser(), key=uuid.uuid4())

    october.refresh_from_db()
    assert october.starts_at == dt.datetime(2026, 10, 26, 19, tzinfo=dt.UTC)
    assert october.ends_at - october.starts_at == dt.timedelta(minutes=90)


def test_all_or_none_when_one_would_be_in_the_past_or_is_over(time_travel):
    cohort, actor = running(), organiser()
    sessions = three(cohort)

    with pytest.raises(SessionInPastError):
        move_several(cohort=cohort, sessions=sessions, days=-14, reason="x", actor=actor, key=uuid.uuid4())
    time_travel(EVENING + dt.timedelta(hours=2))
    with pytest.raises(SessionOverError):
        cancel_several(cohort=cohort, sessions=sessions[::-1], reason="x", actor=actor, key=uuid.uuid4())

    assert set(LiveSession.objects.values_list("state", "sequence")) == {(SessionState.PLANNED, 0)}
    assert not SessionsChange.objects.exists()


def test_one_that_was_moved_again_since_has_news_of_its_own(time_travel):
    cohort, actor = running(), organiser()
    first, second, _third = three(cohort)
    nadia = place(cohort)
    move_several(cohort=cohort, sessions=[first, second], days=7, reason="x", actor=actor, key=uuid.uuid4())
    at = EVENING + dt.timedelta(days=2)
    move_session(session=first, actor=actor, starts_at=at, ends_at=at + WEEK / 100, reason="Again")
    run_queue()

    several_words = Notice.objects.get(recipient=nadia.trainee, kind="sessions.several").context["sessions"]
    assert several_words == "“Monday 1” is now Monday 6 July, 19:00."
    assert Notice.objects.filter(recipient=nadia.trainee, kind="sessions.moved").count() == 1


def test_leader_hears_only_of_what_they_lead(time_travel):
    cohort, leader = running(), organiser()
    first, second, _third = three(cohort)
    second.facilitators.set([leader])
    move_several(
        cohort=cohort, sessions=[first, second], days=7, reason="x", actor=organiser(), key=uuid.uuid4()
    )
    run_queue()

    notice = Notice.objects.get(recipient=leader)
    assert notice.context["sessions"] == "“Monday 1” is now Monday 6 July, 19:00."
    assert notice.link == f"/cohorts/{cohort.slug}/sessions/{second.uid}/"


def test_killed_in_the_middle_nobody_is_missed_and_nobody_told_twice(time_travel, monkeypatch):
    cohort = running()
    people = [place(cohort, f"Person {number}").trainee for number in range(5)]
    change = move_several(
        cohort=cohort, sessions=three(cohort), days=7, reason="x", actor=organiser(), key=uuid.uuid4()
    )
    real, count = several.enqueue, []

    def dies(*args):
        count.append(args)
        if len(count) == 3:
            raise SystemExit
        return real(*args)

    monkeypatch.setattr(several, "enqueue", dies)
    with pytest.raises(SystemExit):
        tell_of_change(change=change)
    monkeypatch.setattr(several, "enqueue", real)
    tell_of_change(change=change)
    run_queue()

    assert sorted(Notice.objects.values_list("recipient", flat=True)) == sorted(one.pk for one in people)


# ---------------------------------------------------------------- on screens


@pytest.fixture
def boss(time_travel):
    return sign_in(Client(), organiser())


def data(sessions, **more):
    return {"key": str(uuid.uuid4()), "sessions": [one.pk for one in sessions], "reason": "Hall shut", **more}


def test_chosen_with_ticks_and_sent_twice(boss):
    cohort = running()
    sessions = three(cohort)
    path = f"/cohorts/{cohort.slug}/sessions/change/"
    typed = data(sessions[:2], what="cancel")

    assert path in boss.get(f"/cohorts/{cohort.slug}/sessions/").content.decode()
    for _time in range(2):
        response = boss.post(path, typed, follow=True)
        assert "2 sessions are changed." in response.content.decode()

    states = list(LiveSession.objects.order_by("number").values_list("state", flat=True))
    assert states == ["cancelled", "cancelled", "planned"]


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(boss):
    cohort = running()
    sessions = three(cohort)
    path = f"/cohorts/{cohort.slug}/sessions/change/"

    assert "Choose at least one" in boss.post(path, data([], what="cancel")).content.decode()
    assert "Say by how many days" in boss.post(path, data(sessions, what="move")).content.decode()
    page = boss.post(path, data(sessions, what="move", days=-14)).content.decode()
    assert "would then be in the past" in page
    assert "Hall shut" in page


def test_session_of_another_cohort_is_not_touched(boss):
    mine, other = running(), running()
    theirs = session(other)

    boss.post(f"/cohorts/{mine.slug}/sessions/change/", data([theirs], what="cancel"))

    theirs.refresh_from_db()
    assert not theirs.is_cancelled


def test_cohort_that_begins_later_offers_to_move_the_rest_and_does(boss):
    cohort = running()
    sessions = three(cohort)
    Phase.objects.create(
        cohort=cohort, title="Before", starts_on=cohort.starts_on, ends_on=cohort.starts_on + WEEK
    )
    edition = content.edition_of(content.published_course("Planning law"))
    course = CohortCourse.objects.create(cohort=cohort, course=edition.course, opens_after=7)
    edit = f"/cohorts/{cohort.slug}/settings/edit/"
    form = boss.get(edit).context["form"]
    typed = {name: value for name, value in form.initial.items() if value is not None}
    typed |= {"starts_on": "2026-06-22", "ends_on": "2026-08-16"}

    response = boss.post(edit, typed)
    assert response.status_code == 302, response.context["form"].errors
    assert response.headers["Location"] == f"/cohorts/{cohort.slug}/sessions/change/?days=7"
    page = boss.get(response.headers["Location"])
    assert "The cohort begins 7 days later." in page.content.decode()
    offered = page.context["form"]
    assert list(offered.initial["sessions"]) == sessions
    sent = data(sessions, what="move", days=7, with_phases="on")
    for _time in range(2):
        assert boss.post(response.headers["Location"], sent).status_code == 302

    phase = Phase.objects.get()
    assert (phase.starts_on, phase.ends_on) == (dt.date(2026, 6, 22), dt.date(2026, 6, 29))
    assert [one.starts_at for one in LiveSession.objects.order_by("number")] == [
        EVENING + n * WEEK for n in (1, 2, 3)
    ]
    course.refresh_from_db()
    assert course.cohort.starts_on + dt.timedelta(days=course.opens_after) == dt.date(2026, 6, 29)


def test_cohort_whose_first_day_stays_offers_nothing(boss):
    cohort = running()
    three(cohort)
    edit = f"/cohorts/{cohort.slug}/settings/edit/"
    form = boss.get(edit).context["form"]
    typed = {name: value for name, value in form.initial.items() if value is not None}

    assert boss.post(edit, typed).headers["Location"] == f"/cohorts/{cohort.slug}/settings/"
    assert timezone.now() < EVENING


def test_screen_costs_the_same_at_three_and_at_thirty(boss, django_assert_num_queries):
    cohort = running()
    three(cohort)
    path = f"/cohorts/{cohort.slug}/sessions/change/?days=7"
    boss.get(path)
    with django_assert_num_queries(6):
        boss.get(path)
    for n in range(27):
        session(cohort, starts_at=EVENING + dt.timedelta(days=n + 40))
    with django_assert_num_queries(6):
        boss.get(path)


def test_phases_alone_can_be_moved(boss):
    cohort = running()
    Phase.objects.create(
        cohort=cohort, title="Before", starts_on=cohort.starts_on, ends_on=cohort.starts_on + WEEK
    )
    path = f"/cohorts/{cohort.slug}/sessions/change/?days=7"

    page = boss.post(path, data([], what="move", days=7, with_phases="on"), follow=True).content.decode()

    assert "The phases are moved." in page
    assert Phase.objects.get().starts_on == cohort.starts_on + WEEK
    nothing = data([], what="cancel", with_phases="on")
    assert "Choose at least one session." in boss.post(path, nothing).content.decode()
