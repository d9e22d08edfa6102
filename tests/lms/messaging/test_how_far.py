"""Where the connection dies decides what is said: before the content, not sent; after it, nobody knows."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

import pytest
from django.core.mail import send_mail

from lms.messaging.delivery import NotAcceptedError, deliver_message
from lms.messaging.models import MessageState, OutgoingMessage

pytestmark = pytest.mark.django_db
STAGES = ["connect", "helo", "mail", "rcpt", "data", "content", "quit"]
SENT_UNTIL = {"content": MessageState.UNKNOWN, "quit": MessageState.SENT}


class Dying(threading.Thread):
    """A mail server that hangs up when it gets to ``stage``."""

    def __init__(self, stage: str) -> None:
        super().__init__(daemon=True)
        self.stage, self.whole = stage, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def run(self) -> None:
        line, _peer = self.listener.accept()
        with self.listener, line, line.makefile("rwb") as talk, suppress(OSError):
            self._talk(talk)

    def _talk(self, talk) -> None:
        def say(words: str) -> None:
            talk.write(words.encode() + b"\r\n")
            talk.flush()

        if self.stage == "connect":
            return
        say("220 here")
        for said in talk:
            verb = said.split()[0].decode().lower().rstrip(":")
            if verb == self.stage:
                return
            if verb == "data":
                say("354 go on")
                content = []
                for part in talk:
                    if part == b".\r\n":
                        break
                    content.append(part)
                self.whole.append(b"".join(content))
                if self.stage == "content":
                    return
            say("250 yes")


@pytest.mark.parametrize("stage", STAGES)
def test_connection_lost(stage, settings):
    server = Dying({"helo": "ehlo"}.get(stage, stage))
    server.start()
    settings.DELIVERY_BACKEND = "lms.messaging.smtp.SMTPBackend"
    settings.EMAIL_BACKEND = "lms.messaging.backend.QueuedEmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    send_mail("A", "B", "a@example.org", ["b@example.org"])
    message = OutgoingMessage.objects.get()

    if stage in SENT_UNTIL:
        deliver_message(message=message)
    else:
        with pytest.raises(NotAcceptedError):
            deliver_message(message=message)

    server.join(5)
    message.refresh_from_db()
    assert message.state == SENT_UNTIL.get(stage, MessageState.WAITING)
    assert len(server.whole) == (stage in SENT_UNTIL)
    assert bool(message.mime) == (stage != "quit")
