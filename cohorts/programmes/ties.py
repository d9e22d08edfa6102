"""Who has anything to do with cohorts: one mark on the person, so that nobody else's pages ask.

Whoever applied, has or had a place, or reviews has it. It is raised by the rows themselves, when
they are written, and never lowered; a mark too many costs one query and opens nothing.
"""

from __future__ import annotations

from lms.accounts.models import User


def tie(person: User | None) -> None:
    """``person`` is known to have to do with cohorts from now on. Idempotent; no query where it is so."""
    if person is None or person.in_cohorts:
        return
    User.objects.filter(pk=person.pk).update(in_cohorts=True)
    person.in_cohorts = True
