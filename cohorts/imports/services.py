"""Bringing a file into a running cohort: read, named, tried, brought in; in pieces that survive a crash.

Each piece is one transaction that also asks for the next one, and works out anew what its lines do.
So nothing is done twice and nothing is left out, wherever a worker dies, and a file that was brought
in before changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from itertools import islice

from django.db import transaction
from django.utils import timezone
from rules import has_perm

from cohorts.admissions.applications.bringing_in import bring_in_application, edition_for
from cohorts.imports.errors import FileError, FileGoneError, NotNowError
from cohorts.imports.meanings import EMAIL, FIRST, LAST, NAME
from cohorts.imports.models import TO_DO, Import, ImportRow, ImportState, Outcome
from cohorts.imports.planning import Ground, Plan, plan_row, questions_of, sent_at
from cohorts.imports.reading import read_table
from cohorts.programmes.completion import settle_place
from cohorts.programmes.models import Cohort, CourseCredit, Place
from cohorts.programmes.services import give_place
from cohorts.sessions.bringing_in import Brought, bring_in_attendance
from lms.accounts.invitations.errors import HasAccountError
from lms.accounts.invitations.rules import INVITE
from lms.accounts.invitations.services import invite
from lms.accounts.models import User
from lms.audit.services import record
from lms.errors import DomainError
from lms.queue.services import enqueue

AT_ONCE = 500  # lines tried by one piece
AT_WORK = 25  # lines brought in by one piece
CHECK_JOB = "cohorts.imports.tasks.check_job"
APPLY_JOB = "cohorts.imports.tasks.apply_job"
MAY_INVITE = INVITE


@transaction.atomic
def read_file(*, cohort: Cohort, actor: User, name: str, content: bytes) -> Import:
    """The lines of the file are kept, and it waits for its columns to be named. Nobody is changed or told.

    Recorded. Raises ``FileError`` and ``WorkbookError`` for what is no table of people.
    """
    table = read_table(content)
    file = Import.objects.create(
        cohort=cohort,
        made_by=actor,
        file_name=" ".join(name.split())[:150],
        digest=hashlib.sha256(content).hexdigest(),
        heads=table.heads,
    )
    lines = iter(table.lines)
    while piece := list(islice(lines, AT_ONCE)):
        ImportRow.objects.bulk_create(ImportRow(file=file, line=line, cells=cells) for line, cells in piece)
    if not file.rows.exists():
        raise FileError
    record(actor_uid=actor.uid, action="cohorts.import_read", subject=f"cohort:{cohort.uid}")
    return file


@transaction.atomic
def name_columns(
    *, file: Import, columns: Sequence[str], gives_places: bool, invites: bool, actor: User
) -> Import:
    """Each column means what stands in ``columns``, and the file is tried with that. Repeatable.

    Inviting is left out for whoever may not invite. Raises ``NotNowError`` while it is being brought
    in and where nothing says who the people are, and ``FileGoneError``.
    """
    file = _hold(file)
    if not {EMAIL, NAME, FIRST, LAST} & set(columns):
        raise NotNowError
    file.columns = {str(place): meaning for place, meaning in enumerate(columns)}
    file.gives_places, file.invites = gives_places, invites and has_perm(MAY_INVITE, actor)
    file.save(update_fields=["columns", "gives_places", "invites"])
    return _try(file)


@transaction.atomic
def check_again(*, file: Import) -> Import:
    """The file is tried anew: what was brought in, or changed since, is seen. Repeatable; raises as above."""
    file = _hold(file)
    if not file.columns:
        raise NotNowError
    return _try(file)


def _hold(file: Import) -> Import:
    held = Import.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=file.pk)
    if held.is_empty:
        raise FileGoneError
    if held.state == ImportState.APPLYING:
        raise NotNowError
    return held


def _try(file: Import) -> Import:
    file.rows.update(outcome=Outcome.OPEN, remarks=[], who="", person=None, is_done=False)
    file.state = ImportState.CHECKING
    file.save(update_fields=["state"])
    return check_piece(file_id=file.pk) or file


@transaction.atomic
def check_piece(*, file_id: int) -> Import | None:
    """The next 500 lines are tried, and the rest is asked for. Nothing else changes; nobody is told.

    Safe to run twice, also at the same time: the file is the lock.
    """
    file = _working(file_id, ImportState.CHECKING)
    if file is None:
        return None
    rows = list(file.rows.filter(outcome=Outcome.OPEN)[:AT_ONCE])
    ground = Ground(file, rows)
    for row in rows:
        _write_down(row, plan_row(ground, row))
    _save(rows)
    if len(rows) == AT_ONCE:
        enqueue(CHECK_JOB, file.pk)
    else:
        file.state, file.checked_at = ImportState.CHECKED, timezone.now()
        file.save(update_fields=["state", "checked_at"])
    return file


def _working(file_id: int, state: ImportState) -> Import | None:
    files = Import.objects.select_for_update(of=("self",)).select_related("cohort", "applied_by")
    return files.filter(pk=file_id, state=state, emptied_at=None).first()


def _write_down(row: ImportRow, plan: Plan) -> None:
    row.outcome, row.remarks, row.who, row.person = plan.outcome, plan.remarks, plan.who, plan.person
    row.name = plan.name or (plan.person.display_name if plan.person else plan.email)[:200]


def _save(rows: Sequence[ImportRow]) -> None:
    fields = ["outcome", "remarks", "who", "person", "name", "is_done"]
    ImportRow.objects.bulk_update(rows, fields, batch_size=100)


@transaction.atomic
def apply_file(*, file: Import, actor: User) -> Import:
    """What the dry run found will be brought in, by jobs. Repeatable: once asked for, it goes on.

    Recorded. Raises ``NotNowError`` for a file that was not tried, and ``FileGoneError``.
    """
    held = Import.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if held.is_empty:
        raise FileGoneError
    if held.state in (ImportState.APPLYING, ImportState.APPLIED):
        return held
    if held.state != ImportState.CHECKED:
        raise NotNowError
    held.state, held.applied_by = ImportState.APPLYING, actor
    held.save(update_fields=["state", "applied_by"])
    record(
        actor_uid=actor.uid,
        action="cohorts.import_applied",
        subject=f"cohort:{file.cohort.uid}",
        people=held.rows.filter(outcome__in=TO_DO).count(),
    )
    enqueue(APPLY_JOB, held.pk)
    return held


@transaction.atomic
def apply_piece(*, file_id: int) -> int:
    """The next 25 lines with something to do are brought in, and the rest is asked for; how many.

    What a line does is worked out anew, so a line whose work was done meanwhile does nothing. Safe to
    run twice, also at the same time: the file is the lock.
    """
    file = _working(file_id, ImportState.APPLYING)
    if file is None or file.applied_by is None:
        return 0
    rows = list(file.rows.filter(outcome__in=TO_DO, is_done=False)[:AT_WORK])
    plans = _carry_out(file, rows, file.applied_by)
    for row in rows:
        _write_down(row, plans[row.pk])
        row.is_done = True
    _save(rows)
    if len(rows) == AT_WORK:
        enqueue(APPLY_JOB, file.pk)
    else:
        file.state, file.applied_at = ImportState.APPLIED, timezone.now()
        file.save(update_fields=["state", "applied_at"])
    return len(rows)


def _carry_out(file: Import, rows: Sequence[ImportRow], actor: User) -> Mapping[int, Plan]:
    ground = Ground(file, rows)
    plans = {row.pk: plan_row(ground, row) for row in rows}
    questions = questions_of(file)
    edition = edition_for(cohort=file.cohort, questions=questions) if questions else None
    for plan in plans.values():
        try:
            with transaction.atomic():
                _give_place_or_invite(file, plan, actor)
                if plan.writes_application and edition is not None and not plan.is_refused:
                    bring_in_application(
                        edition=edition,
                        cohort=file.cohort,
                        name=plan.name,
                        email=plan.email,
                        applicant=plan.person,
                        answers=plan.answers,
                        sent_at=sent_at(plan.applied_on),
                        actor=actor,
                    )
        except DomainError as error:
            plan.refuse("failed", what=str(error.message))
    _bring_in_records([plan for plan in plans.values() if not plan.is_refused], actor)
    return plans


def _give_place_or_invite(file: Import, plan: Plan, actor: User) -> None:
    if plan.gives_place and plan.person is not None:
        plan.place = give_place(trainee=plan.person, cohort=file.cohort, actor=actor)
    elif plan.invites and has_perm(MAY_INVITE, actor):
        try:
            invite(email=plan.email, name=plan.name, actor=actor)
        except HasAccountError:  # made a moment ago: the next time the file is brought in finds it
            return


def _bring_in_records(plans: Sequence[Plan], actor: User) -> None:
    """Attendance and courses of all ``plans``, in queries that do not grow with their cells."""
    with_place = [(plan, plan.place) for plan in plans if plan.place is not None]
    brought = [
        Brought(one.session_id, place.pk, one.state, one.minutes)
        for plan, place in with_place
        for one in plan.attendance
    ]
    bring_in_attendance(brought=brought, actor=actor)
    credits = [
        CourseCredit(place=place, course=course, earned_on=day, given_by=actor)
        for plan, place in with_place
        for course, day in plan.courses
    ]
    CourseCredit.objects.bulk_create(credits, ignore_conflicts=True, batch_size=500)
    for place_id in sorted({credit.place_id for credit in credits}):
        settle_place(place_id)
    for plan, place in with_place:
        if plan.attendance or plan.courses:
            _record(place, plan, actor)


def _record(place: Place, plan: Plan, actor: User) -> None:
    record(
        actor_uid=actor.uid,
        action="cohorts.brought_in",
        subject=f"place:{place.uid}",
        about_uid=place.trainee.uid,
        sessions=len(plan.attendance),
        courses=len(plan.courses),
    )


@transaction.atomic
def empty_file(*, file: Import, actor: User) -> None:
    """What was in the file is deleted now; the report stays. Repeatable. Raises ``NotNowError`` at work."""
    held = Import.objects.select_for_update().get(pk=file.pk)
    if held.is_working:
        raise NotNowError
    if held.emptied_at is None:
        held.rows.update(cells=[])
        held.emptied_at = timezone.now()
        held.save(update_fields=["emptied_at"])
        record(actor_uid=actor.uid, action="cohorts.import_emptied", subject=f"cohort:{file.cohort.uid}")
