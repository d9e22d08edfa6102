"""What reviewing and deciding hold on people, for the notice, the download and the erasure.

Applicants get every decision, mark and reason once they were told; what is being prepared is no
decision yet. What a reviewer judged belongs to the applicant, and stays when the reviewer leaves.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cohorts.admissions.decisions.models import (
    Appeal,
    Conflict,
    Decision,
    Finding,
    Offer,
    Review,
    Reviewer,
    ReviewState,
    Score,
    WaitingEntry,
)
from cohorts.admissions.decisions.offers import leave_everything
from cohorts.admissions.decisions.review_models import ReviewQuerySet
from lms.accounts.models import User
from lms.privacy.registry import Fate, Item, Part, PersonalData, rows
from lms.queue.services import enqueue

_COHORT, _WHEN, _WHY = _("Cohort"), _("When"), _("Why")


def _decisions(person: User) -> QuerySet[Decision]:
    return Decision.objects.filter(application__applicant=person)


def _judged(person: User) -> ReviewQuerySet:
    return Review.objects.filter(application__applicant=person)


def _forget_decisions(person: User) -> None:
    """Offers, waits and appeals go with them; what was kept for the person is free for the next."""
    offers = Offer.objects.filter(application__applicant=person)
    cohorts = set(offers.values_list("cohort", flat=True))
    leave_everything(applications=list(offers.values_list("application", flat=True)))
    _decisions(person).delete()
    for cohort in sorted(cohorts):
        enqueue("cohorts.admissions.decisions.tasks.fill_places_job", cohort)


def _decided(person: User) -> Iterable[Item]:
    told = Decision.objects.told().filter(application__applicant=person)
    yield from rows(
        _("Decisions about your applications"),
        told.order_by("pk"),
        {
            "application__cohort__title": _COHORT,
            "outcome": _("Decision"),
            "reason": _WHY,
            "apology": _("What was wrong before"),
            "published_at": _WHEN,
            "state": _("State"),
        },
    )
    decided = told.values("application")
    yield from rows(
        _("What reviewers gave"),
        Score.objects.filter(review__state=ReviewState.DONE, review__application__in=decided).order_by("pk"),
        {
            "review__application__cohort__title": _COHORT,
            "criterion__title": _("Criterion"),
            "points": _("Mark, from 1 to 5"),
            "reason": _WHY,
        },
    )
    yield from rows(
        _("What else reviewers wrote"),
        _judged(person).done().filter(application__in=decided).exclude(words="").order_by("pk"),
        {"application__cohort__title": _COHORT, "words": _("Text"), "done_at": _WHEN},
    )
    yield from _between(person)


def _between(person: User) -> Iterable[Item]:
    """Questions, offers, the waiting list and the appeal."""
    cohort = {"application__cohort__title": _COHORT}
    yield from rows(
        _("Questions put to you"),
        Finding.objects.filter(application__applicant=person).order_by("pk"),
        {
            **cohort,
            "question": _("Question"),
            "asked_at": _WHEN,
            "reply": _("Your reply"),
            "verdict": _("Does it count?"),
            "settled_because": _WHY,
        },
    )
    yield from rows(
        _("Offers"),
        Offer.objects.filter(application__applicant=person).order_by("pk"),
        {**cohort, "made_at": _WHEN, "expires_at": _("Until"), "state": _("State")},
    )
    yield from rows(
        _("Waiting lists"),
        WaitingEntry.objects.filter(application__applicant=person).order_by("pk"),
        {**cohort, "joined_at": _WHEN, "state": _("State")},
    )
    yield from rows(
        _("Appeals"),
        Appeal.objects.filter(application__applicant=person).order_by("pk"),
        {
            **cohort,
            "words": _("What you wrote"),
            "asked_at": _WHEN,
            "state": _("State"),
            "answer": _("Answer"),
        },
    )


DECISIONS = PersonalData(
    code="decisions",
    title=_("How your applications were decided"),
    why=_(
        "To decide who gets a place, and to be able to say why (contract, Article 6(1)(b); applying shows a "
        "political opinion, so also Article 9(2)(d))."
    ),
    seen_by=_(
        "You, once a decision is published. Organisers of the cohort, and the reviewers who were given your "
        "application; where reading is blind, these do not see who you are."
    ),
    kept=_("As long as the application itself."),
    models=(
        "cohorts.Decision",
        "cohorts.Finding",
        "cohorts.Offer",
        "cohorts.WaitingEntry",
        "cohorts.Appeal",
        "cohorts.Score",
    ),
    export=_decided,
    erase=(
        Part(
            Fate.REMOVED,
            _("What reviewers gave and wrote about you"),
            _judged,
        ),
        Part(
            Fate.REMOVED,
            _("Questions put to you, and your replies"),
            lambda person: Finding.objects.filter(application__applicant=person),
        ),
        Part(
            Fate.REMOVED,
            _("Decisions about you, offers, waiting lists and appeals"),
            _decisions,
            change=_forget_decisions,
        ),
    ),
    order=34,
    step=22,
)


def _reviewing(person: User) -> Iterable[Item]:
    yield from rows(
        _("Cohorts for which you review"),
        Reviewer.objects.filter(person=person).order_by("pk"),
        {"cohort__title": _COHORT, "named_at": _("From"), "ended_at": _("Until")},
    )
    yield from rows(
        _("Reviews that you wrote"),
        Review.objects.filter(person=person).order_by("pk"),
        {"application__cohort__title": _COHORT, "assigned_at": _("Given to you"), "done_at": _("Done")},
    )
    yield from rows(
        _("Applications that you should not judge"),
        Conflict.objects.filter(person=person).order_by("pk"),
        {"application__cohort__title": _COHORT, "declared_at": _WHEN},
    )


def _written(person: User) -> int:
    wrote = Decision.objects.filter(Q(prepared_by=person) | Q(checked_by=person))
    return Review.objects.filter(person=person).count() + wrote.count()


REVIEWING = PersonalData(
    code="reviewing",
    title=_("Reviews and decisions that you wrote"),
    why=_(
        "To know who judged and who decided, and to keep judgements fair (legitimate interest, "
        "Article 6(1)(f))."
    ),
    seen_by=_("You, and the organisers of the cohort. Applicants read your words without your name."),
    kept=_("As long as the application that they are about."),
    models=("cohorts.Reviewer", "cohorts.Review", "cohorts.Conflict", "cohorts.Batch"),
    export=_reviewing,
    erase=(
        Part(
            Fate.REMOVED,
            _("That you should not judge certain applications"),
            lambda person: Conflict.objects.filter(person=person),
        ),
        Part(
            Fate.ANONYMISED,
            _("Judgements that you made"),
            _written,
            why=_("They belong to the applicants; they now come from “Someone who left”."),
        ),
    ),
    order=35,
    step=24,
)
