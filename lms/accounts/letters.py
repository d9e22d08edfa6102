"""Letters of accounts: plain text and HTML, through Django's mail API, which queues them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


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
    subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
    letter = EmailMultiAlternatives(
        subject,
        render_to_string(f"{template}_message.txt", context).strip() + "\n",
        settings.DEFAULT_FROM_EMAIL,
        [email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    letter.attach_alternative(render_to_string(f"{template}_message.html", context), "text/html")
    letter.send()
