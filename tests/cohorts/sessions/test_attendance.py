"""Who was there, and for whom a session counts."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from cohorts.programmes.completion import requirements_of
from cohorts.programmes.models import Place
from cohorts.sessions.attendance import (
    close_register,
    enter_code,
    hide_code,
    mark,
    recognise,
    settle_recordings,
    show_code,
    watch_recording,
)
from cohorts.sessions.errors import (
    NotBegunError,
    NothingToWatchError,
    SessionCancelledError,
    TooManyTriesError,
    WrongCodeError,
)
from cohorts.sessions.models import Attendance, Coming, LiveSession, SessionState
from cohorts.sessions.services import cancel_session, reply
from courses.learning.models import LessonProgress
from lms.audit.models import AuditEvent
from tests.cohorts.sessions.ground import EVENING, organiser, place, running, session
from tests.factories.learning import lessons_of, taught

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def evening(time_travel):
    """The session has begun."""
    one = session(running(sessions_needed=1))
    time_travel(EVENING)
    return one


def row(one: LiveSession, held: Place) -> tuple[str, str, str]:
    found = Attendance.objects.get(session=one, place=held)
    return found.state, found.source, found.credit


def test_marked_by_hand_counts_and_completes(evening):
    nadia = place(evening.cohort)

    for _time in range(2):
        mark(session=evening, place=nadia, state="present", actor=organiser())

    assert row(evening, nadia) == ("present", "hand", "attended")
    nadia.refresh_from_db()
    assert nadia.completed_at == EVENING
    assert AuditEvent.objects.filter(action="sessions.mark", about_uid=nadia.trainee.uid).count() == 1


def test_correcting_a_mark_takes_its_credit_but_never_completion(evening):
    nadia, actor = place(evening.cohort), organiser()
    mark(session=evening, place=nadia, state="late", actor=actor)

    mark(session=evening, place=nadia, state="absent", actor=actor)

    assert row(evening, nadia) == ("absent", "hand", "")
    nadia.refresh_from_db()
    assert nadia.completed_at is not None


def test_nothing_is_noted_before_the_way_in_is_open(time_travel):
    one = session(running())
    nadia = place(one.cohort)
    time_travel(EVENING - 31 * MINUTE)

    with pytest.raises(NotBegunError):
        mark(session=one, place=nadia, state="present", actor=organiser())


def test_nothing_is_noted_of_a_cancelled_session(time_travel):
    one = session(running())
    nadia = place(one.cohort)
    cancel_session(session=one, actor=organiser(), reason="Ill")
    time_travel(EVENING)
    one.refresh_from_db()

    with pytest.raises(SessionCancelledError):
        mark(session=one, place=nadia, state="present", actor=organiser())
    with pytest.raises(SessionCancelledError):
        show_code(session=one, actor=organiser())


def test_closing_the_register_excuses_who_said_so(time_travel):
    one = session(running())
    nadia, gareth, ines = (place(one.cohort, name) for name in ("Nadia", "Gareth", "Ines"))
    reply(session=one, place=gareth, answer=Coming.NO)
    time_travel(EVENING + 95 * MINUTE)
    mark(session=one, place=nadia, state="present", actor=organiser())

    assert close_register(session=one, actor=organiser()) == 2
    assert close_register(session=one, actor=organiser()) == 0

    assert row(one, nadia) == ("present", "hand", "attended")
    assert row(one, gareth) == ("excused", "closing", "")
    assert row(one, ines) == ("absent", "closing", "")
    one.refresh_from_db()
    assert one.register_closed_at == EVENING + 95 * MINUTE


# ---------------------------------------------------------------- the code


def test_code_says_present_and_later_late(evening, time_travel):
    nadia, gareth = place(evening.cohort), place(evening.cohort, "Gareth Pugh")
    code = show_code(session=evening, actor=organiser())
    assert (len(code), code.isdigit()) == (6, True)

    enter_code(session=evening, place=nadia, code=f"{code[:3]} {code[3:]}")
    time_travel(EVENING + 11 * MINUTE)
    enter_code(session=evening, place=gareth, code=code)

    assert row(evening, nadia) == ("present", "code", "attended")
    assert row(evening, gareth) == ("late", "code", "attended")


@pytest.mark.parametrize(
    ("minutes", "good"),
    [(0, True), (14, True), (15, False), (-1, False)],
    ids=["at once", "nearly over", "over", "before"],
)
def test_code_is_good_for_a_quarter_of_an_hour(evening, time_travel, minutes, good):
    nadia = place(evening.cohort)
    code = show_code(session=evening, actor=organiser())
    time_travel(EVENING + minutes * MINUTE)

    if good:
        assert enter_code(session=evening, place=nadia, code=code).was_there
    else:
        with pytest.raises(WrongCodeError):
            enter_code(session=evening, place=nadia, code=code)


def test_new_code_ends_the_old_one_and_hiding_ends_it(evening):
    nadia, actor = place(evening.cohort), organiser()
    old = show_code(session=evening, actor=actor)
    new = show_code(session=evening, actor=actor)
    if old != new:
        with pytest.raises(WrongCodeError):
            enter_code(session=evening, place=nadia, code=old)
    hide_code(session=evening)

    for code in (new, ""):
        with pytest.raises(WrongCodeError):
            enter_code(session=evening, place=nadia, code=code)


def test_code_of_another_session_is_not_good(evening):
    other = session(evening.cohort, title="Other")
    nadia = place(evening.cohort)
    code = show_code(session=other, actor=organiser())

    with pytest.raises(WrongCodeError):
        enter_code(session=evening, place=nadia, code=code)


def test_guessing_ends_after_eight_tries(evening):
    nadia, gareth = place(evening.cohort), place(evening.cohort, "Gareth Pugh")
    code = show_code(session=evening, actor=organiser())
    for _try in range(8):
        with pytest.raises(WrongCodeError):
            enter_code(session=evening, place=nadia, code="x")

    with pytest.raises(TooManyTriesError):
        enter_code(session=evening, place=nadia, code=code)
    assert enter_code(session=evening, place=gareth, code=code).was_there


def test_code_does_not_change_what_was_noted_by_hand(evening):
    nadia = place(evening.cohort)
    mark(session=evening, place=nadia, state="absent", actor=organiser())

    enter_code(session=evening, place=nadia, code=show_code(session=evening, actor=organiser()))

    assert row(evening, nadia) == ("absent", "hand", "")


# ---------------------------------------------------------------- equal credit


@pytest.fixture
def recorded(time_travel):
    """The session is over and has a recording, checked by a lesson."""
    lesson = lessons_of(taught())[0]
    one = session(running(sessions_needed=1))
    time_travel(EVENING + 95 * MINUTE)
    LiveSession.objects.filter(pk=one.pk).update(
        recording_url="https://video.example.org/1",
        recording_until=timezone.localdate() + dt.timedelta(days=7),
        check_lesson=lesson,
    )
    one.refresh_from_db()
    return one


def done(one: LiveSession, held: Place) -> None:
    LessonProgress.objects.create(learner=held.trainee, lesson_id=one.check_lesson_id, done_at=timezone.now())


def test_watched_and_checked_counts_the_same(recorded):
    nadia = place(recorded.cohort)
    close_register(session=recorded, actor=organiser())
    done(recorded, nadia)

    for _time in range(2):
        watch_recording(session=recorded, place=nadia)

    assert row(recorded, nadia) == ("absent", "closing", "recording")
    nadia.refresh_from_db()
    assert nadia.completed_at is not None


def test_check_passed_after_watching_counts_with_the_next_look(recorded):
    nadia, gareth = place(recorded.cohort), place(recorded.cohort, "Gareth Pugh")
    watch_recording(session=recorded, place=nadia)
    watch_recording(session=recorded, place=gareth)
    assert settle_recordings() == 0
    done(recorded, nadia)

    assert settle_recordings() == 1
    assert settle_recordings() == 0

    assert Attendance.objects.get(place=nadia).credit == "recording"
    assert Attendance.objects.get(place=gareth).credit == ""


def test_check_alone_does_not_count(recorded):
    nadia = place(recorded.cohort)
    done(recorded, nadia)

    assert settle_recordings() == 0
    assert not Attendance.objects.filter(place=nadia).exists()


def test_recording_cannot_be_watched_after_its_last_day(recorded, time_travel):
    nadia = place(recorded.cohort)
    time_travel(EVENING + dt.timedelta(days=8, hours=12))

    with pytest.raises(NothingToWatchError):
        watch_recording(session=recorded, place=nadia)


def test_prior_learning_is_recognised_with_a_reason(evening):
    nadia = place(evening.cohort)

    for reason in ("Led three campaigns in Leeds", "Another"):
        recognise(session=evening, place=nadia, actor=organiser(), reason=reason)

    found = Attendance.objects.get()
    assert (found.credit, found.credit_reason) == ("prior", "Led three campaigns in Leeds")
    assert AuditEvent.objects.filter(action="sessions.recognise").count() == 1


def test_absence_noted_later_does_not_take_other_credit(recorded):
    nadia = place(recorded.cohort)
    done(recorded, nadia)
    watch_recording(session=recorded, place=nadia)

    mark(session=recorded, place=nadia, state="absent", actor=organiser())

    assert row(recorded, nadia) == ("absent", "hand", "recording")


def test_requirement_counts_what_counts_and_was_not_cancelled(evening):
    cohort = evening.cohort
    cohort.sessions_needed = 3
    cohort.save()
    nadia, actor = place(cohort), organiser()
    extra = session(cohort, counts=False, title="Social")
    gone = session(cohort, title="Gone")
    for one in (evening, extra, gone):
        mark(session=one, place=nadia, state="present", actor=actor)
    LiveSession.objects.filter(pk=gone.pk).update(state=SessionState.CANCELLED, cancelled_because="x")

    (asked,) = requirements_of(nadia)

    assert (asked.label, asked.done, asked.needed) == ("Sessions", 1, 3)
    assert asked.words == "Attend or make up 3 sessions."
