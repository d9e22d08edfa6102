"""“This person has died”: everything that would have gone to them stops with the next send."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone

from lms.accounts.models import ORGANISERS, Standing, User
from lms.accounts.safety.standing import correct_died, mark_died
from lms.consent.models import ConsentWording, Subscriber
from lms.consent.services import give
from lms.messaging import letter_parts
from lms.messaging.bulk_selectors import progress_of
from lms.messaging.bulk_services import fingerprint, pause_bulk, resume_bulk, start_bulk, write_bulk
from lms.messaging.kinds import Rhythm
from lms.messaging.letter_parts import LetterPart, Part
from lms.messaging.models import BulkSend, Notice, OutgoingMessage
from lms.messaging.notices import choose_rhythms, notify
from lms.messaging.outgoing import write_letter
from lms.messaging.phone_round import unreached
from tests.factories.accounts import AdministratorFactory, UserFactory
from tests.queue import run_queue, run_schedules

pytestmark = pytest.mark.django_db
SUNDAY = dt.datetime(2026, 11, 22, 23, 0, tzinfo=dt.UTC)  # at night: what waits goes on Monday morning
MONDAY = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)
READY, CHANGED = "certificates.ready", "certificates.changed"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(SUNDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def people(monkeypatch: pytest.MonkeyPatch) -> list[User]:
    """Two people for whom the same waits; a weekly nudge has something to say to everybody."""
    nudge = LetterPart(
        "test.nudge", "Nudge", "A nudge", lambda person: Part("Go on", "/my/", "Go on"), User.objects.all, 1
    )
    monkeypatch.setattr(letter_parts, "_parts", {"test.nudge": nudge})
    return [UserFactory(name=name, email=f"{name.lower()}@example.org") for name in ("Nadia", "Gareth")]


def everything_waits(person: User) -> None:
    """A letter of accounts, a decision, a daily letter and what the weekly one gathers."""
    later = timezone.now() + dt.timedelta(hours=10)
    write_letter(EmailMessage("Later", "Text", "us@example.org", [str(person.email)]), due_at=later)
    notify(recipient=person, kind=CHANGED, key="decision", link="/my/")
    for rhythm in (Rhythm.DAILY, Rhythm.WEEKLY):
        choose_rhythms(person=person, rhythms={READY: rhythm})
        notify(recipient=person, kind=READY, key=str(rhythm), link="/my/")


def letter_to_many(people: list[User]) -> tuple[BulkSend, User]:
    words = ConsentWording.objects.create(channel="email", language="en-gb", version=99, text="Yes.")
    for person in people:
        row = Subscriber.objects.create(
            person=person, uid=person.uid, email=person.email, name=person.name, confirmed_at=timezone.now()
        )
        give(subject_uid=row.uid, wording=words, form="updates")
    organiser = UserFactory(group=ORGANISERS, name="Sam", email="")
    said = {"subject": "Dates", "text": "Dear {name},\n\nsoon.", "link_text": "", "link_url": ""}
    bulk = write_bulk(actor=organiser, words={**said, "audiences": ["subscribers"]})
    return start_bulk(bulk=bulk, actor=organiser, checked=fingerprint(bulk)), organiser


def morning(clock: time_machine.Coordinates) -> dict[str, list[str]]:
    """Everything is sent that is due on Monday morning; the subjects by address."""
    clock.move_to(MONDAY)
    run_schedules(ahead=dt.timedelta(days=1))
    run_queue()
    return {
        address: sorted(letter.subject for letter in mail.outbox if letter.to == [address])
        for address in ("nadia@example.org", "gareth@example.org")
    }


def test_letters_notices_gathered_letters_nudges_and_letters_to_many_stop(clock, people):
    nadia, gareth = people
    for person in people:
        everything_waits(person)
    bulk, organiser = letter_to_many(people)
    pause_bulk(bulk=bulk, actor=organiser)
    mail.outbox.clear()

    mark_died(person=nadia, actor=AdministratorFactory(email=""))
    resume_bulk(bulk=bulk, actor=organiser)
    sent = morning(clock)

    assert sent[gareth.email] == ["About your certificate", "Dates", "Later", "Your day", "Your week"]
    assert sent[nadia.email] == []
    assert progress_of(bulk).counts["sent"] == 1
    stopped = OutgoingMessage.objects.filter(recipients=[nadia.email]).exclude(state="sent")
    assert {one.state for one in stopped} <= {"stopped"}
    assert not any(bytes(one.mime) for one in stopped)


def test_nothing_new_is_begun_and_nobody_rings_them_up(clock, people):
    nadia, _gareth = people
    notify(recipient=nadia, kind=CHANGED, key="before", link="/my/")
    mark_died(person=nadia, actor=AdministratorFactory(email=""))

    assert notify(recipient=nadia, kind=CHANGED, key="after", link="/my/") is None
    clock.move_to(MONDAY + dt.timedelta(days=7))
    run_schedules(ahead=dt.timedelta(days=1))

    assert Notice.objects.filter(recipient=nadia).count() == 1
    assert list(unreached()) == []
    assert nadia.email not in {letter.to[0] for letter in mail.outbox}


def test_the_site_tells_nobody(people):
    nadia, _gareth = people
    mark_died(person=nadia, actor=AdministratorFactory())
    run_queue()

    assert mail.outbox == []
    assert not Notice.objects.exists()


def test_mistake_taken_back_begins_with_what_comes_next(clock, people):
    """What was stopped meanwhile stays unsent; from then on letters go as before."""
    nadia, _gareth = people
    administrator = AdministratorFactory(email="")
    everything_waits(nadia)
    mark_died(person=nadia, actor=administrator)
    assert morning(clock)[nadia.email] == []

    correct_died(person=nadia, actor=administrator)
    notify(recipient=nadia, kind=CHANGED, key="after", link="/my/")
    run_queue()

    assert User.objects.get(pk=nadia.pk).standing == Standing.ACTIVE
    assert [letter.subject for letter in mail.outbox if letter.to == [nadia.email]] == [
        "About your certificate"
    ]
