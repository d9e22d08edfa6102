"""What courses have to say in somebody's weekly letter: where they go on."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from courses.learning.desk import lesson_step
from courses.learning.models import Enrolment
from courses.learning.selectors import course_standings
from lms.accounts.models import User
from lms.messaging.letter_parts import LetterPart, Part, register_letter_part

LATELY = timedelta(days=28)  # whoever has not been in a course for longer is left in peace


def _under_way() -> QuerySet[Enrolment]:
    """Places on courses that are not completed, whose learners were there lately."""
    since = timezone.now() - LATELY
    lately = Q(last_seen_at__gte=since) | Q(last_seen_at=None, created_at__gte=since)
    return Enrolment.objects.holding_a_place().filter(lately, completed_at=None, course__retired_at=None)


def on_their_way() -> QuerySet[User]:
    """Whoever has a course to go on with."""
    return User.objects.filter(pk__in=_under_way().values("learner"))


def next_lesson(person: User) -> Part | None:
    """The lesson with which ``person`` goes on, in the course that they saw last. Three queries."""
    under_way = set(_under_way().filter(learner=person).values_list("pk", flat=True))
    for standing in course_standings(person):
        if standing.enrolment and standing.enrolment.pk in under_way and standing.following:
            step = lesson_step(standing, standing.following)
            return Part(title=step.title, text=step.text, link=step.href, label=step.label)
    return None


def register() -> None:
    register_letter_part(
        LetterPart(
            code="courses.next_lesson",
            title=gettext_lazy("Your next lesson"),
            about=gettext_lazy("Where you go on, while you are on a course."),
            say=next_lesson,
            people=on_their_way,
            order=10,
        )
    )
