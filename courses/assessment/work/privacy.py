"""What work holds on people, for the notice, the download and the erasure."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from courses.assessment.work.models import Review, Work, WorkVersion
from lms.accounts.models import User
from lms.privacy.registry import Fate, Item, Part, PersonalData, StoredFile, rows


def _mine(person: User) -> QuerySet[Work]:
    return Work.objects.filter(learner=person)


def _held(person: User) -> Iterable[Item]:
    yield from rows(
        _("Work you made in lessons"),
        _mine(person).order_by("pk"),
        {
            "lesson__title": _("Lesson"),
            "title": _("What was asked"),
            "state": _("State"),
            "draft": _("Text that is not sent"),
            "promised_on": _("You hear by"),
            "created_at": _("Begun"),
        },
    )
    versions = WorkVersion.objects.filter(work__learner=person).order_by("pk")
    yield from rows(
        _("What you sent to a reviewer"),
        versions,
        {
            "work__title": _("What was asked"),
            "number": _("Version"),
            "text": _("Text"),
            "file_name": _("File"),
            "sent_at": _("Sent"),
        },
    )
    yield from rows(
        _("What reviewers wrote to you"),
        Review.objects.filter(version__work__learner=person, is_draft=False).order_by("pk"),
        {
            "version__work__title": _("What was asked"),
            "version__number": _("Version"),
            "words": _("Words"),
            "outcome": _("What follows"),
            "returned_at": _("When"),
        },
    )
    yield from rows(
        _("What you wrote to others as their reviewer"),
        Review.objects.filter(reviewer=person).order_by("pk"),
        {"words": _("Words"), "outcome": _("What follows"), "returned_at": _("When")},
    )
    for pk, number, name, stored in versions.exclude(file="").values_list(
        "pk", "number", "file_name", "file"
    ):
        yield StoredFile(f"work/{pk}-{number}-{name}", stored)
    drafts = _mine(person).exclude(draft_file="")
    for pk, name, stored in drafts.values_list("pk", "draft_file_name", "draft_file"):
        yield StoredFile(f"work/{pk}-draft-{name}", stored)


def _remove(person: User) -> None:
    """Files first: a crash in between leaves rows without files, which the next run takes away."""
    for version in WorkVersion.objects.filter(work__learner=person).exclude(file="").iterator():
        version.file.delete(save=False)
    for work in _mine(person).exclude(draft_file="").iterator():
        work.draft_file.delete(save=False)
    _mine(person).delete()


def _reviewing(person: User) -> QuerySet[Work]:
    return Work.objects.filter(reviewer=person)


def _leave_reviews(person: User) -> None:
    _reviewing(person).update(reviewer=None)


WORK = PersonalData(
    code="work",
    title=_("Work you sent to a reviewer"),
    why=_("To read it and answer you, as the course promises (contract, Article 6(1)(b))."),
    seen_by=_("You. What you sent, your reviewer and the organisers of your cohort; a draft, nobody else."),
    kept=_("Until you ask us to erase it."),
    models=("courses.Work", "courses.WorkVersion", "courses.Review"),
    export=_held,
    erase=(
        Part(
            Fate.REMOVED,
            _("Your work, with every version, its files and what reviewers wrote"),
            _mine,
            change=_remove,
        ),
        Part(
            Fate.REMOVED,
            _("That you are somebody’s reviewer"),
            _reviewing,
            change=_leave_reviews,
        ),
        Part(
            Fate.ANONYMISED,
            _("What you wrote as a reviewer"),
            lambda person: Review.objects.filter(reviewer=person).count(),
            why=_("It belongs to whoever was reviewed. It stays, from “Someone who left”."),
        ),
    ),
    order=23,
    step=27,
)
