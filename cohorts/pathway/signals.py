"""News of pathways for the rooms above; sent in the transaction of the change, so a receiver enqueues."""

from __future__ import annotations

from django.dispatch import Signal

entry_changed = Signal()  # entry_id: it was written, confirmed, corrected or taken back
