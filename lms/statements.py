"""Queries of the pages that everybody reads all the time, turned into SQL once instead of at each request.

Writing out a query costs the ORM more than sending it. A ``Statement`` is an ordinary queryset
with places for values; its SQL is kept for each connection. docs/decisions/0075 says where
that is worth it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

# Stand in for the values while the SQL is written; nothing else in a query looks like them.
_INTEGER, _TEXT = 1_987_650_000, "\ue000statement-value-{}\ue000"


class Statement:
    """``build`` makes a ``values_list`` queryset from named values; ``rows`` sends it with real ones.

        TICKS = Statement(lambda who: Tick.objects.filter(learner=who).values_list("item"), who=int)
        TICKS.rows(who=7)

    On PostgreSQL it is prepared (docs/decisions/0072). Values are whole numbers or texts. What
    a value is must not change the shape of the query: no ``None``, no lists. Nor may the query
    hold what changes by itself, as the time or the language do.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], **values: type[int] | type[str]) -> None:
        self._build = build
        self._marks: dict[str, int | str] = {
            name: _INTEGER + place if kind is int else _TEXT.format(place)
            for place, (name, kind) in enumerate(values.items())
        }

    def rows(self, **values: int | str) -> Sequence[tuple[Any, ...]]:
        """The rows for these values, as ``values_list`` would give them. One query."""
        connection = connections[DEFAULT_DB_ALIAS]
        known = connection.__dict__.setdefault("_hustings_statements", {})
        if self not in known:
            known[self] = self._compile()
        compiler, sql, parameters, converters = known[self]
        real = [values[part.name] if isinstance(part, _Place) else part for part in parameters]
        with getattr(connection, "prepared_cursor", connection.cursor)() as cursor:
            cursor.execute(sql, real)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return [tuple(row) for row in compiler.apply_converters(found, converters)] if converters else found

    def _compile(self) -> tuple[Any, str, list[Any], dict[int, Any]]:
        compiler = self._build(**self._marks).query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        places = {mark: _Place(name) for name, mark in self._marks.items()}
        parts = [places.get(part, part) if isinstance(part, int | str) else part for part in parameters]
        if unused := set(self._marks) - {part.name for part in parts if isinstance(part, _Place)}:
            raise ValueError(f"not in the query: {sorted(unused)}")
        read = [part for part, _sql, _alias in compiler.select[: compiler.col_count]]
        return compiler, sql, parts, compiler.get_converters(read)


class _Place:
    """Where a value goes."""

    def __init__(self, name: str) -> None:
        self.name = name
