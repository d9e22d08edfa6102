"""What the rooms below tell this one. A receiver only asks for a job."""

from __future__ import annotations

from typing import Any

from cohorts.pathway.models import PathwayEntry
from cohorts.pathway.signals import entry_changed
from cohorts.programmes.models import Place
from cohorts.programmes.signals import place_completed
from lms.queue.services import enqueue


def _entry_changed(sender: Any, entry_id: int, **kwargs: Any) -> None:
    enqueue("cohorts.following.tasks.follow_entry_job", entry_id)


def _place_completed(sender: Any, place_id: int, **kwargs: Any) -> None:
    enqueue("cohorts.following.tasks.settle_network_job", place_id)


def connect() -> None:
    entry_changed.connect(_entry_changed, sender=PathwayEntry, dispatch_uid="cohorts.follow_entry")
    place_completed.connect(_place_completed, sender=Place, dispatch_uid="cohorts.settle_network")
