"""Jobs of the safety of accounts."""

from __future__ import annotations

from lms.accounts.safety.locks import tell_of_pause


def tell_of_pause_job(person_id: int) -> None:
    """Queue door to ``tell_of_pause``; 0 where nobody has the name."""
    tell_of_pause(person_id=person_id)
