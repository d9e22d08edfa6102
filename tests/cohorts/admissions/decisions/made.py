"""Applications, reviews and decisions for these tests, made by the services where that matters."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from cohorts.admissions.applications.models import Application, ApplicationState, Criterion
from cohorts.admissions.decisions.deciding import check_decision, prepare_decision
from cohorts.admissions.decisions.models import Batch, Decision, Review
from cohorts.admissions.decisions.publishing import publish_batch, publish_decisions
from cohorts.admissions.decisions.reviewing import save_review
from cohorts.programmes.models import Cohort
from lms.accounts.models import ORGANISERS, User
from tests.factories import cohorts
from tests.factories.accounts import UserFactory


def cohort(**facts) -> Cohort:
    """Announced; applications closed yesterday, and it begins in five weeks."""
    now, today = timezone.now(), timezone.localdate()
    values = {
        "starts_on": today + dt.timedelta(days=35),
        "ends_on": today + dt.timedelta(days=90),
        "opens_at": now - dt.timedelta(days=30),
        "closes_at": now - dt.timedelta(days=1),
        "hear_by": today + dt.timedelta(days=10),
    }
    return cohorts.cohort(**{**values, **facts})


def criteria(cohort: Cohort, *titles: str) -> list[Criterion]:
    return [
        Criterion.objects.create(cohort=cohort, title=title, order=number)
        for number, title in enumerate(titles or ("Roots", "Reasons"))
    ]


def applied(cohort: Cohort, name: str = "", person: User | None = None, **facts) -> Application:
    """Submitted, by somebody with an account."""
    person = person or UserFactory(**({"name": name} if name else {}))
    values = {"state": ApplicationState.SUBMITTED, "submitted_at": timezone.now(), **facts}
    return Application.objects.create(
        cohort=cohort, applicant=person, email=person.email or "", name=name or person.name, **values
    )


def organiser(**facts) -> User:
    return UserFactory(group=ORGANISERS, **facts)


def judged(application: Application, *marks: int, person: User | None = None, words: str = "") -> Review:
    """A done review with one mark for each criterion of the cohort."""
    asked = list(Criterion.objects.filter(cohort=application.cohort)) or criteria(application.cohort)
    review = Review.objects.create(application=application, person=person or UserFactory())
    given = dict(zip((one.pk for one in asked), marks, strict=True))
    scores = {pk: (mark, f"because {mark}") for pk, mark in given.items()}
    return save_review(review=review, scores=scores, words=words, is_done=True)


def checked(application: Application, outcome: str, **facts) -> Decision:
    """Prepared by one organiser and checked by another."""
    made = prepare_decision(
        application=application,
        outcome=outcome,
        reason=facts.pop("reason", "Thank you."),
        actor=facts.pop("actor", None) or organiser(),
        **facts,
    )
    return check_decision(decision=made, actor=organiser(), as_of=made.prepared_at)


def publish(cohort: Cohort, *, actor: User | None = None) -> Batch:
    """What is checked is known, as if a quarter of an hour had passed."""
    batch = publish_decisions(cohort=cohort, actor=actor or organiser())
    Batch.objects.filter(pk=batch.pk).update(due_at=timezone.now() - dt.timedelta(seconds=1))
    publish_batch(batch=batch)
    batch.refresh_from_db()
    return batch


def decided(application: Application, outcome: str, **facts) -> Decision:
    """Published."""
    decision = checked(application, outcome, **facts)
    publish(application.cohort)
    decision.refresh_from_db()
    return decision
