"""Comparing a list with what we know, and bringing it in.

The same walk makes the dry run and the change. Each batch of 500 places is compared with
three queries and written in one transaction, so a crash between two batches leaves whole
batches, and the next run takes up the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lms.places.lists import LEVELS, Area, PlaceList
from lms.places.models import (
    KIND_OF,
    NATION_OF,
    AreaCode,
    Constituency,
    Council,
    DatedQuerySet,
    Ward,
    WardConstituency,
)

BATCH = 500
MOST_EXAMPLES = 50
NEW, RENAMED, RECODED, MOVED, ENDED, SAME = "new", "renamed", "recoded", "moved", "ended", "unchanged"
_MODEL: dict[str, Any] = {"CTY": Council, "LAD": Council, "PCON": Constituency, "WD": Ward}
_FIELD = {"CTY": "council", "LAD": "council", "PCON": "constituency", "WD": "ward"}
_COUNTY = "E10"


@dataclass
class Report:
    """What a list changes: how many of each sort by level, with some of them named."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    examples: list[tuple[str, str, str, str]] = field(default_factory=list)
    links: Counter[str] = field(default_factory=Counter)

    def note(self, level: str, sort: str, code: str, words: str) -> None:
        self.counts.setdefault(level, Counter())[sort] += 1
        if sort != SAME and len(self.examples) < MOST_EXAMPLES:
            self.examples.append((level, sort, code, words))

    @property
    def changes(self) -> int:
        """How many places and links would not be as they are."""
        sorts = [*self.counts.values(), self.links]
        return sum(counted.total() - counted[SAME] for counted in sorts)

    def as_json(self, read: PlaceList) -> dict[str, Any]:
        return {
            "rows": read.rows,
            "wrong_rows": read.wrong_rows,
            "errors": [{"row": row, "why": why} for row, why in read.errors],
            "levels": {level: dict(self.counts[level]) for level in LEVELS if level in self.counts},
            "links": dict(self.links),
            "examples": [list(example) for example in self.examples],
            "changes": self.changes,
        }


def bring_in(read: PlaceList, *, as_at: date, whole: bool, write: bool) -> Report:
    """Every place and link of ``read`` is as the list says afterwards; only told unless ``write``.

    What a first list brings has no first day, for nobody knows it; what is new in a later one
    begins on ``as_at``. ``whole``: what the list does not have ended on ``as_at``, kind of place by
    kind and nation by nation, unless rows had to be left out. Repeatable: the second time
    changes nothing. A transaction for each batch.
    """
    walk = _Walk(read, as_at, whole and not read.wrong_rows, write)
    for level in LEVELS:
        for nation in sorted({code[0] for code in read.areas[level]}):
            walk.level(level, nation)
    walk.links()
    return walk.report


def batches(things: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(things)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _codes_in_force(level: str, nation: str) -> DatedQuerySet:
    """The codes of a level in a nation, named by its letter."""
    codes: DatedQuerySet = AreaCode.objects.filter(
        **{f"{_FIELD[level]}__isnull": False}, ends_on__isnull=True, code__startswith=nation
    )
    if level == "CTY":
        return codes.filter(code__startswith=_COUNTY)
    return codes.exclude(code__startswith=_COUNTY)


@dataclass
class _Walk:
    read: PlaceList
    as_at: date
    whole: bool
    write: bool
    report: Report = field(default_factory=Report)
    recoded: dict[str, int] = field(default_factory=dict)  # new code → place, so that a dry run knows
    replaced: set[str] = field(default_factory=set)  # codes that gave way to those

    def level(self, level: str, nation: str) -> None:
        areas = self.read.areas[level]
        first = None if not _codes_in_force(level, nation).exists() else self.as_at
        for codes in batches([code for code in areas if code[0] == nation]):
            with transaction.atomic():
                self._batch(level, [areas[code] for code in codes], first)
        if self.whole:
            in_force = list(_codes_in_force(level, nation).values_list("code", flat=True))
            for codes in batches(code for code in in_force if code not in areas):
                self._end(level, [code for code in codes if code not in self.replaced])

    def _batch(self, level: str, areas: list[Area], first: date | None) -> None:
        name = _FIELD[level]
        held = {
            row.code: getattr(row, name)
            for row in AreaCode.objects.filter(
                code__in=[area.code for area in areas], ends_on__isnull=True
            ).select_related(name)
        }
        above = self._above(areas)
        areas = [area for area in areas if self._lies_somewhere(level, area, above)]
        values = {area.code: self._values(level, area, above) for area in areas}
        namesakes = self._namesakes(level, [area for area in areas if area.code not in held])
        changed: list[Any] = []
        fresh: list[tuple[str, Any]] = []
        for area in areas:
            said = values[area.code]
            place: Any = held.get(area.code)
            sort = SAME if place is None else _difference(place, said)
            words = f"{place.name} → {area.name}" if sort == RENAMED else area.name
            if place is None:
                place, sort = self._place_for(level, area, said, namesakes, first)
                fresh.append((area.code, place))
            self.report.note(level, sort, area.code, words)
            if sort not in (SAME, NEW):
                changed.append(_set(place, said))
        if self.write:
            self._save(level, changed, fresh, first)

    def _above(self, areas: list[Area]) -> dict[str, int]:
        """The councils in which wards and districts of a batch lie, by code."""
        codes = {area.above for area in areas if area.above}
        if not codes:
            return {}
        found = AreaCode.objects.filter(code__in=codes, ends_on__isnull=True, council__isnull=False)
        return {**self.recoded, **dict(found.values_list("code", "council_id"))}

    def _lies_somewhere(self, level: str, area: Area, above: dict[str, int]) -> bool:
        if level != "WD" or area.above in above or area.above in self.read.areas["LAD"]:
            return True
        words = _("The ward %(code)s lies in %(council)s, a council that we do not have.")
        self.read.refuse(0, words % {"code": area.code, "council": area.above})
        return False

    def _values(self, level: str, area: Area, above: dict[str, int]) -> dict[str, Any]:
        """What the list says of a place, by the fields of its model."""
        values: dict[str, Any] = {"name": area.name, "name_cy": area.name_cy}
        if level == "WD":
            return {**values, "council_id": above.get(area.above)}
        values["nation"] = NATION_OF[area.code[0]]
        if level != "PCON":
            values["kind"] = KIND_OF[area.code[:3]]
        if level == "LAD" and ("CTY", "CD") in self.read.columns:
            values["county_id"] = above.get(area.above)
        return values

    def _namesakes(self, level: str, areas: list[Area]) -> dict[tuple[Any, ...], tuple[str, Any]]:
        """Places of the same names whose present code is not in the list: their boundary changed."""
        if not areas:
            return {}
        name = _FIELD[level]
        rows = AreaCode.objects.filter(
            **{f"{name}__name__in": {area.name for area in areas}}, ends_on__isnull=True
        ).select_related(name)
        return {
            _identity(level, getattr(row, name)): (row.code, getattr(row, name))
            for row in rows
            if row.code not in self.read.areas[level]
        }

    def _place_for(
        self, level: str, area: Area, said: dict[str, Any], namesakes: dict[Any, Any], first: date | None
    ) -> tuple[Any, str]:
        """The place that a code new to us denotes: one whose boundary changed, or a new one."""
        fresh = _set(_MODEL[level](starts_on=first), said)
        former = namesakes.pop(_identity(level, fresh), None)
        if former is None:
            return fresh, NEW
        code, place = former
        self.replaced.add(code)
        self.recoded[area.code] = place.pk
        return place, RECODED

    def _save(self, level: str, changed: list[Any], fresh: list[tuple[str, Any]], first: date | None) -> None:
        name, manager = _FIELD[level], _MODEL[level].objects
        if changed:
            county = {"county"} if level == "LAD" and ("CTY", "CD") in self.read.columns else set()
            own = {"WD": {"council"}, "PCON": {"nation"}}.get(level, {"nation", "kind"})
            manager.bulk_update(changed, sorted({"name", "name_cy", "name_key"} | own | county))
        manager.bulk_create([place for _code, place in fresh if place.pk is None])
        former = AreaCode.objects.filter(code__in=self.replaced, ends_on__isnull=True)
        former.filter(**{f"{name}__in": [place for _code, place in fresh]}).update(ends_on=self.as_at)
        rows = [AreaCode(code=code, starts_on=first, **{name: place}) for code, place in fresh]
        AreaCode.objects.bulk_create(rows)

    @transaction.atomic
    def _end(self, level: str, codes: list[str]) -> None:
        name = _FIELD[level]
        rows = AreaCode.objects.filter(code__in=codes, ends_on__isnull=True).select_related(name)
        for row in rows:
            self.report.note(level, ENDED, row.code, getattr(row, name).name)
        if self.write:
            places = [getattr(row, f"{name}_id") for row in rows]
            _MODEL[level].objects.filter(pk__in=places, ends_on__isnull=True).update(ends_on=self.as_at)
            AreaCode.objects.filter(code__in=codes, ends_on__isnull=True).update(ends_on=self.as_at)

    def links(self) -> None:
        """Which ward lies in which constituency."""
        first = self.as_at if WardConstituency.objects.filter(ends_on__isnull=True).exists() else None
        for wards in batches(self.read.links):
            with transaction.atomic():
                self._link(wards, first)

    def _link(self, wards: list[str], first: date | None) -> None:
        wanted = [(ward, seat) for ward in wards for seat in sorted(self.read.links[ward])]
        codes = {*wards, *(seat for _ward, seat in wanted)}
        rows = AreaCode.objects.filter(code__in=codes, ends_on__isnull=True)
        ids = {
            code: ward or seat for code, ward, seat in rows.values_list("code", "ward_id", "constituency_id")
        }
        ids = {**self.recoded, **ids}
        in_force = WardConstituency.objects.filter(
            ward__in=[ids[ward] for ward in wards if ward in ids], ends_on__isnull=True
        )
        held = set(in_force.values_list("ward_id", "constituency_id"))
        fresh: list[tuple[Any, Any]] = []
        said: set[tuple[Any, Any]] = set()
        for ward, seat in wanted:
            if missing := [code for code in (ward, seat) if code not in ids and not self._comes(code)]:
                self.read.refuse(0, _("%(code)s is a place that we do not have.") % {"code": missing[0]})
                continue
            pair = (ids.get(ward), ids.get(seat))
            said.add(pair)
            self.report.links[SAME if pair in held else NEW] += 1
            if pair not in held:
                fresh.append(pair)
        over = held - said if self.whole else set()
        if over:
            self.report.links[ENDED] += len(over)
        if self.write:
            WardConstituency.objects.bulk_create(
                [
                    WardConstituency(ward_id=ward, constituency_id=seat, starts_on=first)
                    for ward, seat in fresh
                ]
            )
            gone = [row.pk for row in in_force if (row.ward_id, row.constituency_id) in over]
            WardConstituency.objects.filter(pk__in=gone).update(ends_on=self.as_at)

    def _comes(self, code: str) -> bool:
        """Whether the list itself brings the place: so a dry run knows what the change will find."""
        return not self.write and any(code in self.read.areas[level] for level in ("WD", "PCON"))


def _identity(level: str, place: Any) -> tuple[Any, ...]:
    if level == "WD":
        return (place.name, place.council_id)
    return (place.name, place.nation, getattr(place, "kind", ""))


def _difference(place: Any, said: dict[str, Any]) -> str:
    differing = {name for name, value in said.items() if getattr(place, name) != value}
    if differing & {"name", "name_cy"}:
        return RENAMED
    return MOVED if differing else SAME


def _set(place: Any, said: dict[str, Any]) -> Any:
    for name, value in said.items():
        setattr(place, name, value)
    place.key_name()
    return place
