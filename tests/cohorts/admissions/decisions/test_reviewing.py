"""Who reads what, and what they gave."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cohorts.admissions.decisions.errors import (
    IncompleteReviewError,
    NotAReviewerError,
    ReviewClosedError,
)
from cohorts.admissions.decisions.models import Conflict, Review, Reviewer, ReviewState, Score
from cohorts.admissions.decisions.reviewing import (
    change_plan,
    declare_conflict,
    end_reviewer,
    name_reviewer,
    save_review,
    share_reviews,
)
from lms.accounts.models import Standing
from lms.messaging.models import Notice
from tests.cohorts.admissions.decisions import made
from tests.factories.accounts import UserFactory
from tests.queue import run_queue

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    cohort = made.cohort()
    made.criteria(cohort)
    return cohort


def named(cohort, number=2):
    people = [UserFactory() for _ in range(number)]
    for one in people:
        name_reviewer(cohort=cohort, person=one, actor=made.organiser())
    return people


def test_naming_twice_is_naming_once_and_frozen_people_cannot_be_named(cohort):
    person, actor = UserFactory(), made.organiser()
    frozen = UserFactory(standing=Standing.FROZEN, is_active=False)

    first = name_reviewer(cohort=cohort, person=person, actor=actor)
    again = name_reviewer(cohort=cohort, person=person, actor=actor)

    assert first == again
    with pytest.raises(NotAReviewerError):
        name_reviewer(cohort=cohort, person=frozen, actor=actor)


def test_everybody_gets_two_reviewers_and_each_reviewer_one_letter(cohort):
    for _ in range(6):
        made.applied(cohort)
    people = named(cohort, 3)

    share_reviews(cohort=cohort, actor=None)
    share_reviews(cohort=cohort, actor=None)
    run_queue()

    assert Review.objects.count() == 12
    assert [Review.objects.filter(person=one).count() for one in people] == [4, 4, 4]
    assert [Notice.objects.filter(recipient=one).count() for one in people] == [1, 1, 1]
    assert Notice.objects.first().subject == "Applications to review"


def test_drafts_and_withdrawn_applications_are_not_read(cohort):
    made.applied(cohort, state="draft", submitted_at=None)
    made.applied(cohort, state="withdrawn")
    named(cohort)

    assert share_reviews(cohort=cohort, actor=None).pairs == ()


def test_nobody_reads_their_own_application(cohort):
    first, second = named(cohort)
    own = made.applied(cohort, person=first)

    sharing = share_reviews(cohort=cohort, actor=None)

    assert sharing.pairs == ((own.pk, second.pk),)
    assert sharing.missing == {own.pk: 1}


def test_whoever_should_not_judge_is_replaced_and_never_asked_again(cohort):
    change_plan(cohort=cohort, each=1, is_blind=False, actor=made.organiser())
    application = made.applied(cohort)
    first, second = named(cohort)
    share_reviews(cohort=cohort, actor=None)
    review = Review.objects.get()
    save_review(review=review, scores={}, words="I know her well", is_done=False)

    declare_conflict(review=review, actor=review.person)
    declare_conflict(review=review, actor=review.person)

    review.refresh_from_db()
    other = second if review.person == first else first
    assert (review.state, review.words) == (ReviewState.GIVEN_BACK, "")
    assert Conflict.objects.get().person == review.person
    assert Review.objects.held().get().person == other
    declare_conflict(review=Review.objects.held().get(), actor=other)
    assert not Review.objects.held().filter(application=application).exists()
    assert not Score.objects.exists()


def test_an_ended_reviewer_keeps_what_is_done_and_loses_the_rest(cohort):
    (person,) = named(cohort, 1)
    made.applied(cohort), made.applied(cohort)
    share_reviews(cohort=cohort, actor=None)
    first, _second = Review.objects.order_by("pk")
    scores = {one.pk: (3, "so") for one in cohort.criteria.all()}
    save_review(review=first, scores=scores, words="", is_done=True)

    assert end_reviewer(cohort=cohort, person=person, actor=None) == 1
    assert end_reviewer(cohort=cohort, person=person, actor=None) == 0

    assert list(Review.objects.all()) == [first]
    assert not Review.objects.visible_to(person).exists()
    assert not Reviewer.objects.open().exists()
    (again,) = named(cohort, 1)
    share_reviews(cohort=cohort, actor=None)
    assert Review.objects.filter(person=again).count() == 2


def test_a_draft_counts_for_nothing_and_a_done_one_needs_everything(cohort):
    application = made.applied(cohort)
    first, second = cohort.criteria.all()
    review = Review.objects.create(application=application, person=UserFactory())

    save_review(review=review, scores={first.pk: (4, "roots")}, words="hm", is_done=False)
    review.refresh_from_db()

    assert (review.state, review.points, review.words) == (ReviewState.OPEN, None, "hm")
    with pytest.raises(IncompleteReviewError):
        save_review(review=review, scores={first.pk: (4, "roots")}, words="hm", is_done=True)
    for without in ((5, " "), (None, "reasons")):
        with pytest.raises(IncompleteReviewError):
            scores = {first.pk: (4, "roots"), second.pk: without}
            save_review(review=review, scores=scores, words="hm", is_done=True)
    scores = {first.pk: (4, "roots"), second.pk: (5, "reasons")}
    save_review(review=review, scores=scores, words="", is_done=True)
    review.refresh_from_db()
    assert (review.state, review.points) == (ReviewState.DONE, 450)
    since = review.done_at
    save_review(review=review, scores={**scores, first.pk: (1, "less")}, words="", is_done=False)
    review.refresh_from_db()
    assert (review.state, review.points, review.done_at) == (ReviewState.DONE, 300, since)


def test_reviews_close_when_the_decision_is_published(cohort):
    application = made.applied(cohort)
    review = made.judged(application, 4, 4)
    made.decided(application, "not_now")

    with pytest.raises(ReviewClosedError):
        save_review(review=review, scores={}, words="late", is_done=False)
    with pytest.raises(ReviewClosedError):
        declare_conflict(review=review, actor=review.person)


@pytest.mark.parametrize("points", [0, 6])
def test_marks_off_the_scale_are_refused_by_the_database(cohort, points):
    review = Review.objects.create(application=made.applied(cohort), person=UserFactory())

    with pytest.raises(IntegrityError), transaction.atomic():
        Score.objects.create(review=review, criterion=cohort.criteria.first(), points=points)


def test_a_done_review_has_a_figure_by_the_database(cohort):
    review = Review.objects.create(application=made.applied(cohort), person=UserFactory())

    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(state="done", done_at=timezone.now())


def test_reviewers_see_their_own_and_organisers_all_of_theirs(cohort):
    first, second = named(cohort)
    for one in (first, second):
        Review.objects.create(application=made.applied(cohort), person=one)
    elsewhere = made.cohort()
    Review.objects.create(application=made.applied(elsewhere), person=first)

    assert Review.objects.visible_to(first).count() == 1
    assert Review.objects.visible_to(UserFactory()).count() == 0
    assert Review.objects.visible_to(made.organiser()).count() == 3
