"""Letters after a decision: next morning at nine, stopped before or sent once, and nothing in the subject."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from cohorts.following.errors import LetterGoneError
from cohorts.following.letters import follow_entry, next_morning, send_due_letters, send_letter, stop_letter
from cohorts.following.models import AfterLetter
from cohorts.pathway.services import confirm_entry, take_back, write_entry
from cohorts.programmes.models import Place, PlaceState
from lms.messaging.models import Notice
from tests.cohorts.following.ground import DAY, NOON, stands, wrote
from tests.cohorts.overview.ground import running
from tests.factories.accounts import OrganiserFactory, UserFactory
from tests.queue import run_queue

pytestmark = pytest.mark.django_db
MORNING = dt.datetime(2027, 3, 2, 9, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def noon(time_travel):
    time_travel(NOON)


@pytest.fixture
def pathway():
    return stands(running())


def letters() -> list[str]:
    """The kinds of what people were told, in order."""
    return list(
        Notice.objects.filter(kind__startswith="following.").order_by("pk").values_list("kind", flat=True)
    )


def morning(time_travel, at: dt.datetime = MORNING) -> None:
    time_travel(at)
    send_due_letters()
    run_queue()


@pytest.mark.parametrize("stage", ["not_selected", "not_elected"])
def test_a_letter_waits_for_the_next_morning_and_goes_once(pathway, time_travel, stage):
    wrote(pathway, stage)
    run_queue()
    letter = AfterLetter.objects.get()
    assert (letter.due_at, letters()) == (MORNING, [])

    morning(time_travel, MORNING - dt.timedelta(minutes=1))
    assert letters() == []
    for _time in range(2):
        morning(time_travel)

    notice = Notice.objects.get()
    assert (notice.kind, notice.recipient) == (f"following.{stage}", pathway.place.trainee)
    assert notice.subject == "From the organisers of your cohort"
    assert notice.link == f"/my/pathway/{pathway.place.uid}/"
    assert AfterLetter.objects.get().sent_at == MORNING


def test_nine_o_clock_is_where_the_person_lives():
    late = dt.datetime(2027, 3, 1, 23, 30, tzinfo=dt.UTC)
    assert next_morning(UserFactory(time_zone="Europe/Athens"), late) == dt.datetime(
        2027, 3, 3, 7, tzinfo=dt.UTC
    )
    assert next_morning(UserFactory(), late) == MORNING


def test_an_organiser_stops_it_before(pathway, time_travel):
    wrote(pathway, "not_selected")
    run_queue()
    organiser = OrganiserFactory()
    for _time in range(2):
        stop_letter(letter=AfterLetter.objects.get(), actor=organiser)

    morning(time_travel)

    assert (letters(), AfterLetter.objects.get().stopped_by_uid) == ([], organiser.uid)


def test_what_was_sent_cannot_be_stopped(pathway, time_travel):
    wrote(pathway, "not_selected")
    run_queue()
    morning(time_travel)
    with pytest.raises(LetterGoneError):
        stop_letter(letter=AfterLetter.objects.get(), actor=OrganiserFactory())


def test_taken_back_before_morning_nothing_goes(pathway, time_travel):
    entry = wrote(pathway, "not_elected")
    run_queue()
    take_back(entry=entry, actor=pathway.place.trainee)
    run_queue()
    morning(time_travel)
    assert letters() == []


def test_a_corrected_day_is_the_same_letter(pathway, time_travel):
    old = wrote(pathway, "not_selected")
    run_queue()
    morning(time_travel)
    write_entry(
        pathway=pathway,
        stage="not_selected",
        on=DAY - dt.timedelta(days=1),
        actor=pathway.place.trainee,
        replaces=old,
    )
    run_queue()
    morning(time_travel, MORNING + dt.timedelta(days=1))
    assert (letters(), AfterLetter.objects.count()) == (["following.not_selected"], 1)


def test_a_slip_from_not_elected_to_elected_sends_no_wrong_letter(pathway, time_travel):
    old = wrote(pathway, "not_elected")
    run_queue()
    organiser = OrganiserFactory()
    write_entry(pathway=pathway, stage="elected", on=DAY, actor=organiser, replaces=old)
    run_queue()
    morning(time_travel)
    assert letters() == ["following.elected"]


def test_a_better_day_meanwhile_keeps_the_letter_back(pathway, time_travel):
    wrote(pathway, "not_selected", DAY)
    wrote(pathway, "selected", DAY + dt.timedelta(days=1))
    run_queue()
    morning(time_travel)
    assert letters() == []
    assert AfterLetter.objects.get().stopped_at is not None


def test_congratulations_wait_for_an_organiser(pathway, time_travel):
    entry = wrote(pathway, "elected")
    run_queue()
    morning(time_travel)
    assert letters() == []

    confirm_entry(entry=entry, actor=OrganiserFactory())
    run_queue()
    morning(time_travel)
    assert letters() == ["following.elected"]


def test_nobody_writes_about_what_is_long_past_or_to_who_left(pathway, time_travel):
    wrote(pathway, "not_elected", DAY - dt.timedelta(days=400))
    wrote(pathway, "not_selected", DAY)
    run_queue()
    assert [one.stage for one in AfterLetter.objects.all()] == ["not_selected"]

    Place.objects.filter(pk=pathway.place_id).update(state=PlaceState.LEFT)
    morning(time_travel)
    assert letters() == []


def test_killed_between_notice_and_mark_it_is_sent_once(pathway, time_travel, monkeypatch):
    wrote(pathway, "not_selected")
    run_queue()
    time_travel(MORNING)
    letter = AfterLetter.objects.get()
    with monkeypatch.context() as broken:
        broken.setattr(AfterLetter, "save", lambda *args, **kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            send_letter(letter=letter)
    assert letters() == []
    assert send_letter(letter=letter) is True
    assert send_letter(letter=letter) is False
    assert letters() == ["following.not_selected"]


def test_people_hear_that_a_step_was_confirmed_or_corrected(pathway):
    organiser = OrganiserFactory()
    entry = wrote(pathway, "panel", by=organiser)
    run_queue()
    follow_entry(entry.pk)
    assert letters() == ["following.entry_confirmed"]

    write_entry(
        pathway=pathway, stage="panel", on=DAY - dt.timedelta(days=3), actor=organiser, replaces=entry
    )
    run_queue()
    assert letters() == ["following.entry_confirmed", "following.entry_corrected"]
    assert {one.subject for one in Notice.objects.all()} == {"Your page was updated"}
    assert timezone.now() == NOON
