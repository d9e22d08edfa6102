"""The record of actions: who did what, by number and never by name."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.audit.models import AuditEvent
from lms.audit.words import deed_in_words, thing_in_words
from lms.privacy.models import ReadDelay
from lms.privacy.registry import Fate, Item, Part, PersonalData, register_codes, register_data, rows


def _events(person: User) -> QuerySet[AuditEvent]:
    """What they did, and what was done about them, without what is not to be shown yet."""
    hidden = ReadDelay.objects.filter(person_uid=person.uid).delayed().values("event_uid")
    mine = Q(actor_uid=person.uid) | Q(about_uid=person.uid) | Q(subject=f"person:{person.uid}")
    return AuditEvent.objects.filter(mine).exclude(uid__in=hidden)


def _export(person: User) -> Iterable[Item]:
    labels = {"at": _("When"), "action": _("What"), "subject": _("To what"), "is_read": _("Only read")}
    yield from rows(_("What you did"), _events(person).filter(actor_uid=person.uid).order_by("pk"), labels)
    others = _events(person).exclude(actor_uid=person.uid)
    yield from rows(_("What others did about you"), others.order_by("pk"), labels)


register_codes("audit.AuditEvent.action", deed_in_words)
register_codes("audit.AuditEvent.subject", thing_in_words)

register_data(
    PersonalData(
        code="record",
        title=_("The record of actions"),
        why=_(
            "To be able to show who decided, changed or read what: trust needs a record that nobody can "
            "rewrite (legitimate interest and accountability, Articles 5(2) and 6(1)(f))."
        ),
        seen_by=_("Administrators; you, for what is about you."),
        kept=_(
            "For as long as the organisation runs this site. It holds numbers, kinds and times, never names."
        ),
        models=("audit.AuditEvent",),
        export=_export,
        erase=(
            Part(
                Fate.KEPT,
                _("Entries in the record of actions"),
                _events,
                why=_(
                    "They hold a number in place of your name, which leads to nobody once your account is "
                    "empty. A record from which things could be taken would prove nothing."
                ),
            ),
        ),
        order=80,
        step=60,
    )
)
