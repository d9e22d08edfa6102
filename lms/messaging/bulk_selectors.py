"""How far a letter to many has got."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from lms.messaging.bulk_audiences import audience
from lms.messaging.bulk_models import BulkRecipient, BulkSend, BulkState, LeftOut, RecipientState


@dataclass(frozen=True)
class Progress:
    """People by what became of them; ``left_out`` by reason."""

    counts: dict[str, int]
    left_out: dict[str, int]
    is_list_whole: bool

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        return self.total - self.counts["waiting"] - self.counts["sending"]

    @property
    def reasons(self) -> list[tuple[Any, int]]:
        """Why people were left out, in words, with how many."""
        return [(LeftOut(reason).label, count) for reason, count in self.left_out.items()]


def progress_of(bulk: BulkSend) -> Progress:
    """One query, however many recipients there are."""
    rows = BulkRecipient.objects.filter(bulk=bulk).values_list("state", "reason").order_by("state", "reason")
    counts = dict.fromkeys(RecipientState.values, 0)
    left_out: dict[str, int] = {}
    for state, reason, count in rows.annotate(count=Count("pk")):
        counts[state] += count
        if reason:
            left_out[reason] = count
    return Progress(counts, left_out, bulk.taken_at is not None)


def lists_of(bulk: BulkSend) -> list[dict[str, Any]]:
    """The chosen lists with how many are on each of them now; one query a list."""
    found = [one for code in bulk.audiences if (one := audience(code)) is not None]
    return [{"title": one.title, "count": one.people().count()} for one in found]


def is_under_way(bulk: BulkSend) -> bool:
    return bulk.state in (BulkState.SENDING, BulkState.PAUSED)
