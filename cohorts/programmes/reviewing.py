"""Who reviews the work of trainees: the organisers of their cohort."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from cohorts.programmes.models import Cohort, Place
from cohorts.programmes.setting_up import SCOPE
from courses.assessment.work.reviewers import Reviewers, register_reviewers
from courses.content.models import Lesson
from lms.accounts.grants.models import RoleGrant
from lms.accounts.models import ORGANISERS, User


def able(learner: User, lesson: Lesson) -> QuerySet[User]:
    """Organisers of the cohorts where ``learner`` takes part and which have the lesson's course."""
    cohorts = Cohort.objects.filter(
        held_places__in=Place.objects.open().filter(trainee=learner), cohort_courses__course=lesson.course_id
    )
    named = RoleGrant.objects.open().filter(
        role=ORGANISERS, scope_kind=SCOPE, scope_uid__in=cohorts.values("uid")
    )
    return User.objects.filter(pk__in=named.values("person"))


def reach(user: Any) -> Q:
    """Work of people who hold a place in a cohort that ``user`` organises, in a course of that cohort."""
    places = Place.objects.open().filter(
        trainee=OuterRef("learner"),
        cohort__in=Cohort.objects.organised_by(user),
        cohort__cohort_courses__course=OuterRef("lesson__course"),
    )
    return Q(Exists(places))


def register() -> None:
    register_reviewers("cohorts", Reviewers(able, reach), order=10)
