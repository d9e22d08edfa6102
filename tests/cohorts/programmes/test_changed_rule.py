"""A completion rule that changes is asked again for everybody, by jobs."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from cohorts.programmes import completion
from cohorts.programmes.models import CohortCourse, Phase, PlaceState
from lms.queue.models import Job
from tests.factories import cohorts as made
from tests.factories import content
from tests.factories.accounts import OrganiserFactory, sign_in
from tests.queue import run_queue

pytestmark = pytest.mark.django_db


def _asked_for(cohort):
    edition = content.edition_of(content.published_course("Planning law"))
    return CohortCourse.objects.create(cohort=cohort, course=edition.course)


def test_places_are_settled_when_the_rule_asks_for_less(django_capture_on_commit_callbacks):
    cohort = made.cohort(final_work="a speech")
    row = _asked_for(cohort)
    done, open_still = (
        made.place(cohort, final_work_at=timezone.now()) if done else made.place(cohort)
        for done in (True, False)
    )
    organiser = sign_in(Client(), OrganiserFactory())
    facts = {
        "cohort_courses-TOTAL_FORMS": "1",
        "cohort_courses-INITIAL_FORMS": "1",
        "cohort_courses-0-id": row.pk,
        "cohort_courses-0-course": row.course_id,
        "cohort_courses-0-opens_after": "0",
        "cohort_courses-0-DELETE": "on",
    }

    shown = organiser.get(f"/cohorts/{cohort.slug}/settings/courses/").text
    with django_capture_on_commit_callbacks(execute=True):
        organiser.post(f"/cohorts/{cohort.slug}/settings/courses/", facts)
    run_queue()

    assert shown.count("Take this course out of the cohort; who is on it stays on it") == 1
    assert ">Delete<" not in shown
    for one in (done, open_still):
        one.refresh_from_db()
    assert (done.completed_at is not None, open_still.completed_at) == (True, None)


def test_a_hundred_at_a_time_and_again_changes_nothing(monkeypatch):
    monkeypatch.setattr(completion, "AT_A_TIME", 2)
    cohort = made.cohort(final_work="a speech", places=9)
    for state in (PlaceState.ACTIVE, PlaceState.PAUSED, PlaceState.ACTIVE, PlaceState.LEFT):
        made.place(cohort, state=state, final_work_at=timezone.now())

    assert completion.settle_cohort(cohort_id=cohort.pk) == 2
    rest = Job.objects.get(task=completion.SETTLE_COHORT_JOB)
    assert completion.settle_cohort(cohort_id=rest.args[0], after=rest.args[1]) == 1
    assert completion.settle_cohort(cohort_id=cohort.pk) == 0


def test_phases_that_are_there_can_be_changed_and_taken_away():
    cohort = made.cohort()
    facts = {"starts_on": cohort.starts_on, "ends_on": cohort.ends_on}
    taster, mondays = (
        Phase.objects.create(cohort=cohort, title=title, **facts) for title in ("Taster", "Mondays")
    )
    organiser = sign_in(Client(), OrganiserFactory())
    path = f"/cohorts/{cohort.slug}/settings/phases/"

    shown = organiser.get(path).text
    typed = {"phases-TOTAL_FORMS": "2", "phases-INITIAL_FORMS": "2", "phases-1-DELETE": "on"}
    for number, phase in enumerate((taster, mondays)):
        typed |= {f"phases-{number}-id": phase.pk, f"phases-{number}-title": f"{phase.title} two"}
        typed |= {f"phases-{number}-{name}": day.isoformat() for name, day in facts.items()}
    organiser.post(path, typed)

    assert shown.count("Take this phase away") == 2
    assert shown.count("One more") == 3
    assert list(cohort.phases.values_list("title", flat=True)) == ["Taster two"]
