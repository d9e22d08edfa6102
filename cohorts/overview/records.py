"""All records of one cohort as one workbook, for whoever has to keep them after it: a sheet for each kind.

Each sheet is read by one query and written row by row. What organisers may not read is not in it:
applications that were never sent, and answers to the diversity questions.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.admissions.applications.models import Answer, Application, ApplicationState, FormEdition
from cohorts.admissions.applications.selectors import questions_in
from cohorts.admissions.decisions.models import Decision, DecisionState, Outcome
from cohorts.programmes.models import Cohort, Place, PlaceEvent, PlaceState
from cohorts.sessions.models import Attendance, AttendanceState, Credit
from lms.workbooks import Sheet, workbook

AT_ONCE = 500  # rows in memory


def records_file(cohort: Cohort) -> IO[bytes]:
    """The workbook; it stands at its beginning. A query for each of its sheets, and one for the questions."""
    return workbook(sheets_of(cohort))


def sheets_of(cohort: Cohort) -> list[Sheet]:
    name, mail = _("Name"), _("E-mail address")
    return [
        Sheet(_("Cohort"), [_("What"), ""], _facts(cohort)),
        Sheet(_("People"), [name, mail, _("State"), _("Since"), _("From"), _("Completed")], _people(cohort)),
        Sheet(_("What became of places"), [name, _("Became"), _("When"), _("Reason")], _events(cohort)),
        Sheet(
            _("Attendance"),
            [name, _("Session"), _("Began"), _("State"), _("Minutes"), _("Credit")],
            _attendance(cohort),
        ),
        Sheet(
            _("Applications"),
            [_("Number"), name, mail, _("State"), _("Sent"), _("Late"), _("Decision"), _("Published")],
            _applications(cohort),
        ),
        Sheet(_("Answers"), [_("Application"), name, _("Question"), _("Answer")], _answers(cohort)),
        Sheet(
            _("Decisions"),
            [_("Application"), name, _("Decision"), _("State"), _("When"), _("Why")],
            _decisions(cohort),
        ),
    ]


def _moment(at: datetime | None) -> str:
    """A moment in Europe/London, so that every program reads it alike."""
    return "" if at is None else f"{timezone.localtime(at, timezone.get_default_timezone()):%Y-%m-%d %H:%M}"


def _facts(cohort: Cohort) -> Iterator[list[Any]]:
    yield [_("Programme"), cohort.programme.title]
    yield [_("Cohort"), cohort.title]
    yield [_("State"), cohort.get_state_display()]
    yield [_("From"), cohort.starts_on.isoformat()]
    yield [_("To"), cohort.ends_on.isoformat()]
    yield [_("Places"), cohort.places]
    if cohort.cancelled_at:
        yield [_("Cancelled"), _moment(cohort.cancelled_at)]
        yield [_("Reason"), cohort.cancelled_because]
    yield [_("Taken out"), _moment(timezone.now())]


def _people(cohort: Cohort) -> Iterator[list[Any]]:
    states: dict[str, Any] = dict(PlaceState.choices)
    found = Place.objects.filter(cohort=cohort).order_by("trainee__name_key", "pk")
    for name, username, mail, state, since, begun, completed in found.values_list(
        "trainee__name",
        "trainee__username",
        "trainee__email",
        "state",
        "state_since",
        "created_at",
        "completed_at",
    ).iterator(AT_ONCE):
        yield [name or username, mail, states[state], _moment(since), _moment(begun), _moment(completed)]


def _events(cohort: Cohort) -> Iterator[list[Any]]:
    states: dict[str, Any] = dict(PlaceState.choices)
    found = PlaceEvent.objects.filter(place__cohort=cohort).order_by("place__trainee__name_key", "at", "pk")
    rows = found.values_list("place__trainee__name", "state", "at", "reason")
    for name, state, at, reason in rows.iterator(AT_ONCE):
        yield [name, states[state], _moment(at), reason]


def _attendance(cohort: Cohort) -> Iterator[list[Any]]:
    states: dict[str, Any] = {"": "", **dict(AttendanceState.choices)}
    credits: dict[str, Any] = {**dict(Credit.choices), "": ""}
    found = Attendance.objects.filter(place__cohort=cohort)
    rows = found.order_by("session__starts_at", "place__trainee__name_key", "pk").values_list(
        "place__trainee__name", "session__title", "session__starts_at", "state", "minutes", "credit"
    )
    for name, title, began, state, minutes, credit in rows.iterator(AT_ONCE):
        yield [name, title, _moment(began), states[state], minutes, credits[credit]]


def _applications(cohort: Cohort) -> Iterator[list[Any]]:
    states: dict[str, Any] = dict(ApplicationState.choices)
    outcomes: dict[str | None, Any] = {None: "", **dict(Outcome.choices)}
    stands = Decision.objects.filter(application=OuterRef("pk"), state=DecisionState.PUBLISHED).order_by()
    rows = (
        _sent(cohort)
        .annotate(decided=Subquery(stands.values("outcome")), at=Subquery(stands.values("published_at")))
        .order_by("submitted_at", "pk")
        .values_list("uid", "name", "email", "state", "submitted_at", "is_late", "decided", "at")
    )
    for uid, name, mail, state, sent, late, decided, at in rows.iterator(AT_ONCE):
        yes = _("yes") if late else ""
        yield [_number(uid), name, mail, states[state], _moment(sent), yes, outcomes[decided], _moment(at)]


def _sent(cohort: Cohort) -> Any:
    return Application.objects.filter(cohort=cohort).exclude(state=ApplicationState.DRAFT)


def _number(uid: Any) -> str:
    return f"A-{uid.hex[:6].upper()}"


def _answers(cohort: Cohort) -> Iterator[list[Any]]:
    editions = (
        FormEdition.objects.filter(form__cohort=cohort).order_by("pk").values_list("questions", flat=True)
    )
    asked = {one.block: one.text for questions in editions for one in questions_in(questions)}
    rows = (
        Answer.objects.filter(application__in=_sent(cohort))
        .order_by("application__submitted_at", "application", "pk")
        .values_list("application__uid", "application__name", "block", "text", "choices", "file_name")
    )
    for uid, name, block, text, choices, file_name in rows.iterator(AT_ONCE):
        yield [_number(uid), name, asked.get(block, ""), text or ", ".join(choices) or file_name]


def _decisions(cohort: Cohort) -> Iterator[list[Any]]:
    """What applicants were told, the corrected ones too; what is being prepared is no decision yet."""
    states: dict[str, Any] = dict(DecisionState.choices)
    outcomes: dict[str, Any] = dict(Outcome.choices)
    rows = (
        Decision.objects.told()
        .filter(application__cohort=cohort)
        .order_by("published_at", "pk")
        .values_list("application__uid", "application__name", "outcome", "state", "published_at", "reason")
    )
    for uid, name, outcome, state, at, reason in rows.iterator(AT_ONCE):
        yield [_number(uid), name, outcomes[outcome], states[state], _moment(at), reason]
