"""What a line of a file would do: worked out the same way for the dry run and for bringing it in.

``Ground`` knows what is there, for the lines of one piece, in a number of queries that does not grow
with them; ``plan_row`` asks nothing more.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.utils import timezone

from cohorts.admissions.applications.bringing_in import block_of, changed_answers
from cohorts.admissions.applications.models import MAX_TEXT, Answer, Application, ApplicationState
from cohorts.imports.meanings import ANSWER, APPLIED, EMAIL, FIRST, LAST, NAME, NOTHING, WHEN, Ways
from cohorts.imports.models import Import, ImportRow, Outcome
from cohorts.imports.remarks import Remark
from cohorts.imports.values import read_completion, read_day, read_presence
from cohorts.programmes.models import TAKES_UP_ROOM, CourseCredit, Place
from cohorts.sessions.bringing_in import Brought, Verdict, verdict_on
from cohorts.sessions.models import Attendance, LiveSession
from courses.content.models import Course
from courses.learning.models import Enrolment
from lms.accounts.fields import can_be_seen, normalise_name, tidy_name
from lms.accounts.invitations.models import Invitation
from lms.accounts.models import Standing, User
from lms.calendars import ZONE
from lms.names import name_key
from lms.spreadsheets import looks_like_a_formula

LONGEST_ADDRESS, LONGEST_NAME, LONGEST_SAID = 254, 200, 80


@dataclass
class Plan:
    """What a line means and would do. ``outcome`` follows from it."""

    name: str = ""
    email: str = ""
    who: str = ""
    person: User | None = None
    place: Place | None = None
    gives_place: bool = False
    invites: bool = False
    attendance: list[Brought] = field(default_factory=list)
    courses: list[tuple[Course, dt.date | None]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    applied_on: dt.date | None = None
    writes_application: bool = False
    remarks: list[Remark] = field(default_factory=list)
    is_new: bool = False
    changes: bool = False
    is_refused: bool = False

    @property
    def outcome(self) -> Outcome:
        if self.is_refused:
            return Outcome.REFUSED
        if self.is_new:
            return Outcome.NEW
        return Outcome.CHANGE if self.changes else Outcome.SAME

    def refuse(self, code: str, **facts: Any) -> None:
        self.is_refused = True
        self.remarks.append([code, facts])


class Ground:
    """What is there for the people of some lines: accounts, places, attendance, courses, applications."""

    def __init__(self, file: Import, rows: Sequence[ImportRow]) -> None:
        self.file, self.cohort = file, file.cohort
        self.ways = Ways.of(file.cohort)
        self.meant = {int(place): meaning for place, meaning in file.columns.items() if meaning != NOTHING}
        self.things = self.ways.by_meaning()
        self.plans = {row.pk: self._who(row) for row in rows}
        emails = {plan.email for plan in self.plans.values() if plan.email}
        self._people(emails)
        self.invited = set(
            Invitation.objects.filter(
                email__in=emails, accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
            ).values_list("email", flat=True)
        )
        for plan in self.plans.values():
            self._find(plan)
        places = [plan.place.pk for plan in self.plans.values() if plan.place]
        self._records(places)
        self._applications(emails)
        self._earlier(rows)

    def _who(self, row: ImportRow) -> Plan:
        cells = {meaning: row.cells[place] for place, meaning in self.meant.items() if place < len(row.cells)}
        name = tidy_name(cells.get(NAME) or f"{cells.get(FIRST, '')} {cells.get(LAST, '')}")
        return Plan(
            name=name[:LONGEST_NAME] if can_be_seen(name) else "",
            email=normalise_name(cells.get(EMAIL, ""))[: LONGEST_ADDRESS + 1],
        )

    def _people(self, emails: set[str]) -> None:
        self.by_email = {user.email: user for user in User.objects.filter(email__in=emails)}
        self.by_person: dict[int, Place] = {}
        self.by_name: dict[str, list[Place]] = defaultdict(list)
        for place in Place.objects.filter(cohort=self.cohort).select_related("trainee"):
            self.by_person[place.trainee_id] = place
            if place.state in TAKES_UP_ROOM:
                self.by_name[name_key(place.trainee.display_name)].append(place)

    def _find(self, plan: Plan) -> None:
        """Whose the line is: by the address where there is one, else by the name."""
        if plan.email:
            plan.person = self.by_email.get(plan.email)
            plan.place = self.by_person.get(plan.person.pk) if plan.person else None
        elif len(namesakes := self.by_name.get(name_key(plan.name), [])) == 1:
            plan.place, plan.person = namesakes[0], namesakes[0].trainee
        plan.who = f"user:{plan.person.pk}" if plan.person else f"email:{plan.email}" if plan.email else ""

    def _records(self, places: list[int]) -> None:
        self.attendance = {
            (row.session_id, row.place_id): row for row in Attendance.objects.filter(place__in=places)
        }
        self.credits = set(CourseCredit.objects.filter(place__in=places).values_list("place", "course"))
        done = Enrolment.objects.completed().filter(
            course__in=[course.pk for course in self.ways.courses], learner__cohort_places__in=places
        )
        self.completed = set(done.values_list("learner", "course"))

    def _applications(self, emails: set[str]) -> None:
        addresses = emails | {plan.person.email for plan in self.plans.values() if plan.person}
        found = Application.objects.filter(cohort=self.cohort, email__in=addresses)
        found = found.exclude(Q(state=ApplicationState.WITHDRAWN) & Q(brought_in_at=None)).order_by("pk")
        self.applications = {one.email: one for one in found}
        self.answers: dict[int, dict[str, str]] = defaultdict(dict)
        brought = Answer.objects.filter(application__in=self.applications.values())
        for application, block, text in brought.values_list("application", "block", "text"):
            self.answers[application][block] = text

    def _earlier(self, rows: Sequence[ImportRow]) -> None:
        """The first line about each person: within these, and among those looked at before."""
        known = {plan.who for plan in self.plans.values() if plan.who}
        mine = {row.pk for row in rows}
        before = ImportRow.objects.filter(file=self.file, who__in=known).exclude(pk__in=mine)
        self.first_line: dict[str, int] = {}
        for who, line in before.order_by("-line").values_list("who", "line"):
            self.first_line[who] = line
        for row in rows:
            who = self.plans[row.pk].who
            if who:
                self.first_line[who] = min(row.line, self.first_line.get(who, row.line))


def plan_row(ground: Ground, row: ImportRow) -> Plan:
    """What ``row`` would do on ``ground``. Asks nothing, changes nothing but the plan."""
    plan = ground.plans[row.pk]
    _check_person(ground, plan, row)
    if not plan.is_refused:
        _plan_place(ground, plan)
    if not plan.is_refused:
        _plan_cells(ground, plan, row)
        _plan_application(ground, plan)
    return plan


def _check_person(ground: Ground, plan: Plan, row: ImportRow) -> None:
    if not plan.email and not plan.name:
        plan.refuse("nobody")
    elif plan.email and not _is_address(plan.email):
        plan.refuse("address", what=plan.email[:LONGEST_SAID])
    elif looks_like_a_formula(plan.name):
        plan.refuse("formula")
    elif not plan.email and plan.place is None:
        many = len(ground.by_name.get(name_key(plan.name), [])) > 1
        plan.refuse("two_of_name" if many else "unknown")
    elif plan.who and ground.first_line[plan.who] < row.line:
        plan.refuse("twice", line=ground.first_line[plan.who])


def _is_address(email: str) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    return len(email) <= LONGEST_ADDRESS and not looks_like_a_formula(email)


def _plan_place(ground: Ground, plan: Plan) -> None:
    """Whether the person of the line has a place, gets one, or is invited."""
    file, has_form = ground.file, ANSWER in ground.meant.values()
    if plan.place is not None:
        if plan.place.state not in TAKES_UP_ROOM:
            plan.refuse("place_ended")
    elif plan.person is not None:
        if plan.person.standing != Standing.ACTIVE:
            plan.refuse("closed_account")
        elif file.gives_places:
            plan.gives_place = plan.is_new = True
            plan.remarks.append(["place", {}])
        elif not has_form:
            plan.refuse("no_place")
    elif ground.by_name.get(name_key(plan.name)) and plan.name:
        plan.refuse("other_address")
    elif plan.email in ground.invited:
        plan.remarks.append(["invited", {}])
    elif file.invites:
        plan.invites = plan.is_new = True
        plan.remarks.append(["invite", {}])
    elif not has_form:
        plan.refuse("no_account")


def _plan_cells(ground: Ground, plan: Plan, row: ImportRow) -> None:
    course: tuple[Course, bool] | None = None
    kinds: set[str] = set()
    for place, meaning in sorted(ground.meant.items()):
        cell = row.cells[place] if place < len(row.cells) else ""
        head = ground.file.heads[place] if place < len(ground.file.heads) else ""
        if not cell:
            continue
        thing = ground.things.get(meaning)
        if isinstance(thing, LiveSession | Course) and plan.place is None and not plan.gives_place:
            kinds.add("needs_place")
        elif isinstance(thing, LiveSession):
            _plan_session(ground, plan, thing, cell, head)
        elif isinstance(thing, Course):
            course = _plan_course(ground, plan, thing, cell, head)
        elif meaning == WHEN and course is not None and course[1] and plan.courses:
            plan.courses[-1] = (plan.courses[-1][0], read_day(cell) or plan.courses[-1][1])
        elif meaning == ANSWER:
            _plan_answer(ground, plan, cell, head)
        elif meaning == APPLIED:
            plan.applied_on = read_day(cell)
    plan.remarks += [[kind, {}] for kind in sorted(kinds)]
    _count_attendance(ground, plan)


def _plan_session(ground: Ground, plan: Plan, session: LiveSession, cell: str, head: str) -> None:
    read = read_presence(cell)
    if read is None:
        plan.remarks.append(["cell", {"what": cell[:LONGEST_SAID], "head": head}])
    elif session.is_cancelled:
        plan.remarks.append(["cancelled", {"what": session.title}])
    elif not session.has_begun:
        plan.remarks.append(["not_begun", {"what": session.title}])
    else:
        place_id = plan.place.pk if plan.place else 0
        brought = Brought(session.pk, place_id, read.state_for(session.least_minutes), read.minutes)
        verdict = verdict_on(ground.attendance.get((session.pk, place_id)), brought)
        if verdict == Verdict.STAYS:
            plan.remarks.append(["attendance_stays", {"what": session.title}])
        elif verdict != Verdict.SAME:
            plan.attendance.append(brought)


def _count_attendance(ground: Ground, plan: Plan) -> None:
    known = [ground.attendance.get((one.session_id, one.place_id)) for one in plan.attendance]
    changed = sum(1 for row in known if row is not None and row.state)
    for code, number in (("attendance", len(known) - changed), ("attendance_changed", changed)):
        if number:
            plan.remarks.append([code, {"number": number}])
    plan.is_new = plan.is_new or len(known) > changed
    plan.changes = plan.changes or bool(changed)


def _plan_course(ground: Ground, plan: Plan, course: Course, cell: str, head: str) -> tuple[Course, bool]:
    """Whether the course is to be credited. What was completed, here or there, stays completed."""
    read = read_completion(cell)
    if read is None:
        plan.remarks.append(["cell", {"what": cell[:LONGEST_SAID], "head": head}])
        return course, False
    place_id, person_id = (plan.place.pk, plan.place.trainee_id) if plan.place else (0, 0)
    known = (place_id, course.pk) in ground.credits or (person_id, course.pk) in ground.completed
    if not read.is_done or known:
        return course, False
    plan.courses.append((course, read.day))
    plan.remarks.append(["course", {"what": course.title}])
    plan.is_new = True
    return course, True


def _plan_answer(ground: Ground, plan: Plan, cell: str, head: str) -> None:
    if len(cell) > MAX_TEXT:
        plan.remarks.append(["long", {"head": head}])
    else:
        plan.answers[block_of(ground.cohort, head)] = cell


def _plan_application(ground: Ground, plan: Plan) -> None:
    if not plan.answers:
        return
    email = plan.email or (plan.person.email if plan.person else "")
    name = plan.name or (plan.person.display_name if plan.person else "")
    if not email or not name:
        plan.remarks.append(["needs_address", {}])
        return
    plan.email, plan.name = email, name
    application = ground.applications.get(email)
    if application is None:
        plan.writes_application = plan.is_new = True
        plan.remarks.append(["application", {"number": len(plan.answers)}])
    elif application.brought_in_at is None:
        plan.remarks.append(["application_stays", {}])
    elif changed := changed_answers(ground.answers[application.pk], plan.answers):
        plan.writes_application = plan.changes = True
        plan.remarks.append(["answers", {"number": len(changed)}])


def questions_of(file: Import) -> list[str]:
    """The questions whose answers the file holds, in its order."""
    answers = sorted(int(place) for place, meaning in file.columns.items() if meaning == ANSWER)
    return [file.heads[place] for place in answers if place < len(file.heads)]


def sent_at(day: dt.date | None) -> dt.datetime | None:
    """Noon of ``day`` in the cohort’s own time; a day to come is none."""
    if day is None:
        return None
    moment = dt.datetime.combine(day, dt.time(12), tzinfo=ZONE)
    return moment if moment <= timezone.now() else None
