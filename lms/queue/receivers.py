"""Workers show that they are alive whenever they start and whenever they begin a job."""

from __future__ import annotations

import logging
from typing import Any

from django.db import DatabaseError
from django_q.signals import post_spawn, pre_execute

from lms.queue.services import beat

logger = logging.getLogger(__name__)


def connect() -> None:
    post_spawn.connect(note_worker, dispatch_uid="queue.note_spawn")
    pre_execute.connect(note_worker, dispatch_uid="queue.note_execute")


def note_worker(**kwargs: Any) -> None:
    """A heartbeat that cannot be written must not keep the job from running."""
    try:
        beat()
    except DatabaseError:
        logger.exception("heartbeat not written")
