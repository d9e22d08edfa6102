from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.utils import translation

from courses.content.blocks import LessonBody
from courses.content.impact import Impact, impacts_of
from courses.content.models import CourseEdition
from courses.learning.desk import last_written
from courses.learning.kept import portfolio, telling_versions
from courses.learning.models import Writing, WritingVersion
from courses.learning.records import lesson_record
from courses.learning.selectors import (
    course_standing,
    lessons_left,
    module_stops,
    outline_stops,
    ruling_edition,
)
from courses.learning.services import (
    finish_lesson,
    meet_requirement,
    open_lesson,
    save_writing,
    tick_item,
)
from courses.learning.words import count_left, joined, rule_of, what_remains
from tests.factories.content import text_block, writing_block
from tests.factories.learning import checklist, enrolled, lessons_of, question, taught, texts_of

ASKED = [
    {"id": "q1", "kind": "question", "label": "Who?"},
    {"id": "c", "kind": "checklist", "label": "This week"},
    {"id": "q2", "kind": "question", "label": "When?"},
    {"id": "w", "kind": "writing", "label": "Statement"},
]


@pytest.mark.parametrize(
    ("met", "words"),
    [
        ({"q1", "c", "w"}, "the second question"),
        ({"q2"}, "the first question, the checklist “This week” and your text “Statement”"),
        ({"q1", "c", "q2", "w", "older"}, ""),
    ],
)
def test_what_remains_is_said_in_words(met, words):
    assert joined(one.name for one in what_remains(ASKED, met)) == words


def test_a_lone_question_has_no_number():
    assert [one.name for one in what_remains(ASKED[:2], {"c"})] == ["the question"]


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "One thing left before this lesson counts"),
        (2, "Two things left before this lesson counts"),
        (12, "12 things left before this lesson counts"),
    ],
)
def test_count_left(count, words):
    assert count_left(count) == words


def test_the_rule_names_what_a_lesson_asks():
    assert rule_of(ASKED) == (
        "This lesson counts when you have answered 2 questions rightly, ticked the whole checklist and kept a"
        " text of the right length. You may try as often as you like."
    )
    assert rule_of([]) == "This lesson asks for nothing. It counts when you say that you have read it."


@pytest.mark.django_db
def test_a_course_knows_what_is_done_and_where_to_go_on():
    edition = taught([question(id="q")], [text_block()], [text_block()], in_module=2)
    enrolment = enrolled(edition)
    first, second, third = lessons_of(edition)
    meet_requirement(learner=enrolment.learner, lesson=first, block="q")
    open_lesson(learner=enrolment.learner, lesson_edition=texts_of(edition)[2], course=edition.course)

    standing = course_standing(edition, enrolment.learner)

    assert (standing.done, standing.total, standing.minutes_left) == (1, 3, 20)
    assert standing.label == "1 of 3 lessons · about 20 minutes left"
    assert standing.following.entry["id"] == third.pk
    assert [lesson.entry["id"] for lesson in lessons_left(enrolment.learner, edition)] == [
        second.pk,
        third.pk,
    ]
    parts = outline_stops(standing, here=second.pk, details=True)
    assert [[(stop.state, stop.note) for stop in part.stops] for part in parts] == [
        [("done", "10 minutes · 1 thing to do · done"), ("here", "10 minutes")],
        [("later", "10 minutes · begun")],
    ]
    assert [(stop.state, stop.note) for stop in module_stops(standing)] == [
        ("later", "1 of 2 lessons"),
        ("here", "0 of 1 lesson"),
    ]


@pytest.mark.django_db
def test_what_completes_a_course_is_the_sites_own_version_whatever_somebody_reads():
    english = taught([text_block()], [text_block()])
    CourseEdition.objects.create(
        course=english.course,
        language="cy",
        number=2,
        slug="sefyll",
        title="Sefyll",
        outline={"modules": []},
        digest="welsh",
        is_current=True,
    )

    with translation.override("cy"):
        assert ruling_edition(english.course) == english


@pytest.mark.django_db
def test_what_was_unticked_is_shown_unticked_wherever_it_is_kept():
    edition = taught([checklist(id="c")])
    person, lesson = enrolled(edition).learner, lessons_of(edition)[0]
    for item, ticked in (("i1", True), ("i2", True), ("i2", False)):
        tick_item(learner=person, lesson=lesson, block="c", item=item, ticked=ticked)

    assert lesson_record(person.pk, lesson.pk).ticked == {"c": {"i1"}}
    ((_course, (kept,)),) = portfolio(person)
    assert [(one["text"], one["ticked"]) for one in kept.lists[0]["items"]] == [
        ("Find the form", True),
        ("Read the form", False),
    ]


@pytest.mark.django_db
def test_texts_last_written_are_ones_own():
    edition = taught([writing_block(id="w")])
    lesson, people = lessons_of(edition)[0], [enrolled(edition).learner for _one in range(3)]
    for person in people:
        save_writing(
            learner=person,
            lesson=lesson,
            block="w",
            text=f"Of {person.username}",
            base_number=0,
            submission=uuid.uuid4(),
        )

    for person in people:
        assert [one.text for one in last_written(person.pk, [lesson.pk])] == [f"Of {person.username}"]


@pytest.mark.django_db
def test_editors_learn_how_many_began_and_finished():
    edition = taught([text_block()], [text_block()])
    first, second = lessons_of(edition)
    for finishes in (True, False):
        enrolment = enrolled(edition)
        open_lesson(learner=enrolment.learner, lesson_edition=texts_of(edition)[0], course=edition.course)
        if finishes:
            finish_lesson(learner=enrolment.learner, lesson=first)

    assert impacts_of([first.key, second.key]) == {first.key: Impact(2, 1), second.key: Impact()}


@pytest.mark.django_db
def test_the_portfolio_tells_no_pause_of_the_typing_but_every_loss():
    edition = taught([writing_block(id="w")])
    enrolment, lesson = enrolled(edition), lessons_of(edition)[0]
    texts = [
        "One two three four five six",
        "One two three four five six seven",
        "Short",
        "Short, later",
        "End",
    ]
    for base, text in enumerate(texts):
        save_writing(
            learner=enrolment.learner,
            lesson=lesson,
            block="w",
            text=text,
            base_number=base,
            submission=uuid.uuid4(),
        )
    an_hour_ago = WritingVersion.objects.get(number=4).created_at - dt.timedelta(hours=1)
    WritingVersion.objects.filter(number__lte=3).update(created_at=an_hour_ago)

    shown = [version.text for version in telling_versions(Writing.objects.get())]

    assert shown == ["End", "Short, later", "Short", "One two three four five six seven"]


@pytest.mark.parametrize(
    "raw", [question("Who decides?"), checklist("Find the form"), writing_block("Your statement")]
)
def test_blocks_that_ask_are_shown_in_a_preview_without_a_learner(raw, settings):
    stream = LessonBody().to_python([raw])

    html = stream.render_as_block()

    assert {"question": "Who decides?", "checklist": "Find the form", "writing": "Your statement"}[
        raw["type"]
    ] in html
    assert "submission" not in html
