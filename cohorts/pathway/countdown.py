"""The list before the poll: days that follow the law, lines of one's own, and what is done of them."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cohorts.pathway.countdown_models import CountdownItem, PollMove
from cohorts.pathway.errors import EnoughLinesError, LineGoneError
from cohorts.pathway.models import Pathway
from cohorts.pathway.selectors import standing_of
from cohorts.pathway.timetables import Event, Unknown, timetable
from lms.places.models import Council, Ward

MOST_OWN = 40
YEAR = timedelta(days=366)  # a poll moved further away than that is another election


def days_of(pathway: Pathway) -> dict[str, date] | None:
    """The days before the poll as the law has them; none for whoever is through; None once it is over."""
    if not standing_of(pathway).is_open or pathway.nation is None or pathway.poll_on is None:
        return {}
    table = timetable(nation=pathway.nation, poll_on=pathway.poll_on)
    if table.unknown == Unknown.OVER:
        return None
    return {one.event.value: one.on for one in table.deadlines}


@transaction.atomic
def settle_countdown(*, pathway: Pathway) -> int:
    """The rows say the days of now; how many changed. Repeatable.

    A day that moved keeps its row and its tick; one that is no more is gone, unless it has been.
    """
    held = Pathway.objects.select_for_update(of=("self",)).select_related("council").get(pk=pathway.pk)
    days = days_of(held)
    if days is None:
        return 0
    changed, today = 0, timezone.localdate()
    for row in held.items.exclude(event=""):
        on = days.pop(row.event, None)
        if on is not None and (row.on != on or row.is_gone):
            changed += _change(row, on=on, is_gone=False)
        elif on is None and row.on is not None and row.on >= today and not row.is_gone:
            changed += _change(row, is_gone=True)
    for event, on in days.items():
        CountdownItem.objects.create(pathway=held, event=event, on=on)
    return changed + len(days)


def _change(row: CountdownItem, **facts: object) -> int:
    for name, value in facts.items():
        setattr(row, name, value)
    row.sequence, row.changed_at = row.sequence + 1, timezone.now()
    row.save()
    return 1


def settle_all() -> int:
    """Every open countdown follows the law and the bank holidays of today; how many changed. Repeatable."""
    coming = Pathway.objects.filter(poll_on__gte=timezone.localdate()).order_by("pk")
    return sum(1 for pathway in coming.iterator() if settle_countdown(pathway=pathway))


def is_other_contest(
    pathway: Pathway, *, council: Council, ward: Ward | None, poll_on: date | None, is_by_election: bool
) -> bool:
    """Whether somebody would stand in another contest then, so that what was done for this one is void.

    The same council and ward, also on another day within a year, is the same contest; a ward that
    was or is not known yet may be the same.
    """
    if pathway.council_id is None:
        return False
    if pathway.council_id != council.pk or pathway.is_by_election != is_by_election:
        return True
    if pathway.ward_id is not None and ward is not None and pathway.ward_id != ward.pk:
        return True
    was = pathway.poll_on
    return was is not None and poll_on is not None and abs(poll_on - was) > YEAR


def begin_anew(pathway: Pathway) -> None:
    """Nothing that the law asks for is done yet. Lines of one's own stay as they are."""
    nothing = {"ticked_at": None, "week_told_for": None, "day_told_for": None}
    pathway.items.exclude(event="").update(**nothing)


def note_move(pathway: Pathway, *, was_on: date | None, by: UUID, reason: str = "") -> PollMove | None:
    """The history says on which day the poll was to be. Nothing where there was no day or it is the same."""
    if was_on is None or was_on == pathway.poll_on:
        return None
    return PollMove.objects.create(
        pathway=pathway, was_on=was_on, poll_on=pathway.poll_on, by_uid=by, reason=reason
    )


# ---------------------------------------------------------------- what somebody does with the list


def _line(pathway: Pathway, key: str) -> CountdownItem:
    found = pathway.items.filter(is_gone=False)
    if key in Event:
        settle_countdown(pathway=pathway)
        row = found.filter(event=key).first()
    else:
        try:
            row = found.filter(event="", uid=UUID(key)).first()
        except ValueError:
            row = None
    if row is None:
        raise LineGoneError
    return row


@transaction.atomic
def tick(*, pathway: Pathway, key: str, is_done: bool) -> CountdownItem:
    """The line is done, or not. Repeatable: the first time stays. ``key`` is a date's name or a line's uid.

    Raises ``LineGoneError``.
    """
    row = _line(pathway, key)
    if row.is_ticked != is_done:
        row.ticked_at = timezone.now() if is_done else None
        row.save(update_fields=["ticked_at"])
    return row


@transaction.atomic
def add_line(*, pathway: Pathway, words: str, on: date | None = None) -> CountdownItem:
    """A line of one's own is on the list. The same again is there once.

    Raises ``EnoughLinesError``.
    """
    held = Pathway.objects.select_for_update().get(pk=pathway.pk)
    own = held.items.filter(event="", is_gone=False)
    same = own.filter(words=words, on=on).first()
    if same is not None:
        return same
    if own.count() >= MOST_OWN:
        raise EnoughLinesError
    return CountdownItem.objects.create(pathway=held, words=words, on=on)


@transaction.atomic
def remove_line(*, pathway: Pathway, key: str) -> None:
    """One's own line is off the list, its words are gone, and calendars take it back. Repeatable."""
    try:
        row = _line(pathway, key)
    except LineGoneError:
        return
    if not row.event:
        _change(row, words="–", is_gone=True)
