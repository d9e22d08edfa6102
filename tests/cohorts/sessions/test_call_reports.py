"""Reports as Zoom and Teams write them, and as people then save them."""

from __future__ import annotations

import datetime as dt
import io
from itertools import pairwise

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cohorts.sessions.call_reports import decoded, length, merged, read_report
from cohorts.sessions.errors import ReportUnreadableError
from cohorts.sessions.report_times import read_minutes
from lms.workbooks import WorkbookError
from tests.cohorts.sessions.ground import EVENING

END = EVENING + dt.timedelta(minutes=90)

ZOOM = """Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants
123 456,Session,06/22/2026 06:55:00 PM,06/22/2026 08:31:00 PM,host@example.org,96,3

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,In Waiting Room
Nadia Ahmed,nadia@example.org,06/22/2026 07:02:10 PM,06/22/2026 07:40:10 PM,38,Yes,No
Nadia Ahmed,nadia@example.org,06/22/2026 07:41:00 PM,06/22/2026 08:30:00 PM,49,Yes,No
"Naddy (Gareth Pugh)",,06/22/2026 06:58:00 PM,06/22/2026 08:30:00 PM,92,Yes,No
iPhone,,06/22/2026 06:50:00 PM,06/22/2026 06:58:00 PM,8,Yes,Yes
"""
TEAMS = """1. Summary
Meeting title\tSession
Attended participants\t2
Start time\t22/06/2026, 18:55:00
End time\t22/06/2026, 20:31:00

2. Participants
Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole
Nadia Ahmed\t22/06/2026, 19:02:10\t22/06/2026, 20:30:00\t1h 27m 2s\tnadia@example.org\t\tPresenter
Gareth Pugh\t22/06/2026, 19:00:00\t22/06/2026, 19:20:00\t20m\t\t\tAttendee

3. In-Meeting Activities
Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole
Nadia Ahmed\t22/06/2026, 19:02:10\t22/06/2026, 19:40:10\t38m\tnadia@example.org\tPresenter
Nadia Ahmed\t22/06/2026, 19:41:00\t22/06/2026, 20:30:00\t49m\tnadia@example.org\tPresenter
Gareth Pugh\t22/06/2026, 19:00:00\t22/06/2026, 19:20:00\t20m\t\tAttendee
"""
OLD_TEAMS = """Full Name\tUser Action\tTimestamp
Nadia Ahmed\tJoined\t6/22/2026, 7:02:10 PM
Nadia Ahmed\tLeft\t6/22/2026, 7:40:10 PM
Nadia Ahmed\tJoined\t6/22/2026, 7:41:00 PM
Gareth Pugh\tJoined before\t6/22/2026, 6:58:00 PM
Gareth Pugh\tLeft\t6/22/2026, 8:30:00 PM
"""


def read(content: bytes | str, **facts):
    content = content.encode() if isinstance(content, str) else content
    return read_report(content, starts_at=EVENING, ends_at=END, **facts)


def minutes(content: bytes | str, **facts) -> dict[str, int]:
    return {heard.name: heard.whole_minutes for heard in read(content, **facts).people}


def test_zoom_joins_and_leaves_are_summed_and_the_waiting_room_is_left_out():
    assert minutes(ZOOM) == {"Nadia Ahmed": 87, "Naddy (Gareth Pugh)": 92}


def test_zoom_says_whose_zone_fits():
    reading = read(ZOOM)

    assert (reading.zone, reading.unread) == ("Europe/London", 0)
    assert reading.people[0].email == "nadia@example.org"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_every_encoding_reads_the_same(encoding):
    text = ZOOM.replace("Nadia Ahmed", "Zoë Müller")

    assert minutes(text.encode(encoding)) == {"Zoë Müller": 87, "Naddy (Gareth Pugh)": 92}


@pytest.mark.parametrize("delimiter", [";", "\t"], ids=["semicolons", "tabs"])
def test_every_delimiter_reads_the_same(delimiter):
    text = "\n".join(line.replace(",", delimiter) for line in ZOOM.splitlines())

    assert minutes(text) == {"Nadia Ahmed": 87, "Naddy (Gareth Pugh)": 92}


def test_carriage_returns_do_not_matter():
    assert minutes(ZOOM.replace("\n", "\r\n")) == minutes(ZOOM)


def test_teams_reads_the_activities_not_the_first_and_the_last():
    assert minutes(TEAMS.encode("utf-16")) == {"Nadia Ahmed": 87, "Gareth Pugh": 20}


def test_teams_without_activities_reads_the_participants():
    text = TEAMS[: TEAMS.index("3. In-Meeting")]

    assert minutes(text) == {"Nadia Ahmed": 87, "Gareth Pugh": 20}


def test_old_teams_pairs_coming_and_going_and_stays_to_the_end():
    assert minutes(OLD_TEAMS) == {"Nadia Ahmed": 87, "Gareth Pugh": 92}


def test_times_in_utc_are_found_by_what_fits():
    text = ZOOM.replace(" 07:", " 06:").replace(" 08:", " 07:").replace("06:58", "05:58")

    reading = read(text)

    assert reading.zone == "UTC"
    assert {heard.name: heard.whole_minutes for heard in reading.people}["Nadia Ahmed"] == 87


def test_a_zone_that_is_named_is_used():
    text = "Name,Join Time,Leave Time\nNadia Ahmed,2026-06-22 19:00:00,2026-06-22 19:40:00\n"

    assert read(text).people[0].spans[0][0] == EVENING.timestamp()
    assert read(text, zone="UTC").people[0].spans[0][0] == EVENING.timestamp() + 3600


def test_time_that_says_it_is_utc_is_not_moved():
    text = "Name,Join Time,Leave Time\nNadia Ahmed,2026-06-22T18:00:00Z,2026-06-22T19:30:00Z\n"

    assert minutes(text) == {"Nadia Ahmed": 90}


def test_overlapping_devices_count_once():
    text = (
        "Name,Join Time,Leave Time\n"
        "Nadia Ahmed,2026-06-22 19:00:00,2026-06-22 20:00:00\n"
        "NADIA  AHMED,2026-06-22 19:30:00,2026-06-22 20:10:00\n"
    )

    assert minutes(text) == {"Nadia Ahmed": 70}


def test_two_people_of_one_name_stay_two_by_their_addresses():
    text = (
        "Name,Email,Join Time,Leave Time\n"
        "Maria Silva,maria.s@example.org,2026-06-22 19:00:00,2026-06-22 20:00:00\n"
        "Maria Silva,silva@example.org,2026-06-22 19:00:00,2026-06-22 20:30:00\n"
    )

    assert [heard.whole_minutes for heard in read(text).people] == [60, 90]


def test_missing_leave_lasts_to_the_end_of_the_session():
    assert minutes("Name,Join Time,Leave Time\nNadia Ahmed,2026-06-22 19:10:00,\n") == {"Nadia Ahmed": 80}


def test_time_long_before_and_after_does_not_count():
    text = "Name,Join Time,Leave Time\nNadia Ahmed,2026-06-22 17:00:00,2026-06-22 23:00:00\n"

    assert minutes(text) == {"Nadia Ahmed": 10 + 90 + 30}


def test_lines_without_sense_are_counted_and_left_out():
    text = (
        "Name,Join Time,Leave Time\n"
        "Nadia Ahmed,2026-06-22 19:00:00,2026-06-22 20:00:00\n"
        "Gareth Pugh,yesterday,2026-06-22 20:00:00\n"
        "Ines Roy,2026-06-22 20:00:00,2026-06-22 19:00:00\n"
        ",2026-06-22 19:00:00,2026-06-22 20:00:00\n"
    )

    reading = read(text)

    assert ([heard.name for heard in reading.people], reading.unread) == (["Nadia Ahmed"], 3)


def test_report_with_minutes_alone_is_summed():
    text = "Name (Original Name),User Email,Total Duration (Minutes)\nNadia Ahmed,,40\nNadia Ahmed,,15\n"

    assert minutes(text) == {"Nadia Ahmed": 55}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"a,b\n1,2\n",
        b"Name,Join Time\n",
        b"\xff\xfe\x00",
        b"Name,Join Time,Leave Time\nNadia,2020-01-01 10:00:00,2020-01-01 11:00:00\n",
    ],
    ids=["nothing", "picture", "other columns", "head alone", "half a letter", "another day"],
)
def test_what_is_no_report_of_this_call_is_refused(content):
    with pytest.raises(ReportUnreadableError):
        read(content)


def test_too_large_a_file_is_refused():
    with pytest.raises(ReportUnreadableError):
        read(b"Name,Join Time\n" + b"x" * (2 * 1024 * 1024))


@pytest.mark.parametrize(
    ("text", "value"),
    [("95", 95), ("1h 35m 20s", 95), ("01:35:20", 95), ("20m", 20), ("40s", 0), ("soon", None)],
)
def test_durations(text, value):
    assert read_minutes(text) == value


SPANS = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), max_size=12)


@given(spans=SPANS)
def test_merged_spans_cover_the_same_seconds_once(spans):
    covered = {second for start, end in spans for second in range(start, end)}

    found = merged(spans)

    assert length(found) == len(covered)
    assert found == merged(reversed(found))
    assert all(one[1] < other[0] for one, other in pairwise(found))


@given(content=st.binary(max_size=300))
@example(content=b"\xd0\xcf\x11\xe0")
@example(content=b"PK\x03\x04")
@example(content=b"\xff\xfe\x00")
def test_any_bytes_are_read_or_refused(content):
    try:
        assert isinstance(decoded(content), str)
        read(content)
    except (ReportUnreadableError, WorkbookError):
        pass


# ---------------------------------------------------------------- saved as a workbook


def as_workbook(text: str, *, with_moments: bool = False) -> bytes:
    """``text`` as somebody’s spreadsheet program saves it, moments as text or as moments."""
    book = openpyxl.Workbook()
    book.active.title = "Attendance"
    for line in text.splitlines():
        cells = line.split("\t")
        if with_moments:
            cells = [_moment(cell) for cell in cells]
        book.active.append(cells)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _moment(cell: str):
    try:
        return dt.datetime.strptime(cell, "%d/%m/%Y, %H:%M:%S")
    except ValueError:
        return cell


@pytest.mark.parametrize("with_moments", [False, True], ids=["as text", "as moments"])
def test_report_of_teams_saved_as_a_workbook_says_the_same(with_moments):
    told = read(as_workbook(TEAMS, with_moments=with_moments))

    assert {heard.name: heard.whole_minutes for heard in told.people} == minutes(TEAMS)
    assert [heard.email for heard in told.people] == [heard.email for heard in read(TEAMS).people]
    assert told.unread == read(TEAMS).unread


def test_old_report_of_teams_as_a_workbook_says_the_same():
    assert minutes(as_workbook(OLD_TEAMS)) == minutes(OLD_TEAMS)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04\x00" * 99, "cannot be read as a spreadsheet"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "old or locked spreadsheet"),
    ],
    ids=["damaged", "old or locked"],
)
def test_workbook_that_is_not_read_says_why(content, words):
    with pytest.raises(WorkbookError, match=words):
        read(content)


def test_workbook_without_people_is_no_report():
    with pytest.raises(ReportUnreadableError):
        read(as_workbook("a\tb\n1\t2"))
