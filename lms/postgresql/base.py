"""The engine ``lms.postgresql``; Django looks for ``DatabaseWrapper`` in a module of this name.

See docs/decisions/0072-what-the-server-is-told.md.
"""

from __future__ import annotations

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, but a connection is found alive without asking PostgreSQL.

    With ``CONN_HEALTH_CHECKS`` Django sends ``SELECT 1`` before the first query of
    every request: a round trip, and two process switches on a small machine. A server
    that ended, restarted or threw the connection out has told the operating system,
    and then there is something to read where nothing should be.
    """

    def is_usable(self) -> bool:
        """False if the connection is known to have ended. Asks PostgreSQL only when in doubt."""
        if self.connection is None or self.connection.closed or self.connection.broken:
            return False
        poll = select.poll()
        poll.register(self.connection.fileno(), select.POLLIN)
        if not poll.poll(0):
            return True
        return bool(super().is_usable())
