"""The length of recordings and films, read from their files."""

from __future__ import annotations

import importlib
import io
import shutil
from importlib import resources
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection

from lms.pages import recordings
from lms.pages.models import SiteDocument
from tests.factories.pages import PDF, document

MEDIA = resources.files("lms.demo") / "media"
SPEECH, FILM = (MEDIA / "wednesday.mp3").read_bytes(), (MEDIA / "timeline.mp4").read_bytes()


@pytest.mark.parametrize(
    ("content", "name", "seconds"),
    [
        (SPEECH, "wednesday.mp3", 43),
        (FILM, "timeline.mp4", 46),
        (FILM, "timeline.M4A", 46),
        (SPEECH[:20_000], "beginning.mp3", 43),
        (FILM[:300], "beginning.mp4", 46),
        (b"", "nothing.mp3", None),
        (b"\x1a\x45\xdf\xa3 webm", "film.webm", None),
        (PDF, "form.pdf", None),
        (b"OggS" + bytes(60), "broken.ogg", None),
    ],
)
def test_length_is_read_from_the_file_and_the_file_left_at_its_beginning(content, name, seconds):
    file = io.BytesIO(content)
    file.seek(min(7, len(content)))

    assert recordings.seconds_of(file, name) == seconds
    assert file.tell() == 0


@pytest.mark.django_db
def test_document_is_measured_when_its_file_comes_and_only_then(monkeypatch):
    film = document(FILM, "timeline.mp4")
    assert SiteDocument.objects.get(pk=film.pk).seconds == 46

    stored = SiteDocument.objects.get(pk=film.pk)
    stored.file = ContentFile(SPEECH, name="wednesday.mp3")
    stored.save()
    assert SiteDocument.objects.get(pk=film.pk).seconds == 43

    monkeypatch.setattr(recordings, "seconds_of", lambda *_: pytest.fail("measured again"))
    again = SiteDocument.objects.get(pk=film.pk)
    again.title = "Another name"
    again.save()
    assert SiteDocument.objects.get(pk=film.pk).seconds == 43


@pytest.mark.django_db
def test_documents_that_were_there_before_are_measured_and_missing_files_change_nothing():
    film, speech, form, gone, broken = (
        document(content, name)
        for content, name in [
            (FILM, "film.mp4"),
            (SPEECH, "speech.mp3"),
            (PDF, "form.pdf"),
            (SPEECH, "gone.mp3"),
            (b"not a film at all", "broken.mp4"),
        ]
    )
    SiteDocument.objects.update(seconds=None)
    gone.file.storage.delete(gone.file.name)
    migration = importlib.import_module("lms.pages.migrations.0004_measure_recordings")

    migration.measure(apps, SimpleNamespace(connection=connection))

    found = dict(SiteDocument.objects.values_list("pk", "seconds"))
    assert [found[one.pk] for one in (film, speech, form, gone, broken)] == [46, 43, None, None, None]


@pytest.mark.django_db
def test_measuring_leaves_the_stored_bytes_alone(tmp_path):
    film = document(FILM, "timeline.mp4")
    with film.file.open("rb") as stored, (tmp_path / "copy.mp4").open("wb") as copy:
        shutil.copyfileobj(stored, copy)

    assert (tmp_path / "copy.mp4").read_bytes() == FILM
