"""Work in the demo's running cohort: two pieces wait, one is late, one came back, one was accepted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import uuid5

from django.utils import timezone

from cohorts.programmes.completion import settle_place
from cohorts.programmes.models import Cohort, Place
from courses.assessment.work.models import Outcome, Review, Work, WorkVersion
from courses.assessment.work.services import acknowledge, return_work, save_work, send_work
from courses.content.models import Lesson
from lms.accounts.models import User
from lms.demo.material import NAMESPACE
from lms.demo.material import Lesson as Text
from lms.demo.standing_for_council import the_speech, what_you_can_change
from lms.demo.tree import page_key

SPEECH, PROBLEM = (the_speech.LESSON, "speech"), (what_you_can_change.LESSON, "one-problem")
FINAL = "your three minutes before a selection meeting"


@dataclass(frozen=True)
class Piece:
    """What somebody sent so many ``days`` ago; ``levels`` are those of the answer, from 1."""

    email: str
    asked: tuple[Text, str]
    text: str
    days: int
    promised: int | None = None  # days from today
    outcome: str = ""
    words: str = ""
    levels: tuple[int, ...] = ()


NADIAS = (
    "The bins in Alma Street stand on the pavement all week, and my neighbour cannot get past with her "
    "chair. It is the council’s, because the council collects them. I would ask the officers for waste to "
    "do something about it, and I would ask the people in the street whether they want smaller bins."
)
HARPREETS = (
    "At ten to nine, on Cape Hill, a lollipop lady holds back a lorry with one hand. Her name is Jean and "
    "she retires in June, and nobody has been asked to follow her. I have counted: two hundred and six "
    "children cross there. I asked the council in February, and was told that the post is being looked "
    "at. I do not want it looked at. I want it filled, and I want the crossing that was promised in 2019. "
    "It costs less than the planters outside the town hall. I would like your vote tonight, so that I can "
    "ask again from the inside."
)
TOMASZS = (
    "The bus to the hospital turns round two stops early after six. The company decides that; the council "
    "pays part of it and may ask. I would ask the transport officer when the contract is renewed, and for "
    "the number of people who walk those two stops in the dark, by the end of next month."
)
GARETHS = (
    "Saturday, half past six, the top of Heol y Parc. You can see the whole valley from there, and "
    "tonight you can see which streets have lamps. Ours has four, and two of them work. I reported them "
    "eleven times. What I learnt is who answers: a woman called Carys, on a Tuesday, if you ask for the "
    "number of the lamp. There are forty-one lamps on my list now, and nineteen of them are lit again. "
    "That is not much of a programme. It is what I can promise: that I ask, and ask again, and write down "
    "the answer. I would like your vote."
)
MERCYS = (
    "Come with me to the library on Ladywood Road, on a Thursday at four. It is shut. On the steps sit "
    "three girls with their homework on their knees, because the heating at home goes on at six. I asked "
    "for one afternoon more, and offered to find the volunteers, and found them: fourteen. The council "
    "says it needs a manager in the building. I would move that it pays for one, four hours a week, out "
    "of the fund that was not spent last year. I can show you the page. I would like your vote tonight."
)
PIECES = (
    Piece(
        "trainee@example.org",
        PROBLEM,
        NADIAS,
        days=4,
        outcome=Outcome.AGAIN,
        levels=(2, 1),
        words=(
            "I could see the street at once, and your neighbour with her chair is why anybody would "
            "listen.\n\n"
            "One thing to do: “do something about it” is a wish. Which officer, and what exactly, by "
            "when? Say that in one sentence and send it again. It is nearly there."
        ),
    ),
    Piece("harpreet.gill@example.org", SPEECH, HARPREETS, days=2),
    Piece("tomasz.zielinski@example.org", PROBLEM, TOMASZS, days=3, promised=2),
    Piece("gareth.pugh@example.org", SPEECH, GARETHS, days=9, promised=-1),
    Piece(
        "mercy.adeyemi@example.org",
        SPEECH,
        MERCYS,
        days=6,
        outcome=Outcome.READY,
        levels=(3, 3, 2),
        words=(
            "The steps, the three girls and the heating: I was there. And you had already done half of it "
            "before you asked for a vote.\n\n"
            "If anything, leave out “I can show you the page”. They believe you by then."
        ),
    ),
)


def keep_work(*, cohort: Cohort, organiser: User) -> None:
    """The speech is the final work of ``cohort``, and each piece is as it is told. Repeatable.

    What its learner or its reviewer did with a piece since stays.
    """
    final = Lesson.objects.filter(key=page_key("lesson", the_speech.LESSON.slug)).first()
    if final is not None and cohort.final_lesson_id is None:
        cohort.final_lesson, cohort.final_work = final, FINAL
        cohort.save(update_fields=["final_lesson", "final_work"])
    for piece in PIECES:
        _keep(piece, organiser)
    for place in Place.objects.filter(cohort=cohort).order_by("pk"):
        settle_place(place_id=place.pk)


def _keep(piece: Piece, organiser: User) -> None:
    text, name = piece.asked
    learner = User.objects.get(email=piece.email)
    lesson = Lesson.objects.get(key=page_key("lesson", text.slug))
    block = text.block_id(name)
    if Work.objects.filter(learner=learner, lesson=lesson, block=block).exists():
        return
    save_work(learner=learner, lesson=lesson, block=block, text=piece.text)
    mark = uuid5(NAMESPACE, f"{piece.email}/{block}")
    version = send_work(learner=learner, lesson=lesson, block=block, submission=mark)
    work = version.work
    Work.objects.filter(pk=work.pk).update(reviewer=organiser)
    if piece.promised is not None:
        today = timezone.localdate()
        acknowledge(work=work, promised_on=max(today, today + _days(piece.promised)), actor=organiser)
        Work.objects.filter(pk=work.pk).update(promised_on=today + _days(piece.promised))
    if piece.outcome:
        levels = {
            text.block_id(f"{name}/rubric/{number}"): text.block_id(f"{name}/rubric/{number}/levels/{level}")
            for number, level in enumerate(piece.levels, start=1)
        }
        return_work(work=work, levels=levels, words=piece.words, outcome=piece.outcome, actor=organiser)
    _move_back(piece, work)


def _move_back(piece: Piece, work: Work) -> None:
    """It was sent so many days ago, and answered two days later."""
    sent = timezone.now() - _days(piece.days)
    answered = sent + _days(2) if piece.outcome else sent
    Work.objects.filter(pk=work.pk).update(state_since=answered, created_at=sent, updated_at=answered)
    WorkVersion.objects.filter(work=work).update(sent_at=sent)
    Review.objects.filter(version__work=work).update(returned_at=answered)


def _days(number: int) -> dt.timedelta:
    return dt.timedelta(days=number)
