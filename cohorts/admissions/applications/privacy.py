"""What applications hold on people, for the notice, the download and the erasure."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cohorts.admissions.applications.models import Answer, Application
from lms.accounts.models import User
from lms.privacy.registry import Fate, Item, Part, PersonalData, StoredFile, rows


def _mine(person: User) -> QuerySet[Application]:
    mine = Q(applicant=person)
    if person.email:
        mine |= Q(applicant=None, email=person.email)
    return Application.objects.filter(mine)


def _held(person: User) -> Iterable[Item]:
    yield from rows(
        _("Your applications"),
        _mine(person).order_by("pk"),
        {
            "cohort__programme__title": _("Programme"),
            "cohort__title": _("Cohort"),
            "name": _("Name"),
            "email": _("E-mail address"),
            "state": _("State"),
            "standing": _("Whether you checked the rules for standing"),
            "started_at": _("Begun"),
            "submitted_at": _("Sent"),
            "is_late": _("After the deadline"),
            "withdrawn_at": _("Withdrawn"),
        },
    )
    answers = Answer.objects.filter(application__in=_mine(person)).order_by("pk")
    yield from rows(
        _("What you answered"),
        answers,
        {"text": _("Text"), "choices": _("Choices"), "file_name": _("File"), "saved_at": _("When")},
    )
    for pk, name, stored in answers.exclude(file="").values_list("pk", "file_name", "file"):
        yield StoredFile(f"applications/{pk}-{name}", stored)


def _remove(person: User) -> None:
    """Files first: a crash in between leaves rows without files, which the next run takes away."""
    answers = Answer.objects.filter(application__in=_mine(person)).exclude(file="")
    for answer in answers.iterator():
        answer.file.delete(save=False)
    applications = _mine(person)
    Application.objects.filter(joined_to__in=applications).update(joined_to=None)
    applications.delete()


APPLICATIONS = PersonalData(
    code="applications",
    title=_("Your applications"),
    why=_(
        "To decide who gets a place in a programme: you wrote to us for that (steps before a contract, "
        "Article 6(1)(b); as somebody in touch with a political organisation, Article 9(2)(d))."
    ),
    seen_by=_("You; the organisers of the cohort, and the reviewers whom they named."),
    kept=_(
        "A year after the last day of the cohort, or until you ask us to erase it. How many applied and were "
        "offered a place stays, as numbers that lead to nobody."
    ),
    models=("cohorts.Application", "cohorts.Answer"),
    export=_held,
    erase=(
        Part(
            Fate.REMOVED,
            _("Your applications, with answers, files, reviews and decisions"),
            _mine,
            change=_remove,
        ),
    ),
    order=32,
    step=28,
)
