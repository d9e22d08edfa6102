"""Looking places up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from lms.names import name_key
from lms.places.models import AreaCode, Constituency, Council, DatedQuerySet, Ward, WardConstituency
from lms.places.postcodes import adapter, normalise_postcode

MOST_FOUND = 20


@dataclass(frozen=True)
class PlaceGuess:
    """What a postcode leads to. A guess: postcodes cross boundaries, and people may choose otherwise."""

    council: Council

    @property
    def nation(self) -> str:
        return self.council.nation


def councils_on(day: date) -> DatedQuerySet:
    """The councils that there were on ``day``, by name."""
    councils: DatedQuerySet = Council.objects.on(day)
    return councils


def find_councils(text: str, *, day: date | None = None) -> list[Council]:
    """At most 20 councils of ``day`` (today) whose name has every word of ``text``, in either language.

    Accents and case do not matter. Nothing for an empty ``text``. One query.
    """
    words = name_key(text).split()
    if not words:
        return []
    found = councils_on(day or timezone.localdate())
    for word in words[:10]:
        found = found.filter(name_key__contains=word)
    return list(found[:MOST_FOUND])


def successors_of(council: Council) -> list[Council]:
    """Who took over from ``council``, by name; past successors that have ended too. A query a step."""
    today, seen, found, step = timezone.localdate(), {council.pk}, set(), [council.pk]
    while step:
        follow = Council.objects.filter(predecessors__in=step).exclude(pk__in=seen).distinct()
        ended = [one for one in follow if one.ends_on and one.ends_on <= today]
        found |= set(follow) - set(ended)
        step = [one.pk for one in ended]
        seen |= {one.pk for one in follow}
    return sorted(found, key=lambda one: one.name_key)


def council_of_code(code: str) -> Council | None:
    """The council that has ``code`` at present. One query."""
    row = (
        AreaCode.objects.current().select_related("council").filter(code=code, council__isnull=False).first()
    )
    return row.council if row else None


def places_of_postcode(postcode: str) -> PlaceGuess | None:
    """The council at ``postcode``, if the adapter and our list know it; the postcode is not kept.

    Raises ``PostcodeError`` where the form is wrong.
    """
    code = adapter().council_code(normalise_postcode(postcode))
    council = council_of_code(code) if code else None
    return PlaceGuess(council=council) if council else None


def codes_of(council: Council) -> DatedQuerySet:
    """The codes that its boundary and those of its wards have or had."""
    codes: DatedQuerySet = AreaCode.objects.filter(Q(council=council) | Q(ward__council=council))
    return codes


def wards_of(council: Council, day: date | None = None) -> list[Ward]:
    """The wards of ``council`` on ``day`` (today), by name. One query."""
    return list(Ward.objects.on(day or timezone.localdate()).filter(council=council))


def constituencies_of(ward: Ward, day: date | None = None) -> list[Constituency]:
    """The constituencies in which ``ward`` lies on ``day`` (today): one, or several. One query."""
    day = day or timezone.localdate()
    through = WardConstituency.objects.on(day).filter(ward=ward).values("constituency")
    return list(Constituency.objects.filter(pk__in=through))
