"""Jobs of privacy."""

from __future__ import annotations

from lms.privacy.erasing import begin_due_erasures, carry_out
from lms.privacy.retention import run_retention
from lms.privacy.services import make_export


def make_export_job(export_id: int) -> None:
    """Queue door to ``make_export``. A vanished or finished copy is not an error."""
    make_export(export_id=export_id)


def erase_job(erasure_id: int) -> None:
    """Queue door to ``carry_out``. One that was taken back, or is done, is not an error."""
    carry_out(erasure_id=erasure_id)


def begin_due_erasures_job() -> None:
    """Queue door to ``begin_due_erasures``; run every hour."""
    begin_due_erasures()


def run_retention_job() -> None:
    """Queue door to ``run_retention``; run every day."""
    run_retention()
