"""Letters go through the database and the queue to a real SMTP server."""

from __future__ import annotations

import email
import email.policy
import socket
import time
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection, send_mail
from django.db import transaction
from django.utils import timezone
from django_q.models import Schedule

from lms.audit.models import AuditEvent
from lms.messaging.delivery import (
    MessageClaimedError,
    NotAcceptedError,
    deliver_message,
    forget_sent_messages,
    open_troubles,
    put_away,
    send_again,
    sweep_letters,
)
from lms.messaging.models import MessageState as State
from lms.messaging.models import OutgoingMessage
from lms.messaging.smtp import SMTPBackend
from lms.messaging.tasks import deliver_message_job
from lms.queue.models import Job, JobState
from tests.factories.accounts import AdministratorFactory
from tests.queue import run_queue, run_schedules

pytestmark = pytest.mark.django_db
HTML = (
    '<!DOCTYPE html><html lang="cy"><head><title>Eich cais</title></head>'
    "<body><p>Annwyl <b>Siân</b>,</p></body></html>"
)


class Postbox:
    """Keeps what arrives; refuses the first ``refusals`` letters for a while, and one address for good."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], str, email.message.EmailMessage]] = []
        self.refusals = 0

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address == "nobody@example.org":
            return "550 No such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.refusals:
            self.refusals -= 1
            return "451 Try again later"
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.letters.append((envelope.rcpt_tos, envelope.mail_from, letter))
        return "250 OK"


@pytest.fixture
def postbox(settings):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.DELIVERY_BACKEND = "lms.messaging.smtp.SMTPBackend"
    settings.EMAIL_BACKEND = "lms.messaging.backend.QueuedEmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield box
    controller.stop()


def send(to: str = "siân@example.org") -> None:
    letter = EmailMultiAlternatives(
        "Eich cais – ŵythnos", "Annwyl Siân,", "Rhaglen <hello@example.org>", [to]
    )
    letter.attach_alternative(HTML, "text/html")
    letter.attach("session.ics", "BEGIN:VCALENDAR", "text/calendar")
    letter.extra_headers["List-Unsubscribe"] = "<https://learn.example.org/updates/>"
    letter.send()


def test_letter_arrives_whole_once_and_its_content_is_wiped(postbox):
    send("sian@example.org")
    assert postbox.letters == []
    assert run_queue() == 1

    [(recipients, sender, letter)] = postbox.letters
    assert (recipients, sender) == (["sian@example.org"], "hello@example.org")
    assert letter["Subject"] == "Eich cais – ŵythnos"
    assert letter["From"] == "Rhaglen <hello@example.org>"
    assert letter["List-Unsubscribe"] == "<https://learn.example.org/updates/>"
    assert letter.get_body(["plain"]).get_content().strip() == "Annwyl Siân,"
    assert letter.get_body(["html"]).get_content().strip() == HTML
    assert [part.get_filename() for part in letter.iter_attachments()] == ["session.ics"]
    message = OutgoingMessage.objects.get()
    assert bytes(message.mime) == b""
    assert message.sent_at is not None


def test_hidden_recipients_get_it_and_are_not_named(postbox):
    EmailMultiAlternatives("A", "B", "hello@example.org", ["a@example.org"], bcc=["b@example.org"]).send()
    run_queue()

    [(recipients, _sender, letter)] = postbox.letters
    assert recipients == ["a@example.org", "b@example.org"]
    assert "b@example.org" not in letter.as_string()


def test_letter_delivered_twice_arrives_once(postbox):
    send("sian@example.org")
    message = OutgoingMessage.objects.get()

    deliver_message(message=OutgoingMessage.objects.get())
    deliver_message(message=message)
    run_queue()

    assert len(postbox.letters) == 1


def test_refusal_keeps_the_letter_and_the_next_attempt_delivers_it(postbox):
    postbox.refusals = 1
    send("sian@example.org")

    run_queue(failures=True)
    waiting = OutgoingMessage.objects.get()
    assert (waiting.state, waiting.sent_at, waiting.trouble) == (State.WAITING, None, "SMTPDataError 451")
    assert b"Annwyl" in bytes(waiting.mime)
    assert "451" in Job.objects.get().error

    run_schedules(ahead=timedelta(seconds=11))
    assert len(postbox.letters) == 1
    assert bytes(OutgoingMessage.objects.get().mime) == b""
    assert Job.objects.get(task="lms.messaging.tasks.deliver_message_job").state == JobState.DONE


def test_letter_that_is_refused_for_good_fails_at_once_with_its_content(postbox):
    send("nobody@example.org")

    run_queue()

    message = OutgoingMessage.objects.get()
    assert (message.state, message.trouble) == (State.FAILED, "SMTPRecipientsRefused 550")
    assert (message.attempts, postbox.letters) == (1, [])
    assert len(bytes(message.mime)) > 100


def test_letter_that_is_put_off_is_tried_slowly_and_given_up_after_a_day(postbox):
    postbox.refusals = 99
    send("sian@example.org")
    message = OutgoingMessage.objects.get()
    for _attempt in range(4):
        with pytest.raises(NotAcceptedError):
            deliver_message(message=message)
    deliver_message(message=message)
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.WAITING, 5)
    assert timedelta(minutes=29) < message.due_at - timezone.now() < timedelta(minutes=31)
    assert sweep_letters() == 0

    OutgoingMessage.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert sweep_letters() == 1
    run_queue()
    assert OutgoingMessage.objects.get().attempts == 6

    long_ago = timezone.now() - timedelta(hours=25)
    OutgoingMessage.objects.update(due_at=None, queued_at=long_ago)
    deliver_message(message=message)
    assert OutgoingMessage.objects.get().state == State.FAILED


def test_server_that_is_away_fails_the_attempt(postbox, settings):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = probe.getsockname()[1]
        send("sian@example.org")
        run_queue(failures=True)

    assert "ConnectionRefusedError" in Job.objects.get().error
    assert OutgoingMessage.objects.get().state == State.WAITING


def claimed(seconds_ago: int) -> OutgoingMessage:
    send("sian@example.org")
    began = timezone.now() - timedelta(seconds=seconds_ago)
    OutgoingMessage.objects.update(state=State.SENDING, claimed_at=began, attempts=1)
    return OutgoingMessage.objects.get()


def test_two_workers_at_one_letter_send_it_once(postbox):
    message = claimed(70)

    with pytest.raises(MessageClaimedError, match="Another worker"):
        deliver_message(message=message)
    assert sweep_letters() == 0

    assert OutgoingMessage.objects.get().state == State.SENDING
    assert postbox.letters == []


@pytest.mark.parametrize("how", ["job", "sweep"])
def test_letter_of_a_worker_that_died_is_unknown_and_never_sent_by_itself(postbox, how):
    message = claimed(80)

    if how == "sweep":
        sweep_letters()
    run_queue()
    deliver_message(message=message)

    message.refresh_from_db()
    assert (message.state, message.trouble, postbox.letters) == (State.UNKNOWN, "worker lost", [])
    assert b"Annwyl" in bytes(message.mime)


def test_worker_that_was_only_slow_says_that_it_was_sent(postbox, monkeypatch):
    send("sian@example.org")
    message = OutgoingMessage.objects.get()
    real = SMTPBackend.send_messages

    def slowly(self, letters):
        sent = real(self, letters)
        OutgoingMessage.objects.update(state=State.UNKNOWN)
        return sent

    monkeypatch.setattr(SMTPBackend, "send_messages", slowly)
    deliver_message(message=message)

    assert OutgoingMessage.objects.get().state == State.SENT


def test_person_sends_an_unknown_letter_again_once_and_it_is_recorded(postbox):
    admin = AdministratorFactory()
    message = claimed(80)
    sweep_letters()
    message.refresh_from_db()

    send_again(message=message, actor=admin)
    send_again(message=message, actor=admin)
    run_queue()

    assert len(postbox.letters) == 1
    assert OutgoingMessage.objects.get().state == State.SENT
    event = AuditEvent.objects.get(action="messaging.send_again")
    assert (event.actor_uid, event.details) == (admin.uid, {"kind": "", "state": "unknown"})


def test_letter_that_is_put_away_is_empty_and_cannot_be_sent(postbox):
    message = claimed(80)
    sweep_letters()
    message.refresh_from_db()
    assert open_troubles() == 1

    put_away(message=message, actor=AdministratorFactory())
    send_again(message=message, actor=AdministratorFactory())
    run_queue()

    assert (bytes(OutgoingMessage.objects.get().mime), postbox.letters, open_troubles()) == (b"", [], 0)


@pytest.mark.django_db(transaction=True)
def test_rolled_back_work_sends_no_letter(postbox):
    with pytest.raises(RuntimeError), transaction.atomic():
        send("sian@example.org")
        raise RuntimeError

    assert not OutgoingMessage.objects.exists()
    assert run_queue() == 0


def test_letter_to_nobody_is_not_written(settings):
    settings.EMAIL_BACKEND = "lms.messaging.backend.QueuedEmailBackend"

    assert send_mail("A", "B", None, []) == 0
    assert get_connection().send_messages([EmailMessage("A", "B")]) == 0
    assert not OutgoingMessage.objects.exists()


def test_job_of_a_letter_that_is_gone_does_nothing(postbox):
    deliver_message_job(404)

    assert postbox.letters == []


def test_letters_are_forgotten_a_month_after_they_were_sent():
    for days in (29, 31, None):
        sent_at = None if days is None else timezone.now() - timedelta(days=days)
        state = State.SENT if days else State.WAITING
        OutgoingMessage.objects.create(
            sender="a@example.org", recipients=["b@example.org"], sent_at=sent_at, state=state
        )

    assert forget_sent_messages() == 1
    assert OutgoingMessage.objects.count() == 2


def test_forgetting_is_planned_for_every_day():
    plan = Schedule.objects.get(name="messaging: forget sent letters")

    assert (plan.args, plan.minutes) == ("('lms.messaging.tasks.forget_sent_messages_job',)", 24 * 60)


def test_delivery_gives_up_on_a_silent_server(settings):
    settings.DELIVERY_BACKEND = "lms.messaging.smtp.SMTPBackend"
    settings.EMAIL_TIMEOUT = 0.2
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        message = OutgoingMessage.objects.create(
            mime=b"Subject: x\n\ny", sender="a@example.org", recipients=["b@c.org"]
        )
        began = time.monotonic()

        with pytest.raises(NotAcceptedError, match="SMTPServerDisconnected"):
            deliver_message(message=message)

    assert time.monotonic() - began < 5
