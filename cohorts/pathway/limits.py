"""What a candidate at a council election in England may spend, from declared rates with their days.

Representation of the People Act 1983, section 76 (limit) and section 77 (candidates who stand
together), the sums as varied by order. Written down here on each rate's ``written_on``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

MOST_ELECTORS = 200_000


@dataclass(frozen=True)
class Rate:
    """What holds for polls from ``since`` on, in pence."""

    since: date
    base: int
    per_elector: int
    source: str
    written_on: date


RATES = (
    Rate(
        since=date(2026, 5, 1),
        base=960_00,
        per_elector=8,
        source="https://www.legislation.gov.uk/ukpga/1983/2/section/76",
        written_on=date(2026, 11, 23),
    ),
)
TOGETHER = "https://www.legislation.gov.uk/ukpga/1983/2/section/77"
# Of those who stand together each may spend so much of the limit: a quarter less of two, a third of more.
_SHARES = {1: (1, 1), 2: (3, 4)}
_OF_MANY = (2, 3)


@dataclass(frozen=True)
class Limit:
    """In pence: what each candidate may spend, and what one who stands alone may."""

    rate: Rate
    electors: int
    candidates: int
    alone: int
    each: int

    @property
    def in_pounds(self) -> str:
        return pounds(self.each)


def rate_on(poll_on: date) -> Rate | None:
    """The rate for a poll on that day; None for one earlier than those written down here."""
    return next((rate for rate in sorted(RATES, key=_since, reverse=True) if rate.since <= poll_on), None)


def spending_limit(*, electors: int, candidates: int = 1, poll_on: date) -> Limit | None:
    """The limit in a ward of so many ``electors``, for ``candidates`` who stand together; None without rate.

    Shares are rounded down to the penny: the Act does not say how, and this errs on the safe side.

    Raises ``ValueError`` for figures below one.
    """
    if electors < 1 or candidates < 1:
        raise ValueError("at least one elector and one candidate")
    rate = rate_on(poll_on)
    if rate is None:
        return None
    alone = rate.base + rate.per_elector * electors
    share, of = _SHARES.get(candidates, _OF_MANY)
    return Limit(rate, electors, candidates, alone, alone * share // of)


def pounds(pence: int) -> str:
    """“£1,512.00”."""
    return f"£{pence // 100:,}.{pence % 100:02}"


def _since(rate: Rate) -> date:
    return rate.since
