"""The number on a certificate: made, checked, and read however a person typed it.

Twelve random characters of Crockford's base 32 (no I, L, O, U) and a check
character from the same 32. Each character is an element of the field GF(2⁵);
the check makes Σ αⁱ·cᵢ zero, α being a generator of the field. As the weights
are all different and none is zero, every single wrong character and every swap
of two characters, adjacent or not, is noticed (docs/decisions/0050).
"""

from __future__ import annotations

import secrets
import unicodedata

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.errors import DomainError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 13
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_HEARD_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATORS = frozenset(" -\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad_.·\t\n\r\u200b\u2060")


def _times_generator(value: int) -> int:
    """``value`` times α in GF(2⁵), modulo the primitive x⁵ + x² + 1."""
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value


def _weighted_sum(characters: str) -> int:
    """Σ αⁱ·cᵢ, the last character having weight α⁰, by Horner's rule."""
    total = 0
    for character in characters:
        total = _times_generator(total) ^ _VALUES[character]
    return total


def check_character(first: str) -> str:
    """The character that completes ``first`` to a number."""
    return ALPHABET[_times_generator(_weighted_sum(first))]


def generate_number() -> str:
    """A number nobody can guess: 60 random bits and the check character, without hyphens."""
    first = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return first + check_character(first)


class NumberError(DomainError):
    """What was typed is not a certificate number; the message says what to look at."""


class MalformedNumberError(NumberError):
    code = "malformed"
    default_message = _(
        "A certificate number has 13 letters and digits, such as 7KQ2-M9XD-4TRP-5. "
        "Look at the lower left corner of the certificate and type it again."
    )


class MistypedNumberError(NumberError):
    code = "mistyped"
    default_message = _(
        "One character seems mistyped, or two have changed places. "
        "Compare the number with the certificate, character by character."
    )


def read_number(typed: str) -> str:
    """The 13 characters meant by ``typed``: any case, with or without spaces and hyphens.

    O is read as 0, and I and L as 1; full-width and other compatible forms as the plain ones.

    Raises ``MalformedNumberError`` or ``MistypedNumberError``.
    """
    plain = unicodedata.normalize("NFKC", typed[:200]).upper().translate(_HEARD_AS)
    number = "".join(character for character in plain if character not in _SEPARATORS)
    if len(number) != LENGTH:
        raise MalformedNumberError
    if any(character not in _VALUES for character in number):
        wrong = next(character for character in number if character not in _VALUES)
        if wrong == "U":
            raise MalformedNumberError(
                gettext(
                    "A certificate number never has the letter U. Is it a V? "
                    "Look at the certificate and type it again."
                )
            )
        raise MalformedNumberError
    if _weighted_sum(number):
        raise MistypedNumberError
    return number


def printed(number: str) -> str:
    """``7KQ2M9XD4TRP5`` as it is printed: ``7KQ2-M9XD-4TRP-5``."""
    return f"{number[:4]}-{number[4:8]}-{number[8:12]}-{number[12:]}"
