"""The portfolio as one archive: what is in it, for whom, how often, and for how long."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from courses.learning import keeping
from courses.learning.keeping import KeptFile, KeptThing
from courses.learning.models import Writing, WritingVersion
from courses.learning.taking_away import PORTFOLIO
from lms.messaging.models import Notice
from lms.privacy.errors import EnoughForTodayError
from lms.privacy.models import Export, ExportState
from lms.privacy.packing import archive_from
from lms.privacy.services import ask_for_export, ask_for_takeaway, forget_exports, make_export
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.content import text_block
from tests.factories.learning import learner, taught
from tests.queue import run_queue

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson():
    return taught([text_block()]).course.lessons.get()


@pytest.fixture
def person(lesson):
    """Somebody with two versions of a text, beside somebody who wrote too."""
    made = learner("Nadia Ahmed")
    for one, words in ((made, "Mine"), (learner("Owen Pryce"), "Theirs")):
        text = f"{words} at last <b>"
        writing = Writing.objects.create(
            learner=one, lesson=lesson, block="b1", title="Statement", text=text, number=2
        )
        for number, version in ((1, f"{words} at first, and longer than that"), (2, text)):
            WritingVersion.objects.create(
                writing=writing, number=number, text=version, submission=f"{number:032d}"
            )
    return made


@pytest.fixture
def handed_in(lesson, monkeypatch):
    """A room above keeps two files of one name, and one that the storage has lost."""
    stored = default_storage.save("test/map.pdf", io.BytesIO(b"%PDF-1.7 map"))
    files = [
        KeptFile("map.pdf", stored),
        KeptFile("../map.pdf", stored),
        KeptFile("map.pdf", "test/lost.pdf"),
    ]
    words = "courses/learning/_portfolio_copy.html"  # any template: this is about files

    def load(person, courses):
        yield KeptThing(lesson, None, words, words, words, files)

    monkeypatch.setattr(keeping, "_loads", {"test": load})
    return files


def archive(person) -> zipfile.ZipFile:
    export = ask_for_takeaway(person=person, what=PORTFOLIO)
    export = make_export(export_id=export.pk, longest=float("inf"))
    return zipfile.ZipFile(io.BytesIO(b"".join(archive_from(export, 0, export.size))))


def test_it_holds_every_text_with_its_versions_and_nobody_elses(person):
    with archive(person) as file:
        assert file.testzip() is None
        assert file.namelist() == ["portfolio.html", "portfolio.txt"]
        page, text = (file.read(name).decode() for name in file.namelist())

    for words in (page, text):
        assert "Mine at first, and longer than that" in words
        assert "Theirs" not in words
    assert "Mine at last &lt;b&gt;" in page
    assert "Mine at last <b>" in text
    assert "<script" not in page


def test_files_lie_by_lesson_under_free_names_and_a_lost_one_is_left_out(person, handed_in, lesson):
    with archive(person) as file:
        names = [name for name in file.namelist() if name.startswith("files/")]
        assert {file.read(name) for name in names} == {b"%PDF-1.7 map"}

    assert [name.rpartition("/")[2] for name in names] == ["map.pdf", "map (2).pdf"]
    assert [bool(one.where) for one in handed_in] == [True, True, False]


def test_asked_twice_it_is_packed_once_and_told_once(person):
    first, again = (ask_for_takeaway(person=person, what=PORTFOLIO) for _twice in range(2))

    run_queue()
    make_export(export_id=first.pk)

    assert first == again
    assert Export.objects.get().is_there
    (notice,) = Notice.objects.filter(recipient=person)
    assert (notice.kind, notice.link) == ("courses.portfolio", "/my/portfolio/")


def test_the_newest_lies_there_alone_and_goes_after_seven_days(person, django_capture_on_commit_callbacks):
    for _twice in range(2):
        ask_for_takeaway(person=person, what=PORTFOLIO)
        with django_capture_on_commit_callbacks(execute=True):
            run_queue()

    newest, earlier = Export.objects.order_by("-pk")
    assert (newest.state, earlier.state) == (ExportState.READY, ExportState.GONE)
    assert not earlier.segments.exists()

    Export.objects.filter(pk=newest.pk).update(ready_at=timezone.now() - timedelta(days=7, minutes=1))
    forget_exports()
    newest.refresh_from_db()
    assert (newest.state, newest.segments.count()) == (ExportState.GONE, 0)


def test_three_a_day_are_enough_and_a_copy_of_everything_is_not_counted(person):
    ask_for_export(person=person, actor=person)
    for _one in range(3):
        ask_for_takeaway(person=person, what=PORTFOLIO)
        Export.objects.filter(what=PORTFOLIO).update(state=ExportState.GONE)

    with pytest.raises(EnoughForTodayError):
        ask_for_takeaway(person=person, what=PORTFOLIO)
    Export.objects.update(asked_at=timezone.now() - timedelta(days=1, minutes=1))
    assert ask_for_takeaway(person=person, what=PORTFOLIO).state == ExportState.MAKING


def test_it_is_fetched_by_its_owner_alone_and_is_no_copy_of_everything(person):
    client = Client()
    sign_in(client, person)
    client.post("/my/portfolio/pack/")
    assert "It is being packed" in client.get("/my/portfolio/").content.decode()
    run_queue()
    export = Export.objects.get()

    assert f"/account/data/copy/{export.uid}/" in client.get("/my/portfolio/").content.decode()
    answer = client.get(f"/account/data/copy/{export.uid}/")
    assert answer.status_code in (200, 302)  # 302: after a while they show that it is they
    assert str(export.uid) not in client.get("/account/data/").content.decode()
    other = Client()
    sign_in(other, UserFactory())
    assert other.get(f"/account/data/copy/{export.uid}/").status_code in (302, 404)
