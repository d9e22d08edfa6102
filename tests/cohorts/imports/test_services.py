from __future__ import annotations

import datetime as dt
import functools
import tracemalloc
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cohorts.admissions.applications.models import Answer, Application, ApplicationState
from cohorts.admissions.applications.selectors import questions_of
from cohorts.imports import services
from cohorts.imports.errors import FileGoneError, NotNowError
from cohorts.imports.models import Import, ImportState
from cohorts.imports.services import read_file
from cohorts.programmes.completion import requirements_of
from cohorts.programmes.models import Cohort, CohortCourse, CourseCredit, Place
from cohorts.sessions.attendance import mark, recognise
from cohorts.sessions.models import Attendance
from courses.learning.models import Enrolment
from lms.accounts.invitations.models import Invitation
from lms.accounts.models import User
from lms.audit.models import AuditEvent
from tests import queue
from tests.cohorts.imports.ground import as_csv, as_xlsx, brought_in, said, tried
from tests.cohorts.sessions.ground import EVENING, organiser, place, running, session
from tests.factories.accounts import UserFactory
from tests.factories.content import course_of, published_course

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort() -> Cohort:
    return running(places=10)


@pytest.fixture
def actor() -> User:
    return organiser()


def test_attendance_is_tried_then_brought_in_then_brings_nothing(cohort: Cohort, actor: User) -> None:
    evening = session(cohort)
    nadia, tomasz = place(cohort, "Nadia Ahmed"), place(cohort, "Tomasz Nowak")
    content = as_csv(["Name", "22 June"], ["nadia ahmed", "present"], ["Tomasz Nowak", "30"])

    file = tried(cohort, actor, content)
    assert said(file) == [(2, "new", ["attendance"]), (3, "new", ["attendance"])]
    assert (file.state, Attendance.objects.count()) == (ImportState.CHECKED, 0)

    brought_in(file, actor)
    rows = {row.place_id: row for row in Attendance.objects.filter(session=evening)}
    assert [(rows[one.pk].state, rows[one.pk].source, rows[one.pk].credit) for one in (nadia, tomasz)] == [
        ("present", "import", "attended"),
        ("absent", "import", ""),  # the session asks for 60 minutes
    ]
    assert rows[tomasz.pk].minutes == 30

    again = tried(cohort, actor, content)
    assert said(again) == [(2, "same", []), (3, "same", [])]

    changed = tried(cohort, actor, content.replace(b"30", b"75"))
    assert said(changed) == [(2, "same", []), (3, "change", ["attendance_changed"])]
    brought_in(changed, actor)
    assert Attendance.objects.get(place=tomasz).credit == "attended"


def test_what_was_noted_here_stays(cohort: Cohort, actor: User) -> None:
    evening = session(cohort)
    nadia, tomasz = place(cohort, "Nadia Ahmed"), place(cohort, "Tomasz Nowak")
    mark(session=evening, place=nadia, state="present", actor=actor)
    recognise(session=evening, place=tomasz, actor=actor, reason="Ran such evenings herself.")
    file = tried(
        cohort, actor, as_csv(["Name", "22 June"], ["Nadia Ahmed", "absent"], ["Tomasz Nowak", "absent"])
    )
    assert said(file) == [(2, "same", ["attendance_stays"]), (3, "new", ["attendance"])]
    brought_in(file, actor)
    assert Attendance.objects.get(place=nadia).state == "present"
    assert Attendance.objects.get(place=tomasz).credit == "prior"  # earned stays earned


def test_courses_completed_elsewhere_meet_the_rule_and_earn_no_certificate(
    cohort: Cohort, actor: User
) -> None:
    course = course_of(published_course("Standing for council"))
    CohortCourse.objects.create(cohort=cohort, course=course)
    nadia = place(cohort, "Nadia Ahmed")
    place(cohort, "Tomasz Nowak")
    content = as_csv(
        ["", "Standing for council", ""],
        ["Nadia Ahmed", "Completed", "1 June 2026"],
        ["Tomasz Nowak", "Not completed", ""],
    ).replace(b'",', b'"Name",', 1)
    content = content.replace(b",Standing", b"Name,Standing", 1)
    file = tried(cohort, actor, content)
    assert said(file) == [(2, "new", ["course"]), (3, "same", [])]
    assert [one.done for one in requirements_of(nadia)] == [0]

    brought_in(file, actor)
    credit = CourseCredit.objects.get()
    assert (credit.place, credit.course, credit.earned_on) == (nadia, course, dt.date(2026, 6, 1))
    assert [(one.done, one.needed) for one in requirements_of(nadia)] == [(1, 1)]
    nadia.refresh_from_db()
    assert nadia.completed_at is not None
    assert not Enrolment.objects.filter(learner=nadia.trainee).exists()
    assert said(tried(cohort, actor, content)) == [(2, "same", []), (3, "same", [])]


def test_answers_become_an_application_brought_in(cohort: Cohort, actor: User) -> None:
    nadia = place(cohort, "Nadia Ahmed")
    email = nadia.trainee.email or ""
    head = ["Timestamp", "Name", "E-mail", "Why do you want to stand?"]
    content = as_csv(
        head,
        ["3/4/2026", "Nadia Ahmed", email.upper(), "=Buses"],
        ["4/4/2026", "Joan Ellery", "joan@example.org", "Libraries"],
    )
    file = tried(cohort, actor, content)
    assert said(file) == [(2, "new", ["application"]), (3, "new", ["application"])]
    assert Application.objects.count() == 0
    brought_in(file, actor)

    hers = Application.objects.get(email=email)
    assert (hers.applicant, hers.state) == (nadia.trainee, ApplicationState.SUBMITTED)
    assert hers.submitted_at == dt.datetime(2026, 4, 3, 11, tzinfo=dt.UTC)
    assert hers.brought_in_at is not None
    [question] = questions_of(hers)
    assert question.text == "Why do you want to stand?"
    assert Answer.objects.get(application=hers, block=question.block).text == "=Buses"
    assert Application.objects.get(email="joan@example.org").applicant is None
    assert mail.outbox == []

    assert [line[1] for line in said(tried(cohort, actor, content))] == ["same", "same"]
    changed = tried(cohort, actor, content.replace(b"Libraries", b"Parks"))
    assert said(changed) == [(2, "same", []), (3, "change", ["answers"])]
    brought_in(changed, actor)
    assert sorted(Answer.objects.values_list("text", flat=True)) == ["=Buses", "Parks"]


def test_questions_of_a_second_file_join_those_of_the_first(cohort: Cohort, actor: User) -> None:
    for question in ("Why?", "What would you change?"):
        content = as_csv(["Name", "E-mail", question], ["Joan", "joan@example.org", "Buses"])
        brought_in(tried(cohort, actor, content), actor)
    application = Application.objects.get()
    assert [one.text for one in questions_of(application)] == ["Why?", "What would you change?"]
    assert application.answers.count() == 2


def test_an_application_written_here_stays(cohort: Cohort, actor: User) -> None:
    Application.objects.create(cohort=cohort, email="joan@example.org", name="Joan")
    file = tried(cohort, actor, as_csv(["Name", "E-mail", "Why?"], ["Joan", "joan@example.org", "Buses"]))
    assert said(file) == [(2, "same", ["application_stays"])]


def test_people_without_a_place_or_an_account(cohort: Cohort, actor: User) -> None:
    session(cohort)
    member = UserFactory(name="Member")
    content = as_csv(
        ["Name", "E-mail", "22 June"],
        ["Member", member.email or "", "x"],
        ["Stranger", "stranger@example.org", "x"],
    )
    assert said(tried(cohort, actor, content)) == [
        (2, "refused", ["no_place"]),
        (3, "refused", ["no_account"]),
    ]

    file = tried(cohort, actor, content, gives_places=True, invites=True)
    assert said(file) == [(2, "new", ["place", "attendance"]), (3, "new", ["invite", "needs_place"])]
    queue.run_queue()
    assert (mail.outbox, Place.objects.count(), Invitation.objects.count()) == ([], 0, 0)

    brought_in(file, actor)
    assert Place.objects.get().trainee == member
    assert Attendance.objects.get().state == "present"
    assert [message.to for message in mail.outbox] == [["stranger@example.org"]]

    again = tried(cohort, actor, content, gives_places=True, invites=True)
    assert said(again) == [(2, "same", []), (3, "same", ["invited", "needs_place"])]
    brought_in(again, actor)
    assert len(mail.outbox) == 1


def test_only_those_who_may_invite_people_do(cohort: Cohort) -> None:
    outsider = UserFactory()
    file = tried(cohort, outsider, as_csv(["Name", "E-mail"], ["A", "a@example.org"]), invites=True)
    assert (file.invites, said(file)) == (False, [(2, "refused", ["no_account"])])


def test_a_full_cohort_refuses_the_line_and_nothing_else(actor: User) -> None:
    cohort = running(places=1)
    first, second = UserFactory(), UserFactory()
    content = as_csv(["Name", "E-mail"], ["A", first.email or ""], ["B", second.email or ""])
    file = brought_in(tried(cohort, actor, content, gives_places=True), actor)
    assert said(file) == [(2, "new", ["place"]), (3, "refused", ["place", "failed"])]
    assert Place.objects.get().trainee == first


def test_lines_that_are_refused_say_why(cohort: Cohort, actor: User) -> None:
    place(cohort, "Sam Jones")
    place(cohort, "Sam Jones")
    nadia = place(cohort, "Nadia Ahmed")
    left = place(cohort, "Efua Mensah", state="left")
    email = nadia.trainee.email or ""
    content = as_csv(
        ["Name", "E-mail", "Phone"],
        ["", "", "07700 900123"],
        ["Sam Jones", "", ""],
        ["Nobody Known", "", ""],
        ["Nadia", "nadia at example", ""],
        ["=cmd()", email, ""],
        ["Nadia Ahmed", f" {email.upper()} ", ""],
        ["N. Ahmed", email.replace("e", "ｅ"), ""],
        ["Nadia Ahmed", "other@example.org", ""],
        ["Efua", left.trainee.email or "", ""],
    )
    assert said(tried(cohort, actor, content)) == [
        (2, "refused", ["nobody"]),
        (3, "refused", ["two_of_name"]),
        (4, "refused", ["unknown"]),
        (5, "refused", ["address"]),
        (6, "refused", ["formula"]),
        (7, "refused", ["twice"]),
        (8, "refused", ["twice"]),
        (9, "refused", ["other_address"]),
        (10, "refused", ["place_ended"]),
    ]


def test_cells_that_are_left_out_say_why(cohort: Cohort, actor: User) -> None:
    evening = session(cohort)
    later = session(cohort, title="Later", starts_at=EVENING + dt.timedelta(days=28))
    gone = session(cohort, title="Gone", starts_at=EVENING + dt.timedelta(days=7))
    type(gone).objects.filter(pk=gone.pk).update(state="cancelled", cancelled_because="Snow")
    place(cohort, "Nadia Ahmed")
    columns = ["name", *(f"session:{one.uid}" for one in (evening, later, gone)), "answer"]
    content = as_csv(["Name", "a", "b", "c", "Why?"], ["Nadia Ahmed", "perhaps", "x", "x", "y" * 20_001])
    file = tried(cohort, actor, content, columns=columns)
    assert said(file) == [(2, "same", ["cell", "not_begun", "cancelled", "long"])]


def test_a_worker_that_dies_midway_leaves_nothing_half_done(cohort: Cohort, actor: User) -> None:
    session(cohort)
    names = [f"Person {number:02}" for number in range(60)]
    Cohort.objects.filter(pk=cohort.pk).update(places=100)
    for name in names:
        place(cohort, name)
    file = tried(cohort, actor, as_csv(["Name", "22 June"], *([name, "x"] for name in names)))
    services.apply_file(file=file, actor=actor)
    services.apply_piece(file_id=file.pk)
    with (
        patch("cohorts.imports.services._record", side_effect=[None, RuntimeError]),
        pytest.raises(RuntimeError),
    ):
        services.apply_piece(file_id=file.pk)
    assert (Attendance.objects.count(), file.rows.filter(is_done=True).count()) == (25, 25)
    queue.run_queue()
    file.refresh_from_db()
    assert (Attendance.objects.count(), file.state) == (60, ImportState.APPLIED)
    assert services.apply_piece(file_id=file.pk) == 0
    about = AuditEvent.objects.filter(action="cohorts.brought_in")
    assert (about.count(), about.values("about_uid").distinct().count()) == (60, 60)


def test_trying_and_bringing_in_ask_no_more_for_more_cells(cohort: Cohort, actor: User) -> None:
    evenings = [
        session(cohort, title=f"Evening {number}", starts_at=EVENING - dt.timedelta(days=number))
        for number in range(12)
    ]
    names = [place(cohort, f"Person {number:02}").trainee.name for number in range(20)]
    numbers = []
    for width, height in ((2, 5), (2, 20), (12, 20)):
        Attendance.objects.all().delete()
        columns = ["name", *(f"session:{one.uid}" for one in evenings[:width])]
        lines = [["Name", *(["s"] * width)], *([name, *(["x"] * width)] for name in names[:height])]
        file = tried(cohort, actor, as_csv(*lines), columns=columns)
        with CaptureQueriesContext(connection) as trying:
            services.check_again(file=file)
        services.apply_file(file=file, actor=actor)
        with CaptureQueriesContext(connection) as applying:
            services.apply_piece(file_id=file.pk)
        assert Attendance.objects.count() == width * height
        numbers.append((len(trying), len(applying)))
    # Each person’s place is settled and each has an entry in the record: eight queries, however many cells.
    # SQLite takes 999 values at a time, so that 240 changed rows are five statements there.
    assert numbers[:2] == [(18, 59), (18, 59 + 15 * 8)]
    assert numbers[2][0] == 18
    assert numbers[2][1] <= 59 + 15 * 8 + 4


def test_a_thousand_people_and_sixty_columns_need_little_memory(cohort: Cohort, actor: User) -> None:
    """The cells alone are 61,000; what a piece holds does not grow with the file."""
    evenings = [
        session(cohort, title=f"Evening {number}", starts_at=EVENING - dt.timedelta(days=number), actor=actor)
        for number in range(60)
    ]
    people = User.objects.bulk_create(
        User(email=f"p{number}@example.org", name=f"Person {number:04}", name_key=f"person {number:04}")
        for number in range(1_000)
    )
    Cohort.objects.filter(pk=cohort.pk).update(places=1_000)
    Place.objects.bulk_create(Place(cohort=cohort, trainee=one) for one in people)
    lines = [["Name", *(["s"] * 60)], *([one.name, *(["x"] * 60)] for one in people)]
    content = as_csv(*lines)
    columns = ["name", *(f"session:{one.uid}" for one in evenings)]
    made = functools.partial(read_file, cohort=cohort, actor=actor, name="people.csv", content=content)
    file, reading = needed(made)
    facts: dict[str, Any] = {"columns": columns, "gives_places": False, "invites": False, "actor": actor}
    _file, trying = needed(functools.partial(services.name_columns, file=file, **facts))  # 500 lines at once
    assert file.rows.filter(outcome="new").count() == 500
    Import.objects.filter(pk=file.pk).update(state=ImportState.APPLYING, applied_by=actor)
    done, applying = needed(functools.partial(services.apply_piece, file_id=file.pk))
    assert (done, file.rows.count(), Attendance.objects.count()) == (25, 1_000, 25 * 60)
    assert max(reading, trying, applying) < 25, (reading, trying, applying)


def needed(work: Callable[[], Any]) -> tuple[Any, float]:
    """What ``work`` answers, and the megabytes that it held at most."""
    tracemalloc.start()
    try:
        answer = work()
        return answer, tracemalloc.get_traced_memory()[1] / 1_000_000
    finally:
        tracemalloc.stop()


def test_the_newest_meaning_of_a_heading_is_remembered(cohort: Cohort, actor: User) -> None:
    evening = session(cohort)
    place(cohort, "Nadia Ahmed")
    content = as_csv(["Name", "The first one"], ["Nadia Ahmed", "x"])
    assert tried(cohort, actor, content).columns == {"0": "name", "1": ""}
    tried(cohort, actor, content, columns=["name", f"session:{evening.uid}"])
    assert tried(cohort, actor, content).columns == {"0": "name", "1": f"session:{evening.uid}"}
    assert tried(running(), actor, content).columns == {"0": "name", "1": ""}


def test_a_workbook_with_excel_dates_as_headings(cohort: Cohort, actor: User) -> None:
    evening = session(cohort)
    place(cohort, "Nadia Ahmed")
    file = tried(cohort, actor, as_xlsx(["Name", dt.datetime(2026, 6, 22)], ["Nadia Ahmed", "late"]))
    assert file.columns == {"0": "name", "1": f"session:{evening.uid}"}
    assert said(file) == [(2, "new", ["attendance"])]


def test_what_was_in_a_file_can_go_and_the_report_stays(cohort: Cohort, actor: User) -> None:
    place(cohort, "Nadia Ahmed")
    file = tried(cohort, actor, as_csv(["Name", "Phone"], ["Nadia Ahmed", "07700 900123"]))
    services.empty_file(file=file, actor=actor)
    services.empty_file(file=file, actor=actor)
    assert [(row.cells, row.name) for row in file.rows.all()] == [([], "Nadia Ahmed")]
    for deed in (
        lambda: services.check_again(file=file),
        lambda: services.apply_file(file=file, actor=actor),
    ):
        with pytest.raises(FileGoneError):
            deed()
    assert AuditEvent.objects.filter(action="cohorts.import_emptied").count() == 1


def test_a_file_that_was_not_tried_is_not_brought_in(cohort: Cohort, actor: User) -> None:
    file = services.read_file(cohort=cohort, actor=actor, name="x", content=as_csv(["Name"], ["Nadia"]))
    with pytest.raises(NotNowError):
        services.apply_file(file=file, actor=actor)
    with pytest.raises(NotNowError):
        services.name_columns(file=file, columns=[""], gives_places=False, invites=False, actor=actor)
    assert Import.objects.get().state == ImportState.READ
