"""Rate limits that hold across processes.

django-allauth counts in Django's default cache, which here is a memory of one
process. Its two modules that count are given the "shared" cache instead (see
docs/decisions/0013-limits-in-the-shared-cache.md).

``Limit`` is our own counter, for the packages above.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit as allauth_ratelimit
from allauth.core.internal import ratelimit
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import BaseCache, caches
from django.http import HttpRequest
from django.utils.connection import ConnectionProxy

SHARED = ConnectionProxy(caches, "shared")
FIVE_MINUTES = 300  # what Django's caches keep a value for that is not told otherwise


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


def _incremented(cache: BaseCache, key: str) -> int:
    """One more than there was; one if it ran out between two lines."""
    try:
        return int(cache.incr(key))
    except ValueError:
        return 1


@dataclass(frozen=True)
class Limit:
    """At most ``most`` times within ``seconds`` for one visitor's address, counted in the cache ``cache``.

    Counted in fixed windows. In the cache “default” it costs no query and holds for one
    process; in “shared” it holds for the whole site.
    """

    name: str
    most: int
    seconds: int
    cache: str

    def spend(self, request: HttpRequest) -> bool:
        """Count one more; False once there were too many."""
        cache, key = caches[self.cache], self._key(request)
        try:
            count = cache.incr(key)
        except ValueError:  # the first of its window, unless another one came in between
            if cache.add(key, 1, timeout=self.seconds):
                return self.most >= 1
            count = _incremented(cache, key)
        if self.seconds > FIVE_MINUTES:
            cache.touch(key, self.seconds)  # counting in the database gives the key the usual time to live
        return bool(count <= self.most)

    def is_spent(self, request: HttpRequest) -> bool:
        """Whether the next one would be too many; counts nothing."""
        return bool(caches[self.cache].get(self._key(request), 0) >= self.most)

    def _who(self, request: HttpRequest) -> str:
        return str(get_adapter().get_client_ip(request))

    def _key(self, request: HttpRequest) -> str:
        who = hashlib.sha256(self._who(request).encode()).hexdigest()[:24]
        return f"limit:{self.name}:{who}:{int(time.time()) // self.seconds}"


class PersonLimit(Limit):
    """The same for the person who is signed in, from whichever address."""

    def _who(self, request: HttpRequest) -> str:
        return f"person:{request.user.pk}"
