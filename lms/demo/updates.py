"""People of the demo who asked for updates: some who get all, some who stopped, one who never confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from lms.consent.models import UPDATES, Channel, ConsentEntry, ConsentSettings, PendingSignUp, Subscriber
from lms.consent.selectors import wordings_in_force


@dataclass(frozen=True)
class Reader:
    """Somebody made up: what they allowed, and what of it they stopped, so many days ago."""

    email: str
    name: str
    gave: dict[str, int]
    stopped: dict[str, int]
    phone: str = ""
    postcode: str = ""


READERS = (
    Reader("maureen.oduya@example.org", "Maureen Oduya", {"email": 61}, {}, postcode="M60 2LA"),
    Reader("tom.hesketh@example.org", "Tom Hesketh", {"email": 40, "text": 40}, {}, phone="07700 900123"),
    Reader(
        "ana.ferreira@example.org",
        "Ana Ferreira",
        {"email": 33, "telephone": 33},
        {"telephone": 12},
        phone="020 7946 0188",
    ),
    Reader("colin.mabey@example.org", "Colin Mabey", {"email": 88}, {"email": 3}),
    Reader("priya.nair@example.org", "Priya Nair", {"email": 19}, {}, postcode="CF10 4UW"),
)
WAITING = "jo.lund@example.org"


def keep_updates() -> None:
    """The readers are there with their ledger, and calls and text messages are set up. Repeatable.

    Whoever is there already is left as they are, with what was clicked since.
    """
    if not ConsentSettings.objects.exists():
        ConsentSettings.objects.create(telephone=True, text=True)
    for reader in READERS:
        if not Subscriber.objects.filter(email=reader.email).exists():
            _keep(reader)
    if not PendingSignUp.objects.filter(email=WAITING).exists():
        words = wordings_in_force("en-gb")[Channel.EMAIL]
        PendingSignUp.objects.create(
            email=WAITING, name="Jo Lund", choices=[words.pk], page="/updates/", answered_at=timezone.now()
        )


def _keep(reader: Reader) -> None:
    now, words = timezone.now(), wordings_in_force("en-gb")
    began = now - timedelta(days=max(reader.gave.values()))
    someone = Subscriber.objects.create(
        email=reader.email,
        name=reader.name,
        phone=reader.phone,
        postcode=reader.postcode,
        created_at=began,
        confirmed_at=began,
    )
    for given, channels in ((True, reader.gave), (False, reader.stopped)):
        for channel, days in channels.items():
            ConsentEntry.objects.create(
                subject_uid=someone.uid,
                channel=channel,
                given=given,
                wording=words[channel],
                form=UPDATES if given else "preferences",
                page="/updates/" if given else "/updates/preferences/-/",
                at=now - timedelta(days=days),
            )
