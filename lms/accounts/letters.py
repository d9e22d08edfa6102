"""Letters of accounts: plain text and HTML, through Django's mail API, which queues them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


@dataclass(frozen=True)
class Words:
    """What a letter says: on its first line, in plain text, in HTML."""

    subject: str
    text: str
    html: str


Rewording = Callable[[str, dict[str, Any]], Words | None]
_rewordings: list[Rewording] = []


def register_rewording(reworded: Rewording) -> None:
    """``reworded(template, context)`` may put other words in place of a letter's own, or answer None.

    For ``AppConfig.ready()`` of the room above that keeps such words.
    """
    if reworded not in _rewordings:
        _rewordings.append(reworded)


def _words(template: str, context: dict[str, Any]) -> Words:
    for reworded in _rewordings:
        if (words := reworded(template, context)) is not None:
            return words
    return Words(
        render_to_string(f"{template}_subject.txt", context),
        render_to_string(f"{template}_message.txt", context),
        render_to_string(f"{template}_message.html", context),
    )


def send_letter(template: str, email: str, context: dict[str, Any]) -> None:
    """One letter to ``email`` is queued afterwards, in the caller's transaction.

    ``template`` is a prefix such as ``account/email/login_code``; its three
    files are the subject, the text and the HTML. Addresses in it start with
    ``SITE_URL``, never with the name by which a visitor called the site.
    """
    context = {
        **context,
        "email": email,
        "site_name": settings.WAGTAIL_SITE_NAME,
        "site_url": settings.SITE_URL,
    }
    words = _words(template, context)
    letter = EmailMultiAlternatives(
        " ".join(words.subject.split()),
        words.text.strip() + "\n",
        settings.DEFAULT_FROM_EMAIL,
        [email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    letter.attach_alternative(words.html, "text/html")
    letter.send()
