"""A letter when somebody signs in from a device on which they never did before.

A device is known again by a random number that it keeps for our account pages alone, not by
anything that it is or has. See docs/decisions/0087-a-letter-about-a-new-device.md.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from lms.accounts.devices import is_shared
from lms.accounts.letters import send_letter
from lms.accounts.links import sign_link
from lms.accounts.models import User
from lms.accounts.selectors import DEMO_PEOPLE
from lms.accounts.visits.models import KnownDevice
from lms.accounts.visits.words import browser_and_system, device_words
from lms.language import speaking

COOKIE, COOKIE_PATH = "device", "/account/"
REMEMBERED = timedelta(days=400)  # longer, no browser keeps a cookie
ONE_LETTER_IN = timedelta(hours=1)
LINK_LASTS = timedelta(days=30)
END_PURPOSE = "end-sessions"
_LENGTH = 43  # of 32 random bytes as text


@dataclass(frozen=True)
class Arrival:
    """Somebody has just signed in; ``is_first`` if they never did before."""

    person: User
    is_first: bool


def greet(request: HttpRequest, response: HttpResponse, arrival: Arrival) -> None:
    """The device is known to be the person's from now on, unless others use it too."""
    agent = request.headers.get("User-Agent", "")
    kept = request.COOKIES.get(COOKIE, "")
    number = kept if len(kept) == _LENGTH else secrets.token_urlsafe(32)
    is_own = not is_shared(request)
    note_device_of(arrival, number=number, agent=agent, is_own=is_own)
    if is_own:
        response.set_cookie(
            COOKIE,
            number,
            max_age=int(REMEMBERED.total_seconds()),
            path=COOKIE_PATH,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


@transaction.atomic
def note_device_of(arrival: Arrival, *, number: str, agent: str, is_own: bool) -> None:
    """A device that is new to the person is written down, and the person told by letter.

    No letter about the very first sign-in, nor a second one within an hour about the same browser
    and system. Locks the person, so that two sign-ins at once make one letter.
    """
    person, now = arrival.person, timezone.now()
    browser, system = browser_and_system(agent)
    User.objects.select_for_update().values("pk").get(pk=person.pk)
    mark = _mark(person, number)
    known = KnownDevice.objects.filter(user=person, mark=mark)
    if known.update(last_seen_at=now, browser=browser, system=system):
        return
    told = KnownDevice.objects.filter(
        user=person, browser=browser, system=system, told_at__gt=now - ONE_LETTER_IN
    )
    tells = bool(person.email) and not (arrival.is_first or _is_of_the_demo(person) or told.exists())
    KnownDevice.objects.create(
        user=person,
        mark=mark if is_own else "",
        browser=browser,
        system=system,
        told_at=now if tells else None,
    )
    if tells:
        _tell(person, browser, system, now)


def _mark(person: User, number: str) -> str:
    """The number has 256 random bits, so a plain hash keeps it; the person's uid keeps two people apart."""
    return sha256(f"{person.uid.hex}:{number}".encode()).hexdigest()


def _is_of_the_demo(person: User) -> bool:
    return settings.DEMO and person.email in DEMO_PEOPLE


def _tell(person: User, browser: str, system: str, now: datetime) -> None:
    end = reverse("accounts:end_sessions_by_letter", args=[sign_link(person=person, purpose=END_PURPOSE)])
    with speaking(person.language):
        local = timezone.localtime(now)
        send_letter(
            "account/email/new_device",
            person.email or "",
            {
                "when": date_format(local, "l j F Y, H:i") + f" ({local.tzname()})",
                "device": device_words(browser, system),
                "end_url": settings.SITE_URL + end,
            },
        )


def is_known_device(request: HttpRequest, person: User | None) -> bool:
    """Whether ``person`` signed in here before. The same query for somebody whom nobody knows."""
    number = request.COOKIES.get(COOKIE, "")
    if len(number) != _LENGTH:
        return False
    return KnownDevice.objects.filter(user=person, mark=_mark(person or User(), number)).exists()


def forget_devices_of(*, person: User, except_number: str) -> None:
    """No device is known to be the person's any more, but for the one that holds this number. Repeatable."""
    KnownDevice.objects.filter(user=person).exclude(mark=_mark(person, except_number)).delete()


def forget_devices() -> int:
    """Devices not used for as long as a cookie lasts are forgotten, shared ones after a day; how many."""
    now = timezone.now()
    old = Q(last_seen_at__lt=now - REMEMBERED) | Q(mark="", last_seen_at__lt=now - timedelta(days=1))
    return KnownDevice.objects.filter(old).delete()[0]
