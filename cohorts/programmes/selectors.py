"""Reads of programmes and cohorts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from cohorts.programmes.models import (
    TAKES_UP_ROOM,
    Cohort,
    CohortCourse,
    CohortState,
    Phase,
    Place,
    PlaceState,
    Programme,
)
from cohorts.programmes.promised import places_to_give
from courses.assessment.sent_work import works_asked
from courses.content.models import Lesson
from courses.content.selectors import edition_columns, editions_found, editions_of
from lms.accounts.grants.models import RoleGrant
from lms.accounts.models import ORGANISERS, User
from lms.pages.selectors import Stop


def cohorts_with_courses() -> list[int]:
    """Those that are not over and have courses. One query."""
    today = timezone.localdate()
    going = Cohort.objects.filter(state=CohortState.ANNOUNCED, ends_on__gte=today)
    return list(
        going.filter(cohort_courses__isnull=False).order_by("pk").distinct().values_list("pk", flat=True)
    )


def with_numbers(cohorts: QuerySet[Cohort]) -> QuerySet[Cohort]:
    """Each with ``taken``, the places that are taken, and its programme. One query."""
    taken = Count("held_places", filter=Q(held_places__state__in=TAKES_UP_ROOM))
    return cohorts.select_related("programme").annotate(taken=taken).order_by("-starts_on", "title", "pk")


def places_held(user: Any) -> QuerySet[Place]:
    """The announced cohorts in which ``user`` takes part or pauses, the newest first. One query."""
    held = Place.objects.open().filter(trainee=user).exclude(cohort__state=CohortState.PREPARING)
    return held.select_related("cohort__programme").order_by("-cohort__starts_on", "pk")


def open_for_applications(programme: Programme | None = None) -> QuerySet[Cohort]:
    """Where one can apply now, the one that closes first first. One query."""
    now = timezone.now()
    found = Cohort.objects.filter(state=CohortState.ANNOUNCED, opens_at__lte=now, closes_at__gt=now)
    if programme is not None:
        found = found.filter(programme=programme)
    return found.select_related("programme").order_by("closes_at", "pk")


def programmes_running() -> QuerySet[Programme]:
    """Those that are published and not cancelled, by name. One query."""
    return Programme.objects.filter(retired_at=None, cancelled_at=None).order_by("title", "pk")


def to_come(programme: Programme) -> QuerySet[Cohort]:
    """Where one can apply later: announced, opening at a known moment. One query."""
    found = Cohort.objects.filter(
        programme=programme, state=CohortState.ANNOUNCED, opens_at__gt=timezone.now()
    )
    return found.order_by("opens_at", "pk")


def later_cohorts(cohort: Cohort) -> QuerySet[Cohort]:
    """Where somebody of ``cohort`` could move on to: announced, of the same programme, not begun."""
    found = Cohort.objects.filter(
        programme=cohort.programme_id, state=CohortState.ANNOUNCED, starts_on__gt=timezone.localdate()
    )
    return found.exclude(pk=cohort.pk).order_by("starts_on", "pk")


def with_room(cohorts: QuerySet[Cohort]) -> list[tuple[Cohort, bool]]:
    """Each, and whether it has a place that is nobody's and promised to nobody. Constant queries."""
    shown = list(cohorts)
    room = places_to_give(shown) if shown else {}
    return [(one, room[one.pk] > 0) for one in shown]


@dataclass(frozen=True)
class CourseInCohort:
    """One course as a cohort takes it."""

    title: str
    href: str
    opens_on: date
    due_on: date | None
    is_required: bool

    @property
    def is_open(self) -> bool:
        return self.opens_on <= timezone.localdate()


def courses_of(cohort: Cohort) -> list[CourseInCohort]:
    """Its courses as they open; without an address where nothing is published. Two queries."""
    rows = list(CohortCourse.objects.filter(cohort=cohort).select_related("course"))
    current = Q(course__editions__is_current=True)
    found = CohortCourse.objects.filter(current, cohort=cohort).order_by("pk")
    editions = editions_found(found.values_list(*edition_columns("course__editions__", "course__")))
    slugs = {edition.course_id: edition.slug for edition in reversed(editions)}
    return [
        CourseInCohort(
            title=row.course.title,
            href=f"/courses/{slugs[row.course_id]}/" if row.course_id in slugs else "",
            opens_on=cohort.starts_on + timedelta(days=row.opens_after),
            due_on=None if row.due_after is None else cohort.starts_on + timedelta(days=row.due_after),
            is_required=row.is_required,
        )
        for row in rows
    ]


def lessons_with_work(cohort: Cohort) -> QuerySet[Lesson]:
    """The lessons of its courses, as they are taught now, that ask for work. Not evaluated."""
    courses = CohortCourse.objects.filter(cohort=cohort).values_list("course", flat=True)
    asked = works_asked(editions_of(courses, settings.LANGUAGE_CODE).values())
    return Lesson.objects.filter(pk__in=asked).select_related("course").order_by("course__title", "pk")


def phase_stops(cohort: Cohort) -> list[Stop]:
    """The phases of ``cohort`` as the line with stops. One query."""
    today = timezone.localdate()
    stops = []
    for phase in Phase.objects.filter(cohort=cohort):
        state = "done" if phase.ends_on < today else "here" if phase.starts_on <= today else "later"
        stops.append(Stop(phase.title, state, _days(phase.starts_on, phase.ends_on)))
    return stops


def _days(first: date, last: date) -> str:
    form = "j F" if first.year == timezone.localdate().year else "j F Y"
    if first == last:
        return str(date_format(last, form))
    return f"{date_format(first, form)} – {date_format(last, form)}"


def people_of(cohort: Cohort) -> QuerySet[Place]:
    """Everybody who ever held a place, those who take part first, by name. One query."""
    order = [PlaceState.ACTIVE, PlaceState.PAUSED, PlaceState.SUSPENDED]
    found = Place.objects.filter(cohort=cohort).select_related("trainee", "deferred_to")
    return found.annotate(gone=~Q(state__in=order)).order_by("gone", "trainee__name_key", "pk")


def organisers_of(cohort: Cohort) -> QuerySet[User]:
    """Those who organise this cohort and not the whole, by name. One query."""
    held = RoleGrant.objects.open().filter(role=ORGANISERS, scope_kind="cohort", scope_uid=cohort.uid)
    return User.objects.filter(pk__in=held.values("person")).order_by("name_key", "pk")
