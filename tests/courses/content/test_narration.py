"""A lesson read aloud: the recording belongs to the text that was published with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Locale

from courses.content.models import LessonEdition, LessonPage
from courses.content.narration import Narration
from courses.content.selectors import narration_of
from courses.content.services import _digest, publish_scheduled
from lms.pages.models import SiteDocument
from tests.factories.accounts import UserFactory
from tests.factories.content import edition_of, publish, published_course
from tests.factories.pages import document

pytestmark = pytest.mark.django_db


def stored(ending: str) -> SiteDocument:
    return SiteDocument.objects.create(
        title=ending, file=f"documents/read.{ending}", file_size=480_000, seconds=299
    )


def only_lesson() -> LessonPage:
    published_course(lessons=1)
    return LessonPage.objects.get()


def current(page: LessonPage) -> LessonEdition:
    entry = edition_of(page.get_parent().get_parent().specific).lessons[0]
    return LessonEdition.objects.get(pk=entry["edition"])


def test_text_that_nobody_reads_aloud_keeps_the_digest_it_always_had(settled):
    text = current(only_lesson())

    assert text.narration == {}
    facts = {name: getattr(text, name) for name in ("title", "introduction", "minutes", "body")}
    assert text.digest == _digest(facts)


def test_recording_is_published_with_the_text_and_taken_back_with_it(settled):
    lesson, sound, times = only_lesson(), stored("mp3"), stored("vtt")
    silent = current(lesson)

    publish(lesson, narration=sound, narration_times=times)
    spoken = current(lesson)
    assert spoken.pk != silent.pk
    assert spoken.narration == {"sound": sound.pk, "times": times.pk}
    assert spoken.body == silent.body

    publish(lesson, narration_times=None)
    assert current(lesson).narration == {"sound": sound.pk}

    publish(lesson, narration=None)
    assert current(lesson).pk == silent.pk
    assert LessonEdition.objects.get(pk=spoken.pk).narration == {"sound": sound.pk, "times": times.pk}


def test_draft_with_a_recording_changes_nothing_for_learners_until_its_time(settled):
    lesson, sound = only_lesson(), stored("mp3")
    silent = current(lesson)

    lesson.narration = sound
    lesson.save_revision()
    assert current(lesson).pk == silent.pk

    lesson.go_live_at = timezone.now() + timedelta(hours=1)
    lesson.save_revision().publish()
    publish_scheduled()
    assert current(lesson).pk == silent.pk

    past = timezone.now() - timedelta(minutes=1)
    revision = lesson.revisions.get(approved_go_live_at__isnull=False)
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()
    publish_scheduled()
    assert current(lesson).narration == {"sound": sound.pk}


def test_draft_takes_any_file_and_publishing_only_the_right_ones():
    lesson, sound, times = only_lesson(), stored("mp3"), stored("vtt")

    lesson.narration, lesson.narration_times = times, sound
    lesson.save_revision()
    assert lesson.missing_for_publishing() == [
        "Recording: This is not a recording. Choose a file that ends in .mp3, .m4a or .ogg.",
        "Times of the words: The times are a file that ends in .vtt. Choose another file.",
    ]

    lesson.narration, lesson.narration_times = None, times
    assert lesson.missing_for_publishing() == [
        "Times of the words: These times belong to a recording: choose it too, or remove the times."
    ]

    lesson.narration = sound
    assert lesson.missing_for_publishing() == []


def test_page_is_told_how_long_and_how_much_in_one_query(django_assert_num_queries, settled):
    lesson, sound, times = only_lesson(), stored("mp3"), stored("vtt")
    with django_assert_num_queries(0):
        assert narration_of(LessonEdition()) is None

    text = current(publish(lesson, narration=sound, narration_times=times))
    with django_assert_num_queries(1):
        told = narration_of(text)
    assert told == Narration(sound.url, "audio/mpeg", 480_000, 299, times.url)

    times.delete()
    assert narration_of(text) == Narration(sound.url, "audio/mpeg", 480_000, 299)
    sound.delete()
    assert narration_of(text) is None
    assert LessonPage.objects.get().narration is None


def test_recording_is_heard_by_people_with_an_account_once_it_is_published(client, settled):
    lesson, sound = only_lesson(), document(b"ID3" + bytes(64), "read.mp3")
    client.force_login(UserFactory())
    lesson.narration = sound
    lesson.save_revision()
    assert client.get(sound.url).status_code == 404

    publish(lesson, narration=sound)
    heard = client.get(sound.url)
    assert (heard.status_code, b"".join(heard.streaming_content)[:3]) == (200, b"ID3")
    client.logout()
    assert client.get(sound.url).status_code == 404


def test_editor_hears_the_draft_in_its_preview(rf):
    lesson = LessonPage(
        title="A week",
        slug="a-week",
        locale=Locale.get_default(),
        narration=stored("mp3"),
        narration_times=stored("vtt"),
    )
    told = lesson.get_preview_context(rf.get("/"), "")["narration"]

    assert (told.url, told.seconds) == (lesson.narration.url, 299)
