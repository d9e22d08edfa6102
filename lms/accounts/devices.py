"""A device that others use too: the session ends with the browser, and nothing is kept on it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from lms.accounts.models import User
from lms.accounts.services import adopt_reading
from lms.reading import COOKIE

_KEY = "shared_device"
NOTICE_COOKIE = "language_notice"  # the language whose notice of being unfinished was put away


def note_device(request: HttpRequest, *, shared: bool) -> None:
    """From here on the session is that of a shared device, or of one's own.

    Whoever is signed in on a device of their own, and never chose how to read, has
    the device's choice from now on.
    """
    request.session[_KEY] = shared
    request.session.set_expiry(0 if shared else settings.SESSION_COOKIE_AGE)
    if request.user.is_authenticated:
        adopt_device_reading(request, request.user)


def adopt_device_reading(request: HttpRequest, person: User) -> None:
    """Somebody who never chose how to read has this device's choice, if it is known to be their own."""
    if request.session.get(_KEY) is False:
        adopt_reading(person=person, kept=request.COOKIES.get(COOKIE, ""))


def is_shared(request: HttpRequest) -> bool:
    """Whether the person who is signed in said that others use this device."""
    user = getattr(request, "user", None)
    return bool(user is not None and user.is_authenticated and request.session.get(_KEY, False))
