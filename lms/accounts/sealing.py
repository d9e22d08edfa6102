"""Secrets of second factors: unreadable in the database, and in its backups, without the site's key.

See docs/decisions/0017-second-factors-are-sealed.md.
"""

from __future__ import annotations

import base64
import functools
import logging
import secrets

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

logger = logging.getLogger(__name__)

_PURPOSE = b"lms.accounts.second-factor"  # a key for this and nothing else (RFC 5869, “info”)


@functools.lru_cache(maxsize=8)
def _key(secret: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def _keys() -> MultiFernet:
    """The present key, which seals, and the former ones, which only open."""
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def seal(text: str) -> str:
    """``text``, readable only with the site's secret key."""
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text that was sealed with the present or a former secret key.

    What no key opens gives a random secret, and an error in the log: the codes of that
    app are then wrong, which the page says, and no code is ever right by accident.
    """
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken:
        logger.error("a second factor was sealed with a key that SECRET_KEY_FALLBACKS does not name")
        return base64.b32encode(secrets.token_bytes(20)).decode()


def seal_anew(sealed: str) -> str | None:
    """The same text sealed with the present key; None for what no key opens."""
    try:
        return _keys().rotate(sealed.encode()).decode()
    except InvalidToken:
        return None
