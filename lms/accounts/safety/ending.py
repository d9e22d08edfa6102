"""Ending every way in that is open at this moment."""

from __future__ import annotations

from lms.accounts.links import end_links
from lms.accounts.models import User
from lms.accounts.visits.models import KnownDevice
from lms.accounts.visits.services import end_all_sessions


def end_access(*, person: User, actor: User | None = None) -> None:
    """Nobody is signed in as ``person`` any more, and no signed link of theirs opens. Repeatable.

    No device is known any more either: the next sign-in from each is told by letter.
    """
    end_links(person=person)
    end_all_sessions(person=person, actor=actor)
    KnownDevice.objects.filter(user=person).delete()
