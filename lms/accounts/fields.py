"""Text that is the same however it was typed."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.db import models

from lms.names import name_key as name_key


def normalise_name(value: str) -> str:
    """NFKC, lower case, no space at the ends: the form in which sign-in names are stored."""
    return unicodedata.normalize("NFKC", value).strip().lower()


# Marks that turn the direction of the text around them, and so can disguise a name.
_TURNING = dict.fromkeys([0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069])


def tidy_name(value: str) -> str:
    """A person's name as typed, on one line, single-spaced, without direction overrides or control bytes."""
    plain = "".join(
        " " if unicodedata.category(character) == "Cc" else character
        for character in unicodedata.normalize("NFC", value).translate(_TURNING)
    )
    return " ".join(plain.split())


def can_be_seen(name: str) -> bool:
    """Whether ``name`` has a letter, a digit or a sign: not only marks and spaces of no width."""
    return any(unicodedata.category(character)[0] in "LNS" for character in name)


class NormalisedCharField(models.CharField):
    """A text stored, and looked up, in the form of ``normalise_name``; empty is NULL if allowed."""

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        if isinstance(value, str):
            value = normalise_name(value)
            if not value and self.null:
                return None
        return value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = self.to_python(getattr(model_instance, self.attname))
        setattr(model_instance, self.attname, value)
        return value


class NormalisedEmailField(NormalisedCharField, models.EmailField):
    """An e-mail address, unique without regard to case when present."""
