"""Words with gaps: ``{name}`` is filled from a declared set, and nothing else is ever looked up.

Not ``str.format``: that follows attributes and indexes into whatever it is given, and these
words are typed by people. A value is put in as it is and never read for gaps again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lms.errors import DomainError

_GAP = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")


class WordsError(DomainError):
    """The words cannot be used; the message says what to mend."""

    code = "words"


def gaps_in(words: str) -> frozenset[str]:
    """The names of the gaps in ``words``."""
    return frozenset(_GAP.findall(words))


def check_words(words: str, *, allowed: Collection[str]) -> None:
    """Nothing happens if every gap is one of ``allowed`` and every brace belongs to a gap.

    Raises ``WordsError`` with all that is wrong, the unknown gaps first.
    """
    unknown = sorted(gaps_in(words) - set(allowed))
    if unknown:
        names = ", ".join(f"{{{name}}}" for name in unknown)
        raise WordsError(_("There is nothing to put in place of %(names)s here.") % {"names": names})
    rest = _GAP.sub("", words)
    if "{" in rest or "}" in rest:
        raise WordsError(
            _("A curly bracket stands alone. Write a placeholder whole, such as {name}, or leave it out.")
        )


def fill(words: str, values: Mapping[str, str]) -> str:
    """``words`` with every gap filled, as plain text. Raises ``KeyError`` for a gap without a value."""
    return _GAP.sub(lambda gap: str(values[gap[1]]), words)


def fill_html(words: str, values: Mapping[str, str]) -> SafeString:
    """The same as HTML: words and values are escaped, lines end where they ended."""
    escaped = {name: conditional_escape(value) for name, value in values.items()}
    filled = _GAP.sub(lambda gap: escaped[gap[1]], str(conditional_escape(words)))
    return mark_safe(filled.replace("\n", "<br>"))


def paragraphs(words: str) -> list[str]:
    """What stands between blank lines, without spaces around it."""
    text = words.replace("\r\n", "\n").strip()
    return [part.strip() for part in _BLANK_LINES.split(text) if part.strip()]


def paragraphs_html(words: str, values: Mapping[str, str]) -> SafeString:
    """Every paragraph of ``words`` as a ``<p>``, gaps filled, all of it escaped."""
    parts = ((fill_html(part, values),) for part in paragraphs(words))
    return format_html_join(mark_safe("\n"), "<p>{}</p>", parts)


def paragraphs_text(words: str, values: Mapping[str, str]) -> str:
    """The paragraphs of ``words``, gaps filled, a blank line between them."""
    return "\n\n".join(fill(part, values) for part in paragraphs(words))
