"""Prepared pages: the same bytes whether or not anything is kept, what is published at once, one's own."""

from __future__ import annotations

import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from courses.content.models import Course
from courses.learning.selectors import course_standing, outline_stops
from courses.learning.services import finish_lesson, meet_requirement, open_lesson, save_writing, tick_item
from lms.pages.lines import line_html
from lms.pages.prepared import Shelf, prepared
from tests.factories.accounts import sign_in
from tests.factories.content import text_block, writing_block
from tests.factories.learning import (
    checklist,
    enrolled,
    learner,
    lesson_url,
    lessons_of,
    publish,
    question,
    taught,
    texts_of,
    write_text,
    write_url,
)

pytestmark = pytest.mark.django_db


def rich(number: int = 1) -> list:
    return [
        text_block(f"Words of lesson {number}."),
        question(f"Who decides {number}?", id=f"q{number}", explanation="<p>Because.</p>"),
        question("Which?", kind="multiple", id=f"m{number}"),
        checklist(id=f"c{number}"),
        writing_block(id=f"w{number}"),
    ]


find = Shelf._find


def page(client: Client, url: str) -> str:
    """A page without what is new in every form."""
    html = client.get(url).content.decode()
    html = re.sub(r'(name="submission" value=")[0-9a-f-]{36}', r"\1", html)
    return re.sub(r'(name="csrfmiddlewaretoken" type="hidden" value=")\w{64}', r"\1", html)


def pages_of(edition) -> list[str]:
    return [f"/courses/{edition.slug}/", lesson_url(edition), lesson_url(edition, 2), "/my/", "/courses/"]


def answer(client: Client, edition, deed: str, **fields):
    fields.setdefault("submission", str(uuid.uuid4()))
    return client.post(write_url(edition, deed), fields)


def at_work(edition, person, *, text: str):
    """Somebody in the middle of the first lesson, with one thing of every kind done."""
    enrolled(edition, person)
    client, lesson = sign_in(Client(), person), lessons_of(edition)[0]
    client.get(lesson_url(edition))
    answer(client, edition, "answer", block="q1", choice="b")
    answer(client, edition, "answer", block="m1", choice="a")
    tick_item(learner=person, lesson=lesson, block="c1", item="i1", ticked=True)
    answer(client, edition, "keep", block="w1", base="0", text=text)
    return client


def test_pages_are_the_same_bytes_with_and_without_what_is_kept(monkeypatch):
    edition = taught(rich(1), rich(2))
    client = at_work(edition, learner(), text="My <own> words")
    urls = pages_of(edition)
    for url in urls:  # from here on, the lesson last seen is the same in each round
        page(client, url)
    kept = [page(client, url) for url in urls]

    monkeypatch.setattr(Shelf, "_find", lambda shelf, key, make: make())
    bare = [page(client, url) for url in urls]

    assert kept == bare
    assert "My &lt;own&gt; words" in bare[1]


def test_losing_what_is_kept_in_the_middle_changes_nothing():
    edition = taught(rich(1), rich(2))
    client = at_work(edition, learner(), text="Mine")
    before = page(client, lesson_url(edition))

    prepared.clear()
    answer(client, edition, "answer", block="q1", choice="a")
    prepared.clear()
    after = page(client, lesson_url(edition))

    assert "That is right." in after
    assert "Because." in after
    assert "Because." not in before


def test_nothing_of_one_learner_is_on_the_page_of_another():
    edition = taught(rich(1), rich(2))
    rhian, owen = learner("Rhian Probert"), learner("Owen Hughes")
    first = at_work(edition, rhian, text="Secret words of Rhian")
    enrolled(edition, owen)
    second = sign_in(Client(), owen)
    visited = [[page(first, url) for url in pages_of(edition)] for _twice in range(2)][1]
    assert "Secret words of Rhian" in visited[1]

    for _again in range(2):
        theirs = [page(second, url) for url in pages_of(edition)]
        for html in theirs:
            for secret in (
                "Secret words",
                "Rhian",
                "Probert",
                ">RP<",
                str(rhian.uid),
                "They advise.",
                "Not quite",
            ):
                assert secret not in html
            assert "Owen Hughes" in html
        assert "checked" not in theirs[1]
        assert str(owen.uid) in theirs[1]
        assert "0 of 2 done" in " ".join(theirs[1].split())
        assert [page(first, url) for url in pages_of(edition)] == visited


def test_every_form_has_its_own_submission_and_everybody_their_own_token():
    edition = taught(rich(1))
    clients = [sign_in(Client(), enrolled(edition).learner) for _person in range(2)]
    pages = [client.get(lesson_url(edition)).content.decode() for client in clients for _twice in range(2)]

    submissions = [re.findall(r'name="submission" value="([0-9a-f-]{36})"', html) for html in pages]
    tokens = [
        set(re.findall(r'name="csrfmiddlewaretoken" type="hidden" value="(\w{64})"', html)) for html in pages
    ]

    assert len({one for found in submissions for one in found}) == 4 * len(pages)
    assert [len(found) for found in tokens] == [1, 1, 1, 1]
    assert len(set.union(*tokens)) == 4


def test_what_is_published_shows_at_once_also_in_another_process(monkeypatch):
    edition = taught([text_block("Old words")], [text_block("The rest")])
    client = sign_in(Client(), enrolled(edition).learner)
    urls = pages_of(edition)
    other = Shelf(most=4000)  # what another process keeps, which hears of nothing
    for shelf in (other, prepared):
        monkeypatch.setattr(Shelf, "_find", lambda self, key, make, shelf=shelf: find(shelf, key, make))
        assert "Old words" in page(client, urls[1])
        assert "Lesson 2" in page(client, urls[0])
    text = texts_of(edition)[0]
    newer = write_text(text.lesson, [text_block("New words")], title="Renamed")
    newest = publish(edition.course, [newer])

    for shelf in (other, prepared):
        monkeypatch.setattr(Shelf, "_find", lambda self, key, make, shelf=shelf: find(shelf, key, make))
        read = page(client, lesson_url(newest))
        assert "New words" in read
        assert "Old words" not in read
        for url in (urls[0], lesson_url(newest), "/my/"):
            assert "Renamed" in page(client, url)
            assert "Lesson 2" not in page(client, url)


def test_a_course_that_closes_says_so_at_once():
    edition = taught()
    client = sign_in(Client(), learner())
    assert "Start the course" in page(client, f"/courses/{edition.slug}/")

    Course.objects.update(open_to_all=False)

    assert "not taking new learners" in page(client, f"/courses/{edition.slug}/")


def test_a_number_given_out_twice_is_not_taken_for_the_edition_before():
    """SQLite gives the number of a publish that was undone to the next one."""
    edition = taught([text_block()], title="Undone")
    client = sign_in(Client(), learner())
    assert "Undone" in page(client, f"/courses/{edition.slug}/")

    type(edition).objects.filter(pk=edition.pk).update(title="Kept", digest=uuid.uuid4().hex)

    html = page(client, f"/courses/{edition.slug}/")
    assert "Kept" in html
    assert "Undone" not in html


def test_the_line_put_together_is_the_line_of_the_template():
    from django.template.loader import render_to_string

    edition = taught(*[rich(number) for number in range(1, 10)], in_module=4)
    person = enrolled(edition).learner
    open_lesson(learner=person, lesson_edition=texts_of(edition)[0], course=edition.course)
    finish_lesson_of(person, edition, 0)
    open_lesson(learner=person, lesson_edition=texts_of(edition)[1], course=edition.course)
    for stops in (
        outline_stops(course_standing(edition, person), here=edition.lessons[2]["id"], details=True),
        outline_stops(course_standing(edition, learner()), here=None),
        [],
    ):
        for _again in range(2):
            made = line_html(stops, direction="upright", label="The <way>")
            context = {"stops": stops, "direction": "upright", "label": "The <way>"}
            assert made == render_to_string("components/line.html", context)


def finish_lesson_of(person, edition, place: int) -> None:
    lesson = lessons_of(edition)[place]
    for asked in texts_of(edition)[place].requirements:
        meet_requirement(learner=person, lesson=lesson, block=asked["id"])


@pytest.mark.parametrize(("lessons", "learners"), [(2, 1), (20, 1), (2, 30), (20, 30)])
def test_the_three_pages_ask_at_most_eight_and_as_many_at_any_size(lessons, learners):
    edition = taught(*[rich(number) for number in range(1, lessons + 1)])
    people = [enrolled(edition).learner for _person in range(learners)]
    text = texts_of(edition)[0]
    for person in people:
        open_lesson(learner=person, lesson_edition=text, course=edition.course)
        save_writing(
            learner=person,
            lesson=text.lesson,
            block="w1",
            text="Words",
            base_number=0,
            submission=uuid.uuid4(),
        )
    client = sign_in(Client(), people[0])

    counted = []
    for url in (f"/courses/{edition.slug}/", lesson_url(edition), "/my/"):
        client.get(url)
        with CaptureQueriesContext(connection) as context:
            assert client.get(url).status_code == 200
        counted.append(len(context))

    assert counted == [5, 6, 5]


def test_words_of_one_language_are_not_kept_for_another():
    assert prepared.get("words", make=lambda: "English") == "English"
    with translation.override("cy"):
        assert prepared.get("words", make=lambda: "Cymraeg") == "Cymraeg"


def test_a_lesson_done_by_one_is_not_done_for_all():
    edition = taught([text_block()], [text_block()])
    person, other = enrolled(edition).learner, enrolled(edition).learner
    finish_lesson(learner=person, lesson=lessons_of(edition)[0])

    assert "This lesson is done." in page(sign_in(Client(), person), lesson_url(edition))
    assert "This lesson is done." not in page(sign_in(Client(), other), lesson_url(edition))
