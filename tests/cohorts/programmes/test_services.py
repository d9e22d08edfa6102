"""Places, set-up and the completion rule as services: tried twice, and with somebody in the way."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from cohorts.programmes import completion, removing, services, setting_up
from cohorts.programmes.errors import (
    CohortClosedError,
    CohortFullError,
    CohortStateError,
    PlaceRemovedError,
    PlaceStateError,
)
from cohorts.programmes.models import CohortCourse, CohortState, Place, PlaceEvent, PlaceState
from cohorts.programmes.signals import place_freed, place_opened
from courses.learning.models import Enrolment
from lms.audit.models import AuditEvent
from lms.messaging.models import Notice
from lms.queue.models import Job
from tests.factories import cohorts as made
from tests.factories import content, learning
from tests.factories.accounts import OrganiserFactory, UserFactory
from tests.queue import run_queue

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard():
    """What was sent: (signal, id)."""
    found: list[tuple[str, int]] = []

    def opened(sender, place_id, **kwargs):
        found.append(("opened", place_id))

    def freed(sender, cohort_id, **kwargs):
        found.append(("freed", cohort_id))

    place_opened.connect(opened)
    place_freed.connect(freed)
    yield found
    place_opened.disconnect(opened)
    place_freed.disconnect(freed)


def test_a_place_is_given_once_and_written_down(heard, django_capture_on_commit_callbacks):
    cohort, person = made.cohort(), UserFactory()

    with django_capture_on_commit_callbacks(execute=True):
        first = services.give_place(trainee=person, cohort=cohort, reason="Welcome.")
        again = services.give_place(trainee=person, cohort=cohort)

    assert first == again
    assert list(first.events.values_list("state", "reason")) == [("active", "Welcome.")]
    assert heard == [("opened", first.pk)]
    assert AuditEvent.objects.filter(action="cohorts.place_changed", about_uid=person.uid).count() == 1


def test_the_last_place_is_refused_and_frees_when_somebody_leaves(heard, django_capture_on_commit_callbacks):
    cohort = made.cohort(places=1)
    held = services.give_place(trainee=UserFactory(), cohort=cohort)
    assert services.places_left(cohort) == 0

    with pytest.raises(CohortFullError):
        services.give_place(trainee=UserFactory(), cohort=cohort)
    with django_capture_on_commit_callbacks(execute=True):
        services.change_place(place=held, state="paused", actor=held.trainee)
    assert services.places_left(cohort) == 0  # whoever pauses keeps the place
    with django_capture_on_commit_callbacks(execute=True):
        services.change_place(place=held, state="left", actor=held.trainee)
        services.change_place(place=held, state="left", actor=held.trainee)

    assert heard == [("freed", cohort.pk)]
    assert services.places_left(cohort) == 1
    back = services.give_place(trainee=held.trainee, cohort=cohort)
    assert (back.pk, back.state) == (held.pk, PlaceState.ACTIVE)


def test_deferring_into_a_full_cohort_leaves_everything_as_it_was():
    cohort = made.cohort()
    held = made.place(cohort)
    full = made.cohort(places=1, programme=cohort.programme)
    made.place(full)

    with pytest.raises(CohortFullError):
        services.change_place(place=held, state="deferred", actor=held.trainee, deferred_to=full)

    held.refresh_from_db()
    assert (held.state, held.deferred_to, full.held_places.count()) == (PlaceState.ACTIVE, None, 1)


def test_nobody_under_suspicion_comes_back_by_themselves():
    held = made.place(made.cohort(), state=PlaceState.PAUSED)
    PlaceEvent.objects.create(place=held, state=PlaceState.PAUSED)
    removal = removing.propose_removal(place=held, reason="Why.", actor=OrganiserFactory())
    assert removing.propose_removal(place=held, reason="Other.", actor=OrganiserFactory()) == removal

    with pytest.raises(PlaceStateError):
        services.change_place(place=held, state="active", actor=held.trainee)
    removing.decide_removal(removal=removal, confirm=False, actor=OrganiserFactory())
    removing.decide_removal(removal=removal, confirm=True, actor=OrganiserFactory())

    held.refresh_from_db()
    assert held.state == PlaceState.PAUSED  # what it was before
    kinds = Notice.objects.filter(recipient=held.trainee, kind=removing.REMOVAL)
    assert kinds.count() == 2


def test_who_left_while_suspended_is_neither_removed_by_nor_given_back_by_a_dropped_proposal():
    held = made.place(made.cohort())
    removal = removing.propose_removal(place=held, reason="Why.", actor=OrganiserFactory())
    services.change_place(place=held, state="left", actor=held.trainee)

    removing.decide_removal(removal=removal, confirm=False, actor=OrganiserFactory())

    held.refresh_from_db()
    assert held.state == PlaceState.LEFT


def test_an_answer_can_be_changed_until_the_decision_and_not_after_it():
    held = made.place(made.cohort())
    removal = removing.propose_removal(place=held, reason="Why.", actor=OrganiserFactory())
    for words in ("It was not me.", " It was my brother. "):
        removing.answer_removal(removal=removal, reply=words)
    removing.decide_removal(removal=removal, confirm=True, actor=OrganiserFactory())

    with pytest.raises(PlaceStateError):
        removing.answer_removal(removal=removal, reply="It was nobody.")

    removal.refresh_from_db()
    assert removal.reply == "It was my brother."


def test_a_place_that_was_taken_away_is_not_given_again():
    held = made.place(made.cohort(), state=PlaceState.REMOVED)

    with pytest.raises(PlaceRemovedError):
        services.give_place(trainee=held.trainee, cohort=held.cohort)


def test_nobody_gets_a_place_in_a_cohort_that_does_not_take_place():
    cohort = made.cohort(
        state=CohortState.CANCELLED, cancelled_at=timezone.now(), cancelled_because="Too few."
    )

    with pytest.raises(CohortClosedError):
        services.give_place(trainee=UserFactory(), cohort=cohort)

    assert not cohort.held_places.exists()


@pytest.mark.parametrize("state", [PlaceState.PAUSED, PlaceState.SUSPENDED])
def test_giving_a_place_again_changes_nothing_for_who_pauses_or_is_suspended(state):
    held = made.place(made.cohort(), state=state)

    given = services.give_place(trainee=held.trainee, cohort=held.cohort)

    assert (given.pk, given.state, given.events.count()) == (held.pk, state, 0)


def test_the_first_time_that_the_code_of_conduct_was_accepted_counts():
    held, first = made.place(made.cohort()), timezone.now()
    with time_machine.travel(first, tick=False):
        services.accept_conduct(place=held)

    again = services.accept_conduct(place=held)

    assert again.conduct_accepted_at == first


# ---------------------------------------------------------------- courses


def test_a_course_that_is_not_published_keeps_nobody_off_the_others():
    closed, taught = (content.edition_of(content.published_course(title)) for title in ("A", "B"))
    type(closed).objects.filter(pk=closed.pk).update(is_current=False)
    cohort = made.cohort()
    for edition in (closed, taught):
        CohortCourse.objects.create(cohort=cohort, course=edition.course)
    people = [made.place(cohort) for _one in range(2)]

    assert services.open_courses(cohort=cohort) == 2

    joined = Enrolment.objects.values_list("learner", "course")
    assert set(joined) == {(held.trainee_id, taught.course_id) for held in people}


def test_a_course_opens_on_its_day_and_not_before():
    edition = content.edition_of(content.published_course("Planning law"))
    cohort = made.cohort(starts_on=timezone.localdate())
    CohortCourse.objects.create(cohort=cohort, course=edition.course, opens_after=3)
    held, gone = made.place(cohort), made.place(cohort, state=PlaceState.LEFT)

    assert services.open_courses(cohort=cohort) == 0
    with time_machine.travel(timezone.now() + dt.timedelta(days=3), tick=False):
        assert services.open_courses(cohort=cohort) == 1
        assert services.open_courses(cohort=cohort) == 0

    assert Enrolment.objects.filter(learner=held.trainee, course=edition.course).exists()
    assert not Enrolment.objects.filter(learner=gone.trainee).exists()


def test_a_killed_look_at_courses_goes_on_where_it_was(monkeypatch):
    edition = content.edition_of(content.published_course("Planning law"))
    cohort = made.cohort(places=5)
    CohortCourse.objects.create(cohort=cohort, course=edition.course)
    places = [made.place(cohort) for _one in range(3)]
    monkeypatch.setattr(services, "AT_A_TIME", 2)
    services.enrol_learner(learner=places[0].trainee, course=edition.course, by_organiser=True)

    assert services.open_courses(cohort=cohort) == 1
    assert Job.objects.filter(task=services.OPEN_COURSES_JOB).exists()
    assert services.open_courses(cohort=cohort, after=places[1].pk) == 1
    assert Enrolment.objects.filter(course=edition.course).count() == 3


# ---------------------------------------------------------------- the completion rule


def test_the_rule_is_met_once_and_stays_met():
    edition = content.edition_of(content.published_course("Planning law"))
    cohort = made.cohort(final_work="a speech")
    CohortCourse.objects.create(cohort=cohort, course=edition.course)
    held = made.place(cohort)
    enrolment = learning.enrolled(edition, held.trainee)
    assert [(one.label, one.done, one.needed) for one in completion.requirements_of(held)] == [
        ("Courses", 0, 1),
        ("Final work", 0, 1),
    ]

    assert completion.settle_place(held.pk) is False
    Enrolment.objects.filter(pk=enrolment.pk).update(
        state="completed", completed_at=timezone.now(), completed_edition=edition
    )
    assert completion.settle_place(held.pk) is False
    Place.objects.filter(pk=held.pk).update(final_work_at=timezone.now())
    assert completion.settle_places_of(learner=held.trainee) == 1
    held.refresh_from_db()
    first = held.completed_at
    cohort.final_work = ""
    cohort.save()
    assert completion.settle_place(held.pk) is False
    held.refresh_from_db()
    assert held.completed_at == first is not None


def test_a_course_that_is_only_offered_keeps_nobody_from_completing():
    needed, offered = (content.edition_of(content.published_course(title)) for title in ("A", "B"))
    cohort = made.cohort()
    for edition in (needed, offered):
        CohortCourse.objects.create(cohort=cohort, course=edition.course, is_required=edition == needed)
    held = made.place(cohort)
    enrolment = learning.enrolled(needed, held.trainee)
    learning.enrolled(offered, held.trainee)
    Enrolment.objects.filter(pk=enrolment.pk).update(
        state="completed", completed_at=timezone.now(), completed_edition=needed
    )

    assert completion.settle_place(held.pk) is True


@pytest.mark.parametrize("state", [PlaceState.LEFT, PlaceState.REMOVED, PlaceState.SUSPENDED])
def test_nobody_completes_a_cohort_in_which_they_do_not_take_part(state):
    held = made.place(made.cohort(final_work="a speech"), final_work_at=timezone.now(), state=state)

    assert completion.settle_place(held.pk) is False
    Place.objects.filter(pk=held.pk).update(state=PlaceState.PAUSED)
    assert completion.settle_place(held.pk) is True


def test_a_rule_that_asks_for_nothing_is_never_met():
    held = made.place(made.cohort())

    assert completion.settle_place(held.pk) is False


# ---------------------------------------------------------------- cancelling


def test_cancelling_tells_everybody_once_and_deletes_nothing(monkeypatch):
    monkeypatch.setattr(setting_up, "AT_A_TIME", 2)
    cohort, actor = made.cohort(), OrganiserFactory()
    places = [made.place(cohort) for _one in range(3)]
    gone = made.place(cohort, state=PlaceState.LEFT)
    with pytest.raises(CohortStateError):
        setting_up.cancel_cohort(cohort=cohort, reason="  ", actor=actor)

    setting_up.cancel_cohort(cohort=cohort, reason="Too few.", actor=actor)
    setting_up.cancel_cohort(cohort=cohort, reason="Twice.", actor=actor)
    cohort.refresh_from_db()
    run_queue()  # one job asks for the next
    assert Notice.objects.filter(kind=setting_up.CANCELLED).count() == 3
    for after in (0, places[1].pk):  # killed, and come again
        setting_up.tell_cancelled(cohort=cohort, after=after)

    told = Notice.objects.filter(kind=setting_up.CANCELLED)
    assert sorted(told.values_list("recipient", flat=True)) == sorted(one.trainee_id for one in places)
    assert not told.filter(recipient=gone.trainee).exists()
    assert (cohort.state, cohort.cancelled_because) == (CohortState.CANCELLED, "Too few.")
    assert Place.objects.filter(cohort=cohort).count() == 4


def test_cancelling_a_programme_cancels_what_is_not_over():
    today = timezone.localdate()
    going = made.cohort()
    over = made.cohort(
        programme=going.programme,
        starts_on=today - dt.timedelta(days=9),
        ends_on=today - dt.timedelta(days=1),
    )
    other = made.cohort()

    for _twice in range(2):
        setting_up.cancel_programme(programme=going.programme, reason="No money.", actor=OrganiserFactory())

    states = []
    for one in (going, over, other):
        one.refresh_from_db()
        states.append(one.state)
    assert states == [CohortState.CANCELLED, CohortState.ANNOUNCED, CohortState.ANNOUNCED]


def test_a_clone_keeps_the_clock_on_the_wall_and_is_made_once():
    summer = dt.datetime(2027, 5, 29, 23, tzinfo=dt.UTC)  # midnight in London
    cohort = made.cohort(
        starts_on=dt.date(2027, 6, 7),
        ends_on=dt.date(2027, 7, 31),
        opens_at=summer - dt.timedelta(days=20),
        closes_at=summer,
        hear_by=dt.date(2027, 6, 5),
    )
    facts = {
        "title": "Winter",
        "slug": "winter",
        "starts_on": dt.date(2027, 12, 6),
        "actor": OrganiserFactory(),
    }

    clone = setting_up.clone_cohort(cohort=cohort, **facts)
    again = setting_up.clone_cohort(cohort=cohort, **facts)

    assert clone == again
    assert clone.closes_at == dt.datetime(2027, 11, 28, 0, tzinfo=dt.UTC)  # midnight, in winter
    assert clone.last_minute.strftime("%A %H:%M") == "Saturday 23:59"


def test_applications_are_in_time_until_the_very_end_and_not_at_it():
    closes = timezone.make_aware(dt.datetime(2027, 5, 30))
    cohort = made.cohort(
        opens_at=closes - dt.timedelta(days=9), closes_at=closes, hear_by=dt.date(2027, 6, 5)
    )

    with time_machine.travel(closes - dt.timedelta(seconds=1), tick=False):
        assert cohort.takes_applications
    with time_machine.travel(closes, tick=False):
        assert not cohort.takes_applications


# ---------------------------------------------------------------- two at once


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_cannot_take_the_last_place():
    cohort = made.cohort(places=1)
    people = [UserFactory(), UserFactory()]
    start, outcomes = threading.Barrier(2, timeout=10), []

    def take(person):
        start.wait()
        try:
            services.give_place(trainee=person, cohort=cohort)
            outcomes.append("place")
        except CohortFullError:
            outcomes.append("full")
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["full", "place"]
    assert Place.objects.filter(cohort=cohort).count() == 1
