"""What bringing somebody back without their mailbox leaves behind."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.accounts.safety.models import Recovery
from lms.privacy.registry import Fate, Item, Part, PersonalData, register_data, rows


def _theirs(person: User) -> QuerySet[Recovery]:
    return Recovery.objects.filter(person=person)


def _helped(person: User) -> QuerySet[Recovery]:
    return Recovery.objects.filter(Q(opened_by=person) | Q(confirmed_by=person))


def _export(person: User) -> Iterable[Item]:
    labels = {
        "email": _("New address"),
        "checked": _("How we knew who you are"),
        "opened_at": _("Begun"),
        "confirmed_at": _("Confirmed"),
        "withdrawn_at": _("Withdrawn"),
    }
    yield from rows(_("Recoveries of your account"), _theirs(person).order_by("pk"), labels)


register_data(
    PersonalData(
        code="recoveries",
        title=_("When staff brought you back without your mailbox"),
        why=_(
            "To let you in again, and to keep others out (contract and security, Article 6(1)(b) and (f))."
        ),
        seen_by=_("You and administrators."),
        kept=_("30 days."),
        models=("accounts.Recovery",),
        export=_export,
        erase=(
            Part(Fate.REMOVED, _("Recoveries of your account"), _theirs),
            Part(
                Fate.ANONYMISED,
                _("Recoveries in which you helped as staff"),
                _helped,
                why=_("They are another person’s; they now say “Someone who left”."),
            ),
        ),
        order=18,
        step=90,
    )
)
