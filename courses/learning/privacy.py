"""What learning holds on people, for the notice, the download and the erasure."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from courses.learning.models import (
    Enrolment,
    LessonProgress,
    RequirementMet,
    Tick,
    Writing,
    WritingVersion,
)
from lms.accounts.models import User
from lms.privacy.registry import Fate, Item, Part, PersonalData, rows


def _places(person: User) -> QuerySet[Enrolment]:
    """Places on which no certificate rests."""
    return Enrolment.objects.filter(learner=person, certificates=None)


def _remove_places(person: User) -> None:
    Enrolment.objects.filter(pk__in=list(_places(person).values_list("pk", flat=True))).delete()


def _certified(person: User) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(learner=person, certificates__isnull=False).distinct()


def _forget_where(person: User) -> None:
    Enrolment.objects.filter(learner=person).update(last_lesson=None, last_seen_at=None)


def _progress(person: User) -> Iterable[Item]:
    lesson, when = _("Lesson"), _("When")
    yield from rows(
        _("Courses"),
        Enrolment.objects.filter(learner=person).order_by("pk"),
        {
            "course__title": _("Course"),
            "state": _("State"),
            "created_at": _("Joined"),
            "withdrawn_at": _("Left"),
            "completed_at": _("Completed"),
            "last_lesson__title": _("Where you were last"),
            "last_seen_at": when,
        },
    )
    yield from rows(
        _("Lessons"),
        LessonProgress.objects.filter(learner=person).order_by("pk"),
        {
            "lesson__title": lesson,
            "started_at": _("Begun"),
            "done_at": _("Done"),
            "resume_label": _("Where you stopped"),
        },
    )
    met = {"lesson__title": lesson, "block": _("Part of the lesson"), "met_at": when}
    yield from rows(
        _("What you completed"), RequirementMet.objects.filter(learner=person).order_by("pk"), met
    )
    ticked = {"lesson__title": lesson, "item": _("Item"), "ticked": _("Ticked"), "changed_at": when}
    yield from rows(_("Checklists"), Tick.objects.filter(learner=person).order_by("pk"), ticked)


def _texts(person: User) -> Iterable[Item]:
    yield from rows(
        _("Texts as they stand"),
        Writing.objects.filter(learner=person).order_by("pk"),
        {
            "lesson__title": _("Lesson"),
            "title": _("Title"),
            "text": _("Text"),
            "created_at": _("Begun"),
            "updated_at": _("Last changed"),
        },
    )
    yield from rows(
        _("Earlier versions"),
        WritingVersion.objects.filter(writing__learner=person).order_by("pk"),
        {
            "writing__title": _("Title"),
            "number": _("Version"),
            "text": _("Text"),
            "created_at": _("Saved"),
        },
    )


LEARNING = PersonalData(
    code="learning",
    title=_("Your courses and how far you are"),
    why=_(
        "To let you go on where you stopped, and to know when a course is completed. You asked for it by "
        "joining (contract, Article 6(1)(b))."
    ),
    seen_by=_("You alone. Organisers and editors see totals."),
    kept=_("Until you ask us to erase it."),
    models=("courses.Enrolment", "courses.LessonProgress", "courses.RequirementMet", "courses.Tick"),
    export=_progress,
    erase=(
        Part(Fate.REMOVED, _("Ticks on checklists"), lambda person: Tick.objects.filter(learner=person)),
        Part(
            Fate.REMOVED,
            _("What you completed in lessons"),
            lambda person: RequirementMet.objects.filter(learner=person),
        ),
        Part(
            Fate.REMOVED,
            _("How far you are in lessons"),
            lambda person: LessonProgress.objects.filter(learner=person),
        ),
        Part(Fate.REMOVED, _("Places on courses"), _places, change=_remove_places),
        Part(
            Fate.ANONYMISED,
            _("Places on courses with a certificate"),
            _certified,
            why=_("The certificate rests on them. They have dates only, and belong to “Someone who left”."),
            change=_forget_where,
        ),
    ),
    order=20,
    step=32,
)

TEXTS = PersonalData(
    code="texts",
    title=_("What you wrote in lessons"),
    why=_("To keep your own texts for you, on every device (contract, Article 6(1)(b))."),
    seen_by=_("You alone."),
    kept=_("Until you delete them or ask us to erase them."),
    models=("courses.Writing", "courses.WritingVersion"),
    export=_texts,
    erase=(
        Part(
            Fate.REMOVED,
            _("Your texts, with all earlier versions"),
            lambda person: Writing.objects.filter(learner=person),
        ),
    ),
    order=24,
    step=30,
)
