"""Work from the first word to “accepted”: what is private, what is sent, who answers, what stays."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cohorts.programmes.models import CohortCourse
from courses.assessment.work import services
from courses.assessment.work.errors import (
    FileNotTakenError,
    NoOutcomeError,
    NothingToSendError,
    NotWaitingError,
    PromiseError,
    TooManyWordsError,
    WithReviewerError,
)
from courses.assessment.work.models import Work, WorkState, WorkVersion
from courses.assessment.work.reviewers import reviewable_by, reviewer_for
from courses.learning.models import RequirementMet
from lms.accounts.grants.services import end_role
from lms.accounts.models import ORGANISERS, User
from lms.messaging.models import Notice
from lms.privacy.registry import Choices, data_called
from tests.courses.assessment.ground import WORDS, answer, client, organiser_of, save, send
from tests.factories import cohorts
from tests.factories.accounts import UserFactory
from tests.factories.learning import enrolled, learner, lesson_url, lessons_of, write_url
from tests.factories.pages import PDF

pytestmark = pytest.mark.django_db

# ---------------------------------------------------------------- sending


def test_a_draft_is_kept_for_its_learner_and_for_nobody_else(person, edition, organiser):
    work = save(person, edition, "A secret draft")

    assert "A secret draft" in client(person).get(lesson_url(edition)).content.decode()
    assert not reviewable_by(organiser).exists()
    assert client(organiser).get(f"/my/reviews/{work.uid}/").status_code == 404
    assert "secret" not in client(organiser).get("/my/reviews/").content.decode()
    assert not RequirementMet.objects.exists()


def test_what_is_sent_twice_is_one_version_and_meets_the_requirement(person, edition):
    mark = uuid.uuid4()

    first = send(person, edition, submission=mark)
    again = services.send_work(learner=person, lesson=lessons_of(edition)[0], block="w", submission=mark)

    assert first == again
    assert (first.number, first.text) == (1, "Why me.")
    assert RequirementMet.objects.get().block == "w"
    assert Work.objects.get().state == WorkState.SENT


def test_what_cannot_be_sent_says_why(person, edition):
    with pytest.raises(NothingToSendError):
        send(person, edition, "  ")
    with pytest.raises(TooManyWordsError, match="151 words"):
        send(person, edition, "word " * 151)
    with pytest.raises(FileNotTakenError, match="content is something else"):
        save(person, edition, file=SimpleUploadedFile("a.pdf", b"MZ" + b"\x00" * 80))
    with pytest.raises(FileNotTakenError, match="not asked for"):
        save(person, edition, file=SimpleUploadedFile("a.m4a", b"\x00\x00\x00\x20ftypisom"))
    assert not WorkVersion.objects.exists()


def test_nothing_is_changed_while_it_is_with_the_reviewer_but_it_can_be_taken_back(
    person, edition, organiser
):
    version = send(person, edition)
    lesson = lessons_of(edition)[0]
    with pytest.raises(WithReviewerError):
        save(person, edition, "Another")

    for _twice in range(2):
        work = services.take_back(learner=person, lesson=lesson, block="w")
        assert (work.state, work.versions.count(), work.draft) == (WorkState.DRAFT, 0, "Why me.")
    with pytest.raises(NotWaitingError):
        answer(version.work, organiser)

    again = send(person, edition, "Better").work
    services.acknowledge(work=again, promised_on=timezone.localdate(), actor=organiser)
    with pytest.raises(WithReviewerError):
        services.take_back(learner=person, lesson=lesson, block="w")


# ---------------------------------------------------------------- answering


def test_it_goes_back_and_forth_until_it_is_accepted_and_everything_stays(person, edition, organiser):
    first = send(person, edition, "First")
    answer(first.work, organiser)
    second = send(person, edition, "Second")
    answer(second.work, organiser, "ready")

    work = Work.objects.get()
    assert (work.state, work.reviewer) == (WorkState.READY, organiser)
    assert list(work.versions.values_list("number", "text", "review__outcome")) == [
        (1, "First", "again"),
        (2, "Second", "ready"),
    ]
    page = client(person).get("/my/portfolio/").content.decode()
    for words in ("First", "Second", WORDS, "Says why: clearly"):
        assert words in page
    with pytest.raises(NotWaitingError):
        answer(work, organiser)
    with pytest.raises(WithReviewerError):
        save(person, edition, "Third")


def test_a_draft_of_an_answer_is_read_by_nobody_until_it_is_returned(person, edition, organiser):
    work = send(person, edition).work
    services.keep_review(work=work, levels={}, words="Half a thought", outcome="", actor=organiser)

    for path in ("/my/portfolio/", lesson_url(edition)):
        assert "Half a thought" not in client(person).get(path).content.decode()
    assert "Half a thought" in client(organiser).get(f"/my/reviews/{work.uid}/").content.decode()
    with pytest.raises(NoOutcomeError):
        answer(work, organiser, "")
    assert Work.objects.get().state == WorkState.SENT


def test_a_promise_is_a_day_soon_and_both_are_told(person, edition, organiser):
    cohort = cohorts.cohort()
    CohortCourse.objects.create(cohort=cohort, course=edition.course)
    cohorts.place(cohort, person)
    work = send(person, edition).work
    for day in (timezone.localdate() - dt.timedelta(days=1), timezone.localdate() + dt.timedelta(days=61)):
        with pytest.raises(PromiseError):
            services.acknowledge(work=work, promised_on=day, actor=organiser)

    for _twice in range(2):
        services.acknowledge(work=work, promised_on=timezone.localdate(), actor=organiser)
    answer(work, organiser)

    assert list(Notice.objects.filter(recipient=person).order_by("pk").values_list("kind", flat=True)) == [
        "work.promised",
        "work.answered",
    ]
    for notice in Notice.objects.filter(recipient=person):
        assert "statement" not in notice.subject


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(st.sampled_from(["send", "take_back", "promise", "again", "ready"]), max_size=8))
def test_no_order_of_deeds_changes_what_was_answered(person, edition, organiser, deeds):
    Work.objects.all().delete()
    lesson, history = lessons_of(edition)[0], []
    for number, deed in enumerate(deeds):
        work = Work.objects.filter(learner=person).first()
        try:
            if deed == "send":
                send(person, edition, f"Text {number}")
            elif work is not None and deed == "take_back":
                services.take_back(learner=person, lesson=lesson, block="w")
            elif work is not None and deed == "promise":
                services.acknowledge(work=work, promised_on=timezone.localdate(), actor=organiser)
            elif work is not None:
                answer(work, organiser, deed, words=f"Answer {number}")
        except (WithReviewerError, NotWaitingError):
            pass
        now = list(
            WorkVersion.objects.filter(review__is_draft=False)
            .order_by("number")
            .values_list("text", "review__words")
        )
        assert now[: len(history)] == history
        history = now


# ---------------------------------------------------------------- who reviews


def test_an_organiser_of_the_cohort_is_named_and_sees_it_and_others_do_not(person, edition):
    cohort, other = cohorts.cohort(), cohorts.cohort()
    CohortCourse.objects.create(cohort=cohort, course=edition.course)
    cohorts.place(cohort, person)
    named, stranger = organiser_of(cohort), organiser_of(other)

    work = send(person, edition).work

    assert work.reviewer == named
    assert Notice.objects.filter(recipient=named, kind="work.received").count() == 1
    assert list(reviewable_by(named)) == [work]
    assert not reviewable_by(stranger).exists()
    assert not reviewable_by(UserFactory()).exists()
    assert not reviewable_by(person).exists()
    assert client(stranger).get(f"/my/reviews/{work.uid}/").status_code == 404
    assert client(person).get(f"/my/reviews/{work.uid}/").status_code == 404


def test_whoever_gave_the_role_back_reads_nothing_and_is_sent_nothing_more(person, edition):
    cohort = cohorts.cohort()
    CohortCourse.objects.create(cohort=cohort, course=edition.course)
    cohorts.place(cohort, person)
    gone = organiser_of(cohort)
    version = send(person, edition, file=SimpleUploadedFile("My map.pdf", PDF))
    answer(version.work, gone)
    send(person, edition, "Again")
    addresses = (f"/my/reviews/{version.work.uid}/", f"/my/work/{version.uid}/file/")
    page, file = [client(gone).get(address) for address in addresses]
    assert (page.status_code, b"".join(file.streaming_content)) == (200, PDF)
    assert "One piece of work waits" in client(gone).get("/my/").content.decode()

    end_role(person=gone, role=ORGANISERS, actor=None, scope_kind="cohort", scope_uid=cohort.uid)
    gone, left = User.objects.get(pk=gone.pk), organiser_of(cohort)

    assert not reviewable_by(gone).exists()
    assert [client(gone).get(address).status_code for address in addresses] == [404, 404]
    assert "piece of work" not in client(gone).get("/my/").content.decode()
    services.take_back(learner=person, lesson=lessons_of(edition)[0], block="w")
    assert send(person, edition, "Once more").work.reviewer == left
    assert Notice.objects.filter(recipient=left, kind="work.received").count() == 1


def test_what_was_given_to_a_reviewer_stays_theirs_when_the_place_ends(person, edition):
    cohort = cohorts.cohort()
    CohortCourse.objects.create(cohort=cohort, course=edition.course)
    place = cohorts.place(cohort, person)
    named, colleague = organiser_of(cohort), organiser_of(cohort)
    work = send(person, edition).work
    assert (work.reviewer, list(reviewable_by(colleague))) == (named, [work])

    place.delete()

    assert list(reviewable_by(named)) == [work]
    assert not reviewable_by(colleague).exists()


def test_nobody_is_named_their_own_reviewer(edition):
    person, cohort = learner(), cohorts.cohort()
    CohortCourse.objects.create(cohort=cohort, course=edition.course)
    cohorts.place(cohort, person)
    organiser_of(cohort, person)

    assert reviewer_for(person, lessons_of(edition)[0]) is None


@pytest.mark.parametrize("number", [1, 12])
def test_the_list_takes_the_same_queries_for_any_number(
    number, edition, organiser, django_assert_num_queries
):
    for _one in range(number):
        send(enrolled(edition, learner()).learner, edition)
    reader = client(organiser)
    reader.get("/my/reviews/")

    with django_assert_num_queries(QUERIES_OF_LIST):
        page = reader.get("/my/reviews/").content.decode()

    assert page.count("Your statement") == number


QUERIES_OF_LIST = 4

# ---------------------------------------------------------------- the pages, and files


def test_a_learner_sends_and_a_reviewer_answers_by_plain_forms(person, edition, organiser):
    writes, reads = client(person), client(organiser)
    sent = {"block": "w", "submission": str(uuid.uuid4()), "deed": "send", "text": "Why me, in a form."}
    for _twice in range(2):
        assert writes.post(write_url(edition, "work"), sent).status_code == 302
    work = Work.objects.get()
    assert "Take it back" in writes.get(lesson_url(edition)).content.decode()
    assert "Why me, in a form." in reads.get(f"/my/reviews/{work.uid}/").content.decode()

    page = reads.post(f"/my/reviews/{work.uid}/", {"deed": "return", "words": "", "outcome": ""})
    assert "Choose whether it is accepted" in page.content.decode()
    assert "The learner waits for your words" in page.content.decode()
    said = {"deed": "return", "words": WORDS, "outcome": "again", "level-c1": "l1"}
    assert reads.post(f"/my/reviews/{work.uid}/", said).status_code == 302

    page = writes.get(lesson_url(edition)).content.decode()
    assert WORDS in page
    assert "Send to my reviewer" in page


def test_a_refusal_keeps_what_was_typed(person, edition):
    sent = {"block": "w", "submission": str(uuid.uuid4()), "deed": "send", "text": "word " * 151}

    answer = client(person).post(write_url(edition, "work"), sent)

    assert answer.status_code == 422
    assert "at most 150 are asked for" in answer.content.decode()
    assert "word word word" in answer.content.decode()


def test_a_file_is_read_by_its_learner_and_reviewer_alone_and_goes_with_the_person(
    person, edition, organiser
):
    version = send(person, edition, "", file=SimpleUploadedFile("My map.pdf", PDF))
    address = f"/my/work/{version.uid}/file/"

    for reader in (person, organiser):
        got = client(reader).get(address)
        assert b"".join(got.streaming_content) == PDF
        assert got["X-Content-Type-Options"] == "nosniff"
    for reader in (UserFactory(), learner("Owen Pryce")):
        assert client(reader).get(address).status_code == 404

    stored = version.file.storage
    data = data_called("work")
    assert data is not None
    assert any(getattr(one, "stored_as", "") == version.file.name for one in data.export(person))
    for part in data.erase:
        if part.when(Choices()):
            part.carry_out(person)
    assert not stored.exists(version.file.name)
    assert not Work.objects.exists()
