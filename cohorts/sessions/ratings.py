"""What people thought of a session: totals for organisers, nothing that leads to anybody.

Answers are taken for a week, and totals shown after it, once for all: a total that grew from five
to six answers would say what the sixth person wrote.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Avg, Count
from django.utils import timezone

from cohorts.programmes.models import Place
from cohorts.sessions.attendance import attendance_of
from cohorts.sessions.errors import RatingClosedError
from cohorts.sessions.models import LiveSession, SessionRating

OPEN_FOR = timedelta(days=7)
LEAST = 5  # answers without which nothing is shown


def takes_ratings(session: LiveSession) -> bool:
    """From its end on for seven days, unless it was cancelled."""
    return not session.is_cancelled and session.ends_at <= timezone.now() < session.ends_at + OPEN_FOR


@transaction.atomic
def rate(*, session: LiveSession, place: Place, stars: int, text: str) -> bool:
    """What the trainee thought is kept without them; False if they said something before: that stays.

    That they answered, and nothing else, stands on their attendance. Raises ``RatingClosedError``.
    """
    if not takes_ratings(session):
        raise RatingClosedError
    row = attendance_of(session, place)
    if row.has_rated:
        return False
    SessionRating.objects.create(session=session, stars=stars, text=text)
    row.has_rated = True
    row.save(update_fields=["has_rated"])
    return True


@dataclass(frozen=True)
class Opinions:
    """What organisers see. ``count`` is 0 where there were fewer than five; then there is nothing else."""

    is_open: bool
    count: int = 0
    average: float = 0
    texts: tuple[str, ...] = ()


def opinions_on(session: LiveSession) -> Opinions:
    """Totals, once nobody can answer any more, of five answers at least. At most two queries."""
    if session.ends_at + OPEN_FOR > timezone.now():
        return Opinions(is_open=True)
    found = SessionRating.objects.filter(session=session)
    totals = found.order_by().aggregate(count=Count("pk"), average=Avg("stars"))
    if totals["count"] < LEAST:
        return Opinions(is_open=False)
    texts = tuple(found.exclude(text="").values_list("text", flat=True))
    return Opinions(False, totals["count"], round(totals["average"], 1), texts)
