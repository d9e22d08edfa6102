"""News of work for the rooms above; sent once the change is kept."""

from __future__ import annotations

from django.dispatch import Signal

work_ready = Signal()  # learner_id: a reviewer accepted a piece of theirs
