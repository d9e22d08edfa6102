"""Who has a piece of work, when it changes hands, and what the desk says of it."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.utils import timezone

from courses.assessment.work import services
from courses.assessment.work.errors import ElsewhereError, NotWaitingError, OtherReviewerError
from courses.assessment.work.models import Review, Work, WorkState
from courses.assessment.work.passing import (
    REVIEWING,
    hand_reviews_over,
    late_works,
    pass_on,
    pass_on_late,
    pass_on_one,
)
from courses.assessment.work.reviewers import possible_reviewers
from lms.accounts.rules import is_organiser
from lms.messaging.models import Notice
from tests.courses.assessment.ground import answer, client, save, send
from tests.factories.accounts import OrganiserFactory, UserFactory
from tests.factories.learning import enrolled, learner, lesson_url, write_url
from tests.queue import run_queue

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)
SAID = {"levels": {}, "words": "Half an answer", "outcome": ""}


@pytest.fixture(autouse=True)
def noon(time_travel):
    time_travel(NOON)


@pytest.fixture
def work(person, edition, organiser) -> Work:
    """Sent on the first of March, and ``organiser`` has it."""
    sent = send(person, edition).work
    sent.reviewer = organiser
    sent.save()
    return sent


def told(somebody) -> list[str]:
    kinds = Notice.objects.filter(recipient=somebody, kind__startswith="work.")
    return list(kinds.order_by("pk").values_list("kind", flat=True))


# ---------------------------------------------------------------- one reviewer at a time


def test_only_its_reviewer_answers_until_somebody_takes_it_over(work, organiser):
    other = OrganiserFactory()
    services.keep_review(work=work, actor=organiser, **SAID)
    for deed in (services.keep_review, services.return_work):
        with pytest.raises(OtherReviewerError):
            deed(work=work, actor=other, **{**SAID, "outcome": "ready"})
    with pytest.raises(OtherReviewerError):
        services.acknowledge(work=work, promised_on=timezone.localdate(), actor=other)

    for _twice in range(2):
        pass_on(work=work, to=other, actor=other)

    assert (told(organiser), told(other)) == (["work.passed_on"], [])
    assert Review.objects.get().reviewer == other
    services.return_work(work=work, actor=other, **{**SAID, "outcome": "ready"})
    with pytest.raises(NotWaitingError):
        pass_on(work=work, to=organiser, actor=organiser)


def test_a_colleague_sees_no_draft_and_takes_over_by_one_button(work, organiser):
    other = OrganiserFactory()
    services.keep_review(work=work, actor=organiser, **SAID)
    address, reader = f"/my/reviews/{work.uid}/", client(other)

    page = reader.get(address).content.decode()
    assert "Half an answer" not in page
    assert "Take it over" in page
    assert "Return it" not in page
    refused = reader.post(address, {"deed": "return", "words": "Mine", "outcome": "ready"})
    assert "Take it over first" in refused.content.decode()
    work.refresh_from_db()
    assert work.state == WorkState.SENT

    assert reader.post(address, {"deed": "take_over"}).status_code == 302
    assert "Half an answer" in reader.get(address).content.decode()
    lists = client(organiser).get("/my/reviews/").content.decode()
    assert "With somebody else" in lists


def test_it_is_passed_on_to_whoever_may_review_it_alone(work, organiser, person):
    other, stranger = OrganiserFactory(), UserFactory()
    assert set(possible_reviewers(person, work.lesson)) == {organiser, other}
    reader, address = client(organiser), f"/my/reviews/{work.uid}/"

    for wrong in (stranger.pk, person.pk, organiser.pk):
        page = reader.post(address, {"deed": "pass_on", "to": wrong})
        assert "Select a valid choice" in page.content.decode()
    assert reader.post(address, {"deed": "pass_on", "to": other.pk}).status_code == 302

    work.refresh_from_db()
    assert work.reviewer == other
    assert (told(organiser), told(other)) == ([], ["work.received"])


# ---------------------------------------------------------------- answers that are late


def test_what_nobody_took_up_goes_to_somebody_else_once(work, organiser, person, time_travel):
    other = OrganiserFactory()
    time_travel(NOON + dt.timedelta(days=7))
    assert not late_works().exists()
    time_travel(NOON + dt.timedelta(days=7, minutes=1))

    assert pass_on_late() == 1
    run_queue()
    pass_on_one(work.pk)

    work.refresh_from_db()
    assert (work.reviewer, work.state) == (other, WorkState.SENT)
    assert told(organiser) == ["work.passed_on"]
    assert told(other) == ["work.received"]
    assert told(person) == ["work.late"]
    assert pass_on_late() == 0


def test_a_promise_that_was_not_kept_goes_to_somebody_else(work, organiser, person, time_travel):
    other = OrganiserFactory()
    services.acknowledge(work=work, promised_on=dt.date(2027, 3, 5), actor=organiser)
    services.keep_review(work=work, actor=organiser, **SAID)
    time_travel(NOON + dt.timedelta(days=4))
    assert pass_on_late() == 0
    time_travel(NOON + dt.timedelta(days=5))

    assert pass_on_late() == 1
    run_queue()

    work.refresh_from_db()
    assert (work.reviewer, work.state, work.promised_on) == (other, WorkState.SENT, None)
    assert Review.objects.get().reviewer == other
    assert told(person) == ["work.promised", "work.late"]


def test_where_nobody_else_is_its_reviewer_is_reminded(work, organiser, time_travel):
    time_travel(NOON + dt.timedelta(days=8))

    pass_on_late()
    run_queue()

    work.refresh_from_db()
    assert work.reviewer == organiser
    assert told(organiser) == ["work.waits"]


def test_a_crash_in_between_loses_nothing(work, organiser, time_travel, monkeypatch):
    other = OrganiserFactory()
    time_travel(NOON + dt.timedelta(days=8))
    from courses.assessment.work import passing

    def crash(**kwargs):
        raise RuntimeError("the machine stopped")

    with monkeypatch.context() as broken:
        broken.setattr(passing, "notify", crash)
        with pytest.raises(RuntimeError):
            pass_on_one(work.pk)
    work.refresh_from_db()
    assert (work.reviewer, work.passed_on_at) == (organiser, None)

    pass_on_one(work.pk)
    work.refresh_from_db()
    assert work.reviewer == other


def test_a_leaving_reviewer_leaves_nothing_behind(work, organiser, edition):
    second = send(enrolled(edition, learner("Owen Pryce")).learner, edition).work
    Work.objects.filter(pk=second.pk).update(reviewer=organiser)
    answered = send(enrolled(edition, learner("Mair Rees")).learner, edition).work
    answer(Work.objects.get(pk=answered.pk), organiser)
    taker = OrganiserFactory()

    assert REVIEWING.count(organiser) == 2
    assert [hand_reviews_over(organiser, taker) for _twice in range(2)] == [2, 0]

    assert set(Work.objects.filter(reviewer=taker)) == {work, second}
    assert told(taker) == ["work.received"] * 2


# ---------------------------------------------------------------- two devices, and lesson.js


def test_another_devices_text_is_never_overwritten_unseen(person, edition, time_travel):
    save(person, edition, "On the phone", base=0)
    save(person, edition, "On the phone, more", base=0)  # the same page, seconds later
    time_travel(NOON + dt.timedelta(minutes=1))

    with pytest.raises(ElsewhereError):
        save(person, edition, "On the laptop", base=0)
    page = client(person).post(
        write_url(edition, "work"),
        {
            "block": "w",
            "submission": "5f0c1b9e-0000-4000-8000-000000000001",
            "deed": "save",
            "text": "On the laptop",
            "base": "0",
        },
    )
    shown = page.content.decode()
    assert "On the laptop" in shown
    assert "On the phone, more" in shown
    assert re.search(r'name="base"\s+value="2"', shown)

    assert save(person, edition, "Both", base=2).draft == "Both"


def test_lesson_js_keeps_the_text_and_is_not_refused_for_what_was_sent(person, edition):
    writes, address = client(person), write_url(edition, "work")
    typed = {"block": "w", "submission": "5f0c1b9e-0000-4000-8000-000000000002", "text": "Why me."}

    kept = writes.post(address, {**typed, "base": "0"}, headers={"accept": "application/json"})
    assert (kept.status_code, kept.json()["number"]) == (200, 1)
    send(person, edition)
    late = writes.post(address, {**typed, "base": "0"}, headers={"accept": "application/json"})
    assert late.status_code == 200
    other = writes.post(
        address, {**typed, "text": "Not me.", "base": "1"}, headers={"accept": "application/json"}
    )
    assert (other.status_code, other.json()["code"]) == (409, "with_reviewer")
    assert Work.objects.get().draft == "Why me."


def test_take_back_before_anything_was_written_is_refused_in_words(person, edition):
    posted = {"block": "w", "submission": "5f0c1b9e-0000-4000-8000-000000000003", "deed": "take_back"}

    page = client(person).post(write_url(edition, "work"), posted)

    assert page.status_code == 422
    assert "Write something or choose a file" in page.content.decode()


# ---------------------------------------------------------------- the desk


def test_the_desk_tells_reviewers_what_waits_and_learners_what_came_back(work, organiser, person, edition):
    desk = client(organiser).get("/my/").content.decode()
    assert "One piece of work waits for your answer." in desk
    assert "waits for your answer" not in client(person).get("/my/").content.decode()

    answer(work, organiser)

    desk = client(person).get("/my/").content.decode()
    assert "“Your statement” came back with an answer" in desk
    assert f'href="{lesson_url(edition)}#block-w"' in desk
    assert "of work wait" not in client(organiser).get("/my/").content.decode()


def test_the_desk_asks_one_query_for_work(work, organiser, django_assert_num_queries):
    from courses.assessment.work.desk import known_of

    assert is_organiser(organiser)  # asked once for every page, for its header
    with django_assert_num_queries(1):
        known_of(organiser)
        assert len(known_of(organiser).waiting) == 1


def test_the_list_is_not_there_for_whoever_reviews_nothing(person):
    assert client(person).get("/my/reviews/").status_code == 404
    assert client(UserFactory()).get("/my/reviews/").status_code == 404
