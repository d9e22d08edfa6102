"""The pages and plain forms through a real client: everything here works without JavaScript."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.content.models import Course, CourseEdition
from courses.learning.models import Enrolment, LessonProgress, Tick, Writing
from courses.learning.services import (
    enrol_learner,
    finish_lesson,
    meet_requirement,
    open_lesson,
    save_writing,
    tick_item,
    withdraw_learner,
)
from lms.accounts.limits import PersonLimit
from tests.factories.accounts import EditorFactory, sign_in
from tests.factories.content import block, heading_block, text_block, writing_block
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


def signed_in(person) -> Client:
    return sign_in(Client(), person)


def shown(response) -> str:
    """The words of a page, tags and doubled space gone."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def send(client: Client, edition, deed: str, number: int = 1, **fields):
    """A plain form as the page would send it."""
    fields.setdefault("submission", str(uuid.uuid4()))
    return client.post(write_url(edition, deed, number), fields)


def send_json(client: Client, edition, deed: str, number: int = 1, **fields):
    fields.setdefault("submission", str(uuid.uuid4()))
    return client.post(write_url(edition, deed, number), fields, headers={"accept": "application/json"})


def queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as context:
        assert client.get(url).status_code == 200
    return len(context)


# ---------------------------------------------------------------- who may


def test_a_visitor_reads_the_catalogue_and_the_course_but_signs_in_for_a_lesson():
    edition = taught(title="Standing for council")
    client = Client()

    assert client.get("/courses/").status_code == 200
    page = shown(client.get(f"/courses/{edition.slug}/"))
    assert "Sign in to start" in page
    assert "Lesson 1" in page
    answer = client.get(lesson_url(edition))
    assert (answer.status_code, answer.url) == (302, f"/account/login/?next={lesson_url(edition)}")


def test_a_person_without_a_place_is_sent_to_the_course_with_a_word():
    edition = taught()

    answer = signed_in(learner()).get(lesson_url(edition), follow=True)

    assert answer.redirect_chain == [(f"/courses/{edition.slug}/", 302)]
    assert "Join the course to open its lessons." in shown(answer)
    assert LessonProgress.objects.count() == 0


def test_an_editor_reads_without_a_place_and_leaves_no_record():
    edition = taught([question("Who decides?")])

    page = signed_in(EditorFactory()).get(lesson_url(edition))

    assert page.status_code == 200
    assert "You are reading as an editor." in shown(page)
    assert LessonProgress.objects.count() == 0


def test_starting_leads_into_the_first_lesson():
    edition, person = taught([text_block("Good evening.")]), learner()

    answer = signed_in(person).post(f"/courses/{edition.slug}/join/", follow=True)

    assert answer.redirect_chain == [(lesson_url(edition), 302)]
    assert "Good evening." in shown(answer)
    assert Enrolment.objects.get().last_lesson_id == edition.lessons[0]["id"]
    assert LessonProgress.objects.get().seen_edition_id == edition.lessons[0]["edition"]


def test_joining_signed_out_leads_back_to_the_course():
    edition = taught()
    page = f"/courses/{edition.slug}/"

    assert Client().post(page + "join/").url == f"/account/login/?next={page}"
    assert signed_in(learner()).get(page + "join/").url == page
    assert Enrolment.objects.count() == 0


def test_joining_a_closed_course_says_so():
    edition = taught()
    Course.objects.update(open_to_all=False)

    answer = signed_in(learner()).post(f"/courses/{edition.slug}/join/", follow=True)

    assert "This course is not taking new learners at the moment." in shown(answer)
    assert Enrolment.objects.count() == 0


def test_leaving_asks_first_and_rejoining_gives_everything_back():
    edition = taught([question(id="q")], [text_block()])
    enrolment = enrolled(edition)
    meet_requirement(learner=enrolment.learner, lesson=lessons_of(edition)[0], block="q")
    client, leave = signed_in(enrolment.learner), f"/courses/{edition.slug}/leave/"

    assert "comes back if you join again" in shown(client.get(leave))
    assert "What you did and wrote is kept." in shown(client.post(leave, follow=True))
    assert "You left this course." in shown(client.get(f"/courses/{edition.slug}/"))
    assert client.get(lesson_url(edition)).status_code == 302
    client.post(f"/courses/{edition.slug}/join/")

    assert "1 of 2 lessons" in shown(client.get(f"/courses/{edition.slug}/"))


def test_the_course_page_says_where_to_go_on_and_the_name_on_the_certificate():
    edition = taught([question(id="q")], [text_block()])
    enrolment = enrolled(edition, learner("Siân Ŵyn"))
    meet_requirement(learner=enrolment.learner, lesson=lessons_of(edition)[0], block="q")

    page = shown(signed_in(enrolment.learner).get(f"/courses/{edition.slug}/"))

    assert "Continue: Lesson 2" in page
    assert "1 of 2 lessons · about 10 minutes left" in page
    assert "Your certificate will be made out to Siân Ŵyn ." in page


# ---------------------------------------------------------------- answers


def test_nothing_of_the_answers_reaches_the_page_before_answering():
    options = [
        ("Alpha", True, "Feedback-for-alpha"),
        ("Beta", False, "Feedback-for-beta"),
        ("Gamma", False, "Feedback-for-gamma"),
    ]
    first = question("First?", options, explanation="<p>Because-one</p>", id="q1")
    second = question("Second?", options, kind="multiple", explanation="<p>Because-two</p>", id="q2")
    edition = taught([first, second])
    turned = [(text, not correct, feedback) for text, correct, feedback in options]
    other = taught(
        [{**question("First?", turned, id="q1")}, {**question("Second?", turned, kind="multiple", id="q2")}]
    )
    person = learner()
    enrolled(edition, person)
    enrolled(other, person)
    client = signed_in(person)

    def plain(html: str) -> str:
        """The page without what differs from one course or one form to the next."""
        html = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "uuid", html)
        html = re.sub(r'(csrfmiddlewaretoken"\s+value=")[^"]+', r"\1token", html)
        html = re.sub(r'(value=")[A-Za-z0-9]{64}"', r'\1token"', html)
        return html.replace(f"course-{edition.course_id}", "course").replace(
            f"course-{other.course_id}", "course"
        )

    page = client.get(lesson_url(edition)).content.decode()

    for secret in ("Feedback-for", "Because-", "correct", "option--right", "option--wrong"):
        assert secret not in page
    assert plain(page) == plain(client.get(lesson_url(other)).content.decode())

    send(client, edition, "answer", block="q1", choice="b")
    page = client.get(lesson_url(edition)).content.decode()
    assert page.count("Feedback-for-beta") == 1
    for secret in ("Feedback-for-alpha", "Feedback-for-gamma", "Because-", "option--right"):
        assert secret not in page


def test_a_wrong_answer_then_a_right_one_with_what_remains():
    edition = taught([question(id="q1", explanation="<p>The law says so.</p>"), question(id="q2")])
    enrolment = enrolled(edition)
    client = signed_in(enrolment.learner)
    assert "Two things left before this lesson counts: the first question and the second question." in shown(
        client.get(lesson_url(edition))
    )

    answer = send(client, edition, "answer", block="q1", choice="b")
    assert (answer.status_code, answer.url) == (302, lesson_url(edition) + "#block-q1")
    page = client.get(lesson_url(edition))
    assert "Not this one. They advise." in shown(page)
    assert "Not quite. Read the note, choose again and check." in shown(page)
    assert re.search(r'value="b"[^>]*checked', page.content.decode())

    send(client, edition, "answer", block="q1", choice="a")
    page = shown(client.get(lesson_url(edition)))
    assert "Right. They vote." in page
    assert "The law says so." in page
    assert "One thing left before this lesson counts: the second question." in page

    send(client, edition, "answer", block="q2", choice="a")
    assert "This lesson is done." in shown(client.get(lesson_url(edition)))


def test_a_form_sent_again_with_another_choice_is_another_answer():
    edition = taught([question(id="q")])
    client = signed_in(enrolled(edition).learner)
    submission = str(uuid.uuid4())

    send(client, edition, "answer", block="q", choice="b", submission=submission)
    send(client, edition, "answer", block="q", choice="b", submission=submission)
    send(client, edition, "answer", block="q", choice="a", submission=submission)

    attempts = LessonProgress.objects.get().learner.attempts
    assert list(attempts.values_list("chosen", "correct")) == [(["b"], False), (["a"], True)]


def test_an_empty_choice_is_explained_on_the_page():
    edition = taught([question(id="q")])
    client = signed_in(enrolled(edition).learner)

    answer = send(client, edition, "answer", block="q")

    assert answer.status_code == 422
    assert "Choose an answer first. Nothing was marked." in shown(answer)


def test_answers_as_json_bring_the_block_the_foot_and_the_outline():
    edition = taught([question(id="q")], [text_block()])
    client = signed_in(enrolled(edition).learner)

    answer = send_json(client, edition, "answer", block="q", choice="a").json()

    assert sorted(answer) == ["foot", "html", "outline"]
    assert "That is right." in answer["html"]
    assert "This lesson is done." in answer["foot"]
    assert "1 of 2 done" in answer["outline"]


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"choice": "z"}, 422, "unknown_option"),
        ({}, 422, "empty_choice"),
        ({"choice": "a", "submission": "nonsense"}, 422, "malformed"),
        ({"choice": "a", "block": "gone"}, 409, "block_gone"),
        ({"choice": "a", "uid": str(uuid.uuid4())}, 409, "other_account"),
    ],
)
def test_refusals_as_json_have_a_code_and_words(fields, status, code):
    edition = taught([question(id="q")])
    client = signed_in(enrolled(edition).learner)

    answer = send_json(client, edition, "answer", **{"block": "q", **fields})

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert len(answer.json()["message"]) > 20


def test_writes_of_others_and_of_visitors_are_refused():
    edition = taught([question(id="q")])

    assert send_json(Client(), edition, "answer", block="q", choice="a").status_code == 401
    assert send(Client(), edition, "answer", block="q", choice="a").url.endswith(lesson_url(edition))
    stranger = send_json(signed_in(learner()), edition, "answer", block="q", choice="a")
    assert (stranger.status_code, stranger.json()["code"]) == (409, "not_enrolled")
    editor = send_json(signed_in(EditorFactory()), edition, "answer", block="q", choice="a")
    assert editor.json()["code"] == "not_enrolled"
    left = enrolled(edition)
    withdraw_learner(learner=left.learner, course=edition.course)
    answer = send(signed_in(left.learner), edition, "answer", block="q", choice="a")
    assert answer.status_code == 409
    assert "You left this course." in shown(answer)


def test_writes_are_posted_only_and_need_the_token():
    edition = taught([question(id="q")])
    person = enrolled(edition).learner

    assert signed_in(person).get(write_url(edition, "answer")).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person)
    assert strict.post(write_url(edition, "answer"), {"block": "q", "choice": "a"}).status_code == 403
    token = strict.get("/my/learning/token/").json()
    assert token["uid"] == str(person.uid)
    fields = {"block": "q", "choice": "a", "submission": uuid.uuid4(), "csrfmiddlewaretoken": token["token"]}
    assert strict.post(write_url(edition, "answer"), fields).status_code == 302
    assert Client().get("/my/learning/token/").json()["uid"] is None


# ---------------------------------------------------------------- checklists, texts, places


def test_a_checklist_form_sends_only_what_it_changed():
    edition = taught([checklist(id="c")])
    enrolment = enrolled(edition)
    client, lesson = signed_in(enrolment.learner), lessons_of(edition)[0]
    tick_item(learner=enrolment.learner, lesson=lesson, block="c", item="i2", ticked=True)  # another device

    answer = send(client, edition, "tick", block="c", item="i1")  # this page knew of no ticks

    assert answer.url == lesson_url(edition) + "#block-c"
    assert set(Tick.objects.values_list("item", "ticked")) == {("i1", True), ("i2", True)}
    assert "2 of 2 ticked. This counts." in shown(client.get(lesson_url(edition)))
    send(client, edition, "tick", block="c", was=["i1", "i2"], item="i1")
    assert set(Tick.objects.values_list("item", "ticked")) == {("i1", True), ("i2", False)}


def test_a_checklist_form_leaves_what_another_device_unticked_meanwhile():
    edition = taught([checklist(id="c")])
    client = signed_in(enrolled(edition).learner)
    send(client, edition, "tick", block="c", item="i1")
    send(client, edition, "tick", block="c", was="i1")  # another device

    send(client, edition, "tick", block="c", was="i1", item=["i1", "i2"])

    assert set(Tick.objects.values_list("item", "ticked")) == {("i1", False), ("i2", True)}


def test_a_tick_from_the_script_carries_its_age():
    edition = taught([checklist(id="c")])
    client = signed_in(enrolled(edition).learner)

    send_json(client, edition, "tick", block="c", tick="i1", ticked="1", age="1000")
    send_json(client, edition, "tick", block="c", tick="i1", ticked="0", age="3600000")

    assert Tick.objects.get().ticked is True


def test_a_text_is_kept_and_shown_again():
    edition = taught([writing_block(least=2, most=5, id="w")])
    client = signed_in(enrolled(edition).learner)

    answer = send(client, edition, "keep", block="w", base="0", text="Two <b>words</b>")

    assert answer.url == lesson_url(edition) + "#block-w"
    page = client.get(lesson_url(edition)).content.decode()
    assert "Two &lt;b&gt;words&lt;/b&gt;</textarea>" in page
    assert 'name="base" value="1"' in " ".join(page.split())
    assert "Saved. This counts." in " ".join(page.split())


def test_a_text_that_is_too_long_comes_back_with_the_reason():
    edition = taught([writing_block(id="w")])
    client = signed_in(enrolled(edition).learner)
    text = "word " * 4001

    answer = send(client, edition, "keep", block="w", base="0", text=text)

    assert answer.status_code == 422
    assert "This text has 20,005 characters; at most 20,000 can be kept." in shown(answer)
    assert text in answer.content.decode()
    assert Writing.objects.count() == 0


def test_a_text_that_was_refused_goes_on_from_where_its_page_began():
    edition = taught([writing_block(id="w")])
    client = signed_in(enrolled(edition).learner)
    send(client, edition, "keep", block="w", base="0", text="Short")

    answer = send(client, edition, "keep", block="w", base="1", text="word " * 4001)

    page = " ".join(answer.content.decode().split())
    assert re.search(r"data-state> *Not saved. *</p>", page)
    assert 'name="base" value="1"' in page


def test_two_devices_are_shown_both_texts_and_choose():
    edition = taught([writing_block(id="w")])
    client = signed_in(enrolled(edition).learner)
    send(client, edition, "keep", block="w", base="0", text="From the phone")

    answer = send_json(client, edition, "keep", block="w", base="0", text="From the desk").json()
    assert (answer["number"], answer["aside"]) == (2, True)
    page = shown(client.get(lesson_url(edition)))
    assert "You wrote this in two places" in page
    assert "Saved first From the phone" in page
    assert "Written without seeing it From the desk" in page

    send(client, edition, "keep", block="w", choose="2")
    page = shown(client.get(lesson_url(edition)))
    assert "You wrote this in two places" not in page
    assert Writing.objects.get().text == "From the desk"


def test_a_signed_out_form_gives_the_text_back():
    edition = taught([writing_block(id="w")])

    answer = send(Client(), edition, "keep", block="w", base="0", text="Half an hour of work")

    assert answer.status_code == 401
    assert "Half an hour of work" in shown(answer)
    assert "You are signed out" in shown(answer)


def test_the_place_is_noted_with_its_heading_and_the_lesson_resumes_there():
    edition = taught([heading_block("The panel", id="h"), text_block("Two people ask.", id="t")])
    client = signed_in(enrolled(edition).learner)

    answer = send_json(client, edition, "place", block="t", age="10")

    assert (answer.status_code, answer.json()) == (200, {})
    assert LessonProgress.objects.values_list("resume_block", "resume_label").get() == ("t", "The panel")
    assert 'data-resume="t"' in client.get(lesson_url(edition)).content.decode()
    assert "You stopped at “The panel”." in shown(client.get(f"/courses/{edition.slug}/"))
    send_json(client, edition, "place", block="nonsense")
    assert LessonProgress.objects.get().resume_block == "t"


def test_a_lesson_that_asks_nothing_is_done_when_the_learner_says_so():
    edition = taught([text_block()], [text_block()])
    client = signed_in(enrolled(edition).learner)
    assert "This lesson asks for nothing." in shown(client.get(lesson_url(edition)))

    assert send(client, edition, "finish").url == lesson_url(edition, 2)
    answer = send_json(client, edition, "finish", number=2).json()

    assert answer == {"location": f"/courses/{edition.slug}/"}
    page = shown(client.get(f"/courses/{edition.slug}/"))
    assert "You completed this course" in page
    assert "Your certificate" in page


# ---------------------------------------------------------------- what changed


def test_a_changed_lesson_says_what_changed_until_it_is_seen():
    edition = taught([text_block("Old", id="a"), text_block("Same", id="b"), text_block("Gone", id="c")])
    enrolment, (text,) = enrolled(edition), texts_of(edition)
    open_lesson(learner=enrolment.learner, lesson_edition=text, course=edition.course)
    newer = write_text(
        text.lesson, [text_block("New", id="a"), text_block("Same", id="b"), text_block("Added", id="d")]
    )
    edition = publish(edition.course, [newer])
    client = signed_in(enrolment.learner)

    page = client.get(lesson_url(edition))

    assert "Changed since your visit: one part is new, one part changed, one part is gone." in shown(page)
    assert "New since your visit Added" in shown(page)
    assert "Changed since your visit New" in shown(page)
    assert page.content.decode().count("block__mark") == 2
    send(client, edition, "place", seen="1")
    assert "since your visit" not in shown(client.get(lesson_url(edition)))


def test_a_lesson_taken_out_tells_those_who_were_in_it_and_nobody_else():
    edition = taught([writing_block(id="w")], [text_block()])
    enrolment, other = enrolled(edition), enrolled(edition)
    client = signed_in(enrolment.learner)
    send(client, edition, "keep", block="w", base="0", text="My words")
    address = lesson_url(edition)
    publish(edition.course, texts_of(edition)[1:])

    page = client.get(address)
    assert page.status_code == 410
    assert "“Lesson 1” is no longer part of the course" in shown(page)
    assert signed_in(other.learner).get(address).status_code == 404
    late = send(client, edition, "keep", block="w", base="1", text="Typed too late")
    assert late.status_code == 410
    assert "Typed too late" in shown(late)
    assert "My words" in shown(client.get("/my/portfolio/"))


def test_a_renamed_address_leads_to_the_lesson():
    edition = taught([text_block()])
    enrolment = enrolled(edition)
    old = lesson_url(edition)
    newer = publish(edition.course, texts_of(edition))
    outline = newer.outline
    outline["modules"][0]["slug"] = "renamed"
    CourseEdition.objects.filter(pk=newer.pk).update(outline=outline)

    answer = signed_in(enrolment.learner).get(old)

    assert (answer.status_code, answer.url) == (302, f"/courses/{edition.slug}/renamed/lesson-1/")


def test_an_unpublished_course_tells_those_on_it_and_nobody_else():
    edition = taught()
    enrolment = enrolled(edition)
    CourseEdition.objects.update(is_current=False)
    client = signed_in(enrolment.learner)

    page = client.get(f"/courses/{edition.slug}/")

    assert page.status_code == 410
    assert "is no longer open" in shown(page)
    assert signed_in(learner()).get(f"/courses/{edition.slug}/").status_code == 404
    assert Client().get(f"/courses/{edition.slug}/").status_code == 404
    assert client.get(lesson_url(edition)).status_code == 404


def test_addresses_that_never_were_are_not_found():
    edition = taught()
    client = signed_in(enrolled(edition).learner)

    for path in ("/courses/nothing/", "/courses/nothing/at/all/", f"/courses/{edition.slug}/at/all/"):
        assert client.get(path).status_code == 404
    assert client.post(f"/my/learning/{uuid.uuid4()}/answer/").status_code == 404


# ---------------------------------------------------------------- the portfolio


def test_the_portfolio_is_ones_own():
    edition = taught([writing_block(title="Statement", id="w"), checklist(id="c")])
    enrolment, other = enrolled(edition), enrolled(edition)
    lesson = lessons_of(edition)[0]
    save_writing(
        learner=enrolment.learner,
        lesson=lesson,
        block="w",
        text="Secret words",
        base_number=0,
        submission=uuid.uuid4(),
    )
    tick_item(learner=enrolment.learner, lesson=lesson, block="c", item="i1", ticked=True)

    page = shown(signed_in(enrolment.learner).get("/my/portfolio/"))
    assert "Secret words" in page
    assert "Find the form (ticked)" in page
    assert "Read the form (not ticked)" in page
    text = signed_in(enrolment.learner).get("/my/portfolio/portfolio.txt")
    assert text["Content-Type"] == "text/plain; charset=utf-8"
    assert "Secret words" in text.content.decode()
    assert "[x] Find the form" in text.content.decode()
    theirs = signed_in(other.learner)
    assert "Nothing kept yet" in shown(theirs.get("/my/portfolio/"))
    assert "Secret words" not in theirs.get("/my/portfolio/portfolio.txt").content.decode()
    assert "Secret words" not in shown(theirs.get(lesson_url(edition)))
    assert Client().get("/my/portfolio/").status_code == 302


# ---------------------------------------------------------------- queries


def rich_lesson() -> list:
    return [question(id="q"), checklist(id="c"), writing_block(id="w"), text_block()]


@pytest.mark.parametrize("lessons", [1, 30])
def test_the_course_page_asks_the_same_of_any_number_of_lessons(lessons):
    edition = taught(*[rich_lesson() for _ in range(lessons)])
    client = signed_in(enrolled(edition).learner)

    assert queries(client, f"/courses/{edition.slug}/") == 5
    assert queries(Client(), f"/courses/{edition.slug}/") == 2  # the edition, its versions in other languages


@pytest.mark.parametrize("lessons", [1, 30])
def test_a_lesson_asks_the_same_of_any_number_of_lessons(lessons):
    edition = taught(*[rich_lesson() for _ in range(lessons)])
    enrolment = enrolled(edition)
    client = signed_in(enrolment.learner)
    for text in texts_of(edition):
        meet_requirement(learner=enrolment.learner, lesson=text.lesson, block="c")

    assert queries(client, lesson_url(edition)) == 6


@pytest.mark.parametrize("courses", [1, 30])
def test_the_catalogue_asks_the_same_of_any_number_of_courses(courses):
    person = learner()
    for number in range(courses):
        enrolled(taught(title=f"Course {number}"), person)

    assert queries(signed_in(person), "/courses/") == 5
    assert queries(Client(), "/courses/") == 2


@pytest.mark.parametrize("rows", [1, 30])
def test_the_portfolio_asks_the_same_of_any_number_of_texts(rows):
    edition = taught(*[[writing_block(id="w"), checklist(id="c")] for _ in range(rows)])
    enrolment = enrolled(edition)
    for lesson in lessons_of(edition):
        save_writing(
            learner=enrolment.learner,
            lesson=lesson,
            block="w",
            text="Words",
            base_number=0,
            submission=uuid.uuid4(),
        )
        tick_item(learner=enrolment.learner, lesson=lesson, block="c", item="i1", ticked=True)

    assert queries(signed_in(enrolment.learner), "/my/portfolio/") == 8


@pytest.mark.parametrize("courses", [1, 30])
def test_the_desk_asks_the_same_of_any_number_of_courses(courses):
    person = learner()
    for number in range(courses):
        enrolled(taught([text_block()], [text_block()], title=f"Course {number}"), person)

    assert queries(signed_in(person), "/my/") == 4


@pytest.mark.parametrize("courses", [1, 3])
def test_the_desk_of_somebody_with_everything_asks_seven(courses):
    person = learner()
    for number in range(courses):
        done = taught([text_block()], title=f"Course {number}")
        enrolled(done, person)
        finish_lesson(learner=person, lesson=lessons_of(done)[0])
        going = taught([writing_block(least=100, id="w")], [text_block()], [text_block()])
        enrolled(going, person)
        client = signed_in(person)
        for place in (1, 2):
            client.get(lesson_url(going, place))
        send(client, going, "keep", block="w", base="0", text="My own words")
        publish(going.course, [texts_of(going)[0], texts_of(going)[2]])
        lesson = lessons_of(going)[1]
        lesson.retired_at = timezone.now()
        lesson.save()
    client = signed_in(person)

    assert queries(client, "/my/") == 7
    page = shown(client.get("/my/"))
    for words in ("What I am writing", "My certificates", "What changed", "My courses"):
        assert words in page


# ---------------------------------------------------------------- the desk


def test_the_desk_of_a_newcomer_leads_to_the_catalogue():
    page = signed_in(learner()).get("/my/")

    assert "Nothing waits for you" in shown(page)
    assert 'href="/courses/"' in page.content.decode()
    assert Client().get("/my/").url == "/account/login/?next=/my/"


def test_the_desk_shows_the_one_next_step():
    edition = taught([heading_block("The panel", id="h"), question(id="q")], [text_block()])
    enrolment = enrolled(edition)
    client = signed_in(enrolment.learner)
    assert "Start the course" in shown(client.get("/my/"))

    client.get(lesson_url(edition))
    send_json(client, edition, "place", block="h")
    page = shown(client.get("/my/"))
    assert "Next step · 10 minutes Lesson 1 Lesson 1 of 2 in “Standing for council”." in page
    assert "You stopped at “The panel”. Continue the lesson" in page

    send(client, edition, "answer", block="q", choice="a")
    page = shown(client.get("/my/"))
    assert "Go on to this lesson" in page
    assert "1 of 2 lessons · about 10 minutes left" in page

    finish_lesson(learner=enrolment.learner, lesson=lessons_of(edition)[1])
    page = shown(client.get("/my/"))
    assert "All done You completed “Standing for council”" in page
    assert "See your certificate" in page
    assert "The way through “Standing for council”" in page


def test_the_desk_leads_back_to_what_is_being_written():
    edition = taught([writing_block(least=100, id="w")], [text_block()])
    client = signed_in(enrolled(edition).learner)
    assert "What I am writing" not in shown(client.get("/my/"))

    client.get(lesson_url(edition))
    send(client, edition, "keep", block="w", base="0", text="Three plain words")
    page = client.get("/my/")

    assert "3 words so far · Lesson 1" in shown(page)
    assert f'href="{lesson_url(edition)}#block-w"' in page.content.decode()


def test_the_desk_tells_of_a_lesson_taken_out():
    edition = taught([text_block()], [text_block()])
    enrolment = enrolled(edition)
    lesson = lessons_of(edition)[0]
    open_lesson(learner=enrolment.learner, lesson_edition=texts_of(edition)[0], course=edition.course)
    publish(edition.course, texts_of(edition)[1:])
    lesson.retired_at = timezone.now()
    lesson.save()

    page = shown(signed_in(enrolment.learner).get("/my/"))

    assert "“Lesson 1” is no longer part of “Standing for council”." in page

    with time_machine.travel(timezone.now() + dt.timedelta(days=31)):
        assert "What changed" not in shown(signed_in(enrolment.learner).get("/my/"))


def test_a_course_that_was_left_is_not_on_the_desk():
    edition = taught([text_block()])
    enrolment = enrolled(edition)
    client = signed_in(enrolment.learner)
    assert "Standing for council" in shown(client.get("/my/"))

    withdraw_learner(learner=enrolment.learner, course=edition.course)

    assert "Standing for council" not in shown(client.get("/my/"))


def test_the_desk_tells_nothing_of_a_course_that_was_left():
    edition = taught([text_block()], [text_block()])
    enrolment = enrolled(edition)
    lesson = lessons_of(edition)[0]
    open_lesson(learner=enrolment.learner, lesson_edition=texts_of(edition)[0], course=edition.course)
    publish(edition.course, texts_of(edition)[1:])
    lesson.retired_at = timezone.now()
    lesson.save()
    withdraw_learner(learner=enrolment.learner, course=edition.course)

    assert "What changed" not in shown(signed_in(enrolment.learner).get("/my/"))


@pytest.mark.parametrize("lessons", [1, 2, 3, 5])
def test_the_desk_shows_the_three_texts_written_last_of_any_number_of_lessons(lessons):
    edition = taught(*[[writing_block(f"Text {n}", least=100, id=f"w{n}")] for n in range(lessons)])
    person = enrolled(edition).learner
    client = signed_in(person)
    for number in range(lessons):
        client.get(lesson_url(edition, number + 1))
        save_writing(
            learner=person,
            lesson=lessons_of(edition)[number],
            block=f"w{number}",
            text=f"Number {number}",
            base_number=0,
            submission=uuid.uuid4(),
        )

    page = client.get("/my/").content.decode()

    newest = [f"#block-w{number}" for number in reversed(range(lessons))]
    assert re.findall(r"#block-w\d", page) == newest[:3]


def test_a_block_in_another_language_says_so():
    edition = taught(
        [
            {**question(id="q"), "value": {**question(id="q")["value"], "language": "cy"}},
            block("text", {"text": "<p>Bore da</p>", "language": "cy"}, id="t"),
        ]
    )
    page = signed_in(enrolled(edition).learner).get(lesson_url(edition)).content.decode()

    assert page.partition("<main")[2].partition("</main>")[0].count('lang="cy"') == 2


def test_a_learner_enrolled_elsewhere_cannot_write_here():
    here, elsewhere = taught([question(id="q")]), taught()
    person = enrolled(elsewhere).learner
    enrol_learner(learner=person, course=elsewhere.course)

    assert (
        send_json(signed_in(person), here, "answer", block="q", choice="a").json()["code"] == "not_enrolled"
    )


def test_writes_without_measure_wait_and_lose_nothing(monkeypatch):
    limit = PersonLimit("writes-in-test", most=2, seconds=60, cache="default")
    monkeypatch.setattr("courses.learning.writes.WRITES", limit)
    edition, person = taught([writing_block("Your statement", id="w")]), learner()
    enrolled(edition, person)

    with time_machine.travel(dt.datetime(2027, 3, 21, 12, 0, tzinfo=dt.UTC), tick=False) as clock:
        client = signed_in(person)
        kept = [
            send(client, edition, "keep", block="w", text=f"Draft {n}", base=n).status_code for n in (0, 1)
        ]
        as_json = send_json(client, edition, "keep", block="w", text="Draft 3", base=2)
        as_form = send(client, edition, "keep", block="w", text="Draft 3 <b>", base=2)
        other = send_json(signed_in(learner()), edition, "keep", block="w", text="Mine", base=0)
        clock.shift(61)
        later = send_json(client, edition, "keep", block="w", text="Draft 3", base=2)

    assert kept == [302, 302]
    assert (as_json.status_code, as_json["Retry-After"], as_json.json()["code"]) == (429, "60", "too_fast")
    assert as_form.status_code == 429
    assert "Draft 3 &lt;b&gt;</textarea>" in as_form.content.decode()
    assert "wait a minute, then save again" in shown(as_form)
    assert other.json()["code"] == "not_enrolled"
    assert (later.status_code, later.json()["number"]) == (200, 3)
    assert Writing.objects.get().text == "Draft 3"
