"""News of places and cohorts for the rooms above; sent once the change is kept."""

from __future__ import annotations

from django.dispatch import Signal

place_opened = Signal()  # place_id
place_freed = Signal()  # cohort_id: there is room for one more
place_completed = Signal()  # place_id
cohort_cancelled = Signal()  # cohort_id
