"""People for whom a password alone is not enough, though they are not staff: mentors, for example.

Rooms above say who, with ``require_strong_sign_in``. A passkey, an app or a code by e-mail will do; staff
need a real second factor, see ``lms.accounts.middleware``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest

from lms.accounts.models import User

# What may be met before: the page itself, the ways through it, help, and leaving. Adding a passkey is not
# among them: whoever only knows the password could add their own.
BEFORE_STRONG_SIGN_IN = frozenset(
    {
        "accounts:strong_sign_in",
        "accounts:undo_address",
        "accounts:invitation",
        "accounts:end_sessions_by_letter",
        "accounts:language",
        "account_logout",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "pages:help",
        "pages:reading",
        "pages:theme",
    }
)
# How a session was opened or confirmed. The links of a sign-up and of an invitation came by e-mail, too.
_STRONG = frozenset({"mfa", "code", "sign_up", "invitation"})

_predicates: list[Callable[[User], bool]] = []


def require_strong_sign_in(predicate: Callable[[User], bool]) -> Callable[[User], bool]:
    """Whoever ``predicate`` names needs more than a password from their next request on.

    For ``AppConfig.ready()``, also as a decorator. It is asked in each request of a session that a
    password alone opened, so it should ask one query at most. Registering it twice is registering it once.
    """
    if predicate not in _predicates:
        _predicates.append(predicate)
    return predicate


def forget_predicate(predicate: Callable[[User], bool]) -> None:
    """``predicate`` is registered no longer; for tests."""
    _predicates.remove(predicate)


def needs_strong_sign_in(user: Any) -> bool:
    """Whether some room says so. Asks nothing where none does, nor for visitors."""
    return bool(user.is_authenticated) and any(predicate(user) for predicate in _predicates)


def signed_in_strongly(request: HttpRequest) -> bool:
    """Whether this session was opened, or confirmed, with more than a password. Asks no query."""
    good = _STRONG | {"demo"} if settings.DEMO else _STRONG
    return any(one.get("method") in good for one in get_authentication_records(request, request.user))
