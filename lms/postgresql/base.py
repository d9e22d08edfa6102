"""The engine ``lms.postgresql``; Django looks for ``DatabaseWrapper`` in a module of this name.

See docs/decisions/0072-what-the-server-is-told.md.
"""

from __future__ import annotations

import select
from typing import Any

from django.db.backends.postgresql import base

_PREPARED = "prepared"  # a name that no server-side cursor of Django's has


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, but a connection is found alive without asking PostgreSQL.

    With ``CONN_HEALTH_CHECKS`` Django sends ``SELECT 1`` before the first query of
    every request: a round trip, and two process switches on a small machine. A server
    that ended, restarted or threw the connection out has told the operating system,
    and then there is something to read where nothing should be.

    For statements that are sent all the time there is ``prepared_cursor``.
    """

    def prepared_cursor(self) -> Any:
        """A cursor whose statements PostgreSQL plans once for each connection, and which sends values apart.

        Prepared from the fifth time on, unless the database's URL says ``prepared=off``. Counted
        and logged as every other cursor of Django's.
        """
        return self._cursor(_PREPARED)  # type: ignore[attr-defined]

    def create_cursor(self, name: str | None = None) -> Any:
        if name is not _PREPARED:
            return super().create_cursor(name)
        usual = self.connection.cursor_factory
        self.connection.cursor_factory = base.ServerBindingCursor
        try:
            return super().create_cursor()
        finally:
            self.connection.cursor_factory = usual

    def is_usable(self) -> bool:
        """False if the connection is known to have ended. Asks PostgreSQL only when in doubt."""
        if self.connection is None or self.connection.closed or self.connection.broken:
            return False
        poll = select.poll()
        poll.register(self.connection.fileno(), select.POLLIN)
        if not poll.poll(0):
            return True
        return bool(super().is_usable())
