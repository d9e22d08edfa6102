"""A letter to many as one reader gets it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.messaging.copy_text import paragraphs_html, paragraphs_text

if TYPE_CHECKING:
    from lms.messaging.bulk_models import BulkSend

# What may stand in the text of a letter to many, and what it is, for the help beside the field.
PLACEHOLDERS = {"name": gettext_lazy("the person’s name, or “friend” where we know none")}


@dataclass(frozen=True)
class Reader:
    """Somebody to write to: where, how they are called, and how they say “no more”."""

    address: str
    name: str = ""
    preferences: str = ""
    headers: dict[str, str] = field(default_factory=dict)


def _values(reader: Reader) -> dict[str, str]:
    return {"name": " ".join(reader.name.split()) or _("friend")}


def _absolute(url: str) -> str:
    return settings.SITE_URL + url if url.startswith("/") else url


def context_for(bulk: BulkSend, reader: Reader) -> dict[str, object]:
    """What both forms of the letter are made from."""
    values = _values(reader)
    return {
        "bulk": bulk,
        "link": _absolute(bulk.link_url) if bulk.link_url else "",
        "plain": paragraphs_text(bulk.text, values),
        "rich": paragraphs_html(bulk.text, values),
        "preferences": reader.preferences,
        "site_url": settings.SITE_URL,
    }


def html_for(bulk: BulkSend, reader: Reader) -> str:
    return render_to_string("messaging/bulk/message.html", context_for(bulk, reader))


def letter_for(
    bulk: BulkSend, reader: Reader, *, message_id: str = "", subject: str = ""
) -> EmailMultiAlternatives:
    """The letter, ready to be handed over; the same ``message_id`` each time it is made for somebody.

    ``Precedence: bulk`` keeps holiday notes away (RFC 3834, section 2); the reader's own headers
    hold List-Unsubscribe (RFC 8058).
    """
    headers = {"Precedence": "bulk", "Auto-Submitted": "auto-generated", **reader.headers}
    if message_id:
        headers["Message-ID"] = message_id
    context = context_for(bulk, reader)
    letter = EmailMultiAlternatives(
        subject or bulk.subject,
        render_to_string("messaging/bulk/message.txt", context).strip() + "\n",
        settings.DEFAULT_FROM_EMAIL,
        [reader.address],
        headers=headers,
    )
    letter.attach_alternative(render_to_string("messaging/bulk/message.html", context), "text/html")
    return letter
