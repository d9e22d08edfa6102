"""What to do before each statutory date: words that ship with their source, and editors' before them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cohorts.pathway.countdown_models import DateAdvice
from cohorts.pathway.timetables import OFFICIAL, WRITTEN_ON, Event
from lms.accounts.models import User
from lms.audit.services import record
from lms.language import interface_language
from lms.places.models import Nation

NATIONS = (Nation.ENGLAND, Nation.SCOTLAND, Nation.WALES)  # whose rules are held here
_LAW = "https://www.legislation.gov.uk/"
_RULES = {
    Nation.ENGLAND: _LAW + "uksi/2006/3304/schedule/2",
    Nation.SCOTLAND: _LAW + "ssi/2011/399/schedule/1",
    Nation.WALES: _LAW + "wsi/2021/1459/schedule/1",
}
_POSTAL = {
    Nation.ENGLAND: _LAW + "uksi/2001/341/regulation/56",
    Nation.SCOTLAND: _LAW + "uksi/2001/497/regulation/56",
    Nation.WALES: _LAW + "uksi/2001/341/regulation/56",
}


@dataclass(frozen=True)
class Advice:
    """What to do, whose words the law has for it, and when somebody last compared the two."""

    text: str
    source: str
    checked_on: date
    is_own: bool = False  # an editor's, not the shipped words


def what_to_do(event: Event, nation: Nation) -> str:
    """What a candidate does about ``event`` in that nation; empty where there is nothing to do.

    4 pm in England: Local Elections (Principal Areas) (England and Wales) Rules 2006, schedule 2, rule 1.
    """
    if event == Event.NOMINATIONS and nation == Nation.ENGLAND:
        return _(
            "Your papers have to be with the returning officer by 4 pm, by hand and in the original. Do not "
            "plan for the last day: ask for an appointment a week before."
        )
    return {
        Event.NOTICE: _(
            "Read it on your council’s website. It says when and where nomination papers are taken."
        ),
        Event.NOMINATIONS: _(
            "The notice of election says how, where and until which hour your papers are taken. Do not plan "
            "for the last day."
        ),
        Event.CANDIDATES: _("Check how your name and your description are written, and who else stands."),
        Event.REGISTRATION: _("Ask on every doorstep whether everybody there is registered."),
        Event.POSTAL: _(
            "Tell people who are away on the day. Never take anybody’s application or vote with you."
        ),
        Event.VOTER_ID: _(
            "Whoever has no photo that is accepted at a polling station can still ask for one."
        ),
        Event.POLL: _("Vote early yourself, then help others to get there."),
    }[event]


def source_of(event: Event, nation: Nation) -> str:
    """Where the day of ``event`` in that nation stands; the official guidance for what no rule names."""
    found = {
        Event.NOTICE: _RULES.get(nation),
        Event.NOMINATIONS: _RULES.get(nation),
        Event.CANDIDATES: _RULES.get(nation),
        Event.POSTAL: _POSTAL.get(nation),
        Event.VOTER_ID: _LAW + "uksi/2022/1382/made",
    }
    return found.get(event) or OFFICIAL[nation]


def shipped(event: Event, nation: Nation) -> Advice:
    """The words that come with the product."""
    return Advice(what_to_do(event, nation), source_of(event, nation), WRITTEN_ON)


def advice_of(nation: Nation) -> dict[Event, Advice]:
    """What to do about each date there, in the language that is spoken now. One query.

    An editor's words come first; where there are none, or they are hidden or empty, the shipped ones.
    """
    language = interface_language(get_language())
    rows = DateAdvice.objects.filter(nation=nation, language=language, is_shown=True).exclude(text="")
    own = {Event(row.event): Advice(row.text, row.source, row.checked_on, is_own=True) for row in rows}
    return {event: own.get(event) or shipped(event, nation) for event in Event}


@transaction.atomic
def save_advice(
    *,
    nation: Nation,
    event: Event,
    language: str,
    text: str,
    source: str,
    checked_on: date,
    is_shown: bool,
    actor: User,
) -> DateAdvice:
    """These words count, if they are shown; ``actor`` compared them with the source on that day. Recorded.

    The same again changes nothing.
    """
    facts: dict[str, Any] = {"text": text, "source": source, "checked_on": checked_on, "is_shown": is_shown}
    found: dict[str, Any] = {"nation": nation, "event": event, "language": language}
    kept = DateAdvice.objects.select_for_update().filter(**found).first()
    if kept is not None and all(getattr(kept, name) == value for name, value in facts.items()):
        return kept
    facts |= {"checked_by_uid": actor.uid, "changed_at": timezone.now()}
    advice, _is_new = DateAdvice.objects.update_or_create(**found, defaults=facts)
    where = f"date:{nation}:{event}:{language}"
    record(actor_uid=actor.uid, action="cohorts.date_advice_changed", subject=where)
    return advice
