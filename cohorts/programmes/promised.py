"""Places that nobody has yet, but somebody was offered: rooms above say how many."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db.models import Count, Q

from cohorts.programmes.models import TAKES_UP_ROOM, Cohort

Function = Callable[[Iterable[int]], dict[int, int]]

_registered: dict[str, Function] = {}


def register_promised(name: str, function: Function) -> None:
    """``function`` says for keys of cohorts how many places are promised there. A name again replaces it."""
    _registered[name] = function


def places_to_give(cohorts: Iterable[Cohort]) -> dict[int, int]:
    """By key, how many places nobody has and nobody was promised. One query, and one of each registered."""
    keys = [one.pk for one in cohorts]
    taken = Count("held_places", filter=Q(held_places__state__in=TAKES_UP_ROOM))
    counted = Cohort.objects.filter(pk__in=keys).order_by().annotate(taken=taken)
    found = {pk: places - taken for pk, places, taken in counted.values_list("pk", "places", "taken")}
    for function in _registered.values():
        for pk, number in function(keys).items():
            found[pk] -= number
    return {pk: max(0, number) for pk, number in found.items()}
