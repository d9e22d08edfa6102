"""How a cohort went on, by session and by week: numbers for a picture and for its table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.db.models.functions import TruncWeek
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cohorts.programmes.models import Cohort, CohortCourse, Place
from cohorts.sessions.models import THERE, LiveSession
from courses.learning.models import LessonProgress

HEIGHT, STEP, WIDE = 120, 44, 28  # of a chart, in its own units


@dataclass(frozen=True)
class Bar:
    """One bar: what it stands for, its number, and where it is drawn."""

    label: str
    short: str
    value: int
    of: int
    x: int
    y: int
    height: int

    @property
    def middle(self) -> int:
        return self.x + WIDE // 2


@dataclass(frozen=True)
class Chart:
    title: str
    what: str  # the head of the table's first column
    number: str  # the head of its second
    bars: list[Bar]

    @property
    def width(self) -> int:
        return max(1, len(self.bars)) * STEP

    @property
    def box(self) -> str:
        return f"0 0 {self.width} {HEIGHT + 40}"


def trends_of(cohort: Cohort) -> list[Chart]:
    """Attendance of the sessions that are over, and lessons done by week. Three queries."""
    return [chart for chart in (_attendance(cohort), _lessons(cohort)) if chart.bars]


def _attendance(cohort: Cohort) -> Chart:
    came = Q(attendances__state__in=THERE)
    rows = (
        LiveSession.objects.over()
        .filter(cohort=cohort)
        .annotate(came=Count("attendances", filter=came))
        .order_by("starts_at", "pk")
        .values_list("title", "starts_at", "came")
    )
    named = [
        (f"{title}, {date_format(timezone.localtime(at), 'j F')}", str(number), came)
        for number, (title, at, came) in enumerate(rows, 1)
    ]
    people = Place.objects.taking_up_room().filter(cohort=cohort).count()
    return Chart(_("Who came"), _("Session"), _("People"), _bars(named, people))


def _lessons(cohort: Cohort) -> Chart:
    courses = CohortCourse.objects.filter(cohort=cohort).values("course")
    people = Place.objects.filter(cohort=cohort).values("trainee")
    since = timezone.localtime() - timedelta(weeks=16)
    rows = (
        LessonProgress.objects.filter(
            learner__in=people, lesson__course__in=courses, done_at__isnull=False, done_at__gte=since
        )
        .annotate(week=TruncWeek("done_at"))
        .order_by("week")
        .values_list("week")
        .annotate(number=Count("pk"))
    )
    named = [
        (
            _("week of %(day)s") % {"day": date_format(week, "j F")},
            date_format(week, "j M"),
            number,
        )
        for week, number in rows
    ]
    return Chart(_("Lessons done"), _("Week"), _("Lessons"), _bars(named, 0))


def _bars(named: list[tuple[str, str, int]], of: int) -> list[Bar]:
    most = max([value for _label, _short, value in named] + [of, 1])
    bars = []
    for place, (label, short, value) in enumerate(named):
        height = round(HEIGHT * value / most)
        x = place * STEP + (STEP - WIDE) // 2
        bars.append(Bar(label, short, value, of, x, 16 + HEIGHT - height, height))
    return bars
