"""Letters in organisers' words: their paragraphs in place of the house's, its frame and its link as ever."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from lms.accounts.letters import Words
from lms.language import content_language
from lms.messaging.copy_kinds import CopyKind, kind_of_template
from lms.messaging.copy_services import Copy, copy_for


def reworded(template: str, context: dict[str, Any]) -> Words | None:
    """An organiser's words for the letter ``template``; None where the house's own count.

    At most one query, and none for a letter of a kind that cannot be changed.
    """
    kind = kind_of_template(template)
    if kind is None:
        return None
    copy = copy_for(kind.code, content_language())
    values = {gap.name: str(context[gap.name]) for gap in kind.gaps if gap.name in context}
    if copy is None or not copy.fits(values):
        return None
    return words_of(kind, copy, values, context)


def words_of(kind: CopyKind, copy: Copy, values: dict[str, str], context: dict[str, Any]) -> Words:
    """Subject, text and HTML. The link of the kind is always there."""
    subject = copy.subject(values)
    filled = {
        **context,
        "copy_subject": subject,
        "copy_text": copy.text(values),
        "copy_html": copy.html(values),
        "copy_link": context.get(kind.link, ""),
        "copy_button": kind.button,
        "house_text": f"{kind.template}_message.txt",
        "house_html": f"{kind.template}_message.html",
    }
    return Words(
        subject,
        render_to_string("messaging/copy/message.txt", filled),
        render_to_string("messaging/copy/message.html", filled),
    )


def house_words(kind: CopyKind, context: dict[str, Any]) -> Words:
    """What the house says, filled with ``context``."""
    return Words(
        " ".join(render_to_string(f"{kind.template}_subject.txt", context).split()),
        render_to_string(f"{kind.template}_message.txt", context),
        render_to_string(f"{kind.template}_message.html", context),
    )


def sample_words(kind: CopyKind, copy: Copy | None) -> Words:
    """The letter as somebody would get it, with the samples of the kind; None shows the house's words."""
    context = {**kind.samples, "site_url": settings.SITE_URL, "email": "somebody@example.org"}
    if kind.link:
        context[kind.link] = settings.SITE_URL
    return house_words(kind, context) if copy is None else words_of(kind, copy, kind.samples, context)
