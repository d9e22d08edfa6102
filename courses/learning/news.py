"""Telling learners that a lesson which they know was changed in a way worth knowing."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.content.models import Course, CourseEdition
from courses.content.news import told_since
from courses.content.selectors import best_edition
from courses.learning.models import Enrolment, LessonProgress
from lms.accounts.models import Standing, User
from lms.language import speaking
from lms.messaging.copy_kinds import Gap
from lms.messaging.kinds import NoticeKind, Rhythm, register_kind
from lms.messaging.models import Notice
from lms.messaging.notices import notify

CHANGED = NoticeKind(
    "courses.changed",
    _("A course of yours has changed"),
    _("A lesson that you have begun or finished was changed in a way worth knowing."),
    gaps=(Gap("course", _("the course’s title"), "Standing for council"),),
    button=_("See what changed"),
    default=Rhythm.WEEKLY,
)
AT_ONCE = 200  # people that one job tells


def tell_of_changes(*, course: Course, language: str, at: str, after: int) -> int:
    """The next of those who know what was published with a sentence at ``at`` have a notice of it.

    Told is whoever has begun or finished such a lesson, still has a place, reads the course in
    ``language`` and has not seen the new text yet. Whoever has an unread notice of the course that
    went by no letter yet gets no second one. Answers the last person looked at, 0 when all were.
    Idempotent by (person, course, ``at``).
    """
    editions = list(CourseEdition.objects.current().filter(course=course))
    found = [edition for edition in editions if edition.language == language]
    if not found:
        return 0
    people = list(_who_know(found[0], at).filter(pk__gt=after).order_by("pk")[:AT_ONCE])
    untold = Notice.objects.filter(kind=CHANGED.code, key__startswith=f"{course.key}:", recipient__in=people)
    know = set(untold.filter(read_at=None, mailed_at=None).values_list("recipient", flat=True))
    for person in people:
        with speaking(person.language):
            reads_it = best_edition(editions) == found[0]
        if reads_it and person.pk not in know:
            notify(
                recipient=person,
                kind=CHANGED.code,
                key=f"{course.key}:{at}",
                context={"course": found[0].title},
                link=reverse("desk:my"),
            )
    return people[-1].pk if len(people) == AT_ONCE else 0


def _who_know(edition: CourseEdition, at: str) -> QuerySet[User]:
    moment = datetime.fromisoformat(at)
    changed = Q(pk__in=[])
    for entry in told_since(edition, moment):
        if entry["news"]["at"] == at:
            changed |= Q(lesson=entry["id"]) & ~Q(seen_edition=entry["edition"])
    knowing = LessonProgress.objects.filter(changed, started_at__lt=moment)
    places = Enrolment.objects.holding_a_place().filter(course=edition.course_id)
    return User.objects.filter(
        pk__in=knowing.values("learner"), is_active=True, standing=Standing.ACTIVE
    ).filter(pk__in=places.values("learner"))


def register() -> None:
    register_kind(CHANGED)
