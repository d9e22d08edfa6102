"""How often one address may ask. Counted in fixed windows, in a cache.

Two counters for the public page: every view, counted in each process (it guards the
machine and costs no query), and every miss and upload, counted for the whole site
in the shared cache (it guards the numbers). Somebody who checks a real certificate
is never slowed by the second.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.cache import caches
from django.http import HttpRequest


@dataclass(frozen=True)
class Limit:
    """At most ``most`` times within ``seconds``, counted in the cache named ``cache``."""

    name: str
    most: int
    seconds: int
    cache: str

    def spend(self, request: HttpRequest) -> bool:
        """Count one more for the request's address; False once there were too many."""
        cache, key = caches[self.cache], self._key(request)
        cache.add(key, 0, timeout=self.seconds)
        try:
            return bool(cache.incr(key) <= self.most)
        except ValueError:  # it ran out between the two lines
            return True

    def is_spent(self, request: HttpRequest) -> bool:
        """Whether the next one would be too many; counts nothing."""
        return bool(caches[self.cache].get(self._key(request), 0) >= self.most)

    def _key(self, request: HttpRequest) -> str:
        address = hashlib.sha256(str(get_adapter().get_client_ip(request)).encode()).hexdigest()[:24]
        return f"limit:{self.name}:{address}:{int(time.time()) // self.seconds}"


VIEWS = Limit("certificate-views", most=60, seconds=60, cache="default")
MISSES = Limit("certificate-misses", most=20, seconds=600, cache="shared")
