"""Somebody in the demo who wants to leave: an erasure in its cooling-off days."""

from __future__ import annotations

from django.utils import timezone

from lms.accounts.models import User
from lms.accounts.services import confirm_address
from lms.privacy.erasing import ask_for_erasure
from lms.privacy.models import Erasure

EMAIL, NAME = "ines.marlow@example.org", "Ines Marlow"


def keep_erasure() -> None:
    """One person who looked around and asked to be erased. Repeatable: asked once in the life of a demo."""
    if Erasure.objects.exists():
        return
    person = User.objects.filter(email=EMAIL).first()
    if person is None:
        person = User.objects.create_user(
            username="ines.marlow", email=EMAIL, name=NAME, confirmed_adult_at=timezone.now()
        )
        confirm_address(person=person)
    ask_for_erasure(person=person, actor=person)
