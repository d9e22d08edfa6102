"""A cohort of the demo whose applications are being decided, and how the demo trainee once got a place.

Half of the applications are read by everybody; on two of them reviewers differ, a question waits for
its reply, and a colleague prepared decisions for the demo's organiser to check and publish.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from cohorts.admissions.applications.models import (
    Answer,
    Application,
    ApplicationForm,
    ApplicationState,
    Criterion,
    FormEdition,
)
from cohorts.admissions.decisions.days import end_of_day
from cohorts.admissions.decisions.deciding import prepare_decision
from cohorts.admissions.decisions.findings import ask_applicant
from cohorts.admissions.decisions.models import (
    Decision,
    DecisionState,
    Offer,
    OfferState,
    Outcome,
    Review,
    ReviewState,
    Score,
)
from cohorts.admissions.decisions.ranking import figure
from cohorts.admissions.decisions.reviewing import change_plan, name_reviewer, save_review
from cohorts.programmes.models import Cohort, CohortState, Place, Programme
from lms.accounts.grants.services import grant_role
from lms.accounts.models import ORGANISERS, User

SLUG = "weekends"
COLLEAGUE, SECOND_READER = "ruth.ellis", "tomasz.wrona"
CRITERIA = (
    ("Roots where you live", "You know your neighbours, and some of what worries them."),
    ("A reason to stand", "You can say what you would want to change, and why you."),
    ("Working with others", "You have got something done together with other people."),
)
QUESTIONS = (
    ("a1", "What have you got done together with others?"),
    ("a2", "What would you want to change where you live, and why you?"),
)


@dataclass(frozen=True)
class Applicant:
    """Somebody who applied: two answers, and the marks of each reviewer who has read them."""

    name: str
    together: str
    reason: str
    marks: tuple[tuple[int, int, int], ...] = ()
    words: tuple[str, ...] = ()


APPLICANTS = (
    Applicant(
        "Amina Yusuf",
        "Our street had no safe crossing to the school. Five of us counted cars for a week, and the county "
        "painted one in the spring.",
        "The next street waits for the same, and I know now whom to ask and how long it takes.",
        ((5, 4, 5), (5, 5, 5)),
        ("Counted, asked, waited, won.", "Says plainly what she would do next."),
    ),
    Applicant(
        "Bryn Howells",
        "I coach the under-twelves. When the pitch was to be sold we filled the meeting hall twice.",
        "Young people here have one field left. I would want it to stay a field.",
        ((4, 4, 5), (4, 3, 4)),
        ("The whole club came with him.", "Would like to hear more about what comes after the field."),
    ),
    Applicant(
        "Cerys Mullen",
        "As a steward I negotiated new shifts in the bakery, so that nobody walks home at three.",
        "I would bring the same to the town: ask those who work at night when the buses should run.",
        ((5, 5, 4), (2, 3, 2)),
        ("Has done this for years, at work.", "I miss roots in the ward; all of it is at work."),
    ),
    Applicant(
        "Dara O’Connell",
        "We opened the chapel hall on Wednesdays for anybody who is cold. Forty came by January.",
        "Warm rooms should not depend on a chapel. I would want one in every ward.",
        ((4, 5, 4), (4, 4, 4)),
        ("Built from nothing, and lasts.", "Kind and practical."),
    ),
    Applicant(
        "Emeka Obi",
        "I keep the accounts of our tenants’ association and wrote its first newsletter.",
        "Somebody has to read the papers before the meeting. I do, and I can explain them.",
        ((3, 4, 3), (4, 4, 3)),
        ("Careful and modest.", "Reads papers: we need that."),
    ),
    Applicant(
        "Fern Albright",
        "I moved here in May and joined the allotments.",
        "I would like to learn how this works. I care about gardens and clean water.",
        ((2, 2, 2), (2, 3, 2)),
        ("Early days. Meet her again next year.", "Interested; roots will come."),
    ),
    Applicant(
        "Gwil Prydderch",
        "With the drivers of line 9 we got the stop by the surgery back.",
        "Whoever plans buses should have to take one.",
        ((5, 3, 4), (2, 3, 5)),
        ("Known at every stop.", "What would he do beyond buses?"),
    ),
    Applicant(
        "Hana Sato",
        "I translate at the advice centre on Fridays, and trained four others to do it.",
        "Letters from the council should be letters that people understand.",
        ((4, 4, 4),),
        ("Quiet, and others follow her.",),
    ),
    Applicant(
        "Idris Kaya",
        "Our mosque and the church next door share a food bank now. I drive the van.",
        "I see every week who falls through. I would want the council to see it too.",
    ),
    Applicant(
        "Joy Pemberton",
        "I chaired the parents’ group through two inspections.",
        "Schools here lose a teacher a term. I would begin with where teachers can afford to live.",
    ),
)


def keep_decisions(*, organiser: User, reviewer: User, trainee: User) -> None:
    """The cohort is there with its applications, half decided. Repeatable; needs a programme."""
    programme = Programme.objects.filter(retired_at=None, cancelled_at=None).order_by("pk").first()
    if programme is None:
        return
    cohort, is_new = _keep_cohort(programme)
    _keep_story(trainee)
    if not is_new:
        return
    colleague, second = _keep_person(COLLEAGUE, "Ruth Ellis"), _keep_person(SECOND_READER, "Tomasz Wrona")
    for person in (organiser, colleague):
        grant_role(person=person, role=ORGANISERS, actor=None, scope_kind="cohort", scope_uid=cohort.uid)
    change_plan(cohort=cohort, each=2, is_blind=True, actor=colleague)
    for person in (reviewer, second):
        name_reviewer(cohort=cohort, person=person, actor=colleague)
    applications = [_keep_application(cohort, one) for one in APPLICANTS]
    for application, applicant in zip(applications, APPLICANTS, strict=True):
        _keep_reviews(application, applicant, (second, reviewer))
    ask_applicant(
        application=applications[6],
        question=(
            "A post from 2019 under your name makes fun of people who sleep in bus shelters. Is it yours?"
        ),
        actor=colleague,
    )
    _prepare(applications, colleague)


def _keep_cohort(programme: Programme) -> tuple[Cohort, bool]:
    today, now = timezone.localdate(), timezone.now()
    return Cohort.objects.get_or_create(
        slug=SLUG,
        defaults={
            "programme": programme,
            "title": "Four Saturdays",
            "state": CohortState.ANNOUNCED,
            "announced_at": now - dt.timedelta(days=40),
            "places": 4,
            "starts_on": today + dt.timedelta(days=33),
            "ends_on": today + dt.timedelta(days=61),
            "opens_at": now - dt.timedelta(days=32),
            "closes_at": end_of_day(today - dt.timedelta(days=5)),
            "hear_by": today + dt.timedelta(days=5),
            "list_ends_on": today + dt.timedelta(days=26),
        },
    )


def _keep_person(username: str, name: str) -> User:
    user = User.objects.filter(username=username).first()
    return user or User.objects.create_user(username=username, name=name, confirmed_adult_at=timezone.now())


def _keep_form(cohort: Cohort) -> FormEdition:
    for number, (title, text) in enumerate(CRITERIA):
        Criterion.objects.get_or_create(cohort=cohort, title=title, defaults={"text": text, "order": number})
    form, _is_new = ApplicationForm.objects.get_or_create(cohort=cohort)
    asked = [
        {"id": block, "type": "long", "value": {"question": question, "most_words": 200}}
        for block, question in QUESTIONS
    ]
    if not form.questions:
        form.questions = form.questions.stream_block.to_python(asked)
        form.save()
    edition, _is_new = FormEdition.objects.get_or_create(
        form=form, digest="demo", defaults={"questions": asked}
    )
    return edition


def _keep_application(cohort: Cohort, applicant: Applicant) -> Application:
    username = applicant.name.lower().replace(" ", ".").replace("’", "")
    person = _keep_person(username, applicant.name)
    when = timezone.now() - dt.timedelta(days=6 + APPLICANTS.index(applicant))
    application, _is_new = Application.objects.get_or_create(
        cohort=cohort,
        email=f"{username}@applicants.example.org",
        defaults={
            "applicant": person,
            "name": applicant.name,
            "edition": _keep_form(cohort),
            "state": ApplicationState.SUBMITTED,
            "started_at": when - dt.timedelta(days=2),
            "submitted_at": when,
            "standing": "talk" if applicant.name == "Joy Pemberton" else "checked",
        },
    )
    for (block, _question), text in zip(QUESTIONS, (applicant.together, applicant.reason), strict=True):
        Answer.objects.get_or_create(application=application, block=block, defaults={"text": text})
    return application


def _keep_reviews(application: Application, applicant: Applicant, readers: tuple[User, User]) -> None:
    criteria = list(Criterion.objects.filter(cohort=application.cohort))
    for number, reader in enumerate(readers):
        review, _is_new = Review.objects.get_or_create(application=application, person=reader)
        if number >= len(applicant.marks) or review.state == ReviewState.DONE:
            continue
        marks = applicant.marks[number]
        words = applicant.words[number]
        scores = {one.pk: (mark, words) for one, mark in zip(criteria, marks, strict=True)}
        save_review(review=review, scores=scores, words="", is_done=True)


def _prepare(applications: list[Application], colleague: User) -> None:
    """Two offers and one “not this time”, for a second person to check."""
    welcome = (
        "We would like you to join us. Both people who read your application wrote that you have got "
        "something done with others and can say why it mattered."
    )
    later = (
        "There were more people than places this time. What you wrote about the allotments is a good "
        "beginning; go on with it, get to know the people who run them, and apply again. We would be glad."
    )
    for number, outcome, reason in (
        (0, Outcome.OFFER, welcome),
        (3, Outcome.OFFER, welcome),
        (5, Outcome.NOT_NOW, later),
    ):
        prepare_decision(application=applications[number], outcome=outcome, reason=reason, actor=colleague)


def _keep_story(trainee: User) -> None:
    """How the demo trainee got the place that they have: marks, decision and offer, all in the past."""
    place = Place.objects.filter(trainee=trainee).select_related("cohort").order_by("pk").first()
    if place is None or Decision.objects.filter(application__applicant=trainee).exists():
        return
    cohort = place.cohort
    decided = timezone.now() - dt.timedelta(days=44)
    application, _is_new = Application.objects.get_or_create(
        cohort=cohort,
        email=trainee.email or "trainee@applicants.example.org",
        defaults={
            "applicant": trainee,
            "name": trainee.name,
            "edition": _keep_form(cohort),
            "state": ApplicationState.SUBMITTED,
            "started_at": decided - dt.timedelta(days=20),
            "submitted_at": decided - dt.timedelta(days=18),
            "standing": "checked",
        },
    )
    if application.applicant_id != trainee.pk or application.state != ApplicationState.SUBMITTED:
        return
    first, second = _keep_person(COLLEAGUE, "Ruth Ellis"), _keep_person(SECOND_READER, "Tomasz Wrona")
    _keep_judgement(application, decided, {second: (5, 4, 5), first: (4, 4, 5)})
    decision = Decision.objects.create(
        application=application,
        outcome=Outcome.OFFER,
        reason=(
            "We would like you to join us. Your nine weeks with the lift told us how you work with others."
        ),
        state=DecisionState.PUBLISHED,
        prepared_by=first,
        prepared_at=decided - dt.timedelta(days=1),
        checked_by=second,
        checked_at=decided - dt.timedelta(hours=20),
        published_at=decided,
        letter_at=decided,
    )
    Offer.objects.create(
        cohort=cohort,
        application=application,
        decision=decision,
        state=OfferState.ACCEPTED,
        made_at=decided,
        expires_at=end_of_day(timezone.localdate(decided) + dt.timedelta(days=cohort.offers_last)),
        ended_at=decided + dt.timedelta(days=2),
    )


def _keep_judgement(
    application: Application, decided: dt.datetime, marks: dict[User, tuple[int, ...]]
) -> None:
    said = ("Known in the whole house.", "Knows what she wants for the block.", "Twenty-six signatures.")
    criteria = list(Criterion.objects.filter(cohort=application.cohort))[: len(said)]
    for reader, given in marks.items():
        review, is_new = Review.objects.get_or_create(
            application=application,
            person=reader,
            defaults={
                "state": ReviewState.DONE,
                "points": figure(given[: len(criteria)]),
                "assigned_at": decided - dt.timedelta(days=10),
                "done_at": decided - dt.timedelta(days=6),
            },
        )
        if is_new:
            Score.objects.bulk_create(
                [
                    Score(review=review, criterion=one, points=mark, reason=reason)
                    for one, mark, reason in zip(criteria, given, said, strict=False)
                ]
            )
