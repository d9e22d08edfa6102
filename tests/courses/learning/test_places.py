"""The place of a learner: the short way does what the long way does, and only while that is right."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.content.models import CourseEdition, Lesson
from courses.learning import writes
from courses.learning.models import Enrolment, EnrolmentState, LessonProgress
from courses.learning.places import Spot, current_editions, kept_spot, write_place
from courses.learning.services import withdraw_learner
from lms.accounts.models import User
from lms.accounts.safety import strong
from tests.factories.content import heading_block, text_block
from tests.factories.learning import (
    enrolled,
    learner,
    lessons_of,
    publish,
    taught,
    texts_of,
    write_text,
    write_url,
)

pytestmark = pytest.mark.django_db
BODY = [
    heading_block("The panel", id="h"),
    text_block("Two people ask.", id="t"),
    text_block("More.", id="u"),
]


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="lms.accounts.backends.SignInBackend")
    return client


def note(client: Client, edition: CourseEdition, block: str = "t", **sent: Any) -> Any:
    url = write_url(edition, "place")
    return client.post(url, {"block": block, "age": "0", **sent}, headers={"accept": "application/json"})


def noted() -> tuple[str, str]:
    return LessonProgress.objects.values_list("resume_block", "resume_label").get()


@pytest.fixture
def known() -> tuple[CourseEdition, Enrolment, Client]:
    """A learner whose place at “t” was noted, so that the next one goes the short way."""
    edition = taught(BODY)
    enrolment = enrolled(edition)
    client = signed_in(enrolment.learner)
    assert note(client, edition).status_code == 200
    return edition, enrolment, client


def test_the_short_way_asks_whose_it_is_and_one_statement_more(known, monkeypatch):
    edition, enrolment, client = known
    monkeypatch.setattr(strong, "_predicates", [])  # each room that has one asks a query more

    with CaptureQueriesContext(
        connection,
    ) as found:
        answer = note(client, edition, "u")

    assert (answer.status_code, answer.json()) == (200, {})
    assert noted() == ("u", "The panel")
    # On SQLite the statement is two, between a savepoint and its release.
    assert len(found) == (2 if connection.vendor == "postgresql" else 5)
    enrolment.refresh_from_db()
    assert enrolment.last_lesson_id == lessons_of(edition)[0].pk


def test_the_first_place_in_a_lesson_begins_it(known):
    edition, _enrolment, _client = known
    newcomer = enrolled(edition).learner

    assert note(signed_in(newcomer), edition, "u").status_code == 200

    progress = LessonProgress.objects.get(learner=newcomer)
    assert (progress.resume_block, progress.seen_edition_id) == ("u", texts_of(edition)[0].pk)
    assert progress.done_at is None


def test_after_a_publish_the_next_place_is_in_the_new_text(known):
    edition, _enrolment, client = known
    (text,) = texts_of(edition)
    newer = write_text(
        text.lesson, [heading_block("The interview", id="h"), text_block("Three ask.", id="t")]
    )
    edition = publish(edition.course, [newer])

    assert note(client, edition, "u").json() == {}
    assert noted() == ("t", "The panel")  # “u” is gone, so nothing was noted
    assert note(client, edition, "t").json() == {}
    assert noted() == ("t", "The interview")


def test_an_edition_in_another_language_ends_what_was_remembered(known):
    edition, enrolment, _client = known
    spot = kept_spot(lessons_of(edition)[0].key, "en-gb")
    assert spot is not None
    assert current_editions(edition.course_id) == spot.editions == (edition.pk,)

    CourseEdition.objects.create(
        course=edition.course, number=2, language="cy", slug="cwrs", title="Cwrs", digest="1", is_current=True
    )

    sent = {"learner_id": enrolment.learner_id, "block": "h", "label": "", "at": timezone.now()}
    assert not write_place(spot=spot, **sent)
    assert noted() == ("t", "The panel")


def test_a_lesson_that_moved_to_another_course_is_not_remembered(known):
    edition, _enrolment, client = known
    Lesson.objects.update(course=taught().course)

    answer = note(client, edition, "u")

    assert (answer.status_code, answer.json()["code"]) == (409, "not_enrolled")
    assert noted() == ("t", "The panel")


def test_a_lesson_taken_out_is_gone_at_once(known):
    edition, _enrolment, client = known
    publish(edition.course, [])

    answer = note(client, edition, "u")

    assert (answer.status_code, answer.json()["code"]) == (409, "lesson_gone")
    assert noted() == ("t", "The panel")


def test_who_left_the_course_is_refused_at_once(known):
    edition, enrolment, client = known
    withdraw_learner(learner=enrolment.learner, course=edition.course)

    answer = note(client, edition, "u")

    assert (answer.status_code, answer.json()["code"]) == (409, "withdrawn")
    assert noted() == ("t", "The panel")
    assert Enrolment.objects.get().state == EnrolmentState.WITHDRAWN


def test_a_stranger_to_the_course_is_refused(known):
    edition, _enrolment, _client = known

    answer = note(signed_in(learner()), edition)

    assert (answer.status_code, answer.json()["code"]) == (409, "not_enrolled")
    assert LessonProgress.objects.count() == 1


def test_a_page_of_another_account_is_refused(known):
    edition, enrolment, client = known

    answer = note(client, edition, "u", uid=str(uuid.uuid4()))

    assert (answer.status_code, answer.json()["code"]) == (409, "other_account")
    assert noted() == ("t", "The panel")
    assert note(client, edition, "u", uid=str(enrolment.learner.uid)).status_code == 200
    assert noted() == ("u", "The panel")


def test_who_signed_out_or_was_switched_off_is_asked_to_sign_in(known):
    edition, enrolment, client = known
    User.objects.filter(pk=enrolment.learner_id).update(is_active=False)

    for who in (client, Client()):
        answer = note(who, edition, "u")
        assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")
    assert noted() == ("t", "The panel")


def test_the_short_way_is_counted_and_limited(known, monkeypatch):
    edition, _enrolment, client = known
    monkeypatch.setattr(writes, "WRITES", type(writes.WRITES)("places", most=2, seconds=60, cache="default"))

    assert [note(client, edition, block).status_code for block in ("u", "h", "t")] == [200, 200, 429]
    assert noted() == ("h", "The panel")


def test_a_form_token_is_needed(known):
    edition, enrolment, _client = known
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(enrolment.learner, backend="lms.accounts.backends.SignInBackend")

    assert note(strict, edition, "u").status_code == 403
    assert noted() == ("t", "The panel")


def test_seeing_what_changed_is_not_a_place(known):
    edition, _enrolment, client = known
    newer = write_text(texts_of(edition)[0].lesson, [*BODY, text_block("New.", id="n")])
    edition = publish(edition.course, [newer])
    note(client, edition)

    assert note(client, edition, "u", seen="1").json() == {}

    assert LessonProgress.objects.get().seen_edition_id == newer.pk
    assert noted() == ("t", "The panel")


def test_an_earlier_place_moves_neither_the_block_nor_the_lesson():
    edition = taught(BODY, [text_block()])
    enrolment = enrolled(edition)
    now = timezone.now()

    def write(number: int, block: str, minutes_ago: int) -> None:
        text = texts_of(edition)[number]
        spot = Spot(text.lesson_id, edition.course_id, text.pk)
        at = now - dt.timedelta(minutes=minutes_ago)
        assert write_place(learner_id=enrolment.learner_id, spot=spot, block=block, label=block, at=at)

    write(0, "t", 30)
    write(1, "x", 10)
    write(0, "u", 20)
    write(0, "h", 25)

    first, second = lessons_of(edition)
    assert LessonProgress.objects.get(lesson=first).resume_block == "u"
    enrolment.refresh_from_db()
    assert enrolment.last_lesson_id == second.pk
    assert enrolment.last_seen_at == now - dt.timedelta(minutes=10)
