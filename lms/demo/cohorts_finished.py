"""The demo's finished cohort: people who met its rule, have its certificate, and said what they think."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from cohorts.admissions.decisions.days import end_of_day
from cohorts.evaluation.models import Evaluated, Evaluation, EvaluationAnswer
from cohorts.evaluation.services import set_up_evaluation
from cohorts.programmes.completion import settle_place
from cohorts.programmes.models import Cohort, CohortState, Phase, Place, PlaceEvent, Programme
from cohorts.programmes.services import accept_conduct, find_final_work_done, give_place
from cohorts.sessions.models import Attendance, LiveSession
from lms.accounts.models import User
from lms.accounts.services import confirm_address
from lms.demo.cohorts_programmes import CONDUCT, STRETCHES, WEEK, _season
from lms.demo.cohorts_reached import keep_applications_of_then
from lms.demo.cohorts_sessions import CLOCK, EVENINGS, MINUTES

WEEKS_AGO = 27  # when it began
SLUG = "first-cohort"


@dataclass(frozen=True)
class Graduate:
    """Somebody of the finished cohort: how many evenings they were at, and what they said at the end."""

    username: str
    name: str
    evenings: int
    before: int = 0  # 1 to 5; 0: said nothing
    now: int = 0
    next: int = 0  # which of the usual answers
    helped: str = ""
    change: str = ""

    @property
    def completed(self) -> bool:
        return self.evenings >= 5


GRADUATES = (
    Graduate("ruth.adeyemi", "Ruth Adeyemi", 7, 3, 5, 1, "Giving the speech to people who wished me well."),
    Graduate(
        "tomasz.nowak",
        "Tomasz Nowak",
        6,
        1,
        4,
        1,
        "That selection has steps, and that they can be learnt.",
        "Start at half past seven. I miss the first ten minutes of everything.",
    ),
    Graduate(
        "aisha.rahman",
        "Aisha Rahman",
        7,
        2,
        5,
        1,
        "Being told kindly that my statement was about the party and not about my street.",
        "An evening on what happens when you lose.",
    ),
    Graduate(
        "colin.mcbride",
        "Colin McBride",
        5,
        2,
        3,
        2,
        "The recordings, with a baby in the house.",
        "More examples from the country, not only from towns.",
    ),
    Graduate("efua.mensah", "Efua Mensah", 6, 2, 4, 1, "The map of who decides. I have it on the fridge."),
    Graduate(
        "sian.bevan",
        "Siân Bevan",
        7,
        1,
        4,
        1,
        "Hearing six other people’s reasons.",
        "A second speech. The first one is always about nerves.",
    ),
    Graduate(
        "dev.patel", "Dev Patel", 5, 3, 4, 3, "Finding out that I would rather run somebody’s campaign."
    ),
    Graduate("joan.ellery", "Joan Ellery", 6, 1, 3, 4, "", "Fewer slides."),
    Graduate("piotr.zielinski", "Piotr Zieliński", 3),
    Graduate("hafsa.malik", "Hafsa Malik", 6, 2, 4, 1, "Saying my three sentences until they were mine."),
    Graduate("gareth.lund", "Gareth Lund", 5, 2, 3, 2, "", "Shorter evenings. We start work at six."),
    Graduate("yvonne.carter", "Yvonne Carter", 7, 1, 5, 1, "Somebody who rang me before every Monday."),
    Graduate("marek.dudek", "Marek Dudek", 6, 3, 4, 1, "Practising on people who disagree."),
)


def keep_finished(*, programme: Programme, organiser: User) -> Cohort:
    """A cohort began half a year before it was first made here, and is over. Repeatable.

    Twelve of thirteen completed it; their certificates are queued. Twelve answered the questions at the
    end. Twenty-nine had applied.
    """
    cohort = Cohort.objects.filter(slug=SLUG).first() or _made(programme)
    sessions = list(cohort.sessions.order_by("number")) or _sessions(cohort)
    for graduate in GRADUATES:
        _keep_graduate(graduate, cohort, sessions, organiser)
    keep_applications_of_then(cohort)
    if not Evaluation.objects.filter(cohort=cohort).exists():
        _evaluate(cohort, organiser)
    return cohort


def _made(programme: Programme) -> Cohort:
    today = timezone.localdate()
    first = today - dt.timedelta(days=today.weekday()) - WEEKS_AGO * WEEK
    cohort = Cohort.objects.create(
        programme=programme,
        slug=SLUG,
        title=_season(first),
        state=CohortState.ANNOUNCED,
        announced_at=timezone.now() - (WEEKS_AGO + 9) * WEEK,
        opens_at=timezone.now() - (WEEKS_AGO + 9) * WEEK,
        closes_at=end_of_day(first - 5 * WEEK),
        hear_by=first - 3 * WEEK,
        places=14,
        starts_on=first,
        ends_on=first + 8 * WEEK,
        sessions_needed=5,
        final_work="a statement of 150 words and a speech of three minutes",
        conduct=CONDUCT,
    )
    for stretch in STRETCHES:
        begins, ends = dt.timedelta(days=stretch.begins), dt.timedelta(days=stretch.ends)
        Phase.objects.create(
            cohort=cohort, title=stretch.title, starts_on=first + begins, ends_on=first + ends
        )
    return cohort


def _sessions(cohort: Cohort) -> list[LiveSession]:
    """Seven Mondays that were held; nothing of them is sent to anybody."""
    made = []
    for number, evening in enumerate(EVENINGS, start=1):
        day = cohort.starts_on + (number - 1) * WEEK
        begins = timezone.make_aware(dt.datetime.combine(day, CLOCK))
        made.append(
            LiveSession.objects.create(
                cohort=cohort,
                number=number,
                title=evening.title,
                aim=evening.aim,
                guests=evening.guests,
                starts_at=begins,
                ends_at=begins + dt.timedelta(minutes=MINUTES),
                register_closed_at=begins + dt.timedelta(hours=2),
            )
        )
    return made


def _keep_graduate(graduate: Graduate, cohort: Cohort, sessions: list[LiveSession], organiser: User) -> None:
    email = f"{graduate.username}@example.org"
    person = User.objects.filter(email=email).first()
    if person is None:
        person = User.objects.create_user(
            username=graduate.username,
            email=email,
            name=graduate.name,
            confirmed_adult_at=cohort.announced_at or timezone.now(),
        )
        confirm_address(person=person)
    if Place.objects.filter(cohort=cohort, trainee=person).exists():
        return
    place = give_place(trainee=person, cohort=cohort, actor=organiser)
    accept_conduct(place=place)
    since = cohort.sessions.earliest("starts_at").starts_at - WEEK
    Place.objects.filter(pk=place.pk).update(created_at=since, state_since=since, conduct_accepted_at=since)
    PlaceEvent.objects.filter(place=place).update(at=since)
    for session in sessions:
        was_there = session.number <= graduate.evenings
        Attendance.objects.create(
            session=session,
            place=place,
            state="present" if was_there else "absent",
            credit="attended" if was_there else "",
            credited_at=session.ends_at if was_there else None,
            noted_at=session.ends_at,
        )
    if graduate.completed:
        find_final_work_done(place=place, actor=organiser)
        settle_place(place.pk)
        done = sessions[-1].ends_at + WEEK
        Place.objects.filter(pk=place.pk).update(final_work_at=done, completed_at=done)


def _evaluate(cohort: Cohort, organiser: User) -> None:
    """The questions were asked on the last day and are closed; what was said leads to nobody, here too."""
    evaluation = set_up_evaluation(cohort=cohort, actor=organiser)
    asked = timezone.make_aware(dt.datetime.combine(evaluation.opens_on, dt.time(9)))
    Evaluation.objects.filter(pk=evaluation.pk).update(asked_at=asked, reminded_at=asked + 2 * WEEK)
    before, now, friend, following, helped, change = evaluation.questions.all()
    answers = []
    for one in GRADUATES:
        if not one.before:
            continue
        numbers = ((before, one.before), (now, one.now), (friend, min(one.now + 1, 5)), (following, one.next))
        answers += [EvaluationAnswer(question=question, number=number) for question, number in numbers]
        texts = ((helped, one.helped), (change, one.change))
        answers += [EvaluationAnswer(question=question, text=said) for question, said in texts if said]
        Evaluated.objects.create(
            place=Place.objects.get(cohort=cohort, trainee__email=f"{one.username}@example.org")
        )
    EvaluationAnswer.objects.bulk_create(sorted(answers, key=lambda one: one.id))
