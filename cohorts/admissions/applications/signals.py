"""News of applications for the rooms above; sent once the change is kept."""

from __future__ import annotations

from django.dispatch import Signal

application_withdrawn = Signal()  # application_id
