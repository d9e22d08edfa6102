"""Whose request this is: the session and the person, each read with one plain statement.

Every request of somebody signed in begins with these two. To build the queries with
the ORM costs three times what PostgreSQL needs to answer them, so they are written
here. See docs/decisions/0072-what-the-server-is-told.md.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connections, router
from django.utils import timezone

from lms.accounts.models import User

_READ = (
    f"SELECT session_data, expire_date FROM {Session._meta.db_table} "  # noqa: S608
    "WHERE session_key = %s AND expire_date > %s"
)


class SessionStore(db.SessionStore):
    """Django's store of sessions in the database."""

    def _get_session_from_db(self) -> Session | None:
        """The row of this session unless it has run out; then the session has no key any more."""
        connection = connections[router.db_for_read(Session)]
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(_READ, [self.session_key, now])
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return None
        return Session(session_key=self.session_key or "", session_data=found[0], expire_date=found[1])


@cache
def _person() -> tuple[str, list[str]]:
    """The statement, and the names of what it reads."""
    fields = User._meta.concrete_fields
    columns = ", ".join(str(field.column) for field in fields)
    sql = f"SELECT {columns} FROM {User._meta.db_table} WHERE id = %s"  # noqa: S608
    return sql, [str(field.attname) for field in fields]


@cache
def _converters(alias: str) -> Any:
    """What turns a row of this database into Python's values (nothing to do on PostgreSQL)."""
    compiler = User.objects.all().query.get_compiler(alias)
    columns = [field.cached_col for field in User._meta.concrete_fields]
    return compiler, compiler.get_converters(columns)


def person_by_id(pk: int) -> User | None:
    """The person, as ``User.objects.get`` would give them; None if there is none. One query."""
    connection = connections[router.db_for_read(User)]
    sql, names = _person()
    with connection.cursor() as cursor:
        cursor.execute(sql, [pk])
        row = cursor.fetchone()
    if row is None:
        return None
    compiler, converters = _converters(connection.alias)
    if converters:
        (row,) = compiler.apply_converters([row], converters)
    return User.from_db(connection.alias, names, row)
