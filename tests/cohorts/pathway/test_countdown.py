"""The list before the poll: ticks, lines of one's own, moved polls, reminders and the secret calendar."""

from __future__ import annotations

import datetime as dt

import pytest
import vobject
from django.test import Client
from django.utils import timezone

from cohorts.pathway.checklist import COUNTDOWN, Line, events_of, groups_of, lines_of
from cohorts.pathway.countdown import (
    MOST_OWN,
    add_line,
    remove_line,
    settle_all,
    settle_countdown,
    tick,
)
from cohorts.pathway.countdown_models import CountdownItem, PollMove
from cohorts.pathway.errors import EnoughLinesError, LineGoneError, NoPollYetError, PollOverError
from cohorts.pathway.models import Pathway
from cohorts.pathway.moves import move_poll
from cohorts.pathway.reminders import remind, remind_due
from cohorts.pathway.selectors import pathway_of
from cohorts.pathway.services import choose_poll, take_back, write_entry
from cohorts.pathway.tasks import remind_person_job, settle_countdowns_job, tell_of_move_job
from cohorts.programmes.models import Place, PlaceState
from cohorts.sessions.calendar import feed_address, open_feed
from lms.audit.models import AuditEvent
from lms.messaging.models import Notice
from lms.places.models import CouncilSuccession
from tests.cohorts.overview.ground import place, running
from tests.factories.accounts import OrganiserFactory, UserFactory, sign_in
from tests.factories.places import council, ward
from tests.queue import run_queue

pytestmark = pytest.mark.django_db
POLL, LATER = dt.date(2027, 5, 6), dt.date(2027, 6, 3)
NOON = dt.time(12, tzinfo=dt.UTC)


def at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, NOON)


@pytest.fixture(autouse=True)
def march(time_travel):
    time_travel(at(dt.date(2027, 3, 1)))


@pytest.fixture
def held() -> Place:
    return place(running(), "Ada")


@pytest.fixture
def pathway(held) -> Pathway:
    leeds = council("Leeds", "E08000035")
    return choose_poll(place=held, council=leeds, ward=ward(leeds, "Armley"), poll_on=POLL)


def row(event: str) -> CountdownItem:
    return CountdownItem.objects.get(event=event)


def days() -> dict[str, dt.date]:
    found = CountdownItem.objects.filter(is_gone=False).exclude(event="")
    return dict(found.order_by("on", "pk").values_list("event", "on"))


def again(pathway: Pathway, **facts) -> Pathway:
    wanted = {"council": pathway.council, "ward": pathway.ward, "poll_on": pathway.poll_on, **facts}
    return choose_poll(place=pathway.place, **wanted)


# ---------------------------------------------------------------- the list


def test_rows_follow_the_law_and_settling_again_changes_nothing(pathway):
    before = list(CountdownItem.objects.values_list("uid", "sequence", "changed_at"))

    assert (settle_countdown(pathway=pathway), settle_all()) == (0, 0)
    settle_countdowns_job()

    assert list(CountdownItem.objects.values_list("uid", "sequence", "changed_at")) == before
    assert list(days()) == [
        "notice",
        "nominations",
        "candidates",
        "registration",
        "postal",
        "voter_id",
        "poll",
    ]
    assert days()["nominations"] == dt.date(2027, 4, 8)


def test_a_countdown_from_before_there_were_rows_gets_them(pathway):
    CountdownItem.objects.all().delete()

    assert settle_all() == 1
    assert CountdownItem.objects.count() == 7


def test_ticks_are_kept_once_and_taken_off(pathway, time_travel):
    first = tick(pathway=pathway, key="notice", is_done=True).ticked_at
    time_travel(at(dt.date(2027, 3, 2)))
    assert tick(pathway=pathway, key="notice", is_done=True).ticked_at == first
    assert lines_of(pathway, pathway.items.all())["progress"] == "1 of 7 lines done"

    for _twice in range(2):
        tick(pathway=pathway, key="notice", is_done=False)
    assert row("notice").ticked_at is None


def test_a_poll_on_another_day_keeps_ticks_and_numbers(pathway):
    tick(pathway=pathway, key="nominations", is_done=True)
    uid = row("nominations").uid

    again(pathway, poll_on=LATER)

    moved = row("nominations")
    assert (moved.uid, moved.on, moved.is_ticked, moved.sequence) == (uid, dt.date(2027, 5, 6), True, 1)


@pytest.mark.parametrize("change", ["council", "ward", "by_election", "years"])
def test_another_contest_begins_without_ticks_and_keeps_ones_own(pathway, change):
    tick(pathway=pathway, key="nominations", is_done=True)
    mine = add_line(pathway=pathway, words="Ask for leave")
    tick(pathway=pathway, key=str(mine.uid), is_done=True)
    york = council("York", "E06000014")

    again(
        pathway,
        **{
            "council": {"council": york, "ward": None},
            "ward": {"ward": ward(pathway.council, "Headingley", "E05099009")},
            "by_election": {"is_by_election": True},
            "years": {"poll_on": dt.date(2028, 5, 11)},
        }[change],
    )

    mine.refresh_from_db()
    assert (row("nominations").is_ticked, mine.is_ticked) == (False, True)


def test_a_ward_that_becomes_known_is_the_same_contest(held):
    leeds = council("Leeds", "E08000035")
    pathway = choose_poll(place=held, council=leeds, ward=None, poll_on=POLL)
    tick(pathway=pathway, key="notice", is_done=True)

    choose_poll(place=held, council=leeds, ward=ward(leeds, "Armley"), poll_on=POLL)

    assert row("notice").is_ticked


def test_lines_of_ones_own_are_there_once_and_go_without_their_words(pathway):
    one = add_line(pathway=pathway, words="Ask Jo for leave", on=dt.date(2027, 4, 1))
    assert add_line(pathway=pathway, words="Ask Jo for leave", on=dt.date(2027, 4, 1)) == one
    assert [line.label for line in lines_of(pathway, pathway.items.all())["lines"]][1] == "Ask Jo for leave"

    for _twice in range(2):
        remove_line(pathway=pathway, key=str(one.uid))

    one.refresh_from_db()
    assert (one.words, one.is_gone, one.sequence) == ("–", True, 1)
    assert len(lines_of(pathway, pathway.items.all())["lines"]) == 7


def test_a_list_has_an_end(pathway):
    CountdownItem.objects.bulk_create(
        CountdownItem(pathway=pathway, words=f"Street {number}") for number in range(MOST_OWN)
    )

    with pytest.raises(EnoughLinesError):
        add_line(pathway=pathway, words="One more")
    assert add_line(pathway=pathway, words="Street 1").words == "Street 1"


@pytest.mark.parametrize("key", ["", "nonsense", "voter_id", "00000000-0000-4000-8000-000000000000"])
def test_what_is_not_on_the_list_cannot_be_ticked(held, key):
    pathway = choose_poll(place=held, council=council("Fife", "S12000047"), ward=None, poll_on=POLL)

    with pytest.raises(LineGoneError):
        tick(pathway=pathway, key=key, is_done=True)


def test_days_that_have_been_stay_and_those_to_come_are_taken_back(pathway, time_travel):
    time_travel(at(dt.date(2027, 4, 9)))

    write_entry(pathway=pathway, stage="not_selected", on=dt.date(2027, 4, 9), actor=pathway.place.trainee)

    gone = CountdownItem.objects.filter(is_gone=True).values_list("event", flat=True)
    assert sorted(gone) == ["candidates", "poll", "postal", "registration", "voter_id"]
    assert {one.sequence for one in CountdownItem.objects.filter(is_gone=True)} == {1}


def test_an_entry_taken_back_brings_the_days_back(pathway):
    entry = write_entry(
        pathway=pathway, stage="not_selected", on=dt.date(2027, 3, 1), actor=pathway.place.trainee
    )
    assert days() == {}

    take_back(entry=entry, actor=pathway.place.trainee)

    assert len(days()) == 7
    assert row("poll").sequence == 2


# ---------------------------------------------------------------- a poll that is moved


def test_a_trainee_moves_the_poll_and_the_organisers_are_told(pathway):
    organiser = OrganiserFactory()
    tick(pathway=pathway, key="notice", is_done=True)

    move = move_poll(pathway=pathway, poll_on=LATER, reason="Snow", actor=pathway.place.trainee)
    assert move_poll(pathway=pathway, poll_on=LATER, reason="Snow", actor=pathway.place.trainee) is None
    run_queue()
    tell_of_move_job(move.pk)
    tell_of_move_job(0)

    assert [(one.was_on, one.poll_on, one.reason) for one in PollMove.objects.all()] == [
        (POLL, LATER, "Snow")
    ]
    assert (Pathway.objects.get().sequence, row("notice").is_ticked) == (pathway.sequence + 1, True)
    [notice] = Notice.objects.filter(kind__startswith="pathway.")
    assert (notice.recipient, notice.subject) == (organiser, "Dates have changed")
    assert not AuditEvent.objects.filter(action="cohorts.poll_moved").exists()


def test_an_organiser_moves_the_poll_and_the_trainee_is_told_without_the_reason(pathway, mailoutbox):
    organiser = OrganiserFactory()

    move_poll(pathway=pathway, poll_on=LATER, reason="A candidate died", actor=organiser)
    run_queue()

    [notice] = Notice.objects.filter(kind__startswith="pathway.")
    assert (notice.recipient, notice.kind) == (pathway.place.trainee, "pathway.moved")
    [letter] = [one for one in mailoutbox if pathway.place.trainee.email in one.to]
    assert "died" not in letter.subject + letter.body
    assert "poll" not in letter.subject + letter.body
    event = AuditEvent.objects.get(action="cohorts.poll_moved")
    assert (event.subject, event.details) == (f"place:{pathway.place.uid}", {})


def test_nobody_hears_of_a_move_once_the_place_is_given_up(pathway):
    move = move_poll(pathway=pathway, poll_on=LATER, reason="Snow", actor=OrganiserFactory())
    Place.objects.update(state=PlaceState.LEFT)

    run_queue()
    tell_of_move_job(move.pk)

    assert not Notice.objects.filter(kind__startswith="pathway.").exists()


def test_a_poll_is_not_moved_into_the_past_or_from_nowhere(pathway, held):
    with pytest.raises(PollOverError):
        move_poll(pathway=pathway, poll_on=dt.date(2027, 2, 25), reason="x", actor=held.trainee)
    Pathway.objects.update(poll_on=None)
    with pytest.raises(NoPollYetError):
        move_poll(pathway=pathway, poll_on=LATER, reason="x", actor=held.trainee)

    assert not PollMove.objects.exists()


def test_a_day_changed_by_hand_stands_in_the_history_too(pathway):
    again(pathway, poll_on=LATER)
    again(pathway, poll_on=LATER)
    again(pathway, poll_on=None)

    assert list(PollMove.objects.order_by("pk").values_list("was_on", "poll_on")) == [
        (POLL, LATER),
        (LATER, None),
    ]


# ---------------------------------------------------------------- reminders


def reminded(person) -> list[str]:
    found = Notice.objects.filter(recipient=person, kind="pathway.coming").order_by("pk")
    return [notice.context["when"] for notice in found]


def test_a_week_and_a_day_before_once_each(pathway, time_travel):
    person = pathway.place.trainee
    for day in range(31):
        time_travel(at(dt.date(2027, 3, 20)) + dt.timedelta(days=day))
        for _twice in range(2):
            remind_due()
            run_queue()

    assert reminded(person) == [
        "Wednesday 31 March",
        "Wednesday 31 March",
        "Thursday 8 April",
        "Friday 9 April",
        "Thursday 8 April",
        "Friday 9 April",
        "Monday 19 April",
        "Tuesday 20 April",
        "Monday 19 April",
        "Tuesday 20 April",
    ]


def test_a_reminder_that_died_midway_is_sent_once(pathway, time_travel, monkeypatch):
    time_travel(at(dt.date(2027, 4, 1)))
    monkeypatch.setattr("cohorts.pathway.reminders.CountdownItem.save", lambda *_a, **_k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        remind_person_job(pathway.pk)
    monkeypatch.undo()

    for _twice in range(2):
        remind_person_job(pathway.pk)
    remind_person_job(0)

    assert reminded(pathway.place.trainee) == ["Thursday 8 April"]


def test_what_is_ticked_and_whoever_pauses_left_or_was_not_chosen_is_left_alone(pathway, time_travel):
    time_travel(at(dt.date(2027, 4, 1)))
    tick(pathway=pathway, key="nominations", is_done=True)
    assert remind(pathway=pathway) == 0
    tick(pathway=pathway, key="nominations", is_done=False)

    for state in (PlaceState.PAUSED, PlaceState.LEFT, PlaceState.REMOVED, PlaceState.SUSPENDED):
        Place.objects.update(state=state)
        assert (remind_due(), remind(pathway=pathway)) == (0, 0)
    Place.objects.update(state=PlaceState.ACTIVE)
    write_entry(pathway=pathway, stage="not_selected", on=dt.date(2027, 4, 1), actor=pathway.place.trainee)
    assert (remind_due(), remind(pathway=pathway)) == (0, 0)


def test_a_day_that_moved_is_reminded_of_anew(pathway, time_travel):
    time_travel(at(dt.date(2027, 4, 1)))
    remind(pathway=pathway)
    again(pathway, poll_on=LATER)
    time_travel(at(dt.date(2027, 4, 29)))
    remind(pathway=pathway)

    assert reminded(pathway.place.trainee)[-1] == "Thursday 6 May"


def test_the_letter_of_a_reminder_is_neutral_and_waits_for_the_morning(pathway, time_travel, mailoutbox):
    time_travel(dt.datetime(2027, 4, 7, 22, tzinfo=dt.UTC))  # 23:00 in London
    remind(pathway=pathway)
    run_queue()
    assert mailoutbox == []

    notice = Notice.objects.order_by("pk").first()
    assert notice.due_at.astimezone(timezone.get_default_timezone()).hour == 8
    assert notice.subject == "A date of yours"


@pytest.mark.parametrize("people", [1, 9])
def test_looking_for_reminders_is_one_query_and_a_job_each(pathway, people, time_travel):
    for number in range(people - 1):
        choose_poll(
            place=place(pathway.cohort, f"T {number}"), council=pathway.council, ward=None, poll_on=POLL
        )
    time_travel(at(dt.date(2027, 4, 1)))

    assert remind_due() == people
    run_queue()
    assert remind_due() == 0


# ---------------------------------------------------------------- the calendar


def fetched(person) -> dict[str, object]:
    address = feed_address(person, COUNTDOWN)
    response = Client().get(address.removeprefix("http://testserver").replace("http://localhost:8000", ""))
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return {one.uid.value: one for one in vobject.readOne(response.content.decode()).vevent_list}


def test_the_feed_holds_whole_days_with_titles_that_say_nothing(pathway):
    person = pathway.place.trainee
    add_line(pathway=pathway, words="Ask Jo for leave", on=dt.date(2027, 4, 1))
    add_line(pathway=pathway, words="No day at all")
    open_feed(person=person, feed=COUNTDOWN)

    found = sorted(fetched(person).values(), key=lambda one: one.dtstart.value)

    assert [one.summary.value for one in found] == [
        "Deadline 1",
        "To do",
        "Deadline 2",
        "Deadline 3",
        "Deadline 4",
        "Deadline 5",
        "Deadline 6",
        "Deadline 7",
    ]
    nominations = found[2]
    assert (nominations.dtstart.value, nominations.dtend.value) == (dt.date(2027, 4, 8), dt.date(2027, 4, 9))
    assert (nominations.transp.value, nominations.sequence.value) == ("TRANSPARENT", "0")
    said = " ".join(f"{one.summary.value} {one.description.value} {one.url.value}" for one in found)
    for word in ("Leeds", "Armley", "leave", "poll", "election", "candidate", "nomination", "seat"):
        assert word.lower() not in said.lower(), word


def test_calendars_follow_a_poll_that_moves_and_take_back_what_is_gone(pathway):
    person = pathway.place.trainee
    open_feed(person=person, feed=COUNTDOWN)
    before = fetched(person)

    move_poll(pathway=pathway, poll_on=LATER, reason="Snow", actor=person)
    moved = fetched(person)
    again(pathway, poll_on=None)
    gone = fetched(person)

    assert set(before) == set(moved) == set(gone)
    assert {one.sequence.value for one in moved.values()} == {"1"}
    assert {one.status.value for one in moved.values()} == {"CONFIRMED"}
    assert {(one.sequence.value, one.status.value) for one in gone.values()} == {("2", "CANCELLED")}


def test_whoever_leaves_has_their_dates_taken_back(pathway):
    Place.objects.update(state=PlaceState.LEFT)

    assert {(one.sequence, one.is_cancelled) for one in events_of(pathway.place.trainee)} == {(1, True)}


def test_the_feed_of_dates_is_not_that_of_sessions(pathway):
    device = sign_in(Client(), pathway.place.trainee)
    CountdownItem.objects.all().delete()

    page = device.post("/my/pathway/calendar/", {"deed": "open"}, follow=True).content.decode()

    assert "Make a new address, end this one" in page
    assert len(fetched(pathway.place.trainee)) == 7  # settled when the calendar was made
    assert feed_address(pathway.place.trainee) == ""
    old = feed_address(pathway.place.trainee, COUNTDOWN)
    device.post("/my/pathway/calendar/", {"deed": "renew"})
    assert Client().get("/" + old.split("/", 3)[3]).status_code == 410
    token = feed_address(pathway.place.trainee, COUNTDOWN).rpartition("/")[2]
    assert Client().get(f"/my/sessions/feed/{token}").status_code == 410


@pytest.mark.parametrize("lines", [0, 20])
def test_a_feed_costs_three_queries_however_long(pathway, lines, django_assert_num_queries):
    person = pathway.place.trainee
    open_feed(person=person, feed=COUNTDOWN)
    CountdownItem.objects.bulk_create(
        CountdownItem(pathway=pathway, words=f"Street {number}", on=POLL) for number in range(lines)
    )
    address = "/" + feed_address(person, COUNTDOWN).split("/", 3)[3]
    client = Client()
    with django_assert_num_queries(3):
        assert client.get(address).status_code == 200


# ---------------------------------------------------------------- pages


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_a_trainee_ticks_adds_and_takes_away_without_scripts(pathway):
    device, base = sign_in(Client(), pathway.place.trainee), f"/my/pathway/{pathway.place.uid}/"

    ticked = device.post(base + "line/tick/", {"line": "notice", "done": "yes"})
    assert ticked["Location"] == base + "#countdown"
    device.post(base + "line/", {"words": "Ask  Jo for leave", "on": "2027-04-01"})

    page = text_of(device.get(base))
    assert "1 of 8 lines done" in page
    assert "Ask Jo for leave" in page
    mine = CountdownItem.objects.get(event="")
    device.post(base + "line/drop/", {"line": str(mine.uid)})
    assert "Ask Jo for leave" not in text_of(device.get(base))
    assert "not on your list any more" in text_of(
        device.post(base + "line/tick/", {"line": str(mine.uid), "done": "yes"}, follow=True)
    )


def test_the_next_lines_stand_on_the_page_and_the_others_are_put_away(pathway, time_travel):
    time_travel(at(dt.date(2027, 4, 1)))  # the notice of the election is over
    add_line(pathway=pathway, words="Ask Jo for leave", on=None)
    tick(pathway=pathway, key="nominations", is_done=True)
    lines = lines_of(pathway, pathway.items.all())
    groups = {name: [line.key for line in some] for name, some in lines["groups"].items()}
    mine = str(CountdownItem.objects.get(event="").uid)

    order = [line.key for line in lines["lines"]]
    assert groups["closed"] == [order[0], "nominations"]
    assert groups["next"] == [key for key in order if key not in groups["closed"]][:3]
    assert groups["later"] == [key for key in order if key not in groups["closed"]][3:]
    assert groups["later"][-1] == mine
    page = text_of(sign_in(Client(), pathway.place.trainee).get("/my/pathway/"))
    assert "Later: 3 lines" in page
    assert "Done or over: 2 lines" in page


@pytest.mark.parametrize(("open_ones", "shown"), [(0, 0), (3, 3), (4, 4), (5, 3)])
def test_no_line_is_put_away_alone(open_ones, shown):
    groups = groups_of([Line(str(number), "", None) for number in range(open_ones)])

    assert (len(groups["next"]), len(groups["later"])) == (shown, open_ones - shown)


def test_each_date_names_its_source_and_the_page_leads_to_the_self_check(pathway):
    page = text_of(sign_in(Client(), pathway.place.trainee).get("/my/pathway/"))

    assert "https://www.legislation.gov.uk/uksi/2006/3304/schedule/2" in page
    assert page.count("last checked on 23 November 2026") == 7
    assert "/programmes/can-i-stand/" in page


def test_organisers_see_the_dates_and_neither_ticks_nor_lines_of_ones_own(pathway):
    tick(pathway=pathway, key="notice", is_done=True)
    add_line(pathway=pathway, words="Ask Jo for leave")
    device = sign_in(Client(), OrganiserFactory(), second_factor=True)

    page = text_of(device.get(f"/cohorts/{pathway.cohort.slug}/pathway/{pathway.place.uid}/"))

    assert "Thursday 8 April 2027" in page
    assert "Ask Jo" not in page
    assert "lines done" not in page


def test_an_organiser_moves_a_poll_and_the_reason_stays_in_the_history(pathway):
    device = sign_in(Client(), OrganiserFactory(), second_factor=True)
    address = f"/cohorts/{pathway.cohort.slug}/pathway/{pathway.place.uid}/"

    wrong = text_of(device.post(address + "move/", {"poll_on": "2027-02-04", "reason": "Snow in Armley"}))
    assert "That day is over." in wrong
    assert "Snow in Armley" in wrong
    device.post(address + "move/", {"poll_on": "2027-06-03", "reason": "Snow in Armley"})

    page = text_of(device.get(address))
    assert "6 May 2027; since 1 March 2027: 3 June 2027" in page
    assert "(Snow in Armley)" in page


def test_nobody_ticks_or_moves_for_another_trainee(pathway):
    device = sign_in(Client(), place(pathway.cohort, "Ben").trainee)
    base = f"/my/pathway/{pathway.place.uid}/"

    for end in ("line/tick/", "line/drop/", "line/", "move/"):
        assert device.post(base + end, {"line": "notice", "done": "yes"}).status_code == 404
    assert device.get(base + "dates.ics").status_code == 404
    assert not row("notice").is_ticked
    editor = sign_in(Client(), UserFactory(group="administrator"), second_factor=True)
    gone = editor.get(f"/cohorts/{pathway.cohort.slug}/pathway/{pathway.place.uid}/move/")
    assert gone.status_code == 404


def test_a_council_that_ends_offers_its_successor(held):
    old = council("Wendale", "E07000999", ends_on=dt.date(2027, 4, 1))
    new = council("West Wend", "E06000999")
    CouncilSuccession.objects.create(council=old, successor=new, on=dt.date(2027, 4, 1))
    choose_poll(place=held, council=old, ward=None, poll_on=POLL)
    device = sign_in(Client(), held.trainee)

    page = text_of(device.get("/my/pathway/"))
    assert "Wendale is no more on that day" in page
    assert "Stand for West Wend" in page
    device.post(f"/my/pathway/{held.uid}/poll/", {"council": new.pk, "poll_on": "2027-05-06"})

    assert pathway_of(held).council == new
    assert "is no more" not in text_of(device.get("/my/pathway/"))


def test_a_council_that_ends_without_a_known_successor_says_so(held):
    choose_poll(
        place=held,
        council=council("Wendale", "E07000999", ends_on=dt.date(2027, 4, 1)),
        ward=None,
        poll_on=POLL,
    )

    page = text_of(sign_in(Client(), held.trainee).get("/my/pathway/"))

    assert "We do not know which council takes over." in page


@pytest.mark.parametrize("lines", [0, 20])
def test_the_page_costs_the_same_however_long_the_list(pathway, lines, django_assert_max_num_queries):
    CountdownItem.objects.bulk_create(
        CountdownItem(pathway=pathway, words=f"Street {number}") for number in range(lines)
    )
    device = sign_in(Client(), pathway.place.trainee)
    device.get("/my/pathway/")
    with django_assert_max_num_queries(14):
        device.get("/my/pathway/")
