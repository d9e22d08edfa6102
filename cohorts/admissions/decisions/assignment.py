"""Who reviews which application: shared out evenly, never against a conflict, the same every time.

Pure: takes numbers, gives numbers. How reviews are then kept is ``reviewing``’s.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import blake2b


@dataclass(frozen=True)
class Sharing:
    """New pairs of (application, reviewer), and how many reviewers each short application still lacks."""

    pairs: tuple[tuple[int, int], ...]
    missing: dict[int, int]


def _drawn(application: int, reviewer: int) -> bytes:
    """A draw between reviewers with equally much to do: mixes who reads with whom, and can be repeated."""
    return blake2b(f"{application}:{reviewer}".encode(), digest_size=8).digest()


def share_out(
    applications: Collection[int],
    reviewers: Collection[int],
    *,
    each: int,
    held: Iterable[tuple[int, int]] = (),
    barred: Collection[tuple[int, int]] = (),
) -> Sharing:
    """Every application has ``each`` reviewers afterwards, or as many as may read it.

    ``held`` pairs stay and count as work; ``barred`` ones (conflicts, one's own application,
    reviews that were given back) are never made. Whoever has least to do is next, so with nobody
    barred and nothing held no two reviewers differ by more than one. The order of the arguments
    changes nothing. Those with the fewest possible reviewers are served first, or theirs would be busy.
    """
    held, barred = set(held), set(barred)
    work = Counter(reviewer for _application, reviewer in held)
    has = Counter(application for application, _reviewer in held)
    eligible = {
        one: [who for who in reviewers if (one, who) not in barred and (one, who) not in held]
        for one in applications
    }
    pairs, missing = [], {}
    for one in sorted(set(applications), key=lambda one: (len(eligible[one]), one)):
        wanted = max(each - has[one], 0)
        chosen = sorted(eligible[one], key=lambda who: (work[who], _drawn(one, who), who))[:wanted]
        work.update(chosen)
        pairs += [(one, who) for who in chosen]
        if len(chosen) < wanted:
            missing[one] = wanted - len(chosen)
    return Sharing(tuple(sorted(pairs)), missing)
