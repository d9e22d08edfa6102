"""How often one address may ask about certificates.

Two counters for the public page: every view, counted in each process (it guards the
machine and costs no query), and every miss and upload, counted for the whole site
in the shared cache (it guards the numbers). Somebody who checks a real certificate
is never slowed by the second.
"""

from __future__ import annotations

from lms.accounts.limits import Limit

VIEWS = Limit("certificate-views", most=60, seconds=60, cache="default")
MISSES = Limit("certificate-misses", most=20, seconds=600, cache="shared")

__all__ = ["MISSES", "VIEWS", "Limit"]
