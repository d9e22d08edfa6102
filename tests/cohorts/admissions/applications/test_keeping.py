"""What stays and for how long, and what happens when a worker dies in the middle."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cohorts.admissions.applications import cancelling, sending
from cohorts.admissions.applications.diversity import diversity_totals
from cohorts.admissions.applications.errors import ClosedError, NotJoinedError
from cohorts.admissions.applications.models import Answer, Application, DiversityAnswer, DiversityKept
from cohorts.admissions.applications.moving import join_applications
from cohorts.admissions.applications.privacy import APPLICATIONS
from cohorts.admissions.applications.retention import DIVERSITY, DRAFTS, SENT
from cohorts.admissions.applications.ways_in import COOKIE
from cohorts.admissions.applications.writing import keep_text
from cohorts.programmes.models import Cohort
from cohorts.programmes.setting_up import cancel_cohort
from lms.accounts.models import ORGANISERS, User
from tests.cohorts.admissions.applications.ground import FILE, WHY, begin, open_cohort, page_of, whole
from tests.factories.accounts import UserFactory
from tests.queue import run_queue

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def with_file(client: Client, cohort: Cohort, email: str = "rosa@example.org", do: str = "keep") -> str:
    """An application with a file; where the file lies."""
    application = begin(client, cohort, email)
    upload = SimpleUploadedFile("me.pdf", b"%PDF-1.7\n")
    client.post(page_of(application), whole(do=do, **{f"q-{FILE}": upload}))
    return str(Answer.objects.get(application=application, block=FILE).file.name)


def test_a_withdrawn_draft_takes_its_file_along(client, django_capture_on_commit_callbacks):
    stored = with_file(client, open_cohort())
    assert default_storage.exists(stored)
    with django_capture_on_commit_callbacks(execute=True):
        sending.withdraw_application(application=Application.objects.get())
    assert (Application.objects.exists(), default_storage.exists(stored)) == (False, False)


def test_another_file_takes_the_place_of_the_first(client):
    stored = with_file(client, open_cohort())
    application = Application.objects.get()
    client.post(page_of(application), {f"q-{FILE}": SimpleUploadedFile("new.txt", b"Hello")})
    answer = Answer.objects.get(block=FILE)
    assert (answer.file_name, default_storage.exists(stored)) == ("new.txt", False)


def test_periods_take_drafts_and_what_was_sent_and_nothing_younger(client):
    now, today = timezone.now(), timezone.localdate()
    cohort = open_cohort()
    with_file(client, cohort, "draft@example.org")
    with_file(Client(), cohort, "sent@example.org", do="send")
    DiversityAnswer.objects.create(cohort=cohort, question="age", answer="18-24")
    for period in (DRAFTS, SENT, DIVERSITY):
        assert (period.old(period.before()), period.expire(period.before())) == (0, 0)
    facts = {"opens_at": now - 110 * DAY, "closes_at": now - 91 * DAY}
    Cohort.objects.filter(pk=cohort.pk).update(**facts)
    Application.objects.update(saved_at=now - 91 * DAY)
    assert (DRAFTS.old(DRAFTS.before()), DRAFTS.expire(DRAFTS.before())) == (1, 1)
    assert list(Application.objects.values_list("email", flat=True)) == ["sent@example.org"]
    Cohort.objects.filter(pk=cohort.pk).update(starts_on=today - 400 * DAY, ends_on=today - 366 * DAY)
    Application.objects.update(saved_at=now - 400 * DAY)
    for period in (SENT, DIVERSITY):
        assert (period.old(period.before()), period.expire(period.before())) == (1, 1)
    assert (Application.objects.count(), DiversityAnswer.objects.count()) == (0, 0)


def test_totals_stay_as_they_were_shown_when_the_answers_go():
    cohort = open_cohort()
    for gender, number in (("woman", 9), ("man", 6), ("other", 2)):
        for _one in range(number):
            DiversityAnswer.objects.create(cohort=cohort, question="gender", answer=gender)
    DiversityAnswer.objects.create(cohort=cohort, question="age", answer="18-24")
    today = timezone.localdate()
    Cohort.objects.filter(pk=cohort.pk).update(
        opens_at=timezone.now() - 510 * DAY,
        closes_at=timezone.now() - 500 * DAY,
        starts_on=today - 400 * DAY,
        ends_on=today - 366 * DAY,
    )
    cohort.refresh_from_db()
    before = [one.options for one in diversity_totals(cohort)]

    assert [DIVERSITY.expire(DIVERSITY.before()) for _twice in range(2)] == [18, 0]

    assert [one.options for one in diversity_totals(cohort)] == before
    assert [option.count for option in before[1]] == [9, None, None, None]
    kept = DiversityKept.objects.get().totals
    assert kept == {"gender": {"woman": 9, "man": None, "other": None, "unsaid": None}}


def test_a_person_gets_a_copy_and_is_erased_with_files(client):
    stored = with_file(client, open_cohort(), do="send")
    run_queue()
    person = Application.objects.get().applicant
    held = [str(item) for item in APPLICATIONS.export(person)]
    assert any("Buses for the villages" in item for item in held)
    assert any(stored in item for item in held)
    for _twice in range(2):
        APPLICATIONS.erase[0].change(person)
    assert (Application.objects.count(), default_storage.exists(stored)) == (0, False)


def test_a_receipt_that_broke_off_is_made_whole_by_the_next_attempt(client, monkeypatch):
    with_file(client, open_cohort(), do="send")
    application = Application.objects.get()

    def broken(*args):
        raise OSError("the worker is gone")

    monkeypatch.setattr(sending, "send_letter", broken)
    with pytest.raises(OSError, match="the worker is gone"):
        sending.accept_application(application=application)
    application.refresh_from_db()
    assert (application.applicant, application.receipt_at, User.objects.count()) == (None, None, 0)
    monkeypatch.undo()
    for _twice in range(2):
        sending.accept_application(application=application)
    run_queue()
    assert sum("arrived on" in letter.body for letter in mail.outbox) == 1


def test_many_hear_of_a_cancelling_by_several_jobs(monkeypatch):
    monkeypatch.setattr(cancelling, "AT_A_TIME", 2)
    cohort = open_cohort()
    for number in range(5):
        begin(Client(), cohort, f"p{number}@example.org")
    run_queue()
    mail.outbox.clear()
    cancel_cohort(cohort=cohort, reason="Too few.", actor=UserFactory(group=ORGANISERS))
    cohort.refresh_from_db()
    cancelling.tell_applicants(cohort=cohort)
    run_queue()
    assert sorted(letter.to[0] for letter in mail.outbox) == [f"p{number}@example.org" for number in range(5)]


def test_nothing_is_written_into_a_cancelled_cohort(client):
    cohort = open_cohort()
    application = begin(client, cohort)
    cancel_cohort(cohort=cohort, reason="Too few.", actor=UserFactory(group=ORGANISERS))
    with pytest.raises(ClosedError):
        keep_text(application=application, block=WHY, text="x", base="")


def test_a_forged_cookie_opens_nothing(client):
    application = begin(Client(), open_cohort())
    for forged in ("nonsense", f"{application.uid.hex}:0:x", ""):
        client.cookies[COOKIE] = forged
        assert client.get(page_of(application)).status_code == 404


def test_only_sent_ones_of_one_cohort_are_joined(client):
    cohort = open_cohort()
    draft = begin(client, cohort)
    with_file(Client(), cohort, "sent@example.org", do="send")
    sent = Application.objects.get(email="sent@example.org")
    organiser = UserFactory(group=ORGANISERS)
    for other in (draft, sent):
        with pytest.raises(NotJoinedError):
            join_applications(keep=sent, other=other, actor=organiser)
