"""Invitations in each of their states, and a file that waits to be sent."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from lms.accounts.invitations.files import start_batch
from lms.accounts.invitations.models import Invitation, InvitationBatch
from lms.accounts.models import User

# Address, name, days since it was sent, what became of it.
_INVITED = (
    ("rhiannon.price@example.org", "Rhiannon Price", 2, "sent"),
    ("tomasz.nowak@example.org", "Tomasz Nowak", 5, "sent"),
    ("bea.okafor@example.org", "Bea Okafor", 20, "ran out"),
    ("hugh.lindsay@example.org", "Hugh Lindsay", 9, "withdrawn"),
)
_FILE = """First name;Surname;E-mail address
Amina;Yusuf;amina.yusuf@example.org
Callum;Reid;callum.reid@example.org
Ffion;Hughes;ffion.hughes@example.org
Callum;Reid;Callum.Reid@example.org
Dev;Patel;dev.patel(at)example.org
Nadia;Ahmed;trainee@example.org
Rhiannon;Price;rhiannon.price@example.org
Orla;Byrne;
=SUM(A1:A9);;total@example.org
"""


def keep_invitations(*, organiser: User, member: User) -> None:
    """The organiser invited people; ``member`` accepted. Repeatable: what is there stays as it is."""
    now = timezone.now()
    known = set(Invitation.objects.values_list("email", flat=True))
    for email, name, days, became in _INVITED:
        if email not in known:
            sent = now - timedelta(days=days)
            Invitation.objects.create(
                email=email,
                name=name,
                invited_by=organiser,
                created_at=sent,
                sent_at=sent,
                expires_at=sent + timedelta(days=14),
                withdrawn_at=sent + timedelta(days=1) if became == "withdrawn" else None,
            )
    if member.email not in known:
        sent = now - timedelta(days=25)
        Invitation.objects.create(
            email=str(member.email),
            name=member.name,
            invited_by=organiser,
            created_at=sent,
            sent_at=sent,
            expires_at=sent + timedelta(days=14),
            accepted_at=sent + timedelta(days=1),
            accepted_by=member,
        )
    if not InvitationBatch.objects.filter(made_by=organiser).exists():
        start_batch(content=_FILE.encode(), actor=organiser)
