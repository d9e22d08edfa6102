"""News of learning for the packages above."""

from __future__ import annotations

from django.dispatch import Signal

course_completed = Signal()  # learner_id; sent once, when the completion is kept
