"""Jobs of places."""

from __future__ import annotations

from lms.places.services import apply_import, forget_lists


def apply_import_job(import_id: int) -> None:
    """Queue door to ``apply_import``. A list that is gone is not an error."""
    apply_import(import_id=import_id)


def forget_lists_job() -> None:
    """Queue door to ``forget_lists``; run every day."""
    forget_lists()
