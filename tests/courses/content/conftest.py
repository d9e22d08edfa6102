"""What the tests of the content room share."""

from __future__ import annotations

import pytest


@pytest.fixture
def settled(monkeypatch):
    """The courses that were queued for settling, in order; nothing is queued."""
    calls: list[int] = []
    monkeypatch.setattr(
        "courses.content.services.enqueue", lambda task, pk: calls.append(pk) if "settle" in task else None
    )
    return calls
