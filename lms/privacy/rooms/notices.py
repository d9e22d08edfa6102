"""What people were told on the site, and how they want to hear of it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.messaging.kinds import kind_called
from lms.messaging.letter_parts import letter_part_called
from lms.messaging.models import GatheredLetter, Notice, NoticeChoice, QuietHours
from lms.privacy.registry import Fate, Item, Part, PersonalData, Words, register_codes, register_data, rows


def _kind_in_words(code: str) -> Words:
    known = kind_called(code) or letter_part_called(code)
    return known.title if known is not None else ""


for _model in ("Notice", "NoticeChoice", "OutgoingMessage"):
    register_codes(f"messaging.{_model}.kind", _kind_in_words)


def _notices(person: User) -> QuerySet[Notice]:
    return Notice.objects.filter(recipient=person)


def _choices(person: User) -> QuerySet[NoticeChoice]:
    return NoticeChoice.objects.filter(person=person)


def _quiet(person: User) -> QuerySet[QuietHours]:
    return QuietHours.objects.filter(person=person)


def _gathered(person: User) -> QuerySet[GatheredLetter]:
    """Also that it was looked whether there is anything to say."""
    return GatheredLetter.objects.filter(person=person)


def _rung_up(person: User) -> QuerySet[Notice]:
    return Notice.objects.filter(told_by_uid=person.uid)


def _export(person: User) -> Iterable[Item]:
    told = {
        "created_at": _("When"),
        "subject": _("Subject"),
        "context": _("About"),
        "link": _("Link"),
        "read_at": _("Read"),
        "mailed_at": _("By letter"),
        "told_at": _("By telephone"),
    }
    yield from rows(_("Notices"), _notices(person).order_by("pk"), told)
    chosen = {"kind": _("Kind"), "rhythm": _("How often")}
    yield from rows(_("How you want to hear of things"), _choices(person).order_by("pk"), chosen)
    yield from rows(_("Quiet hours"), _quiet(person), {"begins": _("From"), "ends": _("Until")})
    gathered = {
        "period": _("Day"),
        "rhythm": _("Kind"),
        "notices": _("Notices in it"),
        "parts": _("Other things in it"),
    }
    went = _gathered(person).exclude(notices=0, parts=0).order_by("pk")
    yield from rows(_("Daily and weekly letters"), went, gathered)


register_data(
    PersonalData(
        code="notices",
        title=_("Notices to you"),
        why=_(
            "To tell you what concerns you, as often as you want to hear of it (contract, Article 6(1)(b))."
        ),
        seen_by=_("You. Organisers see kinds and times, never the text."),
        kept=_("A year after you read them, and until you are erased."),
        models=(
            "messaging.Notice",
            "messaging.NoticeChoice",
            "messaging.QuietHours",
            "messaging.GatheredLetter",
        ),
        export=_export,
        erase=(
            Part(Fate.REMOVED, _("Notices to you"), _notices),
            Part(Fate.REMOVED, _("How you want to hear of things"), _choices),
            Part(Fate.REMOVED, _("Your quiet hours"), _quiet),
            Part(Fate.REMOVED, _("That daily and weekly letters went to you"), _gathered),
            Part(
                Fate.ANONYMISED,
                _("Notices that you passed on by telephone as staff"),
                _rung_up,
                why=_("They hold your number, which leads to nobody once your account is empty."),
            ),
        ),
        order=32,
        step=76,
    )
)
