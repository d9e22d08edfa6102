"""Jobs of accounts."""

from __future__ import annotations

from lms.accounts.safety.addresses import forget_address_changes
from lms.accounts.safety.recovery import forget_recoveries
from lms.accounts.services import answer_letter_request, forget_letter_requests, forget_sessions
from lms.accounts.visits.notices import forget_devices


def answer_letter_request_job(letter_id: int) -> None:
    """Queue door to ``answer_letter_request``. A vanished request is not an error."""
    answer_letter_request(letter_id=letter_id)


def forget_letter_requests_job() -> None:
    """Queue door to ``forget_letter_requests``; run every hour."""
    forget_letter_requests()


def forget_sessions_job() -> None:
    """Queue door to ``forget_sessions`` and ``forget_devices``; run every day."""
    forget_sessions()
    forget_devices()


def forget_address_changes_job() -> None:
    """Queue door to ``forget_address_changes`` and ``forget_recoveries``; run every hour."""
    forget_address_changes()
    forget_recoveries()
