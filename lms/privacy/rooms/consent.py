"""What consent holds: who asked for updates, and the ledger of what they allowed."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.consent.models import Actor, ConsentEntry, PendingSignUp, Subscriber
from lms.consent.services import erase_subscriber, withdraw_all
from lms.privacy.registry import Fate, Item, Part, PersonalData, register_data, rows


def _subscriber(person: User) -> QuerySet[Subscriber]:
    """The row that is theirs, and one that was made with their address before they had an account."""
    theirs = Q(person=person) | Q(uid=person.uid)
    return Subscriber.objects.filter(theirs | Q(email=person.email) if person.email else theirs)


def _pending(person: User) -> QuerySet[PendingSignUp]:
    uids = _subscriber(person).values("uid")
    theirs = Q(subscriber_uid__in=uids)
    return PendingSignUp.objects.filter(theirs | Q(email=person.email) if person.email else theirs)


def _ledger(person: User) -> QuerySet[ConsentEntry]:
    uids = list(_subscriber(person).values_list("uid", flat=True))
    return ConsentEntry.objects.filter(subject_uid__in=[person.uid, *uids])


def _forget(person: User) -> None:
    """The row keeps its number, to which the ledger points, and its dates; all is withdrawn. Repeatable."""
    for subscriber in _subscriber(person):
        erase_subscriber(subscriber=subscriber)
    withdraw_all(subject_uid=person.uid, form="erasure", actor=Actor.ERASURE)


def _export(person: User) -> Iterable[Item]:
    yield from rows(
        _("For updates"),
        _subscriber(person).order_by("pk"),
        {
            "name": _("Name"),
            "email": _("E-mail address"),
            "phone": _("Telephone number"),
            "postcode": _("Postcode"),
            "postal_address": _("Postal address"),
            "created_at": _("Since"),
            "confirmed_at": _("Confirmed"),
        },
    )
    waiting = {"kind": _("Kind"), "email": _("E-mail address"), "created_at": _("When")}
    yield from rows(_("Waiting to be confirmed"), _pending(person).order_by("pk"), waiting)
    yield from rows(
        _("What you allowed and withdrew"),
        _ledger(person).order_by("pk"),
        {
            "at": _("When"),
            "channel": _("Channel"),
            "given": _("Allowed"),
            "wording__text": _("In these words"),
            "page": _("On this page"),
            "actor": _("By"),
        },
    )


register_data(
    PersonalData(
        code="consent",
        title=_("Updates, and what you allowed"),
        why=_(
            "To send you what you asked for, on the ways you allowed, and to be able to show in which words "
            "you did (consent, Articles 6(1)(a), 7(1) and 9(2)(a))."
        ),
        seen_by=_("You and administrators. Organisers see totals."),
        kept=_("Until you withdraw or are erased; the ledger for good, by number and without your name."),
        models=(
            "consent.Subscriber",
            "consent.PendingSignUp",
            "consent.ConsentEntry",
            "consent.ConsentWording",
        ),
        export=_export,
        erase=(
            Part(Fate.REMOVED, _("Sign-ups that wait to be confirmed"), _pending),
            Part(
                Fate.KEPT,
                _("The ledger of what you allowed"),
                _ledger,
                why=_("It proves that we wrote to you lawfully. It has a number in place of your name."),
            ),
            Part(
                Fate.ANONYMISED,
                _("Your entry for updates"),
                _subscriber,
                why=_("Name, addresses and numbers are taken out."),
                change=_forget,
            ),
        ),
        order=30,
        step=80,
    )
)
