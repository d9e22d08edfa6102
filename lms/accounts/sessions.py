"""Whose request this is: the session and the person, read together with one plain statement.

Every request of somebody signed in begins with it. To build the query with the ORM costs
three times what PostgreSQL needs to answer it, so it is written out once. See
docs/decisions/0072-what-the-server-is-told.md and 0086-a-session-table-of-our-own.md.
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.db import DEFAULT_DB_ALIAS, IntegrityError, transaction
from django.utils import timezone

from lms.accounts.models import User
from lms.accounts.visits.models import Visit
from lms.accounts.visits.words import browser_and_system
from lms.statements import Statement

_FIELDS = [str(field.attname) for field in User._meta.concrete_fields]
_VISIT = Statement(
    lambda key: (
        Visit.objects.filter(session_key=key)
        .order_by()
        .values_list("session_data", "expire_date", "last_seen_at", *(f"user__{name}" for name in _FIELDS))
    ),
    key=str,
)
_PERSON = Statement(lambda pk: User.objects.filter(pk=pk).order_by().values_list(*_FIELDS), pk=int)


def person_by_id(pk: int) -> User | None:
    """The person, as ``User.objects.get`` would give them; None if there is none. One query."""
    for row in _PERSON.rows(pk=pk):
        return _person(row)
    return None


def _person(row: tuple[Any, ...]) -> User:
    return User.from_db(DEFAULT_DB_ALIAS, _FIELDS, row)


@lru_cache(maxsize=2000)
def _unsealed(data: str) -> str:
    """The content of a row as JSON: whoever reads a course sends the same session with every request."""
    return json.dumps(db.SessionStore().decode(data))


class SessionStore(db.SessionStore):
    """Django's store of sessions in the database, on our table, which also says whose and where.

    After loading, ``person`` is whose it is and ``seen_at`` when it was last noted in use; both
    are None for a visitor. ``agent`` is the browser's own word of itself.
    """

    agent = ""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self.person: User | None = None
        self.seen_at: datetime | None = None

    @classmethod
    def get_model_class(cls) -> type[Visit]:
        return Visit

    def load(self) -> dict[str, Any]:
        """What the session holds; empty, and without a key, where there is none or it has run out."""
        key = self.session_key or ""
        found = _VISIT.rows(key=key) if key.isalnum() else ()  # a cookie may hold what no query takes
        for data, expires, seen_at, *person in found:
            if expires <= timezone.now():
                break
            if person[0] is not None:
                self.person, self.seen_at = _person(tuple(person)), seen_at
            return json.loads(_unsealed(data))
        self._session_key = None
        return {}

    def save(self, must_create: bool = False) -> None:
        """The session is in the table, with whose it is. Raises ``CreateError`` and ``UpdateError``."""
        if self.session_key is None:
            return self.create()
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        person = data.get(SESSION_KEY)
        values = {
            "session_data": self.encode(data),
            "expire_date": self.get_expiry_date(),
            "user_id": int(person) if person else None,
        }
        if not must_create:
            if not Visit.objects.filter(pk=self.session_key).update(**values):
                raise UpdateError
            return None
        browser, system = browser_and_system(self.agent)
        try:
            with transaction.atomic():
                Visit.objects.create(session_key=self.session_key, browser=browser, system=system, **values)
        except IntegrityError:
            raise CreateError from None
        return None
