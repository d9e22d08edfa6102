"""What programmes hold on people, for the notice, the download and the erasure."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from cohorts.programmes.models import CourseCredit, Place, PlaceEvent, Removal
from lms.accounts.models import User
from lms.privacy.registry import Fate, Item, Part, PersonalData, rows


def _held(person: User) -> Iterable[Item]:
    yield from rows(
        _("Your places in cohorts"),
        Place.objects.filter(trainee=person).order_by("pk"),
        {
            "cohort__programme__title": _("Programme"),
            "cohort__title": _("Cohort"),
            "state": _("State"),
            "state_since": _("Since"),
            "deferred_to__title": _("Moved to"),
            "conduct_accepted_at": _("Code of conduct accepted"),
            "final_work_at": _("Final work found done"),
            "completed_at": _("Completed"),
        },
    )
    yield from rows(
        _("What became of your places"),
        PlaceEvent.objects.filter(place__trainee=person).order_by("at", "pk"),
        {
            "place__cohort__title": _("Cohort"),
            "state": _("Became"),
            "reason": _("Reason"),
            "at": _("When"),
        },
    )
    yield from rows(
        _("Courses that you completed elsewhere and that count here"),
        CourseCredit.objects.filter(place__trainee=person).order_by("pk"),
        {
            "place__cohort__title": _("Cohort"),
            "course__title": _("Course"),
            "earned_on": _("Completed"),
            "given_at": _("Brought in"),
        },
    )
    yield from _removals(person)


def _removals(person: User) -> Iterable[Item]:
    yield from rows(
        _("When somebody wanted to take your place away"),
        Removal.objects.filter(place__trainee=person).order_by("pk"),
        {
            "place__cohort__title": _("Cohort"),
            "reason": _("Reason"),
            "reply": _("What you answered"),
            "proposed_at": _("Proposed"),
            "decided_at": _("Decided"),
            "is_confirmed": _("Taken away"),
        },
    )


def _anonymise(person: User) -> None:
    PlaceEvent.objects.filter(place__trainee=person).exclude(reason="").update(reason="")


PLACES = PersonalData(
    code="cohort_places",
    title=_("Your places in cohorts"),
    why=_(
        "To run the programme in which you take part: who has a place, since when, and what became of it "
        "(contract, Article 6(1)(b); as a member of a political organisation, Article 9(2)(d))."
    ),
    seen_by=_("You, the organisers of your cohort, and organisers of the whole."),
    kept=_(
        "Until you ask us to erase it; reasons for two years after the last day of the cohort. The number of "
        "places stays, without your name."
    ),
    models=("cohorts.Place", "cohorts.PlaceEvent", "cohorts.Removal", "cohorts.CourseCredit"),
    export=_held,
    erase=(
        Part(
            Fate.REMOVED,
            _("When somebody wanted to take your place away"),
            lambda person: Removal.objects.filter(place__trainee=person),
        ),
        Part(
            Fate.REMOVED,
            _("Courses that you completed elsewhere and that count here"),
            lambda person: CourseCredit.objects.filter(place__trainee=person),
        ),
        Part(
            Fate.ANONYMISED,
            _("Your places in cohorts, without the reasons"),
            lambda person: Place.objects.filter(trainee=person),
            why=_("So that a cohort’s numbers stay true. They belong to “Someone who left”."),
            change=_anonymise,
        ),
    ),
    order=30,
    step=34,
)
