"""What sessions put on the desk: this week, and the one thing to do next."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.programmes.glance import Glance, Part
from cohorts.programmes.models import Cohort, CohortState, Place, PlaceState
from cohorts.sessions.models import (
    JOIN_BEFORE,
    THERE,
    Attendance,
    LiveSession,
    SessionReply,
    SessionState,
)
from cohorts.sessions.selectors import registers_left_open, sessions_of_place
from lms.accounts.models import User
from lms.desk.registry import NextStep, Panel
from lms.pages.selectors import Stop
from lms.pages.templatetags.components import at_time, on_date
from lms.statements import Statement

AHEAD = timedelta(days=7)  # what “this week” shows
ASKED = timedelta(days=2)  # before a session: “will you be there?”
MADE_UP = timedelta(days=28)  # so long the desk reminds of one that can be made up


class OnDesk(NamedTuple):
    """One session of a cohort in which the person takes part; reply and attendance are theirs or None."""

    uid: UUID
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    meeting_url: str
    recording_until: Any
    recording_file: str
    recording_url: str
    answer: str | None
    state: str | None
    credit: str | None

    @property
    def href(self) -> str:
        return reverse("my_cohorts:session", args=[self.uid])

    @property
    def can_be_joined(self) -> bool:
        return bool(self.meeting_url) and self.starts_at - JOIN_BEFORE <= timezone.now() < self.ends_at

    @property
    def can_be_made_up(self) -> bool:
        """It is over, does not count yet, and its recording is still there."""
        there = bool(self.recording_file or self.recording_url) and self.recording_until is not None
        if not there or self.credit or self.state in THERE:
            return False
        now = timezone.now()
        is_past = now - MADE_UP < self.ends_at <= now
        return is_past and bool(self.recording_until >= timezone.localdate())


def _mine(who: int) -> QuerySet[LiveSession, Any]:
    places = Place.objects.filter(trainee=who, state=PlaceState.ACTIVE, cohort__state=CohortState.ANNOUNCED)
    replies = SessionReply.objects.filter(session=OuterRef("pk"), place__trainee=who)
    rows = Attendance.objects.filter(session=OuterRef("pk"), place__trainee=who)
    found = LiveSession.objects.filter(cohort__in=places.values("cohort"))
    found = found.exclude(state=SessionState.CANCELLED).order_by("starts_at", "pk")
    return found.annotate(
        answer=Subquery(replies.values("answer")[:1]),
        was=Subquery(rows.values("state")[:1]),
        has=Subquery(rows.values("credit")[:1]),
    ).values_list(*OnDesk._fields[:9], "answer", "was", "has")


_SESSIONS = Statement(_mine, who=int)


def sessions_known(person: User) -> list[OnDesk]:
    """All sessions of the cohorts in which ``person`` takes part, read once for one request. One query,
    none for somebody who has nothing to do with cohorts."""
    if not person.in_cohorts:
        return []
    known: list[OnDesk] | None = getattr(person, "_sessions_on_desk", None)
    if known is None:
        known = [OnDesk(*row) for row in _SESSIONS.rows(who=person.pk)]
        person._sessions_on_desk = known  # type: ignore[attr-defined]
    return known


def next_step(person: User) -> NextStep | None:
    """Join what goes on, else say whether one comes to what is near, else make up what was missed."""
    now = timezone.now()
    known = sessions_known(person)
    for one in known:
        if one.can_be_joined:
            return NextStep(
                title=one.title,
                text=_("It begins at %(time)s.")
                % {"time": date_format(timezone.localtime(one.starts_at), "H:i")}
                if one.starts_at > now
                else _("It is going on now."),
                label=_("Go to the session"),
                href=reverse("my_cohorts:join", args=[one.uid]),
                eyebrow=at_time(one.starts_at),
            )
    for one in known:
        if one.answer is None and timedelta() < one.starts_at - now <= ASKED:
            day = date_format(timezone.localtime(one.starts_at), "l")
            return NextStep(
                title=_("Confirm %(day)s’s session") % {"day": day},
                text=_("“%(title)s”. Will you be there?") % {"title": one.title},
                label=_("Say whether you are coming"),
                href=one.href,
                eyebrow=at_time(one.starts_at),
            )
    return None


def later_step(person: User) -> NextStep | None:
    """Make up a session that was missed, by its recording; comes after decisions and lessons that wait."""
    for one in reversed(sessions_known(person)):
        if one.can_be_made_up:
            return NextStep(
                title=_("Make up “%(title)s”") % {"title": one.title},
                text=_("Its recording is there until %(day)s.") % {"day": on_date(one.recording_until)},
                label=_("See the recording"),
                href=one.href,
            )
    return None


def week_panel(request: HttpRequest) -> Panel | None:
    """The sessions of the next seven days, with the way in and into a calendar."""
    now = timezone.now()
    known = sessions_known(request.user)  # type: ignore[arg-type]
    coming = [one for one in known if now < one.ends_at and one.starts_at <= now + AHEAD]
    return Panel("cohorts/sessions/desk_week.html", {"sessions": coming}) if coming else None


def leading_panel(request: HttpRequest) -> Panel | None:
    """The sessions of the next seven days that a member of staff leads. No query for anybody else."""
    person: Any = request.user
    if not person.has_role:
        return None
    now = timezone.now()
    led = LiveSession.objects.planned().filter(facilitators=person.pk, ends_at__gt=now)
    coming = list(led.filter(starts_at__lte=now + AHEAD).select_related("cohort").order_by("starts_at"))
    return Panel("cohorts/sessions/desk_leading.html", {"sessions": coming}) if coming else None


# ---------------------------------------------------------------- the page of a cohort


def next_glance(cohort: Cohort, user: User) -> Glance | None:
    """How many said that they come to the next session."""
    planned = LiveSession.objects.planned().filter(cohort=cohort, ends_at__gt=timezone.now())
    following = planned.order_by("starts_at", "pk").first()
    if following is None:
        return None
    answers = SessionReply.objects.filter(session=following, place__state=PlaceState.ACTIVE)
    count = answers.filter(answer="yes").count()
    return Glance(
        number=count,
        words=ngettext("says they come to the next session", "say they come to the next session", count),
        note=f"{following.title}, {at_time(following.starts_at)}",
        href=reverse("cohorts:session", args=[cohort.slug, following.uid]),
    )


def register_glance_of(cohort: Cohort, user: User) -> Glance | None:
    """Sessions that are over and whose register nobody closed."""
    left = registers_left_open(cohort)
    if not left:
        return None
    return Glance(
        number=len(left),
        words=ngettext("register is still open", "registers are still open", len(left)),
        note=left[0].title,
        href=reverse("cohorts:night", args=[cohort.slug, left[0].uid]),
        is_urgent=True,
    )


def sessions_part(place: Place) -> Part | None:
    """The line of the cohort’s sessions, as the trainee stands on it."""
    mine = sessions_of_place(place)
    following = next((one for one in mine if not one.session.is_over and not one.session.is_cancelled), None)
    stops = [
        Stop(
            label=one.session.title,
            state="next" if one is following else one.stop,
            note=at_time(one.session.starts_at),
            href=reverse("my_cohorts:session", args=[one.session.uid]),
        )
        for one in mine
        if not one.session.is_cancelled
    ]
    return Part("cohorts/sessions/part.html", {"stops": stops}) if stops else None


def asked_after_move(cohort: Cohort, by: timedelta) -> str:
    """Where organisers say whether sessions to come, and phases, move with the cohort’s first day."""
    to_come = LiveSession.objects.planned().filter(cohort=cohort, starts_at__gt=timezone.now())
    if not by or cohort.state == CohortState.CANCELLED or not (to_come.exists() or cohort.phases.exists()):
        return ""
    return f"{reverse('cohorts:change_sessions', args=[cohort.slug])}?days={by.days}"
