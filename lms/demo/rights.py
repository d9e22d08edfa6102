"""Rights in the demo: a copy to download, an erasure in its cooling-off days, and one that is done."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from lms.accounts.models import User
from lms.accounts.profiles.services import change_profile
from lms.accounts.services import confirm_address
from lms.places.selectors import find_councils
from lms.privacy import erasing
from lms.privacy.models import Erasure, ErasureState, Export, ExportState
from lms.privacy.services import ask_for_export

WAITING = ("ines.marlow", "Ines Marlow")
ERASED = ("owen.castell", "Owen Castell")


def keep_erasure() -> None:
    """One person who looked around and asked to be erased. Repeatable: asked once in the life of a demo."""
    if not Erasure.objects.exclude(state=ErasureState.DONE).exists():
        person = _person(*WAITING)
        erasing.ask_for_erasure(person=person, actor=person)


def keep_erased() -> None:
    """Somebody asked nine days ago and is erased, with a receipt that names nobody. Repeatable: once.

    Done by the services that do it for everybody, in days that were moved back.
    """
    if Erasure.objects.filter(state=ErasureState.DONE).exists():
        return
    person = _person(*ERASED)
    council = next(iter(find_councils("Cardiff")), None)
    change_profile(
        person=person, name=person.name, certificate_name="", council=council, phone="07700 900538"
    )
    erasure = erasing.ask_for_erasure(person=person, actor=person)
    asked = timezone.now() - timedelta(days=9)
    again = Erasure.objects.filter(pk=erasure.pk)
    again.update(asked_at=asked, due_at=asked + erasing.COOLING_OFF)
    erasing.begin_erasure(erasure_id=erasure.pk)
    erasing.carry_out(erasure_id=erasure.pk, longest=float("inf"))
    done = asked + erasing.COOLING_OFF + timedelta(minutes=40)
    again.update(started_at=done - timedelta(minutes=2), done_at=done)


def keep_copy(*, person: User) -> None:
    """``person`` asked for a copy of everything; the workers make it, as for everybody. Repeatable."""
    everything = Export.objects.of_everything()
    ready = everything.filter(person=person, state=ExportState.READY, expires_at__gt=timezone.now())
    if not ready.exists():
        ask_for_export(person=person, actor=person)


def _person(username: str, name: str) -> User:
    email = f"{username}@example.org"
    person = User.objects.filter(email=email).first()
    if person is None:
        person = User.objects.create_user(
            username=username, email=email, name=name, confirmed_adult_at=timezone.now()
        )
        confirm_address(person=person)
    return person
