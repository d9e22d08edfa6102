"""Inviting the people of a file: dry run, sending in pieces, nobody twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lms.accounts.invitations import files
from lms.accounts.invitations.errors import FileError
from lms.accounts.invitations.files import counts, read_batch, send_batch, send_piece, start_batch
from lms.accounts.invitations.models import Invitation, InvitationBatch, InvitationRow
from lms.accounts.invitations.services import forget_invitations, invite
from lms.accounts.models import User
from lms.queue.models import Job
from tests.factories.accounts import OrganiserFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser() -> User:
    return OrganiserFactory()


def _list(number: int) -> bytes:
    return b"email,name\n" + b"".join(b"p%d@example.org,Person %d\n" % (n, n) for n in range(number))


def _outcomes(batch: InvitationBatch) -> list[tuple[int, str, str]]:
    return list(batch.rows.values_list("number", "email", "outcome"))


def test_each_row_is_told_and_nobody_is_invited(organiser: User, mailoutbox: list[Any]) -> None:
    UserFactory(email="member@example.org")
    UserFactory(email="gone@example.org", is_active=False, standing="died")
    invite(email="invited@example.org", name="", actor=organiser)
    jobs = Job.objects.count()
    content = """email,name
new@example.org,Gwen
NEW@example.org,Gwen again
nonsense,Wyn
,Nobody
member@example.org,Mair
gone@example.org,Alun
Invited@Example.org,Ines
calc@example.org,=1+1
calc@example.org,Carys
"""

    batch = start_batch(content=content.encode(), actor=organiser)

    assert _outcomes(batch) == [
        (2, "new@example.org", "ok"),
        (3, "new@example.org", "duplicate"),
        (4, "nonsense", "invalid"),
        (5, "", "missing"),
        (6, "member@example.org", "account"),
        (7, "gone@example.org", "account"),
        (8, "invited@example.org", "invited"),
        (9, "calc@example.org", "formula"),
        (10, "calc@example.org", "ok"),
    ]
    assert (batch.state, bytes(batch.content), Job.objects.count() - jobs, mailoutbox) == ("read", b"", 0, [])
    assert Invitation.objects.count() == 1


def test_file_that_is_none_leaves_nothing(organiser: User) -> None:
    with pytest.raises(FileError):
        start_batch(content=b"PK\x03\x04", actor=organiser)

    assert InvitationBatch.objects.count() == 0


def test_large_file_is_read_in_pieces(
    organiser: User, monkeypatch: pytest.MonkeyPatch, run_jobs: Callable[[], None]
) -> None:
    monkeypatch.setattr(files, "ROWS_AT_ONCE", 4)
    batch = start_batch(content=_list(9) + b"p0@example.org,Again\n", actor=organiser)
    assert (batch.state, batch.rows.count(), send_batch(batch=batch, actor=organiser)) == (
        "reading",
        4,
        False,
    )

    run_jobs()
    read_batch(batch_id=batch.pk)

    batch.refresh_from_db()
    assert (batch.state, bytes(batch.content), counts(batch)) == ("read", b"", {"ok": 9, "duplicate": 1})


def test_everybody_gets_one_letter(
    organiser: User, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[Any], run_jobs: Callable[[], None]
) -> None:
    monkeypatch.setattr(files, "LETTERS_AT_ONCE", 3)
    batch = start_batch(content=_list(7), actor=organiser, language="en-gb")
    assert send_batch(batch=batch, actor=organiser) is True
    assert send_batch(batch=batch, actor=organiser) is False
    run_jobs()
    send_piece(batch_id=batch.pk)
    run_jobs()

    batch.refresh_from_db()
    assert sorted(letter.to[0] for letter in mailoutbox) == [f"p{n}@example.org" for n in range(7)]
    assert (batch.state, counts(batch)) == ("sent", {"ok": 7, "done": 7})
    assert set(Invitation.objects.values_list("batch", "invited_by")) == {(batch.pk, organiser.pk)}


def test_worker_that_dies_in_the_middle_leaves_nothing_out_and_nothing_twice(
    organiser: User, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[Any], run_jobs: Callable[[], None]
) -> None:
    monkeypatch.setattr(files, "LETTERS_AT_ONCE", 3)
    batch = start_batch(content=_list(5), actor=organiser)
    send_batch(batch=batch, actor=organiser)
    send_piece(batch_id=batch.pk)
    kept, number = files._invite_row, []

    def dies(batch: InvitationBatch, row: InvitationRow) -> None:
        kept(batch, row)
        number.append(row)
        raise KeyboardInterrupt

    monkeypatch.setattr(files, "_invite_row", dies)
    with pytest.raises(KeyboardInterrupt):
        send_piece(batch_id=batch.pk)
    assert (len(number), Invitation.objects.count(), counts(batch)["done"]) == (1, 3, 3)
    monkeypatch.setattr(files, "_invite_row", kept)

    run_jobs()

    assert sorted(letter.to[0] for letter in mailoutbox) == [f"p{n}@example.org" for n in range(5)]


def test_same_file_twice_invites_nobody_twice(
    organiser: User, mailoutbox: list[Any], run_jobs: Callable[[], None]
) -> None:
    first, second = (start_batch(content=_list(3), actor=organiser) for _ in range(2))
    for batch in (first, second):
        send_batch(batch=batch, actor=organiser)
    run_jobs()
    third = start_batch(content=_list(3), actor=organiser)

    assert len(mailoutbox) == 3
    assert [counts(batch) for batch in (first, second, third)] == [
        {"ok": 3, "done": 3},
        {"invited": 3},
        {"invited": 3},
    ]


def test_whoever_signed_up_meanwhile_is_left_alone(
    organiser: User, mailoutbox: list[Any], run_jobs: Callable[[], None]
) -> None:
    batch = start_batch(content=_list(2), actor=organiser)
    UserFactory(email="p1@example.org")

    send_batch(batch=batch, actor=organiser)
    run_jobs()

    assert [letter.to for letter in mailoutbox] == [["p0@example.org"]]
    assert [outcome for _n, _e, outcome in _outcomes(batch)] == ["ok", "account"]


def test_files_are_forgotten_and_invitations_stay(organiser: User) -> None:
    import datetime as dt

    batch = start_batch(content=_list(1), actor=organiser)
    send_batch(batch=batch, actor=organiser)
    send_piece(batch_id=batch.pk)
    InvitationBatch.objects.update(created_at=batch.created_at - dt.timedelta(days=31))

    forget_invitations()

    assert (InvitationBatch.objects.count(), InvitationRow.objects.count()) == (0, 0)
    assert Invitation.objects.get().batch is None
