"""The demo's programme: its page, a cohort that is going on, and one that takes applications now."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from cohorts.programmes.models import (
    Cohort,
    CohortCourse,
    CohortState,
    Phase,
    Place,
    PlaceEvent,
    PlaceState,
    Programme,
)
from cohorts.programmes.pages import ProgrammeIndexPage, ProgrammePage
from cohorts.programmes.services import accept_conduct, change_place, give_place
from cohorts.programmes.setting_up import free_slug
from courses.content.models import Course
from lms.accounts.models import User
from lms.demo import tree
from lms.demo.material import Lesson as Text
from lms.demo.material import bullets, heading, key_points, text
from lms.demo.people import LEARNERS
from lms.pages.models import HomePage

PROGRAMME = Text(
    title="Future Councillors’ Programme",
    slug="future-councillors",
    introduction=(
        "Seven Monday evenings with people from your part of the world, a short course between them, and "
        "somebody who reads what you write. For members who might stand for their council one day."
    ),
    minutes=3,
    body=[
        heading("What it is"),
        text(
            "On seven Mondays at 19:00 we meet by video for ninety minutes: what a councillor decides, how "
            "people are selected, who has a say in your ward, and how to speak so that people stay. Between "
            "the evenings you take the course at your own pace. It ends with a statement of 150 words "
            "and a speech of three minutes, both your own."
        ),
        heading("For whom"),
        text(
            bullets(
                "You are 18 or over and a member of our party, however new.",
                "You care about something within walking distance of your door.",
                "You can come to five of the seven evenings, or make some up by their recordings.",
            ),
            "You need no experience and no degree. We are looking for people whom councils have too few of: "
            "tenants, carers, people on shifts, young people, people who were told it was not for them.",
        ),
        heading("How we choose"),
        text(
            "Two people read each application and give marks for three things only: a problem near you that "
            "you have tried to change, what you learnt with others, and why now. You read their marks and "
            "reasons afterwards. Whether you could stand at the next election plays no part."
        ),
        key_points(
            "What you can count on",
            "It is free, and travel and care on the last day are paid.",
            "You hear by the day that stands beside the button, whatever the answer is.",
            "You can pause without giving a reason, move to a later cohort, or leave, in two taps.",
            "Nobody outside the people named on the form reads what you send.",
        ),
        heading("Questions people ask"),
        text(
            "<b>I work evenings.</b> Each evening is recorded for those who take part. Watch it, pass its "
            "check, and it counts as if you had been there."
        ),
        text(
            "<b>Do I have to stand afterwards?</b> No. Some stand, some run somebody’s campaign, some find "
            "out in good time that it is not for them."
        ),
        text(
            "<b>I was not chosen last time.</b> Apply again. Most people who are chosen the second time say "
            "that the reasons they were given helped."
        ),
    ],
)
INDEX_INTRODUCTION = "Learning together, with dates, people and a place that is yours."
CONDUCT = (
    "We let people finish. We speak about ourselves, and leave what others said here.\n\n"
    "We criticise ideas and thank people for them. Whoever is new is right to ask.\n\n"
    "If somebody makes you uneasy, tell the person under “Get help”. You need no proof, and you decide what "
    "happens next."
)
WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Stretch:
    """A phase, in days from the first day of a cohort."""

    title: str
    begins: int
    ends: int


STRETCHES = (
    Stretch("Taster evening", -14, -14),
    Stretch("Seven Mondays", 0, 42),
    Stretch("Final work", 43, 55),
    Stretch("Looking back", 56, 56),
)
# What became of places besides those that are simply held.
BECAME = {"joel.francis": PlaceState.PAUSED, "dennis.cartwright": PlaceState.LEFT}


def keep_programme(*, home: HomePage, owner: User) -> Programme:
    """The page of the programme is live under ``/programmes/``, and the programme is known. Repeatable."""
    key = tree.page_key("index", "programmes")
    index = ProgrammeIndexPage.objects.filter(translation_key=key).first()
    if index is None:
        fresh = HomePage.objects.get(pk=home.pk)
        index = tree._add(fresh, ProgrammeIndexPage, "Programmes", "programmes", key, owner)
    facts = {"introduction": INDEX_INTRODUCTION, "show_in_menus": True}
    tree._publish_if_changed(index, facts, owner)
    key = tree.page_key("programme", PROGRAMME.slug)
    page = ProgrammePage.objects.filter(translation_key=key).first()
    if page is None:
        fresh_index = ProgrammeIndexPage.objects.get(pk=index.pk)
        page = tree._add(fresh_index, ProgrammePage, PROGRAMME.title, PROGRAMME.slug, key, owner)
    tree.keep_text(page, PROGRAMME, owner)
    return Programme.objects.get(key=key)


def keep_running(*, programme: Programme, course: Course, organiser: User) -> Cohort:
    """A cohort is in its fourth week, or further on if it was made on an earlier day. Repeatable.

    Once one is over, the next run makes another. Most of the demo's learners have a place in it.
    """
    today = timezone.localdate()
    going = Cohort.objects.filter(programme=programme, starts_on__lte=today, ends_on__gte=today)
    cohort = going.order_by("pk").first()
    if cohort is None:
        first = today - dt.timedelta(days=today.weekday()) - 3 * WEEK
        cohort = _made(programme, course, first, places=12)
    for number, learner in enumerate(LEARNERS):
        known = {"email": learner.email} if learner.email else {"username": learner.username}
        person = User.objects.get(**known)
        if not Place.objects.filter(cohort=cohort, trainee=person).exists():
            _give(cohort, person, organiser, BECAME.get(learner.username), days=7 + number % 4)
    return cohort


def _give(cohort: Cohort, person: User, organiser: User, became: PlaceState | None, *, days: int) -> None:
    """A place since before the first day, with the code of conduct accepted; changed since, where it was."""
    place = give_place(trainee=person, cohort=cohort, actor=organiser)
    accept_conduct(place=place)
    since = timezone.now() - (timezone.localdate() - cohort.starts_on) - dt.timedelta(days=days)
    Place.objects.filter(pk=place.pk).update(state_since=since, conduct_accepted_at=since)
    PlaceEvent.objects.filter(place=place).update(at=since)
    if became is not None:
        change_place(place=place, state=became, actor=person)


def keep_intake(*, programme: Programme, course: Course) -> Cohort:
    """A cohort takes applications now; when it no longer does, the next run makes another. Repeatable."""
    now = timezone.now()
    taking = Cohort.objects.filter(programme=programme, opens_at__lte=now, closes_at__gt=now)
    cohort = taking.exclude(state=CohortState.CANCELLED).order_by("pk").first()
    if cohort is not None:
        return cohort
    today = timezone.localdate()
    closing = today - dt.timedelta(days=today.weekday()) + 3 * WEEK  # a Monday, to its very end
    return _made(programme, course, closing + 5 * WEEK, places=20, closing=closing)


def _made(
    programme: Programme, course: Course, first: dt.date, *, places: int, closing: dt.date | None = None
) -> Cohort:
    """Announced, with phases, the course and the rule; open for applications until the end of ``closing``."""
    title = _season(first)
    admissions = {}
    if closing is not None:
        day = dt.timedelta(days=1)
        admissions = {
            "opens_at": timezone.make_aware(dt.datetime.combine(timezone.localdate() - day, dt.time(9))),
            "closes_at": timezone.make_aware(dt.datetime.combine(closing + day, dt.time())),
            "hear_by": closing + WEEK,
            "list_ends_on": closing + 3 * WEEK,
        }
    cohort = Cohort.objects.create(
        programme=programme,
        slug=free_slug(title),
        title=title,
        state=CohortState.ANNOUNCED,
        announced_at=timezone.now(),
        places=places,
        starts_on=first,
        ends_on=first + 8 * WEEK,
        sessions_needed=5,
        conduct=CONDUCT,
        **admissions,
    )
    for stretch in STRETCHES:
        Phase.objects.create(
            cohort=cohort,
            title=stretch.title,
            starts_on=first + dt.timedelta(days=stretch.begins),
            ends_on=first + dt.timedelta(days=stretch.ends),
        )
    CohortCourse.objects.create(cohort=cohort, course=course, opens_after=0, due_after=55)
    return cohort


def _season(day: dt.date) -> str:
    names = ("Winter", "Spring", "Summer", "Autumn")
    return f"{names[day.month % 12 // 3]} {day.year}"
