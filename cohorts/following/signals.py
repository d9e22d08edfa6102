"""News for the network above; sent once what it says is kept."""

from __future__ import annotations

from django.dispatch import Signal

network_earned = Signal()  # place_id: its holder met the rule of the cohort, or an organiser decided so
network_revoked = Signal()  # place_id: an organiser took it back, with a reason
