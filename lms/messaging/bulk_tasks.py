"""Jobs of letters to many."""

from __future__ import annotations

from lms.messaging.bulk_run import advance_bulk, continue_bulk_sends
from lms.messaging.bulk_services import ADVANCE
from lms.queue.services import enqueue


def advance_bulk_job(bulk_id: int) -> None:
    """Queue door to ``advance_bulk``; asks for the next round when this one ran out of time."""
    if advance_bulk(bulk_id=bulk_id):
        enqueue(ADVANCE, bulk_id)


def continue_bulk_sends_job() -> None:
    """Queue door to ``continue_bulk_sends``; run every minute."""
    continue_bulk_sends()
