"""What invitations hold: who was asked to join, by whom, and the lists from which it was done."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from lms.accounts.invitations.models import Invitation, InvitationBatch, InvitationRow
from lms.accounts.models import User
from lms.privacy.registry import Fate, Item, Part, PersonalData, register_data, rows


def _invitations(person: User) -> QuerySet[Invitation]:
    theirs = Q(accepted_by=person)
    return Invitation.objects.filter(theirs | Q(email=person.email) if person.email else theirs)


def _listed(person: User) -> QuerySet[InvitationRow]:
    ids = list(_invitations(person).values_list("pk", flat=True))
    return InvitationRow.objects.filter(Q(email=person.email or "–") | Q(invitation__in=ids))


def _sent(person: User) -> int:
    return (
        Invitation.objects.filter(invited_by=person).count()
        + InvitationBatch.objects.filter(made_by=person).count()
    )


def _export(person: User) -> Iterable[Item]:
    invited = {
        "email": _("E-mail address"),
        "name": _("Name"),
        "created_at": _("Invited"),
        "accepted_at": _("Accepted"),
    }
    yield from rows(_("Invitations to you"), _invitations(person).order_by("pk"), invited)
    listed = {"email": _("E-mail address"), "name": _("Name"), "batch__created_at": _("When")}
    yield from rows(_("Lists in which you stand"), _listed(person).order_by("pk"), listed)


register_data(
    PersonalData(
        code="invitations",
        title=_("Invitations"),
        why=_(
            "To invite people whom the organisation knows, and to let them answer (legitimate interest, "
            "Article 6(1)(f))."
        ),
        seen_by=_("The organiser who invited, and administrators."),
        kept=_("30 days after an invitation was accepted or has ended."),
        models=("accounts.Invitation", "accounts.InvitationBatch", "accounts.InvitationRow"),
        export=_export,
        erase=(
            Part(Fate.REMOVED, _("Lists of invitations in which you stand"), _listed),
            Part(Fate.REMOVED, _("Invitations to you"), _invitations),
            Part(
                Fate.ANONYMISED,
                _("Invitations that you sent"),
                _sent,
                why=_("They are other people’s; they now come from “Someone who left”."),
            ),
        ),
        order=16,
        step=92,
    )
)
