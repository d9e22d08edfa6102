"""Jobs of files that are brought in."""

from __future__ import annotations

from cohorts.imports.services import apply_piece, check_piece


def check_job(file_id: int) -> None:
    """Queue door to ``check_piece``. A vanished file is not an error."""
    check_piece(file_id=file_id)


def apply_job(file_id: int) -> None:
    """Queue door to ``apply_piece``. A vanished file is not an error."""
    apply_piece(file_id=file_id)
