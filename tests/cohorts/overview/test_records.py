"""The records of a cohort as a workbook: what is in it and what never, who gets it, and that it is noted."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from cohorts.admissions.applications.models import Answer, ApplicationForm, FormEdition
from cohorts.admissions.decisions.models import Outcome
from cohorts.overview.records import sheets_of
from cohorts.programmes.models import PlaceEvent
from cohorts.programmes.setting_up import add_organiser, cancel_cohort
from cohorts.sessions.models import Attendance
from lms.audit.models import AuditEvent
from tests.cohorts.admissions.decisions import made
from tests.cohorts.overview.ground import session
from tests.factories import cohorts
from tests.factories.accounts import OrganiserFactory, UserFactory, sign_in

pytestmark = pytest.mark.django_db


def book_of(response) -> dict[str, list[list[object]]]:
    content = b"".join(response.streaming_content)
    book = load_workbook(io.BytesIO(content))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


@pytest.fixture
def cohort():
    cohort = made.cohort(title="Autumn 2026")
    made.criteria(cohort)
    held = cohorts.place(cohort, UserFactory(name="=Amina Diallo", email="amina@example.org"))
    PlaceEvent.objects.create(place=held, state="paused", reason="A new\x0b baby")
    Attendance.objects.create(session=session(cohort, 1), place=held, state="late", minutes=41)
    form = ApplicationForm.objects.create(cohort=cohort)
    block = {"id": "why", "type": "short", "value": {"question": "Why you?"}}
    edition = FormEdition.objects.create(form=form, digest="1", questions=[block])
    sent = made.applied(cohort, "Rosa Ortiz", edition=edition)
    Answer.objects.create(application=sent, block="why", text="Buses for the villages")
    made.decided(sent, Outcome.NOT_NOW, reason="There were many of you.")
    draft = made.applied(cohort, "Draft Person", state="draft", submitted_at=None)
    Answer.objects.create(application=draft, block="why", text="Not ready")
    return cohort


def test_everything_is_in_it_in_words_and_nothing_that_runs(cohort):
    cancel_cohort(cohort=cohort, reason="No trainers.", actor=OrganiserFactory())
    client = sign_in(Client(), OrganiserFactory())

    book = book_of(client.get(f"/cohorts/{cohort.slug}/records.xlsx"))

    facts = dict(book["Cohort"][1:])
    assert (facts["Cohort"], facts["State"], facts["Reason"]) == ("Autumn 2026", "Cancelled", "No trainers.")
    assert book["People"][1][:3] == ["'=Amina Diallo", "amina@example.org", "Taking part"]
    assert [book["What became of places"][1][at] for at in (1, 3)] == ["Pausing", "A new baby"]
    assert [book["Attendance"][1][at] for at in (1, 3, 4)] == ["Monday 1", "Late", "41"]
    (row,) = book["Applications"][1:]
    assert (row[1], row[3], row[6]) == ("Rosa Ortiz", "Sent", "Not this time")
    assert [line[1:] for line in book["Answers"][1:]] == [
        ["Rosa Ortiz", "Why you?", "Buses for the villages"]
    ]
    (told,) = book["Decisions"][1:]
    assert (told[2], told[3], told[5]) == ("Not this time", "Published", "There were many of you.")


def test_drafts_and_other_cohorts_are_not_in_it(cohort):
    made.applied(made.cohort(), "Somebody Else")

    told = str([list(sheet.rows) for sheet in sheets_of(cohort)])

    assert "Rosa Ortiz" in told
    assert "Draft Person" not in told
    assert "Not ready" not in told
    assert "Somebody Else" not in told


@pytest.mark.parametrize("number", [1, 30])
def test_a_query_for_each_sheet(cohort, number, django_assert_num_queries):
    for one in range(number):
        application = made.applied(cohort, f"Person {one}")
        Answer.objects.create(application=application, block="why", text="So")
        cohorts.place(cohort)
    cohort.refresh_from_db()

    with django_assert_num_queries(8):  # the programme, the questions, and six sheets of rows
        lines = [list(sheet.rows) for sheet in sheets_of(cohort)]

    assert [len(one) for one in lines[4:6]] == [number + 1, number + 1]


def test_taking_it_out_is_recorded_and_asks_again_who_it_is(cohort, settings):
    person = UserFactory()
    add_organiser(cohort=cohort, person=person, actor=OrganiserFactory())
    client = sign_in(Client(), person)
    before = client.session["account_authentication_methods"]

    page = client.get(f"/cohorts/{cohort.slug}/records/").content.decode()
    assert "Take out the records" in page
    assert not AuditEvent.objects.filter(action="cohorts.records_exported").exists()

    session = client.session
    long_ago = (timezone.now() - dt.timedelta(hours=2)).timestamp()
    session["account_authentication_methods"] = [{**one, "at": long_ago} for one in before]
    session.save()
    asked = client.get(f"/cohorts/{cohort.slug}/records.xlsx")
    assert asked.status_code == 302
    assert "reauthenticate" in asked["Location"]

    sign_in(client, person)
    assert book_of(client.get(f"/cohorts/{cohort.slug}/records.xlsx"))["People"]
    event = AuditEvent.objects.get(action="cohorts.records_exported")
    assert (event.actor_uid, event.subject) == (person.uid, f"cohort:{cohort.uid}")


def test_nobody_else_gets_it(cohort, client):
    other = UserFactory()
    add_organiser(cohort=made.cohort(), person=other, actor=OrganiserFactory())
    for person in (other, UserFactory(), cohort.held_places.get().trainee):
        for address in ("records/", "records.xlsx"):
            assert sign_in(client, person).get(f"/cohorts/{cohort.slug}/{address}").status_code == 404
    assert not AuditEvent.objects.filter(action="cohorts.records_exported").exists()
