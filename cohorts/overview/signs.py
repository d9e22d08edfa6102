"""Finding who might need a hand, by the rules that the organisers declared.

Only people who are taking part, in a cohort that runs, are looked at: whoever pauses, has left or
has completed is left in peace.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, OuterRef, Q, Subquery
from django.utils import timezone

from cohorts.overview.due_work import DueWork, works_due
from cohorts.overview.grid import MISSED, session_states, sessions_joined, work_states, works_joined
from cohorts.overview.models import HelpRules, HelpSign, Sign
from cohorts.programmes.models import Cohort, CohortCourse, CourseCredit, Place
from cohorts.sessions.models import THERE, LiveSession
from courses.learning.models import Enrolment, LessonProgress


@dataclass(frozen=True)
class Found:
    """One sign as it is today."""

    place: int
    sign: Sign
    number: int
    subject: str = ""


@dataclass(frozen=True)
class _Facts:
    """What the rules look at, of one place."""

    pk: int
    learner: int
    since: date
    last: date
    sessions: Mapping[str, str]
    works: Mapping[str, str]


def rules_of(cohort: Cohort) -> HelpRules:
    """The rules of ``cohort``, the defaults where nobody set any; then not saved. One query."""
    return HelpRules.objects.filter(cohort=cohort).first() or HelpRules(cohort=cohort)


def running_cohorts() -> list[int]:
    """Those whose people are looked at today, and those with signs left over. One query."""
    today = timezone.localdate()
    running = Q(starts_on__lte=today, ends_on__gte=today, cancelled_at=None)
    left = Q(pk__in=HelpSign.objects.filter(ended_at=None).values("place__cohort"))
    return list(Cohort.objects.filter(running | left).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def find_signs(*, cohort: Cohort) -> int:
    """The open signs of ``cohort`` are those that hold today; returns how many there are.

    Those that no longer hold have ended; those that go on keep the day they were found and
    being put off. Repeatable; locks the cohort, so that two at once come one after the other.
    """
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    found = {(one.place, one.sign.value): one for one in _look(cohort)}
    known = {
        (sign.place_id, sign.sign): sign
        for sign in HelpSign.objects.filter(place__cohort=cohort, ended_at=None)
    }
    now = timezone.now()
    for key, sign in known.items():
        if key in found:
            sign.number, sign.subject, sign.checked_at = found[key].number, found[key].subject, now
        else:
            sign.ended_at = now
    HelpSign.objects.bulk_update(
        known.values(), ["number", "subject", "checked_at", "ended_at"], batch_size=500
    )
    HelpSign.objects.bulk_create(
        [
            HelpSign(place_id=one.place, sign=one.sign, number=one.number, subject=one.subject)
            for key, one in found.items()
            if key not in known
        ],
        batch_size=500,
    )
    return len(found)


def _look(cohort: Cohort) -> Iterable[Found]:
    today = timezone.localdate()
    if cohort.cancelled_at or not cohort.starts_on <= today <= cohort.ends_on:
        return
    rules = rules_of(cohort)
    past = _past_sessions(cohort)
    courses = _courses_due(cohort, today - timedelta(days=rules.behind_days))
    completed = _completed(cohort) if courses else set()
    works = works_due(cohort, today - timedelta(days=rules.work_days))
    for facts in _facts(cohort):
        if (days := (today - facts.last).days) >= rules.quiet_days:
            yield Found(facts.pk, Sign.QUIET, days)
        if (missed := _missed_last(facts, past)) >= rules.missed_in_a_row:
            yield Found(facts.pk, Sign.MISSED, missed)
        behind = [one for one in courses if (facts.learner, one[0]) not in completed]
        if behind:
            _course, title, due = behind[0]
            yield Found(facts.pk, Sign.BEHIND, (today - max(due, facts.since)).days, title)
        if (missing := _first_missing(facts, works)) is not None:
            days = (today - max(missing.due, facts.since)).days
            yield Found(facts.pk, Sign.WORK, days, missing.work.title[:255])


def _first_missing(facts: _Facts, works: list[DueWork]) -> DueWork | None:
    """What was due the longest ago and was never sent; what came back for another go was."""
    return next((one for one in works if one.work.key not in facts.works), None)


def _facts(cohort: Cohort) -> Iterable[_Facts]:
    """Everybody who takes part and has not completed. One query."""
    newest = LessonProgress.objects.filter(learner=OuterRef("trainee")).order_by().values("learner")
    lately = {
        name: Subquery(newest.annotate(last=Max(name)).values("last"))
        for name in ("started_at", "done_at", "resume_at")
    }
    places = Place.objects.taking_part().filter(cohort=cohort, completed_at=None)
    attended = dict(
        LiveSession.objects.filter(cohort=cohort, attendances__state__in=THERE)
        .order_by()
        .values_list("attendances__place")
        .annotate(last=Max("starts_at"))
    )
    # In the order of the places, so that whoever is found on one day is listed alike on every database.
    rows = places.annotate(**{f"at_{name}": found for name, found in lately.items()}).order_by("pk")
    rows = rows.annotate(joined=sessions_joined(), works=works_joined())
    for pk, learner, since, sessions, works, *times in rows.values_list(
        "pk", "trainee_id", "created_at", "joined", "works", *(f"at_{name}" for name in lately)
    ):
        begun = max(timezone.localdate(since), cohort.starts_on)
        last = _last([*times, attended.get(pk)], begun)
        yield _Facts(pk, learner, begun, last, session_states(sessions), work_states(works))


def _last(times: list[datetime | None], begun: date) -> date:
    return max([timezone.localdate(one) for one in times if one is not None] + [begun])


def _past_sessions(cohort: Cohort) -> list[str]:
    """The keys of the sessions that are over, the newest first."""
    held = LiveSession.objects.over().filter(cohort=cohort).order_by("-starts_at", "-pk")
    return [f"s{pk}" for pk in held.values_list("pk", flat=True)]


def _missed_last(facts: _Facts, past: list[str]) -> int:
    """How many of the last sessions in a row were missed; one without an entry ends the row."""
    number = 0
    for key in past:
        if facts.sessions.get(key) != MISSED:
            break
        number += 1
    return number


def _courses_due(cohort: Cohort, before: date) -> list[tuple[int, str, date]]:
    """The courses that count and were due on ``before`` or earlier, the longest ago first."""
    due: list[tuple[int, str, date]] = []
    counted: Any = CohortCourse.objects.filter(cohort=cohort, is_required=True, due_after__isnull=False)
    for course, title, days in counted.values_list("course", "course__title", "due_after"):
        if (day := cohort.starts_on + timedelta(days=days)) <= before:
            due.append((course, title, day))
    return sorted(due, key=lambda one: one[2])


def _completed(cohort: Cohort) -> set[tuple[int, int]]:
    """Who has completed which course of ``cohort``."""
    courses = CohortCourse.objects.filter(cohort=cohort).values("course")
    people = Place.objects.filter(cohort=cohort).values("trainee")
    done = Enrolment.objects.completed().filter(course__in=courses, learner__in=people)
    credited = CourseCredit.objects.filter(place__cohort=cohort)
    return {*done.values_list("learner", "course"), *credited.values_list("place__trainee", "course")}
