"""What the rooms below hold on people; each module registers its own."""

from __future__ import annotations


def register() -> None:
    """All of them are registered afterwards. Repeatable."""
    from lms.privacy.rooms import (  # noqa: F401
        accounts,
        audit,
        consent,
        deeds,
        invitations,
        messaging,
        notices,
        own,
        places,
        reads,
        recoveries,
        wagtail,
    )
