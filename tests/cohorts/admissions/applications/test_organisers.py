"""What organisers do with applications: the form, twice, late, moved, cancelled; and what they never see."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cohorts.admissions.applications.cancelling import tell_applicants
from cohorts.admissions.applications.forms_frozen import current_edition
from cohorts.admissions.applications.models import (
    Answer,
    Application,
    ApplicationForm,
    ApplicationState,
    Criterion,
    FormEdition,
)
from cohorts.admissions.applications.sending import accept_application
from cohorts.admissions.applications.signals import application_withdrawn
from cohorts.programmes.setting_up import cancel_cohort, clone_cohort
from lms.accounts.models import ORGANISERS
from lms.audit.models import AuditEvent
from lms.messaging.models import Notice
from tests.cohorts.admissions.applications.ground import (
    FILE,
    HOW,
    LINE,
    WHY,
    begin,
    letter_link,
    open_cohort,
    page_of,
    start_page,
    whole,
)
from tests.factories import cohorts
from tests.factories.accounts import UserFactory, sign_in
from tests.queue import run_queue

pytestmark = pytest.mark.django_db
A_LIST = 7


@pytest.fixture
def organiser():
    return UserFactory(group=ORGANISERS)


@pytest.fixture
def desk(organiser) -> Client:
    return sign_in(Client(), organiser, second_factor=True)


def sent(cohort, email: str = "rosa@example.org", **data) -> Application:
    client = Client()
    application = begin(client, cohort, email)
    client.post(page_of(application), whole(do="send", **data))
    run_queue()
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED
    return application


def test_list_shows_what_was_sent_and_of_drafts_only_their_number(desk):
    cohort = open_cohort()
    begin(Client(), cohort, "draft@example.org", name="Secret Draft")
    sent(cohort)
    html = desk.get(f"/cohorts/{cohort.slug}/applications/").content.decode()
    assert "Rosa Lind" in html
    assert "Still being written: 1" in html
    assert ("Secret Draft" in html, "draft@example.org" in html) == (False, False)


@pytest.mark.parametrize("number", [1, 60])
def test_list_takes_as_many_queries_for_many(desk, number, django_assert_num_queries):
    cohort = open_cohort()
    now = timezone.now()
    Application.objects.bulk_create(
        Application(
            cohort=cohort, email=f"p{n}@example.org", name=f"P {n}", state="submitted", submitted_at=now
        )
        for n in range(number)
    )
    desk.get(f"/cohorts/{cohort.slug}/applications/")
    with django_assert_num_queries(A_LIST):
        desk.get(f"/cohorts/{cohort.slug}/applications/")


def test_opening_one_is_recorded_and_its_files_are_for_the_cohort_alone(desk, organiser):
    cohort = open_cohort()
    one = sent(cohort, **{f"q-{FILE}": SimpleUploadedFile("me.pdf", b"%PDF-1.7\n")})
    html = desk.get(f"/cohorts/{cohort.slug}/applications/{one.uid}/").content.decode()
    file = f"/cohorts/{cohort.slug}/applications/{one.uid}/answers/{FILE}/"
    assert file in html
    assert b"".join(desk.get(file)) == b"%PDF-1.7\n"
    reads = AuditEvent.objects.filter(action="cohorts.read_application")
    assert set(reads.values_list("actor_uid", "about_uid")) == {(organiser.uid, one.applicant.uid)}
    for stranger in (UserFactory(), one.applicant):
        assert sign_in(Client(), stranger).get(file).status_code == 404


def test_a_draft_is_nobodys_but_its_writers(desk):
    cohort = open_cohort()
    draft = begin(Client(), cohort)
    assert desk.get(f"/cohorts/{cohort.slug}/applications/{draft.uid}/").status_code == 404
    assert desk.get(page_of(draft)).status_code == 404


def test_two_of_one_person_are_joined(desk):
    cohort = open_cohort()
    first, second = (
        sent(cohort),
        sent(cohort, "r.lind@example.com", **{f"q-{HOW}": "Mondays", f"b-{HOW}": "none"}),
    )
    heard = []
    application_withdrawn.connect(lambda **said: heard.append(said["application_id"]), weak=False)
    page = f"/cohorts/{cohort.slug}/applications/{first.uid}/"
    assert "r.lind@example.com" in desk.get(page).content.decode()
    for _twice in range(2):
        desk.post(page, {"do": "join", "other": second.uid})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state, second.joined_to) == ("submitted", "merged", first)
    assert Answer.objects.get(block=HOW).application == first
    assert Answer.objects.filter(application=second).count() == 2  # what both answered stays with it
    assert Notice.objects.filter(kind="applications.joined").count() == 2


def test_one_is_moved_with_everything(desk):
    cohort = open_cohort()
    later = cohorts.taking_applications(programme=cohort.programme)
    one = sent(cohort)
    page = f"/cohorts/{cohort.slug}/applications/{one.uid}/"
    refused = desk.post(page, {"do": "move", "to": later.pk, "reason": ""})
    one.refresh_from_db()
    assert ("This field is required." in refused.text, one.cohort, one.state) == (True, cohort, "submitted")
    for _twice in range(2):
        desk.post(page, {"do": "move", "to": later.pk, "reason": "Nearer to you."})
    one.refresh_from_db()
    new = Application.objects.get(cohort=later)
    assert (one.state, one.joined_to, new.state) == ("transferred", new, "submitted")
    assert (new.submitted_at, new.applicant) == (one.submitted_at, one.applicant)
    assert set(new.answers.values_list("block", flat=True)) == {LINE, WHY}
    assert Notice.objects.get(kind="applications.moved").context["reason"] == "Nearer to you."


def test_somebody_is_let_in_late(desk):
    cohort = open_cohort(closes_at=timezone.now() - dt.timedelta(hours=1))
    until = timezone.localtime() + dt.timedelta(days=1)
    said = {"name": "Rosa Lind", "email": "rosa@example.org", "until": until.strftime("%Y-%m-%dT%H:%M")}
    for _twice in range(2):
        desk.post(f"/cohorts/{cohort.slug}/applications/late/", said)
    one = Application.objects.get()
    client = Client()
    client.post(letter_link())
    client.post(page_of(one), whole(do="send"))
    one.refresh_from_db()
    assert (one.state, one.is_late) == ("submitted", True)
    assert begin_refused(cohort)


def begin_refused(cohort) -> bool:
    said = {"name": "Other", "email": "other@example.org", "adult": "on"}
    Client().post(start_page(cohort), said)
    return not Application.objects.filter(email="other@example.org").exists()


def test_a_receipt_is_sent_once_and_an_account_with_the_address_is_taken():
    cohort, known = open_cohort(), UserFactory(email="rosa@example.org")
    one = sent(cohort)
    before = len(mail.outbox)
    accept_application(application=one)
    run_queue()
    assert (one.applicant, len(mail.outbox)) == (known, before)


def test_everybody_who_applied_or_began_hears_of_a_cancelling_once(organiser):
    cohort = open_cohort()
    one = sent(cohort)
    begin(Client(), cohort, "draft@example.org")
    run_queue()
    mail.outbox.clear()
    cancel_cohort(cohort=cohort, reason="Too few people.", actor=organiser)
    cohort.refresh_from_db()
    for _twice in range(2):
        tell_applicants(cohort=cohort)
    run_queue()
    assert Notice.objects.get(kind="applications.cancelled").recipient == one.applicant
    assert [letter.to for letter in mail.outbox if letter.to == ["draft@example.org"]] == [
        ["draft@example.org"]
    ]


def test_organisers_write_the_form_and_its_criteria(desk):
    cohort = cohorts.taking_applications()
    page = f"/cohorts/{cohort.slug}/form/"
    said = {
        "introduction": "Welcome.",
        "checks": "A talk.",
        "criteria-TOTAL_FORMS": "1",
        "criteria-INITIAL_FORMS": "0",
        "criteria-0-title": "Roots",
        "criteria-0-text": "",
        "criteria-0-order": "1",
    }
    assert desk.post(page, said)["Location"] == page
    form = ApplicationForm.objects.get()
    assert (form.introduction, Criterion.objects.get().title) == ("Welcome.", "Roots")
    edit = f"/admin/application-forms/{form.pk}/"
    assert edit in desk.get(page).content.decode()
    assert "Welcome." in desk.get(edit).text


def test_questions_are_written_in_wagtail(desk):
    cohort = open_cohort()
    form = ApplicationForm.objects.get()
    said = {
        "introduction": "Hello.",
        "checks": "",
        "questions-count": "1",
        "questions-0-type": "short",
        "questions-0-id": LINE,
        "questions-0-order": "0",
        "questions-0-deleted": "",
        "questions-0-value-question": "Where is home?",
        "questions-0-value-help": "",
        "questions-0-value-required": "on",
    }
    answer = desk.post(f"/admin/application-forms/{form.pk}/", said)
    assert answer.status_code == 302, answer.content.decode()
    first = current_edition(cohort)
    assert (first.questions[0]["id"], first.questions[0]["value"]["question"]) == (LINE, "Where is home?")
    assert current_edition(cohort) == first
    assert FormEdition.objects.count() == 1


def test_a_cloned_cohort_asks_the_same(organiser):
    cohort = open_cohort()
    made = clone_cohort(
        cohort=cohort,
        title="Next",
        slug="next",
        starts_on=cohort.starts_on + dt.timedelta(days=90),
        actor=organiser,
    )
    form = ApplicationForm.objects.get(cohort=made)
    assert [one["id"] for one in form.questions.raw_data][:2] == [LINE, WHY]
    assert list(Criterion.objects.filter(cohort=made).values_list("title", flat=True)) == ["Roots"]
