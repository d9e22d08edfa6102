"""Inviting the people of a file: a dry run first, then letters, in pieces that survive a crash.

Each piece is one transaction that also asks for the next one, so nothing is done twice and
nothing is left out, wherever a worker dies.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import islice

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from lms.accounts.invitations.errors import HasAccountError
from lms.accounts.invitations.models import (
    BatchState,
    Invitation,
    InvitationBatch,
    InvitationRow,
    RowOutcome,
)
from lms.accounts.invitations.reading import (
    LONGEST_ADDRESS,
    LONGEST_NAME,
    Row,
    check_content,
    judge,
    read_rows,
)
from lms.accounts.invitations.services import WORKS_FOR, invite
from lms.accounts.models import User
from lms.audit.services import record
from lms.queue.services import enqueue

ROWS_AT_ONCE = 2000
LETTERS_AT_ONCE = 50
_READ = "lms.accounts.invitations.tasks.read_batch_job"
_SEND = "lms.accounts.invitations.tasks.send_batch_job"


@transaction.atomic
def start_batch(
    *, content: bytes, actor: User, language: str = "", lasts: timedelta = WORKS_FOR
) -> InvitationBatch:
    """The file is kept and its first 2,000 rows are read; jobs read the rest. Nobody is invited.

    Raises ``FileError`` for what is no list of people.
    """
    check_content(content)
    batch = InvitationBatch.objects.create(made_by=actor, content=content, language=language, days=lasts.days)
    record(actor_uid=actor.uid, action="accounts.invitations_read", subject=f"invitations:{batch.uid}")
    read_batch(batch_id=batch.pk)
    batch.refresh_from_db()
    return batch


@transaction.atomic
def read_batch(*, batch_id: int) -> None:
    """The next 2,000 rows have their outcome, and the rest is asked for; the file goes with its last row.

    Safe to run twice, also at the same time: the batch is the lock.
    """
    batch = InvitationBatch.objects.select_for_update().filter(pk=batch_id, state=BatchState.READING).first()
    if batch is None:
        return
    rows = list(islice(read_rows(bytes(batch.content), after=batch.read_rows), ROWS_AT_ONCE))
    _keep(batch, rows)
    if len(rows) == ROWS_AT_ONCE:
        batch.read_rows = rows[-1].number
        enqueue(_READ, batch.pk)
    else:
        batch.state, batch.content = BatchState.READ, b""
    batch.save(update_fields=["read_rows", "state", "content"])


def _keep(batch: InvitationBatch, rows: list[Row]) -> None:
    addresses = {row.email for row in rows if row.email}
    counted = (RowOutcome.OK, RowOutcome.ACCOUNT, RowOutcome.INVITED)
    earlier = set(batch.rows.filter(email__in=addresses, outcome__in=counted).values_list("email", flat=True))
    members = set(User.objects.filter(email__in=addresses).values_list("email", flat=True))
    invited = set(
        Invitation.objects.filter(
            email__in=addresses, accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
        ).values_list("email", flat=True)
    )
    made = []
    for row in rows:
        outcome = judge(row)
        if outcome == RowOutcome.OK:
            if row.email in earlier:
                outcome = RowOutcome.DUPLICATE
            elif row.email in members:
                outcome = RowOutcome.ACCOUNT
            elif row.email in invited:
                outcome = RowOutcome.INVITED
            earlier.add(row.email)
        made.append(
            InvitationRow(
                batch=batch,
                number=row.number,
                email=row.email[:LONGEST_ADDRESS],
                name=row.name[:LONGEST_NAME],
                outcome=outcome,
            )
        )
    InvitationRow.objects.bulk_create(made, batch_size=500)


@transaction.atomic
def send_batch(*, batch: InvitationBatch, actor: User) -> bool:
    """Everybody in the file who can be invited will be; False where that was asked for before.

    Nothing happens while the file is still being read.
    """
    locked = InvitationBatch.objects.select_for_update().get(pk=batch.pk)
    if locked.state != BatchState.READ:
        return False
    locked.state, locked.sending_at = BatchState.SENDING, timezone.now()
    locked.save(update_fields=["state", "sending_at"])
    record(
        actor_uid=actor.uid,
        action="accounts.invitations_sent",
        subject=f"invitations:{locked.uid}",
        count=locked.rows.filter(outcome=RowOutcome.OK).count(),
    )
    enqueue(_SEND, locked.pk)
    return True


@transaction.atomic
def send_piece(*, batch_id: int) -> None:
    """The next fifty people of the file are invited, and the rest is asked for.

    Whoever has an account or an invitation by now is left alone, and their row says so. Safe to
    run twice, also at the same time: the batch is the lock.
    """
    batch = (
        InvitationBatch.objects.select_for_update(of=("self",))
        .select_related("made_by")
        .filter(pk=batch_id, state=BatchState.SENDING)
        .first()
    )
    if batch is None:
        return
    rows = list(batch.rows.filter(outcome=RowOutcome.OK, is_done=False)[:LETTERS_AT_ONCE])
    if len(rows) == LETTERS_AT_ONCE:
        enqueue(_SEND, batch.pk)  # before the letters: whoever waits sees soon who was invited
    for row in rows:
        _invite_row(batch, row)
    if len(rows) < LETTERS_AT_ONCE:
        batch.state, batch.sent_at = BatchState.SENT, timezone.now()
        batch.save(update_fields=["state", "sent_at"])


def _invite_row(batch: InvitationBatch, row: InvitationRow) -> None:
    try:
        row.invitation, is_new = invite(
            email=row.email,
            name=row.name,
            actor=batch.made_by,
            language=batch.language,
            lasts=timedelta(days=batch.days),
            batch=batch,
        )
        if not is_new:
            row.outcome = RowOutcome.INVITED
    except HasAccountError:
        row.outcome = RowOutcome.ACCOUNT
    row.is_done = True
    row.save(update_fields=["invitation", "outcome", "is_done"])


def counts(batch: InvitationBatch) -> Counter[str]:
    """How many rows have which outcome, and under “done” how many were invited. One query."""
    found: Counter[str] = Counter()
    for outcome, is_done, number in (
        batch.rows.order_by().values_list("outcome", "is_done").annotate(number=Count("pk"))
    ):
        found[outcome] += number
        if outcome == RowOutcome.OK and is_done:
            found["done"] += number
    return found
