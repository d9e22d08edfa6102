"""Recordings: who sees them, until when; and what people thought of a session."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cohorts.programmes.models import PlaceState
from cohorts.sessions import kinds
from cohorts.sessions.attendance import mark
from cohorts.sessions.errors import CaptionsError, RatingClosedError, RecordingFileError
from cohorts.sessions.models import Attendance, SessionRating
from cohorts.sessions.ratings import opinions_on, rate
from cohorts.sessions.recordings import forget_recordings, keep_recording
from lms.messaging.models import Notice
from tests.cohorts.sessions.ground import EVENING, organiser, place, running, session
from tests.factories.accounts import sign_in
from tests.queue import run_queue

pytestmark = pytest.mark.django_db

MP4 = b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 500
UNTIL = dt.date(2026, 7, 6)


def video(name: str = "call.mp4", content: bytes = MP4) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="video/mp4")


@pytest.fixture
def after(time_travel):
    """The session is over since half an hour."""
    one = session(running(sessions_needed=1))
    time_travel(EVENING + dt.timedelta(hours=2))
    return one


def keep(one, **facts):
    return keep_recording(session=one, actor=organiser(), **{"until": UNTIL, **facts})


def test_whoever_missed_it_is_told_once(after):
    cohort = after.cohort
    nadia, gareth = place(cohort), place(cohort, "Gareth Pugh")
    mark(session=after, place=gareth, state="present", actor=organiser())

    for _time in range(2):
        keep(after, url="https://video.example.org/1")
    run_queue()

    told = Notice.objects.filter(kind=kinds.RECORDING.code)
    assert [notice.recipient for notice in told] == [nadia.trainee]
    assert told.get().context["until"] == "Monday 6 July"


@pytest.mark.parametrize(
    ("name", "content"),
    [("call.mp4", b"<script>"), ("call.html", MP4), ("call.webm", MP4), ("call", MP4)],
    ids=["other content", "other name", "another kind", "no ending"],
)
def test_what_is_no_recording_is_refused(after, name, content):
    with pytest.raises(RecordingFileError):
        keep(after, file=video(name, content))

    after.refresh_from_db()
    assert not after.recording_file


def test_file_is_sent_to_the_cohort_alone_and_in_parts(after):
    held, other = place(after.cohort), place(running(), "Gareth Pugh")
    left = place(after.cohort, "Ines Roy", state=PlaceState.LEFT)
    keep(after, file=video())
    path = f"/my/sessions/{after.uid}/recording/"

    whole = sign_in(Client(), held.trainee).get(path)
    part = sign_in(Client(), held.trainee).get(path, headers={"Range": "bytes=4-7"})

    assert b"".join(whole.streaming_content) == MP4
    assert (part.status_code, b"".join(part.streaming_content)) == (206, b"ftyp")
    for person in (other.trainee, left.trainee):
        assert sign_in(Client(), person).get(path).status_code == 404
    assert Client().get(path).status_code == 302


def test_recording_is_gone_the_day_after_its_last(after, time_travel):
    held = place(after.cohort)
    one = keep(after, file=video())
    name = one.recording_file.name
    path = f"/my/sessions/{after.uid}/recording/"

    time_travel(dt.datetime(2026, 7, 6, 22, 59, tzinfo=dt.UTC))  # one minute to midnight in London
    assert forget_recordings() == 0
    assert default_storage.exists(name)
    time_travel(dt.datetime(2026, 7, 6, 23, 0, tzinfo=dt.UTC))
    assert sign_in(Client(), held.trainee).get(path).status_code == 404  # before anybody deleted it
    assert forget_recordings() == 1
    assert forget_recordings() == 0

    one.refresh_from_db()
    assert not default_storage.exists(name)
    assert (one.recording_file.name, one.recording_gone_at is None) == ("", False)


def test_died_between_file_and_row_it_is_finished_the_next_time(after, time_travel):
    one = keep(after, file=video())
    default_storage.delete(one.recording_file.name)
    time_travel(dt.datetime(2026, 7, 8, tzinfo=dt.UTC))

    assert forget_recordings() == 1


def test_new_file_takes_the_place_of_the_old_one(after):
    first = keep(after, file=video()).recording_file.name
    second = keep(after, file=video("other.webm", b"\x1a\x45\xdf\xa3" + b"\x00" * 50)).recording_file.name

    assert not default_storage.exists(first)
    assert default_storage.exists(second)
    default_storage.delete(second)


def test_recording_is_announced_before_joining(time_travel):
    one = session(running(), is_recorded=True)
    held = place(one.cohort)
    time_travel(EVENING - dt.timedelta(minutes=30))

    page = sign_in(Client(), held.trainee).get(f"/my/sessions/{one.uid}/join/").content.decode()

    assert page.index("This session is recorded") < page.index("https://meet.example.com/")


# ---------------------------------------------------------------- what people thought


def test_opinion_is_kept_once_and_leads_to_nobody(after):
    nadia = place(after.cohort)

    assert rate(session=after, place=nadia, stars=4, text="More time")
    assert not rate(session=after, place=nadia, stars=1, text="Less time")

    assert list(SessionRating.objects.values_list("stars", "text")) == [(4, "More time")]
    assert {field.name for field in SessionRating._meta.fields} == {"id", "session", "stars", "text"}
    assert Attendance.objects.get().has_rated


@pytest.mark.parametrize(
    ("after_end", "good"),
    [(dt.timedelta(), True), (dt.timedelta(days=7), False), (-dt.timedelta(seconds=1), False)],
    ids=["at the end", "a week later", "before the end"],
)
def test_opinions_are_taken_for_a_week(time_travel, after_end, good):
    one = session(running())
    nadia = place(one.cohort)
    time_travel(one.ends_at + after_end)

    if good:
        assert rate(session=one, place=nadia, stars=5, text="")
    else:
        with pytest.raises(RatingClosedError):
            rate(session=one, place=nadia, stars=5, text="")


@pytest.mark.parametrize(("answers", "shown"), [(4, 0), (5, 5)])
def test_totals_are_shown_after_the_week_and_never_of_four(after, time_travel, answers, shown):
    for number in range(answers):
        held = place(after.cohort, f"Person {number}")
        rate(session=after, place=held, stars=5 if number else 2, text=f"Text {number}")
    assert opinions_on(after).is_open
    assert opinions_on(after).count == 0
    time_travel(after.ends_at + dt.timedelta(days=7))

    found = opinions_on(after)

    assert (found.is_open, found.count, len(found.texts)) == (False, shown, shown)
    assert found.average == (4.4 if shown else 0)


# ---------------------------------------------------------------- captions

VTT = b"WEBVTT\n\n00:01.000 --> 00:04.000\nNadia: Good evening.\n"


def spoken(name: str = "call.vtt", content: bytes = VTT) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/vtt")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("call.vtt", b"<script>alert(1)</script> --> "),
        ("call.vtt", b"WEBVTT\n\nno cue"),
        ("call.vtt", b"1\n00:00:01,000 --> 00:00:04,000\nSRT"),
        ("call.vtt", b"WEBVTT\n\n00:01.000 --> 00:04.000\n\xff\xfe"),
        ("call.vtt", VTT + b"x" * 1024 * 1024),
        ("call.txt", VTT),
    ],
    ids=["a script", "no cue", "SubRip", "no UTF-8", "too large", "another name"],
)
def test_what_is_no_captions_is_refused_and_nothing_kept(after, name, content):
    with pytest.raises(CaptionsError):
        keep(after, file=video(), captions=spoken(name, content))

    after.refresh_from_db()
    assert not after.recording_file
    assert not after.recording_captions


def test_captions_are_in_the_player_for_the_cohort_alone_until_the_last_day(after, time_travel):
    nadia, stranger = place(after.cohort), place(running(), "Gareth Pugh")
    keep(after, file=video(), captions=spoken())
    path = f"/my/sessions/{after.uid}/captions.vtt"
    mine, other = sign_in(Client(), nadia.trainee), sign_in(Client(), stranger.trainee)

    assert f'src="{path}"' in mine.get(f"/my/sessions/{after.uid}/").content.decode()
    answer = mine.get(path)
    assert b"".join(answer.streaming_content) == VTT
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == (
        "text/vtt; charset=utf-8",
        "nosniff",
    )
    assert other.get(path).status_code == 404
    assert Client().get(path).status_code == 302

    time_travel(dt.datetime(2026, 7, 7, 12, tzinfo=dt.UTC))
    assert sign_in(Client(), nadia.trainee).get(path).status_code == 404


def test_captions_go_with_their_recording(after):
    first = keep(after, file=video(), captions=spoken())
    kept = str(first.recording_captions.name)
    same = keep(after, until=dt.date(2026, 7, 8))
    assert str(same.recording_captions.name) == kept

    better = str(keep(after, captions=spoken(content=VTT + b"\n")).recording_captions.name)
    assert (default_storage.exists(kept), default_storage.exists(better)) == (False, True)

    assert not keep(after, file=video(content=MP4 + b"2")).recording_captions
    assert not default_storage.exists(better)


def test_captions_are_deleted_with_the_recording(after, time_travel):
    kept = str(keep(after, file=video(), captions=spoken()).recording_captions.name)
    time_travel(dt.datetime(2026, 7, 7, 12, tzinfo=dt.UTC))

    assert [forget_recordings(), forget_recordings()] == [1, 0]

    after.refresh_from_db()
    assert (str(after.recording_captions), default_storage.exists(kept)) == ("", False)


def test_organiser_gives_captions_on_the_screen(after):
    boss = sign_in(Client(), organiser())
    path = f"/cohorts/{after.cohort.slug}/sessions/{after.uid}/recording/"
    elsewhere = {"url": "https://video.example.org/1", "until": "2026-07-06", "captions": spoken()}

    assert "kept here" in boss.post(path, elsewhere).content.decode()
    wrong = {"file": video(), "until": "2026-07-06", "captions": spoken(content=b"no")}
    assert "no captions in the form WebVTT" in boss.post(path, wrong).content.decode()
    assert boss.post(path, {"file": video(), "until": "2026-07-06", "captions": spoken()}).status_code == 302
    page = boss.get(f"/cohorts/{after.cohort.slug}/sessions/{after.uid}/").content.decode()
    assert "It has captions." in page
