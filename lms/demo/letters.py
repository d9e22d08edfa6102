"""Letters of the demo: one that was sent, one paused in the middle, and words of its own for one kind."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.utils import timezone

from lms.accounts.fields import name_key
from lms.accounts.models import User
from lms.consent.models import UPDATES, Channel, ConsentEntry, Subscriber
from lms.consent.selectors import subscribers_allowing, wordings_in_force
from lms.demo.progress import evening
from lms.messaging.bulk_audiences import SUBSCRIBERS
from lms.messaging.copy_services import newest_copy, save_copy
from lms.messaging.models import BulkRecipient, BulkSend, BulkState, RecipientState

READERS = (
    "Aled Parry",
    "Bushra Hussain",
    "Carys Lloyd",
    "Derek Ashworth",
    "Ewa Kowalska",
    "Femi Balogun",
    "Gwen Tranter",
    "Hassan Ali",
    "Ines Duarte",
    "Jack Prosser",
    "Kirsty Munro",
    "Leon Baptiste",
    "Morag Sinclair",
    "Niamh Doherty",
    "Owen Thackray",
    "Parveen Akhtar",
    "Rosie Clegg",
    "Sunil Desai",
    "Tegan Rowe",
    "Viktor Novak",
)
SENT = {
    "subject": "Two free places on the evening course",
    "text": (
        "Dear {name},\n\n"
        "two people had to step back, so there are two places left on the course that begins on Tuesday. It "
        "is ten short lessons, in your own time, with a group that meets at the library.\n\n"
        "If you have been wondering whether to stand, this is a quiet way to find out."
    ),
    "link_text": "See the course",
    "link_url": "/courses/",
}
PAUSED = {
    "subject": "An open evening at the depot café",
    "text": (
        "Dear {name},\n\n"
        "on the first Thursday of next month three people who finished the course tell what they did with "
        "it. There is tea, and nobody makes a speech.\n\n"
        "Come along, and bring somebody who would never come by themselves."
    ),
    "link_text": "What the course is about",
    "link_url": "/courses/standing-for-council/",
}
KIND, LANGUAGE = "certificates.changed", "en-gb"
WORDS = {
    "subject": "Your certificate",
    "text": (
        "Hello,\n\n"
        "one of us corrected something on a certificate of yours. Your own page says what it was and why.\n\n"
        "Reply to this letter if it still looks wrong; Sam reads every answer."
    ),
}


def keep_letters(*, organiser: User) -> None:
    """Both letters to many and the organiser's words are there, each made once. Repeatable."""
    for name in READERS:
        _keep_reader(name)
    now = timezone.now()
    if not BulkSend.objects.filter(subject=SENT["subject"]).exists():
        _keep_letter(SENT, organiser, BulkState.DONE, sent_from=evening(9), done=1.0)
    if not BulkSend.objects.filter(subject=PAUSED["subject"]).exists():
        begun = now - timedelta(hours=2)
        _keep_letter(PAUSED, organiser, BulkState.PAUSED, sent_from=begun, done=0.6)
    if newest_copy(KIND, LANGUAGE) is None:
        save_copy(kind=KIND, language=LANGUAGE, actor=organiser, **WORDS)


def _keep_reader(name: str) -> None:
    email = f"{name_key(name).replace(' ', '.')}@example.org"
    if Subscriber.objects.filter(email=email).exists():
        return
    began = timezone.now() - timedelta(days=30 + len(name))
    made = Subscriber.objects.create(email=email, name=name, created_at=began, confirmed_at=began)
    ConsentEntry.objects.create(
        subject_uid=made.uid,
        channel=Channel.EMAIL,
        given=True,
        wording=wordings_in_force(LANGUAGE)[Channel.EMAIL],
        form=UPDATES,
        page="/updates/",
        at=began,
    )


def _keep_letter(
    words: dict[str, str], organiser: User, state: BulkState, *, sent_from: datetime, done: float
) -> None:
    """A letter with everybody who may be written to on its list, the first of them written to already."""
    bulk = BulkSend.objects.create(
        **words,
        audiences=[SUBSCRIBERS],
        state=state,
        author_uid=organiser.uid,
        sent_by_uid=organiser.uid,
        created_at=sent_from - timedelta(hours=1),
        started_at=sent_from,
        ended_at=sent_from + timedelta(minutes=1) if state == BulkState.DONE else None,
        taken_audience=1,
        taken_at=sent_from,
    )
    people = list(subscribers_allowing(Channel.EMAIL).order_by("pk").values_list("uid", flat=True))
    reached = round(len(people) * done)
    BulkRecipient.objects.bulk_create(
        BulkRecipient(
            bulk=bulk,
            audience=SUBSCRIBERS,
            subject_uid=uid,
            address_key=uuid.uuid4().hex,
            state=RecipientState.SENT if place < reached else RecipientState.WAITING,
            attempts=int(place < reached),
            at=sent_from + timedelta(seconds=place) if place < reached else None,
        )
        for place, uid in enumerate(people)
    )
