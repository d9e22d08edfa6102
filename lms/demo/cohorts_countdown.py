"""The demo's lists before the poll: ticks, lines of one's own, a poll that was moved, an editor's words."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.utils import timezone

from cohorts.pathway.advice import save_advice
from cohorts.pathway.checklist import COUNTDOWN
from cohorts.pathway.countdown import add_line, tick
from cohorts.pathway.countdown_models import DateAdvice, PollMove
from cohorts.pathway.models import Pathway
from cohorts.pathway.moves import move_poll
from cohorts.pathway.timetables import Event, timetable
from cohorts.programmes.models import Cohort
from cohorts.sessions.calendar import open_feed
from lms.accounts.models import User
from lms.places.models import Nation

WEEK = dt.timedelta(weeks=1)
WORDS = (
    "It takes five minutes on the government’s page, and renters are missed most. Say so at each door, and "
    "leave a card with this day on it."
)
LINES = (
    ("Ask for the week before the poll off work", 21, True),
    ("Find two electors of the ward who will sign my papers", 60, False),
    ("Ring Auntie Bee about babysitting on Tuesdays", None, False),
)


def keep_countdowns(*, finished: Cohort, running: Cohort, organiser: User) -> None:
    """Nadia's list has begun, and a by-election was put back by a week. Repeatable: what is there stays."""
    theirs = Pathway.objects.filter(place__cohort__in=(finished, running))
    _keep_list(theirs.filter(place__trainee__email="trainee@example.org"))
    _keep_move(theirs.filter(place__trainee__email="sian.bevan@example.org"), organiser)
    if not DateAdvice.objects.exists():
        save_advice(
            nation=Nation.ENGLAND,
            event=Event.REGISTRATION,
            language="en-gb",
            text=WORDS,
            source="https://www.gov.uk/register-to-vote",
            checked_on=timezone.localdate(),
            is_shown=True,
            actor=organiser,
        )


def _keep_list(found: QuerySet[Pathway]) -> None:
    pathway = found.select_related("place__trainee").first()
    if pathway is None or pathway.items.filter(event="").exists():
        return
    for words, days, is_done in LINES:
        on = timezone.localdate() + dt.timedelta(days=days) if days else None
        line = add_line(pathway=pathway, words=words, on=on)
        tick(pathway=pathway, key=str(line.uid), is_done=is_done)
    open_feed(person=pathway.place.trainee, feed=COUNTDOWN)


def _keep_move(found: QuerySet[Pathway], organiser: User) -> None:
    pathway = found.select_related("place").first()
    if pathway is None or pathway.poll_on is None or PollMove.objects.filter(pathway=pathway).exists():
        return
    tick(pathway=pathway, key=Event.NOTICE, is_done=True)
    later = pathway.poll_on + WEEK
    while timetable(nation=Nation.ENGLAND, poll_on=later).unknown:
        later += WEEK
    reason = "The first notice of election named the wrong ward, so the council put the poll back."
    move_poll(pathway=pathway, poll_on=later, reason=reason, actor=organiser)
