"""The first course, read as its author's editor would: length, law, questions, words."""

from __future__ import annotations

import html
import re
from collections import Counter
from urllib.parse import urlsplit

import pytest

from lms.demo import speaking_so_people_stay
from lms.demo.files import DOCUMENTS, PICTURES
from lms.demo.material import Block, Lesson
from lms.demo.standing_for_council import COURSE

LESSONS = COURSE.lessons
EVERY_LESSON = [*LESSONS, *speaking_so_people_stay.COURSE.lessons]
FILES = {name: number for number, name in enumerate([*PICTURES, *DOCUMENTS], start=1)}
OFFICIAL = {
    "www.electoralcommission.org.uk",
    "www.legislation.gov.uk",
    "www.local.gov.uk",
    "www.gov.wales",
    "www.eoni.org.uk",
}

each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)


def plain(text: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", text))


def prose(block: Block) -> str:
    """What is read in this block; questions, lists and texts to write are not prose."""
    value = block.value
    if block.kind == "key_points":
        return " ".join([value["title"], *value["points"]])
    if block.kind in ("text", "heading", "callout", "quotation"):
        return plain(f"{value.get('title', '')} {value['text']}")
    return ""


def every_text(value: object) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    if isinstance(value, dict):
        return [text for part in value.values() for text in every_text(part)]
    if isinstance(value, list | tuple):
        return [text for part in value for text in every_text(part)]
    return []


def blocks(kind: str) -> list[tuple[Lesson, str, Block]]:
    return [
        (lesson, name, block)
        for lesson in EVERY_LESSON
        for name, block in lesson.named()
        if block.kind == kind
    ]


def test_course_has_three_modules_of_three_and_four_lessons():
    assert [len(module.lessons) for module in COURSE.modules] == [3, 4, 3]
    assert sum(lesson.minutes for lesson in LESSONS) == 127


@each_lesson
def test_lesson_has_400_to_800_words(lesson):
    words = len(" ".join(prose(block) for block in lesson.body).split())

    assert 400 <= words <= 800


@each_lesson
def test_lesson_fits_the_fields_of_its_page(lesson):
    assert len(lesson.introduction) <= 400
    assert 8 <= lesson.minutes <= 20


@pytest.mark.parametrize("lesson", EVERY_LESSON, ids=lambda lesson: lesson.slug)
def test_ids_are_unique_and_the_same_every_time(lesson):
    raw = lesson.raw(FILES)
    ids = [block["id"] for block in raw] + [
        item["id"]
        for block in raw
        for part in block["value"].values()
        if isinstance(part, list)
        for item in part
    ]

    assert max(Counter(ids).values()) == 1
    assert lesson.raw(FILES) == raw


def test_ids_of_what_people_answer_never_change():
    """Changing one of these would orphan answers, ticks and texts that people have kept."""
    statement, bus = LESSONS[7], LESSONS[0]

    assert statement.block_id("statement") == "ec9ad28a-0dd5-54a8-a41a-4387ff85e5fb"
    assert bus.block_id("bus/options/2") == "c4f8da3e-e387-5de0-b5d5-f296684d2cf6"


def test_slugs_are_unique():
    slugs = [lesson.slug for lesson in EVERY_LESSON]

    assert len(slugs) == len(set(slugs))


def test_law_names_nation_source_and_day():
    stated = [block.value for _lesson, _name, block in blocks("callout") if block.value["kind"] == "law"]

    assert len(stated) == 15
    for value in stated:
        assert value["source"]
        assert urlsplit(value["source_url"]).scheme == "https"
        assert urlsplit(value["source_url"]).netloc in OFFICIAL
        assert value["checked_on"] == "2026-11-16"
        assert value["nation"] or value["title"] == "Imprints and postal votes"


def test_every_nation_is_led_to_its_own_law():
    nations = {block.value["nation"] for _lesson, _name, block in blocks("callout")}

    assert nations == {"", "england", "wales", "scotland", "northern_ireland"}


@pytest.mark.parametrize(
    ("lesson", "name", "block"), blocks("question"), ids=lambda part: part if isinstance(part, str) else ""
)
def test_question_has_right_answers_and_feedback_on_every_option(lesson, name, block):
    options = block.value["options"]
    right = [option for option in options if option["correct"]]

    assert all(option["feedback"] for option in options)
    assert all(len(option["feedback"]) <= 500 and len(option["text"]) <= 300 for option in options)
    assert block.value["explanation"]
    if block.value["kind"] == "multiple":
        assert 2 <= len(right) < len(options)
    else:
        assert len(right) == 1
    if block.value["kind"] == "true_false":
        assert [option["text"] for option in options] == ["True", "False"]


def test_every_lesson_checks_understanding_in_three_kinds():
    assert {lesson.slug for lesson, _name, _block in blocks("question")} >= {
        lesson.slug for lesson in LESSONS
    }
    assert {block.value["kind"] for _lesson, _name, block in blocks("question")} == {
        "single",
        "multiple",
        "true_false",
    }


def test_statement_asks_for_100_to_150_words_and_counts():
    (statement,) = [
        block.value for lesson, name, block in blocks("writing") if lesson.slug == "your-application"
    ]

    assert (statement["least_words"], statement["most_words"], statement["required"]) == (100, 150, True)


def test_some_lists_count_and_most_are_offers():
    counting = [name for _lesson, name, block in blocks("checklist") if block.value["required"]]

    assert counting == ["dates"]
    assert len(blocks("checklist")) == 11


@pytest.mark.parametrize("lesson", EVERY_LESSON, ids=lambda lesson: lesson.slug)
def test_words_are_calm(lesson):
    words = " ".join(every_text([lesson.title, lesson.introduction, [block.value for block in lesson.body]]))

    assert "!" not in words
    assert "click here" not in words.lower()
    assert '"' not in plain(words)
    assert "'" not in plain(words)
    assert "  " not in words
    for american in ("organize", "program ", "center", "color", "enrollment"):
        assert american not in words.lower()


def test_what_is_quoted_was_said_by_nobody_real():
    assert {block.value["role"] for _lesson, _name, block in blocks("quotation")} == {
        "a councillor made up for this course"
    }


def test_pictures_and_recordings_can_be_read_as_well():
    for _lesson, _name, block in blocks("picture"):
        assert block.value["image"]["alt_text"]
    for _lesson, _name, block in blocks("audio") + blocks("video"):
        assert "computer" in block.value["transcript"]


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", plain(text).lower())


@pytest.mark.parametrize("lesson", [one for one in LESSONS if one.narration], ids=lambda lesson: lesson.slug)
def test_reading_aloud_says_the_words_of_the_lesson_in_their_order(lesson):
    """Every sentence but the one that says whose voice it is; so the text can be followed."""
    sound, times = lesson.narration
    captions = DOCUMENTS[times].read().decode()
    cues = [cue.split("\n", 1)[1] for cue in re.split(r"\n\n(?=\d\d:)", captions.strip())[1:]]
    assert cues.pop(1) == "Read by a computer’s voice."

    said = [lesson.title, lesson.introduction]
    for block in lesson.body:
        said += [block.value.get(name) or "" for name in ("title", "text", "question", "introduction")]
        said += [*block.value.get("points", []), *block.value.get("items", [])]
    text, place = words_of(" ".join(said)), 0
    for cue in cues:
        for word in words_of(cue):
            assert word in text[place:], cue
            place = text.index(word, place) + 1
    assert len(cues) > 50
    assert len(DOCUMENTS[sound].read()) < 600_000
