# ruff: noqa: S608 (put together from names of our tables and columns; every value is a parameter)
"""Where every application of a cohort stands, worked out by the database: Python takes long for thousands.

Each application is one row with its figure and a mark for each question that the board asks; the
board reads how many rows are alike, and the ids of one page. PostgreSQL and SQLite understand it alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q

from cohorts.admissions.applications.models import Application
from cohorts.admissions.applications.selectors import submitted_applications
from cohorts.admissions.decisions.models import Decision, Finding, Review
from cohorts.admissions.decisions.ranking import APART
from cohorts.programmes.models import Cohort

KINDS = ("undecided", "unread", "apart", "question", "pending", "published")
_ORDERS = {
    # Equal figures by lot, as ``figures.lot`` draws it.
    "rank": "figure IS NULL, figure DESC, MD5('lot:' || CAST(id AS TEXT)), id",
    "date": "submitted_at, id",
    "name": "name_key, id",
}
# Rows of other applications find no partner below; ids of one cohort lie together, so this leaves few of
# them, for less than asking of each whether it is here.
_AMONG = "application_id BETWEEN (SELECT MIN(id) FROM here) AND (SELECT MAX(id) FROM here)"
# The figure as ``ranking.combined`` has it: the average in hundredths, halves rounded up.
_ALL = f"""
WITH here AS (
    SELECT id, submitted_at, name_key FROM {Application._meta.db_table}
    WHERE cohort_id = %s AND state = 'submitted'
),
judged AS (
    SELECT application_id, (2 * SUM(points) + COUNT(*)) / (2 * COUNT(*)) AS figure, COUNT(*) AS number,
        MAX(points) - MIN(points) AS between_them
    FROM {Review._meta.db_table}
    WHERE state = 'done' AND {_AMONG}
    GROUP BY application_id
),
decided AS (
    SELECT application_id, MAX(CASE WHEN state = 'published' THEN 1 ELSE 0 END) AS published,
        MAX(CASE WHEN state = 'published' THEN 0 ELSE 1 END) AS pending
    FROM {Decision._meta.db_table}
    WHERE state IN ('published', 'prepared', 'checked') AND {_AMONG}
    GROUP BY application_id
),
asked AS (SELECT DISTINCT application_id FROM {Finding._meta.db_table} WHERE verdict = '' AND {_AMONG}),
standing AS (
    SELECT here.id, here.submitted_at, here.name_key, judged.figure,
        CASE WHEN decided.published IS NULL THEN 1 ELSE 0 END AS undecided,
        CASE WHEN decided.published IS NULL AND COALESCE(judged.number, 0) < %s THEN 1 ELSE 0 END AS unread,
        CASE WHEN judged.between_them >= {APART} THEN 1 ELSE 0 END AS apart,
        CASE WHEN asked.application_id IS NULL THEN 0 ELSE 1 END AS question,
        COALESCE(decided.pending, 0) AS pending, COALESCE(decided.published, 0) AS published
    FROM here
    LEFT JOIN judged ON judged.application_id = here.id
    LEFT JOIN decided ON decided.application_id = here.id
    LEFT JOIN asked ON asked.application_id = here.id
)
"""


_COLUMNS = ", ".join(("figure", *KINDS))
_COUNTED = f"SELECT 0, 0, {_COLUMNS}, COUNT(*) FROM standing GROUP BY {_COLUMNS}"


class Alike(NamedTuple):
    """So many applications (``number``) have this figure and stand in these of ``KINDS``."""

    figure: int | None
    kinds: tuple[str, ...]
    number: int


def alike(cohort: Cohort, each: int) -> list[Alike]:
    """All submitted applications of ``cohort``, counted by how they stand. One query.

    ``each`` is how many reviews an application should have.
    """
    return _counted(_rows(f"{_ALL} {_COUNTED}", [cohort.pk, each]))


def _counted(rows: Iterable[tuple[Any, ...]]) -> list[Alike]:
    return [Alike(figure, _named(marks), number) for _at, _pk, figure, *marks, number in rows]


def _named(marks: Iterable[int]) -> tuple[str, ...]:
    return tuple(kind for kind, mark in zip(KINDS, marks, strict=True) if mark)


class Standing:
    """The ids of the applications of ``cohort`` that stand in ``kind`` and match ``where``, in ``order``.

    Counted and sliced by the database: what a ``Paginator`` wants.
    """

    def __init__(
        self,
        cohort: Cohort,
        each: int,
        *,
        order: str = "rank",
        kind: str = "",
        where: Q | None = None,
    ) -> None:
        self._piece, self._ids = slice(0, 0), list[int]()
        conditions, self._values = ["1 = 1"], [cohort.pk, each]
        if kind:
            conditions.append({one: f"{one} = 1" for one in KINDS}[kind])
        if where is not None:
            matching = submitted_applications(cohort).filter(where).order_by().values("pk")
            found, values = matching.query.sql_with_params()
            conditions.append(f"id IN ({found})")
            self._values += values
        self._from = f"FROM standing WHERE {' AND '.join(conditions)}"
        self._order = _ORDERS[order]

    def alike(self, piece: slice) -> list[Alike]:
        """What ``alike`` gives, and ``piece`` is known from now on. One query for both."""
        page = f"SELECT id, {_COLUMNS}, submitted_at, name_key {self._from} ORDER BY {self._order}"
        nothing = ", ".join("0" for _column in (*KINDS, "number"))
        rows = _rows(
            f"{_ALL}, page AS ({page} LIMIT %s OFFSET %s) {_COUNTED} UNION ALL"
            f" SELECT ROW_NUMBER() OVER (ORDER BY {self._order}), id, 0, {nothing} FROM page ORDER BY 1",
            [*self._values, piece.stop - piece.start, piece.start],
        )
        self._piece, self._ids = piece, [pk for at, pk, *_more in rows if at]
        return _counted(one for one in rows if not one[0])

    def count(self) -> int:
        """One query."""
        ((number,),) = _rows(f"{_ALL} SELECT COUNT(*) {self._from}", self._values)
        return int(number)

    def __getitem__(self, piece: slice) -> list[int]:
        """One query, none for what is known; both ends of ``piece`` have to be there."""
        if self._piece.start == piece.start and self._piece.stop >= piece.stop:
            return self._ids[: piece.stop - piece.start]
        asked = f"{_ALL} SELECT id {self._from} ORDER BY {self._order} LIMIT %s OFFSET %s"
        return [pk for (pk,) in _rows(asked, [*self._values, piece.stop - piece.start, piece.start])]

    def between(self, highest: int, lowest: int) -> list[int]:
        """Those with a figure from ``highest`` to ``lowest``, in order. One query."""
        asked = f"{_ALL} SELECT id {self._from} AND figure BETWEEN %s AND %s ORDER BY {self._order}"
        return [pk for (pk,) in _rows(asked, [*self._values, lowest, highest])]


def _rows(sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
