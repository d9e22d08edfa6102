"""What each block asks for at publishing, and that a draft asks for nothing."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import timezone
from wagtail.documents import get_document_model

from courses.content.models import LessonPage
from lms.pages.publishing import unready
from tests.factories.content import block, heading_block, item, question_block, text_block, writing_block

EMPTY = "Write something here before you publish."


def stream(*blocks):
    return LessonPage._meta.get_field("body").to_python(list(blocks))


def evaluated(value):
    return [(child.id, child.block_type, child.block.get_prep_value(child.value)) for child in value]


def said(*blocks) -> list[str]:
    """What publishing says; a draft of the same blocks comes back exactly as it went in."""
    value = stream(*blocks)
    kept = value.stream_block.clean_deferred(value)
    assert evaluated(kept) == evaluated(stream(*blocks))
    return unready(value)


def document(ending: str):
    return get_document_model().objects.create(title=ending, file=f"documents/thing.{ending}")


def options(*pairs):
    return [item({"text": text, "correct": correct, "feedback": ""}) for text, correct in pairs]


CALLOUT = {
    "kind": "law",
    "title": "Papers",
    "text": "<p>By hand.</p>",
    "nation": "",
    "source": "The Act",
    "source_url": "https://www.legislation.gov.uk/",
    "checked_on": "2026-11-01",
}
VIDEO = {
    "title": "Inside",
    "file": None,
    "embed_url": "https://vimeo.com/123456789",
    "captions": None,
    "transcript": "",
    "poster": {"image": None, "alt_text": "", "decorative": False},
    "minutes": 3,
}
AUDIO = {"title": "Heard", "file": None, "transcript": "<p>Words.</p>", "minutes": None}


@pytest.mark.parametrize(
    ("raw", "messages"),
    [
        (text_block(), []),
        (block("text", {"text": '<p data-block-key="x"> </p>'}), [f"1. Text → Text: {EMPTY}"]),
        (heading_block(""), [f"1. Heading → Heading: {EMPTY}"]),
        (
            heading_block("x" * 201),
            ["1. Heading → Heading: Shorten this to 200 characters before you publish. It has 201."],
        ),
        (
            heading_block("Too deep", level="3"),
            ["1. Heading → Level: Put a section heading above this sub-section, or make it a section."],
        ),
        (
            block("key_points", {"title": "Remember", "points": []}),
            ["1. Key points → Points: The minimum number of items is 1"],
        ),
        (
            block("key_points", {"title": "Remember", "points": [item("One"), item(" ")]}),
            [f"1. Key points → Points → 2: {EMPTY}"],
        ),
        (block("callout", CALLOUT), []),
        (
            block("callout", {**CALLOUT, "kind": "note", "source": "", "source_url": "", "checked_on": None}),
            [],
        ),
        (
            block("callout", {**CALLOUT, "source": " ", "source_url": "", "checked_on": None}),
            [
                "1. Note, warning or law → Source: "
                "A point of law needs its source: name the act or the guidance.",
                "1. Note, warning or law → Address of the source: "
                "A point of law needs the web address of its source.",
                "1. Note, warning or law → Last checked: Give the day on which you last checked the source.",
            ],
        ),
        (
            block("callout", {**CALLOUT, "source_url": "htt", "checked_on": "2026-02-31"}),
            [
                "1. Note, warning or law → Address of the source: "
                "Give the whole web address, beginning with https://.",
                "1. Note, warning or law → Last checked: Write the date as year, month and day: 2027-05-06.",
            ],
        ),
        (
            block(
                "quotation",
                {"text": "x" * 1001, "who": "", "role": "", "source_url": "javascript:alert(1)"},
            ),
            [
                "1. Quotation → Words: Shorten this to 1000 characters before you publish. It has 1001.",
                "1. Quotation → Address of the source: Give the whole web address, beginning with https://.",
            ],
        ),
        (
            block(
                "picture",
                {"image": {"image": None, "alt_text": "", "decorative": False}, "caption": "Half done"},
            ),
            ["1. Picture → Picture → Image: This field is required."],
        ),
        (block("video", VIDEO), []),
        (
            block("video", {**VIDEO, "embed_url": ""}),
            ["1. Video → File: Choose a video file, or give the address of a video elsewhere."],
        ),
        (
            block("video", {**VIDEO, "embed_url": "https://example.org/film"}),
            [
                "1. Video → Or the address of a video elsewhere: "
                "Give the https:// address of one video on YouTube or Vimeo; no other site is allowed."
            ],
        ),
        (
            block("video", {**VIDEO, "minutes": 999}),
            ["1. Video → Length in minutes: Ensure this value is less than or equal to 240."],
        ),
        (
            block("video", {**VIDEO, "minutes": "1.5"}),
            ["1. Video → Length in minutes: Enter a whole number."],
        ),
        (
            block("audio", {**AUDIO, "transcript": ""}),
            [
                "1. Recording → File: Choose a recording.",
                "1. Recording → Transcript: Write the transcript: not everybody can hear the recording.",
            ],
        ),
        (
            block("download", {"title": "", "document": None, "description": ""}),
            [f"1. File to download → Title: {EMPTY}", "1. File to download → File: This field is required."],
        ),
        (question_block(), []),
        (
            question_block(options=[("Yes", True)]),
            ["1. Question → Answers to choose from: Give at least two answers to choose from."],
        ),
        (
            question_block(options=[("Yes", False), ("No", False)]),
            ["1. Question → Answers to choose from: Mark the right answer."],
        ),
        (
            question_block(options=[("Yes", True), ("No", True)]),
            [
                "1. Question → Answers to choose from: "
                "Mark one answer only as right, or change the kind of the question."
            ],
        ),
        (question_block(options=[("Yes", True), ("No", True)], kind="multiple"), []),
        (
            question_block(options=[("Yes", False), ("No", False)], kind="multiple"),
            ["1. Question → Answers to choose from: Mark the right answer."],
        ),
        (
            question_block(options=[("True", True), ("False", False), ("Perhaps", False)], kind="true_false"),
            [
                "1. Question → Answers to choose from: "
                "True or false has exactly two answers: add or remove some."
            ],
        ),
        (
            question_block(options=[("A ward", True), (" a  WARD ", False)]),
            [
                "1. Question → Answers to choose from → 2 → Answer: "
                "This answer is there twice. Change or remove it."
            ],
        ),
        (
            question_block("", options=[("", False), ("", False)]),
            [
                f"1. Question → Question: {EMPTY}",
                f"1. Question → Answers to choose from → 1 → Answer: {EMPTY}",
                f"1. Question → Answers to choose from → 2 → Answer: {EMPTY}",
                "1. Question → Answers to choose from: Mark the right answer.",
            ],
        ),
        (
            question_block(options=[(f"Answer {n}", n == 1) for n in range(9)]),
            ["1. Question → Answers to choose from: The maximum number of items is 8"],
        ),
        (
            block("checklist", {"required": True, "title": "To do", "introduction": "", "items": []}),
            ["1. Checklist → Things to do: The minimum number of items is 1"],
        ),
        (
            block("checklist", {"required": True, "title": "To do", "introduction": "", "items": [item("")]}),
            [f"1. Checklist → Things to do → 1: {EMPTY}"],
        ),
        (writing_block(least=10, most=150), []),
        (writing_block(least=None, most=None), []),
        (
            writing_block(least=200, most=150),
            [
                "1. Text to write → At most so many words: "
                "Make this at least as large as the least number of words."
            ],
        ),
        (
            writing_block(least=0, most=150),
            ["1. Text to write → At least so many words: Ensure this value is greater than or equal to 1."],
        ),
    ],
)
@pytest.mark.django_db
def test_block_is_judged_at_publishing_and_kept_in_drafts(raw, messages):
    assert said(raw) == messages


@pytest.mark.django_db
def test_law_cannot_have_been_checked_tomorrow():
    tomorrow = timezone.localdate() + timedelta(days=1)

    assert said(block("callout", {**CALLOUT, "checked_on": tomorrow.isoformat()})) == [
        "1. Note, warning or law → Last checked: "
        "This day has not come yet. Give the day on which you checked."
    ]


@pytest.mark.django_db
def test_video_file_needs_captions_or_a_transcript():
    film, captions, text = document("mp4").pk, document("vtt").pk, document("txt").pk
    raw = {**VIDEO, "embed_url": "", "file": film}

    assert said(block("video", raw)) == [
        "1. Video → Captions: Add captions, or write the transcript: not everybody can hear the video."
    ]
    assert said(block("video", {**raw, "captions": captions})) == []
    assert said(block("video", {**raw, "transcript": "<p>Words.</p>"})) == []
    assert said(block("video", {**raw, "captions": text})) == [
        "1. Video → Captions: Captions are a file that ends in .vtt. Choose another file."
    ]
    assert said(block("video", {**raw, "captions": captions, "embed_url": VIDEO["embed_url"]})) == [
        "1. Video → Or the address of a video elsewhere: "
        "Give a file or an address, not both: remove one of them."
    ]
    assert said(block("video", {**raw, "captions": captions, "file": text})) == [
        "1. Video → File: This is not a video. Choose a file that ends in .mp4 or .webm."
    ]


@pytest.mark.django_db
def test_recording_is_a_sound_file_with_a_transcript():
    assert said(block("audio", {**AUDIO, "file": document("mp3").pk})) == []
    assert said(block("audio", {**AUDIO, "file": document("mp4").pk})) == [
        "1. Recording → File: This is not a recording. Choose a file that ends in .mp3, .m4a or .ogg."
    ]


@pytest.mark.django_db
def test_picture_needs_words_or_is_marked_as_decoration():
    from tests.factories.pages import picture

    image = picture()
    raw = {"image": {"image": image.pk, "alt_text": "", "decorative": False}, "caption": ""}

    assert said(block("picture", raw)) == [
        "1. Picture → Picture → Alt text: Please add some alt text for your image or mark it as decorative"
    ]
    raw["image"]["decorative"] = True
    assert said(block("picture", raw)) == []
    raw["image"] |= {"decorative": False, "alt_text": "A ballot box"}
    assert said(block("picture", raw)) == []


@pytest.mark.django_db
def test_headings_go_down_one_step_at_a_time():
    assert said(heading_block("A"), heading_block("A.1", level="3"), heading_block("B")) == []
    assert said(text_block(), heading_block("A.1", level="3"), heading_block("A"), text_block()) == [
        "2. Heading → Level: Put a section heading above this sub-section, or make it a section."
    ]


@pytest.mark.django_db
def test_items_without_ids_get_ids_that_last():
    raw = block("checklist", {"title": "To do", "items": ["First", "Second", "First"]}, id="c")

    ids = [[bound.id for bound in stream(raw)[0].value["items"].bound_blocks] for _again in range(2)]

    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 3


@pytest.mark.django_db
def test_draft_and_publish_at_the_same_moment_do_not_mix_their_rules():
    bad = stream(heading_block(""), block("callout", {**CALLOUT, "source_url": "htt"}))
    wrong: list[object] = []

    def publish():
        for _round in range(100):
            if len(unready(bad)) != 2:
                wrong.append("published")

    def draft():
        for _round in range(100):
            try:
                bad.stream_block.clean_deferred(bad)
            except ValidationError as error:
                wrong.append(error)

    threads = [threading.Thread(target=work) for work in (publish, draft, publish, draft)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", list(LessonPage._meta.get_field("body").stream_block.child_blocks))
def test_block_explains_itself_and_shows_a_preview(client, name):
    from tests.factories.accounts import EditorFactory, sign_in

    definition = LessonPage._meta.get_field("body").stream_block.child_blocks[name]
    sign_in(client, EditorFactory())

    page = client.get("/admin/block-preview/", {"id": definition.definition_prefix})

    assert page.status_code == 200
    assert "css/hustings.css" in page.content.decode()
    assert definition.get_description()
    assert definition.is_previewable
    assert definition.meta.icon != "placeholder"
    assert definition.meta.group
    assert definition.meta.label_format


@pytest.mark.django_db
@pytest.mark.parametrize("name", list(LessonPage._meta.get_field("body").stream_block.child_blocks))
def test_block_with_nothing_in_it_can_be_shown(name):
    definition = LessonPage._meta.get_field("body").stream_block.child_blocks[name]

    html = render_to_string(definition.meta.template, {"value": definition.get_default(), "preview": True})

    assert "None" not in html
