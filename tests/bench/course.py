"""The course that is measured: five modules of four lessons, as an editor would write them."""

from __future__ import annotations

import uuid
from typing import Any

from tests.factories.content import block, heading_block, text_block
from tests.factories.learning import checklist, question

TITLE = "Standing for council"
MODULES = (
    "What a councillor does",
    "How selection works",
    "Preparing to stand",
    "The campaign",
    "After the count",
)
LESSONS_A_MODULE = 4
_SPACE = uuid.UUID("7c3c2f5e-6f5d-4f0c-9f0a-3d2b8c1a9e55")

WORDS = (
    "A councillor speaks for a ward, and the ward is wider than those who voted. Most of the work is "
    "reading: papers come a week before a meeting, and a question put in writing beforehand is answered "
    "better than one asked from the floor. <b>Write to the officer first</b>, then to the chair. Keep what "
    "you promised in one place, with a date. When two duties meet, say so early; nobody minds a declared "
    "interest, and everybody minds one that was found. "
)


def named(*parts: object) -> str:
    """The same id for the same place in every run."""
    return str(uuid.uuid5(_SPACE, " ".join(map(str, parts))))


def body(number: int) -> list[dict[str, Any]]:
    """The blocks of lesson ``number``, 1 to 20: about 700 words and a check; lists and texts in some."""
    blocks = [
        text_block(WORDS, id=named(number, "start")),
        heading_block("What the papers say", id=named(number, "first")),
        text_block(WORDS + f"This is part of lesson {number}.</p><p>" + WORDS, id=named(number, "papers")),
        _callout(number),
        heading_block("In the chamber", id=named(number, "second")),
        text_block(WORDS + "</p><p>" + WORDS, id=named(number, "chamber")),
        heading_block("Before the vote", level="3", id=named(number, "third")),
        text_block(WORDS, id=named(number, "vote")),
        question(
            f"Who decides in case {number}?",
            [("The electors of the ward", True, "They vote."), ("The officers", False, "They advise.")],
            explanation="Councillors decide; officers advise and carry out.",
            id=named(number, "question"),
        ),
    ]
    if number % 2 == 0:
        items = ("Read the agenda", "Write one question", "Tell the group leader")
        blocks.append(checklist(*items, id=named(number, "checklist")))
    if number % 3 == 0:
        blocks.append(_writing(number))
    if number % 7 == 0:
        blocks.append(_work(number))
    return [*blocks, text_block(WORDS, id=named(number, "end"))]


def _callout(number: int) -> dict[str, Any]:
    value = {
        "kind": "law",
        "title": "When the papers are due",
        "text": "<p>An agenda is published five clear days before the meeting.</p>",
        "nation": "england",
        "source": "Local Government Act 1972, section 100B",
        "source_url": "https://www.legislation.gov.uk/ukpga/1972/70/section/100B",
        "checked_on": "2026-11-02",
    }
    return block("callout", value, id=named(number, "callout"))


def _writing(number: int) -> dict[str, Any]:
    value = {
        "required": True,
        "title": "Your statement",
        "prompt": "<p>In your own words: why you, and why this ward?</p>",
        "least_words": 5,
        "most_words": 300,
    }
    return block("writing", value, id=named(number, "writing"))


def _work(number: int) -> dict[str, Any]:
    """For a reviewer; it counts for no lesson, so that the learners’ progress is what it was."""
    value = {
        "required": False,
        "title": "Your three minutes",
        "prompt": "<p>Say it as you would say it to the room.</p>",
        "most_words": 480,
        "takes_files": False,
        "takes_recordings": True,
        "rubric": [],
    }
    return block("work", value, id=named(number, "work"))
