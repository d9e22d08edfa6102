"""What an editor does to a lesson while a learner is in it, each seen as the learner sees it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from courses.assessment.models import Attempt
from courses.content.models import Lesson, LessonPage, ModulePage
from courses.learning.models import Enrolment, LessonProgress, RequirementMet, Writing
from courses.learning.services import enrol_learner
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.content import (
    block,
    course_of,
    course_page,
    item,
    lesson_page,
    module_page,
    publish,
    writing_block,
)

pytestmark = pytest.mark.django_db

WAS = "/courses/standing/the-role/who-decides/"
QUESTION = block(
    "question",
    {
        "required": True,
        "kind": "single",
        "question": "Who decides?",
        "options": [
            item({"text": "Electors", "correct": True, "feedback": "They vote."}, id="a"),
            item({"text": "Officers", "correct": False, "feedback": "They advise."}, id="b"),
        ],
        "explanation": "",
    },
    id="q",
)


class InTheLesson:
    """A learner half-way through a lesson that asks a question and a text: the text is kept."""

    def __init__(self, capture: Any) -> None:
        self.capture = capture
        self.course = course_page("Standing", slug="standing")
        self.module = module_page(self.course, "The role", slug="the-role")
        body = [QUESTION, writing_block("Your statement", id="w")]
        self.page = lesson_page(self.module, "Who decides", slug="who-decides", body=body)
        lesson_page(self.module, "Afterwards", slug="afterwards")
        self.lesson = Lesson.objects.get(key=self.page.translation_key)
        self.person = UserFactory(name="Nadia Ahmed")
        enrol_learner(learner=self.person, course=course_of(self.course))
        self.client = sign_in(Client(), self.person)
        assert self.client.get(WAS).status_code == 200
        assert self.send("keep", block="w", text="Kept before", base="0").status_code == 302
        assert self.send("answer", block="q", choice="b").status_code == 302

    def send(self, deed: str, *, json: bool = False, **fields: str) -> Any:
        fields = {"submission": str(uuid.uuid4()), **fields}
        headers = {"accept": "application/json"} if json else {}
        return self.client.post(f"/my/learning/{self.lesson.key}/{deed}/", fields, headers=headers)

    def edit(self, change: Callable[[], object]) -> None:
        with self.capture(execute=True):
            change()

    @property
    def record(self) -> tuple[list[str], list[bool], list[str], int]:
        """Texts, marks of the attempts, requirements met, lessons begun."""
        return (
            [writing.text for writing in Writing.objects.filter(learner=self.person)],
            [attempt.correct for attempt in Attempt.objects.filter(learner=self.person)],
            [met.block for met in RequirementMet.objects.filter(learner=self.person)],
            LessonProgress.objects.filter(learner=self.person).count(),
        )


@pytest.fixture
def inside(django_capture_on_commit_callbacks: Any) -> InTheLesson:
    return InTheLesson(django_capture_on_commit_callbacks)


def words(response: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


KEPT = (["Kept before"], [False], ["w"], 1)


def _delete(page: LessonPage) -> None:
    LessonPage.objects.get(pk=page.pk).delete()


@pytest.mark.parametrize(
    "gone",
    [lambda page: LessonPage.objects.get(pk=page.pk).unpublish(), _delete],
    ids=["unpublished", "deleted"],
)
def test_lesson_that_goes_tells_its_learner_and_keeps_everything(
    inside: InTheLesson, gone: Callable[[LessonPage], None]
) -> None:
    inside.edit(lambda: gone(inside.page))

    page = inside.client.get(WAS)
    assert page.status_code == 410
    assert "“Who decides” is no longer part of the course" in words(page)
    assert "kept in your portfolio, and it no longer stands between you and completing the course" in words(
        page
    )

    answered = inside.send("answer", json=True, block="q", choice="a")
    assert (answered.status_code, answered.json()["code"]) == (409, "lesson_gone")
    assert "kept in your portfolio" in answered.json()["message"]
    late = inside.send("keep", block="w", text="Typed when it had gone", base="1")
    assert late.status_code == 410
    assert "Typed when it had gone" in words(late)

    assert inside.record == KEPT
    portfolio = words(inside.client.get("/my/portfolio/"))
    assert "Kept before" in portfolio
    desk = inside.client.get("/my/", follow=True)
    assert desk.status_code == 200
    assert "Afterwards" in words(desk)
    assert sign_in(Client(), UserFactory()).get(WAS).status_code == 404


def test_unpublished_lesson_comes_back_with_what_was_done(inside: InTheLesson) -> None:
    inside.edit(lambda: LessonPage.objects.get(pk=inside.page.pk).unpublish())
    inside.edit(lambda: publish(inside.page))

    page = inside.client.get(WAS)

    assert page.status_code == 200
    assert "Kept before</textarea>" in page.content.decode()
    assert "They advise." in words(page)  # what was said to the answer chosen
    assert inside.record == KEPT


@pytest.mark.parametrize("what", ["lesson", "module", "course"])
def test_renamed_address_leads_on_and_an_open_page_goes_on_saving(inside: InTheLesson, what: str) -> None:
    page = {"lesson": inside.page, "module": inside.module, "course": inside.course}[what]
    inside.edit(lambda: publish(page, slug="renamed", title="Another title"))
    now = {
        "lesson": "/courses/standing/the-role/renamed/",
        "module": "/courses/standing/renamed/who-decides/",
        "course": "/courses/renamed/the-role/who-decides/",
    }[what]

    answer = inside.client.get(WAS)
    assert (answer.status_code, answer.headers["Location"]) == (302, now)
    saved = inside.send("keep", json=True, block="w", text="Typed in the old page", base="1")
    assert (saved.status_code, saved.json()["number"]) == (200, 2)
    plain = inside.send("answer", block="q", choice="a")
    assert (plain.status_code, plain.headers["Location"]) == (302, f"{now}#block-q")
    assert inside.record == (["Typed in the old page"], [False, True], ["w", "q"], 1)
    assert LessonProgress.objects.get(learner=inside.person).done_at is not None


def test_lesson_moved_within_the_course_goes_on(inside: InTheLesson) -> None:
    other = module_page(inside.course, "Later on", slug="later-on")
    inside.edit(lambda: LessonPage.objects.get(pk=inside.page.pk).move(other, pos="last-child"))

    answer = inside.client.get(WAS)
    assert answer.headers["Location"] == "/courses/standing/later-on/who-decides/"
    assert inside.client.get(answer.headers["Location"]).status_code == 200
    assert inside.send("answer", block="q", choice="a").status_code == 302
    assert inside.record == (["Kept before"], [False, True], ["w", "q"], 1)


def test_lesson_moved_to_a_course_one_is_not_on_is_told_and_counts_after_joining(inside: InTheLesson) -> None:
    other = course_page("Canvassing", slug="canvassing")
    module = module_page(other, "Doors", slug="doors")
    inside.edit(lambda: LessonPage.objects.get(pk=inside.page.pk).move(module, pos="last-child"))

    answer = inside.client.get(WAS, follow=True)
    assert answer.redirect_chain == [
        ("/courses/canvassing/doors/who-decides/", 302),
        ("/courses/canvassing/", 302),
    ]
    assert "Join the course to open its lessons." in words(answer)
    late = inside.send("keep", block="w", text="Typed when it had moved", base="1")
    assert late.status_code == 409
    assert "You are not on this course yet." in words(late)
    assert "Typed when it had moved" in words(late)
    refused = inside.send("answer", json=True, block="q", choice="a")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_enrolled")
    assert inside.record == KEPT

    inside.client.post("/courses/canvassing/join/")
    assert inside.send("answer", block="q", choice="a").status_code == 302
    assert inside.record == (["Kept before"], [False, True], ["w", "q"], 1)


def test_whole_module_deleted_is_told_in_each_of_its_lessons(inside: InTheLesson) -> None:
    inside.edit(lambda: ModulePage.objects.get(pk=inside.module.pk).delete())

    assert inside.client.get(WAS).status_code == 410
    assert inside.client.get("/courses/standing/").status_code == 200
    assert inside.client.get("/my/").status_code == 200
    assert inside.record == KEPT
    assert Enrolment.objects.get(learner=inside.person).completed_at is None


def test_lesson_not_yet_published_does_not_exist_and_takes_no_answer(inside: InTheLesson) -> None:
    draft = lesson_page(inside.module, "Not yet", slug="not-yet", live=False, body=[QUESTION])

    assert inside.client.get("/courses/standing/the-role/not-yet/").status_code == 404
    sent = inside.client.post(
        f"/my/learning/{draft.translation_key}/answer/",
        {"submission": str(uuid.uuid4()), "block": "q", "choice": "a"},
    )
    assert sent.status_code == 404
    assert inside.record == KEPT


def test_learner_who_left_is_told_and_nothing_is_taken(inside: InTheLesson) -> None:
    inside.client.post("/courses/standing/leave/")

    late = inside.send("keep", block="w", text="Typed after leaving", base="1")
    assert late.status_code == 409
    assert "You left this course. Join again" in words(late)
    assert "Typed after leaving" in words(late)
    answered = inside.send("answer", json=True, block="q", choice="a")
    assert (answered.status_code, answered.json()["code"]) == (409, "withdrawn")
    assert inside.record == KEPT

    inside.client.post("/courses/standing/join/")
    assert inside.send("answer", block="q", choice="a").status_code == 302
    assert inside.record == (["Kept before"], [False, True], ["w", "q"], 1)


def test_another_learners_submission_and_lesson_give_nothing_away(inside: InTheLesson) -> None:
    """A mark of somebody else's that is sent again is simply one's own, and shows nothing of theirs."""
    theirs = Attempt.objects.get(learner=inside.person).submission
    thief = UserFactory(name="Somebody Else")
    client = sign_in(Client(), thief)
    fields = {"submission": str(theirs), "block": "q", "choice": "a", "uid": str(thief.uid)}
    address = f"/my/learning/{inside.lesson.key}/"

    refused = client.post(address + "answer/", fields, headers={"accept": "application/json"})
    assert refused.json()["code"] == "not_enrolled"
    client.post("/courses/standing/join/")
    taken = client.post(address + "answer/", fields, headers={"accept": "application/json"})
    assert taken.status_code == 200
    chosen = client.post(
        address + "keep/",
        {"submission": str(uuid.uuid4()), "block": "w", "choose": "1"},
        headers={"accept": "application/json"},
    )
    assert (chosen.status_code, chosen.json()["code"]) == (409, "version_gone")

    assert "Kept before" not in words(client.get(WAS)) + words(client.get("/my/portfolio/"))
    assert [a.chosen for a in Attempt.objects.filter(learner=thief)] == [["a"]]
    assert inside.record == KEPT
