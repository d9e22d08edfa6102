"""Films, recordings and files: what is said before they load, and the small version for poor lines."""

from __future__ import annotations

import re

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import RequestFactory
from django.utils.html import strip_tags
from wagtail import hooks

from lms.pages.blocks import PageBody
from lms.pages.models import SiteDocument, StandardPage
from lms.pages.publishing import unready
from lms.pages.templatetags.components import play_time
from lms.pages.wagtail_hooks import warn_of_heavy_videos
from tests.factories.content import block
from tests.factories.pages import standard_page

pytestmark = pytest.mark.django_db

# As they were stored before there were small versions and sounds: the fields are not there at all.
OLD_VIDEO = {
    "title": "Inside",
    "file": None,
    "embed_url": "",
    "captions": None,
    "transcript": "<p>The chair opens the meeting.</p>",
    "minutes": 6,
    "poster": {"image": None, "alt_text": "", "decorative": False},
}
OLD_AUDIO = {"title": "A surgery", "file": None, "transcript": "<p>Six came.</p>", "minutes": 4}


def stored(ending: str, size: int | None = None, seconds: int | None = None) -> SiteDocument:
    return SiteDocument.objects.create(
        title=ending, file=f"documents/{size or 'a'}.{ending}", file_size=size, seconds=seconds
    )


def html(raw, **context) -> str:
    return next(iter(PageBody().to_python([raw]))).render(context)


def told(text: str) -> str:
    return " ".join(strip_tags(text).replace("\xa0", " ").split())


def sources(text: str) -> list[str]:
    return re.findall(r'<source src="([^"]+)"', text)


def links(text: str) -> list[tuple[str, str, bool]]:
    """The versions offered: name, address, whether it is the one in the player."""
    found = re.findall(r'<a href="([^"]+)"\s+data-version="(\w+)"\s*(aria-current="true")?', text)
    return [(name, address, bool(current)) for address, name, current in found]


def said(raw) -> list[str]:
    return unready(PageBody().to_python([raw]))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        (0, ""),
        (1, "1 second"),
        (46, "46 seconds"),
        (60, "1 minute"),
        (725, "12 minutes"),
        (6600, "1 h 50"),
    ],
)
def test_play_time_in_words(seconds, words):
    assert play_time(seconds) == words


def test_video_says_minutes_and_megabytes_and_loads_nothing_before_it_is_asked_for():
    film = stored("mp4", 8_800_000, 725)

    text = html(block("video", {**OLD_VIDEO, "file": film.pk}))

    assert "Inside Video · 12 minutes · 8.4 MB" in told(text)
    assert 'preload="none"' in text
    assert sources(text) == [film.url]
    assert "data-versions" not in text


def test_audio_says_minutes_and_megabytes():
    text = html(block("audio", {**OLD_AUDIO, "file": stored("mp3", 3_800_000, 241).pk}))

    assert "A surgery Recording · 4 minutes · 3.6 MB" in told(text)
    assert 'preload="none"' in text


def test_editors_minutes_stand_where_the_file_says_nothing():
    text = html(block("video", {**OLD_VIDEO, "file": stored("webm", 1_048_576).pk}))
    assert "Video · 6 minutes · 1 MB" in told(text)

    measured = html(block("video", {**OLD_VIDEO, "file": stored("mp4", 1_048_576, 120).pk}))
    assert "Video · 2 minutes · 1 MB" in told(measured)

    elsewhere = html(block("video", {**OLD_VIDEO, "embed_url": "https://vimeo.com/123456789"}))
    assert "Inside Video · 6 minutes Play from Vimeo" in told(elsewhere)
    assert "<iframe" not in elsewhere


def test_video_elsewhere_may_have_its_sound_here():
    sound = stored("mp3", 2_097_152, 360)
    raw = {**OLD_VIDEO, "embed_url": "https://vimeo.com/123456789", "sound": sound.pk}

    text = html(block("video", raw))

    assert f'<a href="{sound.url}">Only the sound</a>' in text
    assert "Only the sound 6 minutes · 2 MB" in told(text)
    assert said(block("video", raw)) == []


def test_versions_are_links_with_their_sizes_and_the_full_one_plays():
    full, small, sound = stored("mp4", 9_000_000, 60), stored("mp4", 2_000_000, 60), stored("mp3", 500_000)
    raw = {**OLD_VIDEO, "file": full.pk, "small": small.pk, "sound": sound.pk}

    text = html(block("video", raw))

    assert links(text) == [("full", full.url, True), ("small", small.url, False), ("sound", sound.url, False)]
    assert "Full version 8.6 MB Smaller picture 1.9 MB Only the sound 488 KB" in told(text)
    assert "Video · 1 minute Download" in told(text)  # the sizes stand with the versions
    assert sources(text) == [full.url]
    assert "Your connection is slow" not in told(text)


@pytest.mark.parametrize(("header", "which"), [("on", 1), ("ON", 1), ("off", 0), ("", 0)])
def test_save_data_gets_the_small_version_and_is_told_so(header, which):
    full, small = stored("mp3", 9_000_000, 60), stored("mp3", 2_000_000, 60)
    raw = block("audio", {**OLD_AUDIO, "file": full.pk, "small": small.pk})
    request = RequestFactory().get("/", headers={"save-data": header} if header else {})

    text = html(raw, request=request)

    assert sources(text) == [(full, small)[which].url]
    assert [current for _name, _address, current in links(text)] == [which == 0, which == 1]
    assert ("the small version plays unless you choose another" in told(text)) is (which == 1)
    assert html(raw, saves_data=bool(which)) == text


def test_save_data_without_a_small_version_gets_what_there_is():
    film = stored("mp4", 9_000_000, 60)
    request = RequestFactory().get("/", headers={"save-data": "on"})

    text = html(block("video", {**OLD_VIDEO, "file": film.pk}), request=request)

    assert sources(text) == [film.url]
    assert "Your connection" not in text


def test_small_version_must_be_of_its_kind_and_smaller_and_beside_a_file():
    film, same, speech = stored("mp4", 5_000_000), stored("mp4", 5_000_000), stored("mp3", 1_000)
    smaller = stored("webm", 4_999_999)
    video = {**OLD_VIDEO, "file": film.pk}

    assert said(block("video", {**video, "small": smaller.pk, "sound": speech.pk})) == []
    assert said(block("video", {**video, "small": same.pk})) == [
        "1. Video → Small version: "
        "This version has 4.8\xa0MB, the file itself 4.8\xa0MB. Choose a smaller one."
    ]
    assert said(block("video", {**video, "small": speech.pk, "sound": film.pk})) == [
        "1. Video → Small version: This is not a video. Choose a file that ends in .mp4 or .webm.",
        "1. Video → Only the sound: This is not a recording. Choose a file that ends in .mp3, .m4a or .ogg.",
    ]
    elsewhere = {**OLD_VIDEO, "embed_url": "https://vimeo.com/123456789"}
    assert said(block("video", {**elsewhere, "small": film.pk})) == [
        "1. Video → Small version: A small version stands beside a file: choose that file too."
    ]
    assert said(block("audio", {**OLD_AUDIO, "file": speech.pk, "small": film.pk})) == [
        "1. Recording → Small version: "
        "This is not a recording. Choose a file that ends in .mp3, .m4a or .ogg."
    ]


def test_what_was_stored_before_there_were_versions_reads_publishes_and_saves_as_before(client):
    film, speech = stored("mp4", 8_800_000, 725), stored("mp3", 1_000_000, 60)
    old = [
        block("video", {**OLD_VIDEO, "file": film.pk}, id="1f0b5a52-0000-4000-8000-000000000001"),
        block("audio", {**OLD_AUDIO, "file": speech.pk}, id="1f0b5a52-0000-4000-8000-000000000002"),
    ]
    page = standard_page(body=old)
    StandardPage.objects.filter(pk=page.pk).update(body=PageBody().to_python(old))
    revision = page.latest_revision
    revision.content["body"] = re.sub(r', "(small|sound)": null', "", revision.content["body"])
    revision.save()
    assert '"small"' not in revision.content["body"]

    assert "Video · 12 minutes · 8.4 MB" in told(client.get(page.url).content.decode())
    found = revision.as_object()
    assert [child.value.get("small") for child in found.body] == [None, None]
    assert found.missing_for_publishing() == []
    revision.publish()
    assert "Recording · 1 minute · 976 KB" in told(client.get(page.url).content.decode())


@pytest.mark.parametrize("kind", ["video", "audio", "download"])
def test_example_in_the_editors_list_shows_the_sizes(kind):
    definition = PageBody().child_blocks[kind]
    text = told(definition.render(definition.get_preview_value()))

    assert {
        "video": "Full version 30 MB Smaller picture 9 MB Only the sound 2.8 MB",
        "audio": "Recording · 4 minutes · 3.6 MB",
        "download": "PDF · 82 KB",
    }[kind] in text


def test_download_says_its_kind_and_size():
    text = html(block("download", {"title": "Map", "document": stored("pdf", 84_000).pk, "description": ""}))

    assert "Map PDF · 82 KB" in told(text)


@pytest.mark.parametrize(
    ("size", "has_small", "warned"),
    [(20 * 1024 * 1024, False, False), (20 * 1024 * 1024 + 1, False, True), (30_000_000, True, False)],
)
def test_editor_is_warned_of_a_heavy_film_and_it_is_published_all_the_same(client, size, has_small, warned):
    film = {**OLD_VIDEO, "file": stored("mp4", size).pk}
    if has_small:
        film["small"] = stored("mp4", 1_000).pk
    page = standard_page(body=[block("video", film)])
    request = RequestFactory().get("/")
    request.session, request._messages = {}, CookieStorage(request)

    warn_of_heavy_videos(request, page)

    words = [str(message) for message in request._messages]
    assert len(words) == warned
    if warned:
        assert "“Inside” is published with 20\xa0MB and no small version" in words[0]
    shown = client.get(page.url).content.decode()
    assert sources(shown)[0] == SiteDocument.objects.get(pk=film["file"]).url
    assert "Inside" in told(shown)
    assert ("Smaller picture" in told(shown)) is has_small


def test_warning_comes_when_a_page_is_published():
    assert warn_of_heavy_videos in hooks.get_hooks("after_publish_page")
