"""Reads for the screens of a cohort's organisers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cohorts.overview.models import HelpDeed, HelpSign, Sign
from cohorts.programmes.models import Cohort, Place, PlaceState

AUDIENCES = {
    "all": gettext_lazy("Everybody who is taking part"),
    "pausing": gettext_lazy("Those who are pausing"),
    "missed": gettext_lazy("Those who missed sessions in a row"),
    "quiet": gettext_lazy("Those who did nothing for some time"),
    "behind": gettext_lazy("Those behind the plan of a course"),
    "work": gettext_lazy("Those whose work is overdue"),
    "completed": gettext_lazy("Those who have completed"),
}


def audience_of(cohort: Cohort, audience: str) -> QuerySet[Place]:
    """The places that ``audience`` names: one of ``AUDIENCES``, or “one:” and the uid of a place."""
    places = Place.objects.filter(cohort=cohort).select_related("trainee").order_by("pk")
    kind, _colon, uid = audience.partition(":")
    if kind == "one":
        known = _uuid(uid)
        return places.open().filter(uid=known) if known else places.none()
    if kind == "pausing":
        return places.filter(state=PlaceState.PAUSED)
    places = places.taking_part()
    if kind in Sign.values:
        return places.filter(Exists(_open_signs().filter(place=OuterRef("pk"), sign=kind)))
    if kind == "completed":
        return places.filter(completed_at__isnull=False)
    return places if kind == "all" else places.none()


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _open_signs() -> QuerySet[HelpSign]:
    return HelpSign.objects.filter(ended_at=None)


# ---------------------------------------------------------------- who might need a hand


@dataclass(frozen=True)
class Hand:
    """Somebody who might need one: why, what might help, and what was done so far."""

    place: Place
    signs: list[HelpSign]
    deeds: list[HelpDeed]

    @property
    def reasons(self) -> str:
        return "; ".join(sign_words(sign) for sign in self.signs)

    @property
    def suggestion(self) -> str:
        return suggestion_for(self.signs[0])


def hands_number(cohort: Cohort) -> int:
    """How many people ``hands`` has. One query."""
    return _listed(cohort, put_off=False).order_by().values("place").distinct().count()


def _listed(cohort: Cohort, *, put_off: bool) -> QuerySet[HelpSign]:
    waits = Q(put_off_until__gt=timezone.localdate())
    signs = _open_signs().filter(waits if put_off else ~waits | Q(put_off_until=None))
    return signs.filter(place__cohort=cohort, place__state=PlaceState.ACTIVE).order_by("found_at", "pk")


def hands(cohort: Cohort, *, put_off: bool = False) -> list[Hand]:
    """Everybody with an open sign that is not put off (or is), the longest first. Two queries."""
    found: dict[int, Hand] = {}
    for sign in _listed(cohort, put_off=put_off).select_related("place__trainee"):
        found.setdefault(sign.place_id, Hand(sign.place, [], [])).signs.append(sign)
    for deed in HelpDeed.objects.filter(place__in=found).select_related("actor"):
        found[deed.place_id].deeds.append(deed)
    return list(found.values())


def sign_words(sign: HelpSign) -> str:
    """What happened, in words that could be read out to the person."""
    number: dict[str, Any] = {"number": sign.number, "course": sign.subject}
    if sign.sign == Sign.QUIET:
        one = ngettext(
            "no lesson or session for %(number)s day",
            "no lesson or session for %(number)s days",
            sign.number,
        )
    elif sign.sign == Sign.MISSED:
        one = ngettext("missed the last session", "missed the last %(number)s sessions", sign.number)
    elif sign.sign == Sign.WORK:
        one = ngettext(
            "work “%(course)s” was due %(number)s day ago and was not sent",
            "work “%(course)s” was due %(number)s days ago and was not sent",
            sign.number,
        )
    else:
        one = ngettext(
            "“%(course)s” was due %(number)s day ago",
            "“%(course)s” was due %(number)s days ago",
            sign.number,
        )
    return one % number


def suggestion_for(sign: HelpSign) -> str:
    """One thing that often helps."""
    return {
        Sign.QUIET: _("Write two lines: ask how it goes, and name the one next step."),
        Sign.MISSED: _("Ring them: ask whether the evening still works, and point to the recordings."),
        Sign.BEHIND: _("Offer a new date, or a lesson done together."),
        Sign.WORK: _(
            "Ask what is in the way; half a page that is sent helps more than a whole one that is not."
        ),
    }[Sign(sign.sign)]


def message_for(sign: HelpSign, name: str) -> tuple[str, str]:
    """A heading and a message to begin from; the organiser edits both before sending."""
    words = {
        Sign.QUIET: _(
            "Hello %(name)s,\n\nit has been a while since your last lesson. How is it going? If something "
            "is in the way, tell me; if you would rather pause, you can do so on your own page, "
            "without a reason."
        ),
        Sign.MISSED: _(
            "Hello %(name)s,\n\nwe missed you at the last sessions. Does the evening still work for you? The "
            "recordings are on your page, and watching them counts just as much."
        ),
        Sign.BEHIND: _(
            "Hello %(name)s,\n\n“%(course)s” was planned to be done by now. No harm: shall we set a new "
            "date, or go through one lesson together?"
        ),
        Sign.WORK: _(
            "Hello %(name)s,\n\n“%(course)s” has not reached us yet. It need not be finished: send what "
            "you have, and we go on from there. If you need more time, tell me how much."
        ),
    }[Sign(sign.sign)]
    return _("How is it going?"), words % {"name": name, "course": sign.subject}
