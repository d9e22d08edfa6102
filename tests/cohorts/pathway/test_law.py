"""Statutory dates and limits, against the package, published timetables and sums done by hand."""

from __future__ import annotations

import datetime as dt

import pytest
from uk_election_timetables.calendars import Country
from uk_election_timetables.elections import LocalElection

from cohorts.pathway.limits import pounds, rate_on, spending_limit
from cohorts.pathway.timetables import Event, Unknown, timetable
from lms.places.models import Nation

POLL = dt.date(2027, 5, 6)


@pytest.fixture(autouse=True)
def winter(time_travel):
    time_travel(dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC))


def days(nation: Nation, poll_on: dt.date = POLL) -> dict[str, str]:
    found = timetable(nation=nation, poll_on=poll_on)
    return {one.event.value: one.on.strftime("%d %b") for one in found.deadlines}


def test_english_polls_of_may_2027_are_as_published():
    # The project's description of the domain, after the commission's timetable for 6 May 2027.
    assert days(Nation.ENGLAND) == {
        "notice": "31 Mar",
        "nominations": "08 Apr",
        "candidates": "09 Apr",
        "registration": "19 Apr",
        "postal": "20 Apr",
        "voter_id": "27 Apr",
        "poll": "06 May",
    }


def test_scotland_closes_earlier_and_nobody_there_or_in_wales_needs_a_certificate():
    scotland, wales = days(Nation.SCOTLAND), days(Nation.WALES)

    assert (scotland["notice"], scotland["nominations"]) == ("24 Mar", "02 Apr")
    assert wales["nominations"] == "08 Apr"
    assert "voter_id" not in scotland | wales


@pytest.mark.parametrize(
    ("nation", "poll_on", "published"),
    [
        # lambeth.gov.uk, important dates of the by-election in Herne Hill and Loughborough Junction
        (Nation.ENGLAND, dt.date(2025, 5, 1), "25 Mar, 02 Apr, 03 Apr, 11 Apr, 14 Apr, 23 Apr, 01 May"),
        # newport.gov.uk, election timetable, local elections of May 2022
        (Nation.WALES, dt.date(2022, 5, 5), "28 Mar, 05 Apr, 06 Apr, 14 Apr, 19 Apr, 05 May"),
        # aldc.org, local election timetable 2024, after the commission's; it has no day for the candidates
        (Nation.ENGLAND, dt.date(2024, 5, 2), "26 Mar, 05 Apr, 08 Apr, 16 Apr, 17 Apr, 24 Apr, 02 May"),
    ],
    ids=["england-2025", "wales-2022", "england-2024"],
)
def test_published_timetables_of_past_polls_are_met(nation, poll_on, published, time_travel):
    time_travel(dt.datetime.combine(poll_on, dt.time(7), tzinfo=dt.UTC) - dt.timedelta(days=60))

    assert ", ".join(days(nation, poll_on).values()) == published


@pytest.mark.parametrize("nation", ["ENGLAND", "SCOTLAND", "WALES"])
@pytest.mark.parametrize("poll_on", [POLL, dt.date(2027, 2, 11), dt.date(2028, 1, 13)], ids=str)
def test_dates_are_the_packages(nation, poll_on):
    law = LocalElection(poll_on, country=Country[nation])
    found = {one.event: one.on for one in timetable(nation=Nation[nation], poll_on=poll_on).deadlines}

    assert found[Event.NOTICE] == law.notice_of_election_deadline
    assert found[Event.NOMINATIONS] == law.close_of_nominations
    assert found[Event.CANDIDATES] == law.sopn_publish_deadline
    assert found[Event.REGISTRATION] == law.registration_deadline
    assert found[Event.POSTAL] == law.postal_vote_application_deadline
    assert list(found.values()) == sorted(found.values())


@pytest.mark.parametrize(
    ("nation", "poll_on", "why"),
    [
        (Nation.NORTHERN_IRELAND, POLL, Unknown.NATION),
        (Nation.ENGLAND, dt.date(2026, 11, 19), Unknown.OVER),
        (Nation.ENGLAND, dt.date(2031, 5, 1), Unknown.TOO_FAR),
        (Nation.ENGLAND, dt.date(2027, 5, 8), Unknown.NO_WORKING_DAY),
        (Nation.ENGLAND, dt.date(2027, 5, 3), Unknown.NO_WORKING_DAY),  # the bank holiday of early May
    ],
    ids=["nation", "past", "far", "saturday", "holiday"],
)
def test_without_certainty_no_date_but_the_official_address(nation, poll_on, why):
    found = timetable(nation=nation, poll_on=poll_on)

    assert (found.deadlines, found.unknown) == ((), why)
    assert found.official.startswith("https://www.e")


def test_a_scottish_holiday_is_no_holiday_in_england():
    saint_andrew = dt.date(2026, 11, 30)

    assert timetable(nation=Nation.SCOTLAND, poll_on=saint_andrew).unknown == Unknown.NO_WORKING_DAY
    assert timetable(nation=Nation.ENGLAND, poll_on=saint_andrew).unknown is None


def test_a_poll_today_has_its_dates_and_another_weekday_is_odd(time_travel):
    time_travel(dt.datetime(2027, 5, 6, 20, tzinfo=dt.UTC))

    assert timetable(nation=Nation.ENGLAND, poll_on=POLL).following.event == Event.POLL
    assert [timetable(nation=Nation.ENGLAND, poll_on=POLL + dt.timedelta(n)).is_odd_day for n in (0, 1)] == [
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("electors", "candidates", "each"),
    [
        (6_900, 1, "£1,512.00"),
        (6_900, 2, "£1,134.00"),
        (6_900, 3, "£1,008.00"),
        (6_900, 5, "£1,008.00"),
        (1, 1, "£960.08"),
        (1, 2, "£720.06"),
        (2, 3, "£640.10"),  # 640.1066…: down to the penny
        (7_001, 2, "£1,140.06"),
    ],
)
def test_limits_in_england(electors, candidates, each):
    assert spending_limit(electors=electors, candidates=candidates, poll_on=POLL).in_pounds == each


def test_limits_without_a_rate_or_figures():
    assert spending_limit(electors=100, poll_on=dt.date(2026, 4, 30)) is None
    assert rate_on(dt.date(2026, 5, 1)).base == 96_000
    with pytest.raises(ValueError, match="at least one"):
        spending_limit(electors=0, poll_on=POLL)
    assert pounds(100_000_05) == "£100,000.05"
