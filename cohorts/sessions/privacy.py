"""What sessions hold on people, for the notice, the download and the erasure; and for how long."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cohorts.sessions.calendar import feed_in_words
from cohorts.sessions.models import (
    Attendance,
    CalendarFeed,
    CallReport,
    KnownName,
    LiveSession,
    ReportedPerson,
    SessionReply,
)
from cohorts.sessions.recordings import overdue_recordings
from lms.accounts.models import User
from lms.privacy.registry import Fate, Item, Part, PersonalData, register_codes, rows
from lms.privacy.retention import Period

register_codes("cohorts.CalendarFeed.kind", feed_in_words)
NAMES_KEPT = timedelta(days=90)  # of reports of calls, from the day they were brought in


def _export(person: User) -> Iterable[Item]:
    attended = Attendance.objects.filter(place__trainee=person).order_by("pk")
    session, when = _("Session"), _("When")
    yield from rows(
        _("Attendance"),
        attended,
        {
            "session__title": session,
            "session__starts_at": _("Began"),
            "state": _("State"),
            "minutes": _("Minutes"),
            "source": _("Where it comes from"),
            "noted_at": when,
            "watched_at": _("Recording watched"),
            "credit": _("Credit"),
            "credit_reason": _("Reason"),
            "has_rated": _("Said what they thought"),
        },
    )
    replies = SessionReply.objects.filter(place__trainee=person).order_by("pk")
    answered = {"session__title": session, "answer": _("Answer"), "at": when}
    yield from rows(_("Whether you would come"), replies, answered)
    yield from rows(
        _("Names under which you joined calls"),
        KnownName.objects.filter(place__trainee=person).order_by("pk"),
        {"name_key": _("Name")},
    )
    yield from rows(
        _("In reports of calls"),
        ReportedPerson.objects.filter(place__trainee=person).order_by("pk"),
        {
            "report__session__title": session,
            "name": _("Name"),
            "minutes": _("Minutes"),
            "first_at": _("Came"),
            "last_at": _("Left"),
        },
    )
    feeds = CalendarFeed.objects.filter(person=person).order_by("pk")
    facts = {"kind": _("Which"), "made_at": _("Made"), "is_open": _("Open")}
    yield from rows(_("Calendar feed"), feeds, facts)
    led = LiveSession.objects.filter(facilitators=person).order_by("pk")
    yield from rows(_("Sessions that you led"), led, {"title": session, "starts_at": _("Began")})


def _attendances(person: User) -> QuerySet[Attendance]:
    return Attendance.objects.filter(place__trainee=person)


def _forget_reasons(person: User) -> None:
    _attendances(person).exclude(credit="prior").update(credit_reason="")
    _attendances(person).filter(credit="prior").update(credit_reason="–")


def _reported(person: User) -> QuerySet[ReportedPerson]:
    return ReportedPerson.objects.filter(place__trainee=person)


def _led(person: User) -> QuerySet[LiveSession]:
    return LiveSession.objects.filter(facilitators=person)


def _leave(person: User) -> None:
    LiveSession.facilitators.through.objects.filter(user=person.pk).delete()


SESSIONS = PersonalData(
    code="sessions",
    title=_("Your sessions, and whether you were there"),
    why=_(
        "To hold the sessions of your cohort with you, and to know when you have completed it (contract, "
        "Article 6(1)(b))."
    ),
    seen_by=_("You, the organisers of your cohort, and whoever leads a session."),
    kept=_(
        "Attendance for two years after the last day of the cohort; whether you would come, and names "
        "from reports of calls, for 90 days."
    ),
    models=(
        "cohorts.Attendance",
        "cohorts.SessionReply",
        "cohorts.KnownName",
        "cohorts.ReportedPerson",
        "cohorts.CallReport",
        "cohorts.CalendarFeed",
        "cohorts.LiveSession",
    ),
    export=_export,
    erase=(
        Part(
            Fate.REMOVED,
            _("Whether you would come to sessions"),
            lambda person: SessionReply.objects.filter(place__trainee=person),
        ),
        Part(
            Fate.REMOVED,
            _("Names under which you joined calls"),
            lambda person: KnownName.objects.filter(place__trainee=person),
        ),
        Part(Fate.REMOVED, _("Your name in reports of calls"), _reported),
        Part(
            Fate.REMOVED,
            _("The address of your calendar"),
            lambda person: CalendarFeed.objects.filter(person=person),
        ),
        Part(Fate.REMOVED, _("That you lead sessions"), _led, change=_leave),
        Part(
            Fate.ANONYMISED,
            _("Attendance of sessions"),
            _attendances,
            why=_("Totals of a cohort rest on it. It belongs to “Someone who left” and has no reasons."),
            change=_forget_reasons,
        ),
        Part(
            Fate.KEPT,
            _("Reports of calls that you brought in"),
            lambda person: CallReport.objects.filter(made_by=person),
            why=_("They hold that somebody brought them in, no longer who."),
        ),
    ),
    order=34,
    step=26,
)


def _old_names(before: datetime) -> QuerySet[CallReport]:
    return CallReport.objects.filter(made_at__lt=before)


NAMES = Period(
    "call_reports",
    _("Names and minutes from reports of video calls"),
    after=_("from bringing the report in"),
    why=_("To match names once more if a mistake is found. The register keeps the minutes."),
    keep=NAMES_KEPT,
    old=lambda before: _old_names(before).count(),
    expire=lambda before: _old_names(before).delete()[0],
    order=40,
)
RECORDINGS = Period(
    "recordings",
    _("Recordings of sessions"),
    after=_("from being shown to the cohort"),
    why=_("For whoever missed the session; the day is said beside each recording."),
    until=_("until the day that stands beside it; then deleted within the hour"),
    old=lambda before: overdue_recordings().count(),
    order=41,
)
