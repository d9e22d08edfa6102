"""What privacy itself keeps: copies, erasures, and decisions about both."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.privacy.models import ConfidentialDecision, Erasure, Export
from lms.privacy.registry import Fate, Item, Part, PersonalData, register_data, rows
from lms.privacy.services import remove_files


def _copies(person: User) -> QuerySet[Export]:
    return Export.objects.filter(person=person)


def _erasures(person: User) -> QuerySet[Erasure]:
    return Erasure.objects.filter(person=person)


def _export(person: User) -> Iterable[Item]:
    yield from rows(
        _("Copies you asked for"),
        _copies(person),
        {"asked_at": _("Asked for"), "ready_at": _("Ready"), "state": _("State")},
    )
    yield from rows(
        _("Erasures you asked for"),
        _erasures(person),
        {"number": _("Number"), "asked_at": _("Asked for"), "due_at": _("Due"), "state": _("State")},
    )
    decided = ConfidentialDecision.objects.filter(person_uid=person.uid)
    yield from rows(
        _("Decisions on what others wrote in confidence"),
        decided,
        {"decided_at": _("When"), "include": _("Enters your copy"), "reason": _("Reason")},
    )


def _remove_copies(person: User) -> None:
    for export in _copies(person):
        remove_files(export)
        export.delete()


register_data(
    PersonalData(
        code="rights",
        title=_("What you asked for under your rights"),
        why=_("To answer you, and to be able to show that we did (legal obligation, Article 6(1)(c))."),
        seen_by=_("You and administrators."),
        kept=_("Copies seven days; receipts of erasures for good, because they name nobody."),
        models=(
            "privacy.Export",
            "privacy.Erasure",
            "privacy.ConfidentialDecision",
            "privacy.ReadDelay",
        ),
        export=_export,
        erase=(
            Part(Fate.REMOVED, _("Copies of your data"), _copies, change=_remove_copies),
            Part(
                Fate.KEPT,
                _("The receipt of this erasure"),
                _erasures,
                why=_("It proves that we did what you asked. It has a number and dates, and no name."),
            ),
        ),
        order=85,
        step=70,
    )
)
