from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cohorts.imports import retention
from cohorts.imports.models import Import, ImportState
from cohorts.imports.services import read_file
from cohorts.programmes.models import Cohort
from cohorts.sessions.models import Attendance
from lms.accounts.models import User
from lms.audit.models import AuditEvent
from tests import queue
from tests.cohorts.imports.ground import as_csv, tried
from tests.cohorts.sessions.ground import organiser, place, running, session
from tests.factories.accounts import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort() -> Cohort:
    return running(places=40)


@pytest.fixture
def actor(client: Client) -> User:
    found = organiser()
    sign_in(client, found)
    return found


def _address(file: Import, end: str = "") -> str:
    return f"/cohorts/{file.cohort.slug}/import/{file.uid}/{end}"


def _upload(client: Client, cohort: Cohort, content: bytes, name: str = "people.csv") -> object:
    return client.post(f"/cohorts/{cohort.slug}/import/", {"file": SimpleUploadedFile(name, content)})


def test_from_the_file_to_the_register(client: Client, cohort: Cohort, actor: User) -> None:
    evening = session(cohort)
    place(cohort, "Nadia Ahmed")
    content = as_csv(["Name", "22 June", "Shoe size"], ["Nadia Ahmed", "x", "5"], ["Somebody Else", "x", "6"])
    answer = _upload(client, cohort, content)
    file = Import.objects.get()
    assert answer.url == _address(file, "columns/")  # type: ignore[attr-defined]

    page = client.get(_address(file, "columns/")).content.decode()
    assert f'<option value="session:{evening.uid}" selected>' in page
    assert "Shoe size" in page
    data = {"column-0": "name", "column-1": f"session:{evening.uid}", "column-2": ""}
    assert client.post(_address(file, "columns/"), data).url == _address(file)  # type: ignore[attr-defined]

    page = client.get(_address(file)).content.decode()
    assert "Attendance of 1 session is noted." in page
    assert "Nobody of this name is in the cohort." in page
    assert "1 line has something to bring in. Nothing has been changed yet." in page
    assert Attendance.objects.count() == 0
    client.get(_address(file, "apply/"))
    assert Attendance.objects.count() == 0

    client.post(_address(file, "apply/"))
    assert "0 done, 1 to do" in client.get(_address(file)).content.decode()
    queue.run_queue()
    assert "1 line was brought in." in client.get(_address(file)).content.decode()
    assert Attendance.objects.get().state == "present"
    client.post(_address(file, "check/"))
    assert "There is nothing to bring in" in client.get(_address(file)).content.decode()


def test_what_cannot_be_read_is_said_at_the_field(client: Client, cohort: Cohort, actor: User) -> None:
    answer = _upload(client, cohort, b"Colour,Size\r\nred,4\r\n")
    assert "No column of people was found." in answer.content.decode()  # type: ignore[attr-defined]
    assert Import.objects.count() == 0


def test_a_column_means_one_thing_and_one_names_people(client: Client, cohort: Cohort, actor: User) -> None:
    file = read_file(cohort=cohort, actor=actor, name="x.csv", content=as_csv(["Name", "b"], ["Nadia", "c"]))
    twice = client.post(_address(file, "columns/"), {"column-0": "name", "column-1": "name"}).content.decode()
    assert "Another column means this already." in twice
    none = client.post(_address(file, "columns/"), {"column-0": "", "column-1": ""}).content.decode()
    assert "Say which column has the names or the e-mail addresses." in none
    file.refresh_from_db()
    assert file.state == ImportState.READ


def test_what_stands_in_a_file_is_text_on_the_page(client: Client, cohort: Cohort, actor: User) -> None:
    content = as_csv(["Name", "<b>x</b>"], ["<script>alert(1)</script>", "<i>y</i>"])
    file = read_file(cohort=cohort, actor=actor, name="<u>.csv", content=content)
    page = client.get(_address(file, "columns/")).content.decode()
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert not any(mark in page for mark in ("<b>x", "<i>y", "<script>alert", "<u>"))


def test_the_report_as_csv_runs_nothing_and_is_recorded(client: Client, cohort: Cohort, actor: User) -> None:
    file = tried(cohort, actor, as_csv(["Name"], ["=cmd()"], ["Nobody"]))
    answer = client.get(_address(file, "report.csv"))
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert lines == [
        "Line,Name,What becomes of it,Why",
        "2,'=cmd(),Left out,The name begins with a sign of arithmetic.",
        "3,Nobody,Left out,Nobody of this name is in the cohort.",
    ]
    assert AuditEvent.objects.filter(action="cohorts.import_report", is_read=True).count() == 1


@pytest.mark.parametrize("number", [1, 30])
def test_pages_ask_no_more_for_more(
    number: int, client: Client, cohort: Cohort, actor: User, django_assert_num_queries: object
) -> None:
    for _each in range(min(number, 3)):
        lines = [[f"Person {place}"] for place in range(number)]
        file = tried(cohort, actor, as_csv(["Name"], *lines))
    client.get("/cohorts/")
    with django_assert_num_queries(4):  # type: ignore[operator]
        client.get(f"/cohorts/{cohort.slug}/import/")
    with django_assert_num_queries(8):  # type: ignore[operator]
        client.get(_address(file))


def test_files_go_on_their_day_and_reports_a_year_later(client: Client, cohort: Cohort, actor: User) -> None:
    file = tried(cohort, actor, as_csv(["Name", "Phone"], ["Nadia", "07700 900123"]))
    day = timezone.localdate() + dt.timedelta(days=30)
    assert f"It is deleted on {day.day} {day:%B %Y}" in client.get(_address(file)).content.decode()
    Import.objects.update(created_at=timezone.now() - dt.timedelta(days=30, seconds=1))
    young = tried(cohort, actor, as_csv(["Name"], ["Nadia"]))
    assert retention.FILES.old(retention.FILES.before()) == 1  # type: ignore[misc]
    assert retention.empty_files(retention.FILES.before()) == 1
    assert retention.empty_files(retention.FILES.before()) == 0
    assert [row.cells for row in file.rows.all()] == [[]]
    assert [row.cells for row in young.rows.all()] == [["Nadia"]]
    page = client.get(_address(file)).content.decode()
    assert "Nadia" in page
    assert "To bring it in again, choose it anew." in page
    assert client.get(_address(file, "columns/")).status_code == 302
    assert retention.forget_reports(retention.REPORTS.before()) == 0
    Import.objects.filter(pk=file.pk).update(created_at=timezone.now() - dt.timedelta(days=366))
    assert retention.forget_reports(retention.REPORTS.before()) == 1
    assert Import.objects.get() == young


def test_a_file_of_another_cohort_is_not_found(client: Client, cohort: Cohort, actor: User) -> None:
    file = read_file(cohort=cohort, actor=actor, name="x.csv", content=as_csv(["Name"], ["Nadia"]))
    other = running()
    for end in ("", "columns/", "report.csv"):
        assert client.get(f"/cohorts/{other.slug}/import/{file.uid}/{end}").status_code == 404
