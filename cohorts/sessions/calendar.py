"""Sessions as appointments, and somebody’s own feed of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.sessions.models import CalendarFeed, LiveSession
from lms.accounts.errors import LinkUsedError
from lms.accounts.links import read_link, sign_link
from lms.accounts.models import User
from lms.calendars import CalendarEvent, calendar_file

PURPOSE = "session-feed"
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


def feed_file(token: str) -> bytes:
    """The feed behind ``token``, as it is now. Three queries, however many sessions.

    Raises ``LinkUsedError`` for an address that was ended, also by signing out everywhere, and for
    somebody who may not come in.
    """
    person, data = read_link(purpose=PURPOSE, token=token, max_age=None)
    if not CalendarFeed.objects.filter(person=person, number=data.get("n", 0), is_open=True).exists():
        raise LinkUsedError
    return calendar_file([event_of(one) for one in sessions_in_feed(person)], name=_("My sessions"))


def feed_address(person: User) -> str:
    """The whole address of the person’s feed; empty where there is none. One query."""
    feed = CalendarFeed.objects.filter(person=person, is_open=True).first()
    if feed is None:
        return ""
    token = sign_link(person=person, purpose=PURPOSE, n=feed.number)
    return settings.SITE_URL + reverse("my_cohorts:feed_file", args=[token])


@transaction.atomic
def open_feed(*, person: User) -> None:
    """``person`` has a feed. One that is open already stays as it is."""
    feed, _is_new = CalendarFeed.objects.select_for_update().get_or_create(person=person)
    if not feed.is_open:
        feed.number, feed.is_open, feed.made_at = feed.number + 1, True, timezone.now()
        feed.save(update_fields=["number", "is_open", "made_at"])


@transaction.atomic
def renew_feed(*, person: User) -> None:
    """The feed has a new address, and the old one ends at once. Made where there is none."""
    CalendarFeed.objects.get_or_create(person=person)
    changed = {"number": F("number") + 1, "is_open": True, "made_at": timezone.now()}
    CalendarFeed.objects.filter(person=person).update(**changed)


def close_feed(*, person: User) -> None:
    """The address of the feed ends. Repeatable."""
    CalendarFeed.objects.filter(person=person).update(is_open=False)
