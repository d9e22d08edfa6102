"""The words of a notice: an organiser's where there are some, else the house's own templates."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from lms.accounts.letters import Words
from lms.accounts.models import User
from lms.language import content_language
from lms.messaging.copy_letters import house_words, words_of
from lms.messaging.copy_services import Copy, copy_for
from lms.messaging.kinds import NoticeKind
from lms.messaging.models import Notice


def _copy(kind: NoticeKind, values: dict[str, str]) -> Copy | None:
    """One query for each language asked; an organiser's words only while they fit the kind's gaps."""
    for language in dict.fromkeys((content_language(), get_language() or settings.LANGUAGE_CODE)):
        words = copy_for(kind.code, language)
        if words is not None and words.fits(values):
            return words
    return None


def subject_for(kind: NoticeKind, person: User, values: dict[str, str]) -> str:
    """On one line, in the language that is spoken now."""
    values = {**values, "name": person.display_name}
    words = _copy(kind, values)
    if words is not None:
        return words.subject(values)[:200]
    return " ".join(render_to_string(f"{kind.template}_subject.txt", values).split())[:200]


def letter_words(kind: NoticeKind, person: User, notice: Notice, around: dict[str, Any]) -> Words:
    """A whole letter about ``notice``; ``around`` is what its frame is filled with."""
    values = {**notice.context, "name": person.display_name}
    context, words = {**around, **values}, _copy(kind, values)
    if words is None:
        return house_words(kind.for_copy, context)
    return words_of(kind.for_copy, words, values, context)


def words_on_page(person: User, notice: Notice) -> SafeString:
    """What ``notice`` says, for its own page; its subject where the house knows the kind no longer."""
    kind, values = notice.known_kind, {**notice.context, "name": person.display_name}
    if kind is None or not kind.names <= set(values):
        return format_html("<p>{}</p>", notice.subject)
    words = _copy(kind, values)
    if words is not None:
        return words.html(values)
    template = f"{kind.template}_message.html"
    return render_to_string(template, {**values, "base": "messaging/notices/words.html"})
