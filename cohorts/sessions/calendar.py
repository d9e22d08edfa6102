"""Sessions as appointments, and somebody’s own feed of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.sessions.models import CalendarFeed, LiveSession
from lms.accounts.errors import LinkUsedError
from lms.accounts.links import read_link, sign_link
from lms.accounts.models import User
from lms.calendars import CalendarEvent, calendar_file

PAST = timedelta(days=92)  # how far back a feed goes
MOST = 500


def join_address(session: LiveSession) -> str:
    """Our own address by which one joins, whole. It stays the same for good."""
    return settings.SITE_URL + reverse("my_cohorts:join", args=[session.uid])


def event_of(session: LiveSession) -> CalendarEvent:
    """``session`` as an appointment: our joining address, never the meeting’s; a title that says nothing."""
    link = join_address(session)
    text = _("Everything about this session, and the way in: %(link)s") % {"link": link}
    return CalendarEvent(
        uid=f"{session.uid}@{urlsplit(settings.SITE_URL).hostname}",
        title=_("Session %(number)s") % {"number": session.number},
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        changed_at=session.changed_at,
        sequence=session.sequence,
        text=text,
        place=session.place or link,
        link=link,
        is_cancelled=session.is_cancelled,
    )


def file_of(session: LiveSession) -> bytes:
    """The calendar file of one session, for a letter or a download; a cancelled one takes itself back."""
    return calendar_file([event_of(session)], method="CANCEL" if session.is_cancelled else "PUBLISH")


def sessions_in_feed(person: User) -> Iterable[LiveSession]:
    """Those that ``person`` takes part in or leads, from three months ago on, cancelled ones too."""
    since = timezone.now() - PAST
    led = LiveSession.facilitators.through.objects.filter(user=person.pk).values("livesession")
    mine = LiveSession.objects.attended_by(person).values("pk")
    leads = Q(pk__in=led) if person.has_role else Q()
    found = LiveSession.objects.filter(Q(pk__in=mine) | leads if leads else Q(pk__in=mine))
    return found.filter(starts_at__gte=since).order_by("starts_at", "pk")[:MOST]


def _events(person: User) -> list[CalendarEvent]:
    return [event_of(one) for one in sessions_in_feed(person)]


@dataclass(frozen=True)
class Feed:
    """One kind of calendar that somebody may subscribe to, each with a secret address of its own.

    ``purpose`` is what its links are signed for, ``address`` the name of the URL that serves it.
    """

    kind: str
    purpose: str
    name: Any
    address: str
    events: Callable[[User], Iterable[CalendarEvent]]


SESSIONS = Feed("sessions", "session-feed", gettext_lazy("My sessions"), "my_cohorts:feed_file", _events)
_known = {SESSIONS.kind: SESSIONS}


def register_feed(feed: Feed) -> None:
    """From now on copies of everything call this kind by its name. Repeatable."""
    _known[feed.kind] = feed


def feed_in_words(kind: str) -> str:
    """“My sessions” for ``sessions``; the code itself where nobody said."""
    return str(_known[kind].name) if kind in _known else kind


def feed_file(token: str, feed: Feed = SESSIONS) -> bytes:
    """The feed behind ``token``, as it is now. Two queries and those of its events, however many.

    Raises ``LinkUsedError`` for an address that was ended, also by signing out everywhere, and for
    somebody who may not come in.
    """
    person, data = read_link(purpose=feed.purpose, token=token, max_age=None)
    mine = CalendarFeed.objects.filter(person=person, kind=feed.kind)
    if not mine.filter(number=data.get("n", 0), is_open=True).exists():
        raise LinkUsedError
    return calendar_file(feed.events(person), name=str(feed.name))


def feed_address(person: User, feed: Feed = SESSIONS) -> str:
    """The whole address of the person’s feed; empty where there is none. One query."""
    found = CalendarFeed.objects.filter(person=person, kind=feed.kind, is_open=True).first()
    if found is None:
        return ""
    token = sign_link(person=person, purpose=feed.purpose, n=found.number)
    return settings.SITE_URL + reverse(feed.address, args=[token])


@transaction.atomic
def open_feed(*, person: User, feed: Feed = SESSIONS) -> None:
    """``person`` has the feed. One that is open already stays as it is."""
    rows = CalendarFeed.objects.select_for_update()
    row, _is_new = rows.get_or_create(person=person, kind=feed.kind)
    if not row.is_open:
        row.number, row.is_open, row.made_at = row.number + 1, True, timezone.now()
        row.save(update_fields=["number", "is_open", "made_at"])


@transaction.atomic
def renew_feed(*, person: User, feed: Feed = SESSIONS) -> None:
    """The feed has a new address, and the old one ends at once. Made where there is none."""
    CalendarFeed.objects.get_or_create(person=person, kind=feed.kind)
    changed = {"number": F("number") + 1, "is_open": True, "made_at": timezone.now()}
    CalendarFeed.objects.filter(person=person, kind=feed.kind).update(**changed)


def close_feed(*, person: User, feed: Feed = SESSIONS) -> None:
    """The address of the feed ends. Repeatable."""
    CalendarFeed.objects.filter(person=person, kind=feed.kind).update(is_open=False)
