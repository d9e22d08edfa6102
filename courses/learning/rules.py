"""Who may learn, and who may read a learner's record: the learner alone."""

from __future__ import annotations

from typing import Any, cast

import rules
from django.http import HttpRequest

from courses.content.models import Course, CourseEdition, Lesson
from courses.learning.models import Enrolment, EnrolmentState, Writing
from lms.accounts.models import User
from lms.accounts.rules import is_administrator, is_editor


def learner_of(request: HttpRequest) -> User:
    """The person behind a request that has passed the door."""
    return cast(User, request.user)


@rules.predicate
def learns(user: User, place: Any) -> bool:
    """Holds a place on the course that ``place`` is, belongs to, or is a place on."""
    if not user.is_authenticated or not user.is_active:
        return False
    if isinstance(place, Enrolment):
        return place.learner_id == user.pk and place.state != EnrolmentState.WITHDRAWN
    if isinstance(place, Course):
        course_id = place.pk
    elif isinstance(place, CourseEdition | Lesson):
        course_id = place.course_id
    else:
        return False
    return Enrolment.objects.holding_a_place().filter(learner=user, course_id=course_id).exists()


@rules.predicate
def wrote(user: User, writing: Any) -> bool:
    """The text is theirs; no role opens another person's text."""
    return isinstance(writing, Writing) and user.is_authenticated and writing.learner_id == user.pk


rules.set_perm("courses.learn", learns)
rules.set_perm("courses.read_lesson", learns | is_editor | is_administrator)
rules.set_perm("courses.read_writing", wrote)
