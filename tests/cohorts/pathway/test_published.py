"""Dates and sums that councils and the commission published, written down with where they stood."""

from __future__ import annotations

import datetime as dt

import pytest
from uk_election_timetables.calendars import Country
from uk_election_timetables.elections import LocalElection

from cohorts.pathway.limits import pounds, spending_limit
from cohorts.pathway.timetables import Event, Unknown, timetable
from lms.places.models import Nation

ENGLAND, SCOTLAND, WALES = Nation.ENGLAND, Nation.SCOTLAND, Nation.WALES
HELD = {
    Nation.ENGLAND: Country.ENGLAND,
    Nation.SCOTLAND: Country.SCOTLAND,
    Nation.WALES: Country.WALES,
}
# Ordinary polls, by-elections in winter, after Easter, over the bank holidays that nations do not share.
POLLS = [
    dt.date(2027, 1, 21),
    dt.date(2027, 4, 15),
    dt.date(2027, 5, 6),
    dt.date(2027, 9, 2),
    dt.date(2027, 12, 16),
    dt.date(2028, 1, 20),
]


def days(nation: Nation, poll_on: dt.date) -> dict[Event, dt.date]:
    return {one.event: one.on for one in timetable(nation=nation, poll_on=poll_on).deadlines}


@pytest.mark.parametrize(
    ("nation", "poll_on", "published"),
    [
        # nuneatonandbedworth.gov.uk/elections/election-timetable; the notice: aldc.org, timetable 2026
        (
            ENGLAND,
            dt.date(2026, 5, 7),
            {
                Event.NOTICE: (3, 30),
                Event.NOMINATIONS: (4, 9),
                Event.CANDIDATES: (4, 10),
                Event.REGISTRATION: (4, 20),
                Event.POSTAL: (4, 21),
                Event.VOTER_ID: (4, 28),
            },
        ),
        # southhams.gov.uk, timetable of the Devon county council election; Easter lies before the poll
        (
            ENGLAND,
            dt.date(2025, 5, 1),
            {
                Event.NOTICE: (3, 25),
                Event.NOMINATIONS: (4, 2),
                Event.CANDIDATES: (4, 3),
                Event.REGISTRATION: (4, 11),
                Event.POSTAL: (4, 14),
                Event.VOTER_ID: (4, 23),
            },
        ),
        # dumgal.gov.uk/article/24339, Scottish council elections; Easter Monday is no bank holiday there
        (
            SCOTLAND,
            dt.date(2022, 5, 5),
            {Event.NOMINATIONS: (3, 30), Event.REGISTRATION: (4, 18), Event.POSTAL: (4, 19)},
        ),
        # dumgal.gov.uk/article/25722, by-election in Mid Galloway; Saint Andrew’s Day counts
        (
            SCOTLAND,
            dt.date(2022, 12, 8),
            {
                Event.NOTICE: (10, 28),
                Event.NOMINATIONS: (11, 4),
                Event.REGISTRATION: (11, 21),
                Event.POSTAL: (11, 22),
            },
        ),
        # cne-siar.gov.uk, by-election in Na Hearadh
        (
            SCOTLAND,
            dt.date(2020, 10, 8),
            {Event.NOMINATIONS: (9, 7), Event.REGISTRATION: (9, 22), Event.POSTAL: (9, 23)},
        ),
        # eastdunbarton.gov.uk, technical note 200 of 2024, by-election in Kirkintilloch
        (SCOTLAND, dt.date(2025, 2, 13), {Event.NOMINATIONS: (1, 13)}),
        # newport.gov.uk, election timetable, local elections of May 2022
        (
            WALES,
            dt.date(2022, 5, 5),
            {
                Event.NOTICE: (3, 28),
                Event.NOMINATIONS: (4, 5),
                Event.REGISTRATION: (4, 14),
                Event.POSTAL: (4, 19),
            },
        ),
    ],
    ids=[
        "england-2026",
        "devon-2025",
        "scotland-2022",
        "galloway-2022",
        "harris-2020",
        "dunbarton-2025",
        "wales-2022",
    ],
)
def test_dates_are_those_that_were_published(nation, poll_on, published, time_travel):
    time_travel(dt.datetime.combine(poll_on, dt.time(9), tzinfo=dt.UTC) - dt.timedelta(days=70))

    found = days(nation, poll_on)

    assert {event: (found[event].month, found[event].day) for event in published} == published


@pytest.mark.parametrize("nation", list(HELD), ids=str)
@pytest.mark.parametrize("poll_on", POLLS, ids=str)
def test_every_date_of_every_nation_is_the_packages(nation, poll_on, time_travel):
    time_travel(dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC))
    law = {row["event"]: row["date"] for row in LocalElection(poll_on, country=HELD[nation]).timetable}
    names = {
        Event.NOTICE: "NOTICE_OF_ELECTION_DEADLINE",
        Event.NOMINATIONS: "CLOSE_OF_NOMINATIONS",
        Event.CANDIDATES: "SOPN_PUBLISH_DEADLINE",
        Event.REGISTRATION: "REGISTRATION_DEADLINE",
        Event.POSTAL: "POSTAL_VOTE_APPLICATION_DEADLINE",
        Event.VOTER_ID: "VAC_APPLICATION_DEADLINE",
    }

    found = days(nation, poll_on)

    assert found.pop(Event.POLL) == poll_on
    assert set(names) - set(found) == (set() if nation == ENGLAND else {Event.VOTER_ID})
    assert found == {event: law[names[event]] for event in found}
    assert list(found.values()) == sorted(found.values())
    assert not any(on.weekday() > 4 for on in found.values())


@pytest.mark.parametrize("poll_on", POLLS, ids=str)
def test_the_package_knows_northern_ireland_and_we_show_nothing_of_it(poll_on, time_travel):
    time_travel(dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC))
    assert LocalElection(poll_on, country=Country.NORTHERN_IRELAND).timetable

    found = timetable(nation=Nation.NORTHERN_IRELAND, poll_on=poll_on)

    assert (found.deadlines, found.unknown, found.official) == (
        (),
        Unknown.NATION,
        "https://www.eoni.org.uk/",
    )


def test_holidays_of_one_nation_move_dates_there_alone(time_travel):
    time_travel(dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC))
    # The summer holiday: 2 August 2027 in Scotland, 30 August in England and Wales.
    september = dt.date(2027, 9, 9)
    assert days(SCOTLAND, september)[Event.REGISTRATION] == dt.date(2027, 8, 24)
    assert days(ENGLAND, september)[Event.REGISTRATION] == dt.date(2027, 8, 23)
    assert days(WALES, september) == {
        event: on for event, on in days(ENGLAND, september).items() if event != Event.VOTER_ID
    }
    # The second of January (a Saturday in 2027, so Monday the 4th) is a holiday in Scotland alone. Counted
    # by hand: no working day in either are 1 January, 28 (for the 26th) and 25 December, and Christmas Eve.
    january = dt.date(2027, 1, 14)
    assert days(SCOTLAND, january)[Event.REGISTRATION] == dt.date(2026, 12, 22)
    assert days(ENGLAND, january)[Event.REGISTRATION] == dt.date(2026, 12, 23)


@pytest.mark.parametrize(
    ("electors", "candidates", "each"),
    [
        # electoralcommission.org.uk, how much can you spend, examples A and B
        (7_500, 1, "£1,560.00"),
        (7_500, 2, "£1,170.00"),
        # wakefield.gov.uk, candidates’ campaign spending, 7 May 2026
        (11_000, 1, "£1,840.00"),
        # the same ward by section 77: a third less for each of three or more
        (7_500, 3, "£1,040.00"),
        (7_500, 4, "£1,040.00"),
    ],
)
def test_limits_are_those_of_published_examples(electors, candidates, each):
    found = spending_limit(electors=electors, candidates=candidates, poll_on=dt.date(2026, 5, 7))

    assert pounds(found.each) == each
