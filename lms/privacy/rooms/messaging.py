"""What messaging holds: letters on their way, and to whom a letter to many went."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.consent.models import Subscriber
from lms.messaging.models import (
    BulkRecipient,
    BulkSend,
    MailEvent,
    MailEventKind,
    MessageCopy,
    OutgoingMessage,
    Suppression,
)
from lms.privacy.registry import Fate, Item, Part, PersonalData, register_data, rows


def _letters(person: User) -> QuerySet[OutgoingMessage]:
    """Letters to this address alone (everything that is sent here has one recipient), and notices."""
    return OutgoingMessage.objects.filter(Q(recipients=[person.email or ""]) | Q(person_uid=person.uid))


def _uids(person: User) -> list[UUID]:
    return [person.uid, *Subscriber.objects.filter(person=person).values_list("uid", flat=True)]


def _on_lists(person: User) -> QuerySet[BulkRecipient]:
    return BulkRecipient.objects.filter(subject_uid__in=_uids(person))


def _events(person: User) -> QuerySet[MailEvent]:
    return MailEvent.objects.filter(subject_uid__in=_uids(person))


def _refusing(person: User) -> QuerySet[Suppression]:
    return Suppression.objects.filter(address=person.email or "")


def _came_back(person: User) -> QuerySet[Suppression]:
    return _refusing(person).exclude(reason=MailEventKind.COMPLAINED)


def _complained(person: User) -> QuerySet[Suppression]:
    return _refusing(person).filter(reason=MailEventKind.COMPLAINED)


def _written(person: User) -> int:
    return (
        BulkSend.objects.filter(author_uid=person.uid).count()
        + MessageCopy.objects.filter(author_uid=person.uid).count()
    )


def _export(person: User) -> Iterable[Item]:
    letter = {"created_at": _("Written"), "sent_at": _("Sent"), "recipients": _("To")}
    yield from rows(_("Letters to you"), _letters(person).order_by("pk"), letter)
    listed = {"bulk__subject": _("Letter"), "state": _("State"), "reason": _("Why not sent"), "at": _("When")}
    yield from rows(_("Letters to many"), _on_lists(person).order_by("pk"), listed)
    happened = {"kind": _("What"), "at": _("When")}
    yield from rows(_("Letters that came back"), _events(person).order_by("pk"), happened)
    text = {"subject": _("Subject"), "text": _("Text")}
    yield from rows(
        _("That your address gets no letters"),
        _refusing(person),
        {"address": _("E-mail address"), "reason": _("Why"), "at": _("When")},
    )
    mine = BulkSend.objects.filter(author_uid=person.uid).order_by("pk")
    yield from rows(_("Letters to many that you wrote"), mine, text)
    words = MessageCopy.objects.filter(author_uid=person.uid).order_by("pk")
    yield from rows(_("Words of messages that you wrote"), words, text)


register_data(
    PersonalData(
        code="letters",
        title=_("Letters to you"),
        why=_(
            "To write to you about what you take part in, and to know whether it left. A letter’s text is "
            "wiped once it was handed to the mail server (contract, Article 6(1)(b))."
        ),
        seen_by=_("Organisers see kinds and times, never the text."),
        kept=_("30 days after sending. That a letter to many went to you: until you are erased."),
        models=(
            "messaging.OutgoingMessage",
            "messaging.BulkSend",
            "messaging.BulkRecipient",
            "messaging.MessageCopy",
            "messaging.MailEvent",
            "messaging.Suppression",
        ),
        export=_export,
        erase=(
            Part(Fate.REMOVED, _("Letters to your address"), _letters),
            Part(Fate.REMOVED, _("That letters to many went to you"), _on_lists),
            Part(Fate.REMOVED, _("Letters that came back from you"), _events),
            Part(Fate.REMOVED, _("That letters to your address came back"), _came_back),
            Part(
                Fate.KEPT,
                _("That your address gets no letters, because you called one unwanted"),
                _complained,
                why=_(
                    "The address alone is kept, so that nobody who brings it in again can write to you. An "
                    "administrator removes it if you ask."
                ),
            ),
            Part(
                Fate.ANONYMISED,
                _("Letters and words that you wrote as staff"),
                _written,
                why=_("They are the organisation’s. They hold your number, which leads to nobody."),
            ),
        ),
        order=34,
        step=78,
    )
)
