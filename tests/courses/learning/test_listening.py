"""“Listen” in the head of a lesson: what it offers, and what it costs the page."""

from __future__ import annotations

import re

import pytest

from courses.content.models import LessonEdition
from lms.pages.models import SiteDocument
from tests.factories.accounts import sign_in
from tests.factories.content import block, text_block
from tests.factories.learning import enrolled, learner, lesson_url, taught

pytestmark = pytest.mark.django_db

FILM = {"title": "Inside", "embed_url": "", "captions": None, "transcript": "<p>Words.</p>", "minutes": None}


def stored(ending: str, size: int) -> SiteDocument:
    return SiteDocument.objects.create(
        title=ending, file=f"documents/{size}.{ending}", file_size=size, seconds=241
    )


def page_of(client, edition, **headers) -> str:
    return client.get(lesson_url(edition), headers=headers).content.decode()


def reader(client, body, **narration: int):
    edition = taught(body)
    LessonEdition.objects.update(narration=narration)
    person = learner()
    enrolled(edition, person)
    sign_in(client, person)
    return edition


def control(page: str) -> str:
    """The button, with white space made plain."""
    return " ".join(re.search(r"<button[^>]*data-listen.*?</button>", page, re.S)[0].split())


def test_lesson_without_a_recording_offers_the_devices_voice_to_those_who_run_scripts(client):
    page = page_of(client, reader(client, [text_block()]))

    assert control(page).endswith("> Listen </button>")
    assert 'aria-pressed="false"' in control(page)
    assert "data-sound" not in page
    assert "<noscript>" not in page


def test_lesson_with_a_recording_says_its_length_and_size_and_loads_nothing(client):
    sound, times = stored("mp3", 480_000), stored("vtt", 900)
    page = page_of(client, reader(client, [text_block()], sound=sound.pk, times=times.pk))

    assert control(page).endswith("> Listen · 4 minutes · 468 KB </button>")
    assert f'data-sound="{sound.url}" data-times="{times.url}"' in control(page)
    plain = re.search(r"<noscript>(.*?)</noscript>", page, re.S)[1]
    assert 'preload="none"' in plain
    assert f'<source src="{sound.url}" type="audio/mpeg">' in plain


def test_recording_that_was_deleted_leaves_the_devices_voice(client):
    sound = stored("mp3", 480_000)
    edition = reader(client, [text_block()], sound=sound.pk)
    sound.delete()

    assert "data-sound" not in page_of(client, edition)


def test_lesson_gives_the_small_film_to_who_saves_data_and_to_nobody_else(client):
    full, small = stored("mp4", 9_000_000), stored("mp4", 2_000_000)
    edition = reader(client, [block("video", {**FILM, "file": full.pk, "small": small.pk})])

    for headers, film in [({}, full), ({"save-data": "on"}, small), ({}, full)]:
        page = page_of(client, edition, **headers)
        assert re.findall(r'<source src="([^"]+)"', page) == [film.url]


def test_script_and_style_of_listening_are_not_loaded_with_the_page(client):
    page = page_of(client, reader(client, [text_block()]))

    assert re.findall(r"<(?:script|link)[^>]*listen[^>]*>", page) == []
