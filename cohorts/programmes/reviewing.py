"""Who reviews the work of trainees: the organisers of their cohort."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from cohorts.programmes.models import Cohort, CohortCourse, Place
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
    """Work in a course of a cohort that ``user`` organises.

    That of people who hold a place there, and what was given to ``user`` before such a place ended.
    """
    cohorts = Cohort.objects.organised_by(user)
    places = Place.objects.open().filter(
        trainee=OuterRef("learner"),
        cohort__in=cohorts,
        cohort__cohort_courses__course=OuterRef("lesson__course"),
    )
    courses = CohortCourse.objects.filter(cohort__in=cohorts, course=OuterRef("lesson__course"))
    return Q(Exists(places)) | Q(Exists(courses), reviewer=user.pk)


def register() -> None:
    register_reviewers("cohorts", Reviewers(able, reach), order=10)
