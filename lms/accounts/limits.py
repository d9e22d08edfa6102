"""Rate limits that hold across processes.

django-allauth counts in Django's default cache, which here is a memory of one
process. Its two modules that count are given the "shared" cache instead (see
docs/decisions/0013-limits-in-the-shared-cache.md).
"""

from __future__ import annotations

from allauth.core import ratelimit as allauth_ratelimit
from allauth.core.internal import ratelimit
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import caches
from django.http import HttpRequest
from django.utils.connection import ConnectionProxy

SHARED = ConnectionProxy(caches, "shared")


def share_limits() -> None:
    """allauth's limits and its memory of used codes live in the "shared" cache.

    Raises ``RuntimeError`` at the start if a new allauth keeps them elsewhere.
    """
    for module in (ratelimit, totp):
        if not hasattr(module, "cache"):
            raise RuntimeError(f"{module.__name__} no longer counts in a cache; see lms/accounts/limits.py")
        module.cache = SHARED


def may_ask_for_letter(request: HttpRequest, email: str) -> bool:
    """Count one letter to ``email``; False when this address, or this visitor, asked too often."""
    return allauth_ratelimit.consume(request, action="letter", key=email)
