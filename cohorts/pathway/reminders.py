"""Reminders of dates that are not ticked: a week and a day before, once each."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from cohorts.pathway import countdown_kinds as kinds
from cohorts.pathway.countdown_models import CountdownItem
from cohorts.pathway.models import Pathway
from cohorts.pathway.selectors import standing_of
from cohorts.programmes.models import PlaceState
from lms.language import speaking
from lms.messaging.notices import notify
from lms.pages.templatetags.components import on_date
from lms.queue.services import enqueue

WEEK, LATEST = timedelta(days=7), timedelta(days=3)  # a week before; with less than three days it is too late
DAY = timedelta(days=1)
REMIND_JOB = "cohorts.pathway.tasks.remind_person_job"


def _due(today: date) -> QuerySet[CountdownItem]:
    """Lines that want a reminder today; a line whose day moved since the last one wants it anew."""
    no_week = Q(week_told_for=None) | ~Q(week_told_for=F("on"))
    no_day = Q(day_told_for=None) | ~Q(day_told_for=F("on"))
    week = Q(on__range=(today + LATEST, today + WEEK)) & no_week
    day = Q(on=today + DAY) & no_day
    waiting = CountdownItem.objects.filter(week | day, is_gone=False, ticked_at=None)
    return waiting.filter(pathway__place__state=PlaceState.ACTIVE)


def remind_due() -> int:
    """Everybody with a date that is near has a job that reminds them; how many. One query."""
    due = _due(timezone.localdate()).order_by("pathway")
    people = list(due.values_list("pathway", flat=True).distinct())
    for pathway_id in people:
        enqueue(REMIND_JOB, pathway_id)
    return len(people)


@transaction.atomic
def remind(*, pathway: Pathway) -> int:
    """The trainee has a notice of each line that is due; how many. Again, they hear nothing more.

    Nothing goes to whoever pauses, gave the place up, was not chosen, or is through.
    """
    held = Pathway.objects.select_for_update(of=("self",)).select_related("place__trainee").get(pk=pathway.pk)
    if not standing_of(held).is_open:
        return 0
    rows = list(_due(timezone.localdate()).filter(pathway=held).order_by("on", "pk"))
    for row in rows:
        _tell(row, held)
    return len(rows)


def _tell(row: CountdownItem, pathway: Pathway) -> None:
    person, is_day = pathway.place.trainee, row.on == timezone.localdate() + DAY
    what = "day" if is_day else "week"
    with speaking(person.language):
        context = {"when": str(on_date(row.on))}
    notify(
        recipient=person,
        kind=kinds.COMING.code,
        key=f"{row.uid}:{what}:{row.on}",
        context=context,
        link=reverse("my_cohorts:pathway_of", args=[pathway.place.uid]),
    )
    row.day_told_for, row.week_told_for = (row.on if is_day else row.day_told_for), row.on
    row.save(update_fields=["day_told_for", "week_told_for"])
