"""Jobs of consent."""

from __future__ import annotations

from lms.consent.services import answer_sign_up, forget_unconfirmed


def answer_sign_up_job(pending_id: int) -> None:
    """Queue door to ``answer_sign_up``. What is gone is not an error."""
    answer_sign_up(pending_id=pending_id)


def forget_unconfirmed_job() -> None:
    """Queue door to ``forget_unconfirmed``; run every day."""
    forget_unconfirmed()
