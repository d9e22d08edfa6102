"""Jobs of the content room."""

from __future__ import annotations

from courses.content.services import publish_scheduled, write_missing_editions


def write_missing_editions_job() -> None:
    """Queue door to ``write_missing_editions``."""
    write_missing_editions()


def publish_scheduled_job() -> None:
    """Queue door to ``publish_scheduled``."""
    publish_scheduled()
