"""Calendar files, read back by a library that is not the one that writes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from lms.calendars import CalendarEvent, calendar_file

LONDON = ZoneInfo("Europe/London")
CHANGED = datetime(2026, 5, 1, 12, tzinfo=UTC)


def event(starts_at: datetime = datetime(2026, 6, 22, 18, tzinfo=UTC), **facts) -> CalendarEvent:
    facts = {"uid": "a@x", "title": "Session 1", "changed_at": CHANGED, **facts}
    return CalendarEvent(starts_at=starts_at, ends_at=starts_at + timedelta(minutes=90), **facts)


def read(file: bytes):
    return vobject.readOne(file.decode())


def test_event_has_what_programs_need():
    file = calendar_file([event(sequence=2, text="Line one\nline two; and, more", link="https://x.org/a")])

    found = read(file).vevent
    assert (found.uid.value, found.sequence.value, found.status.value) == ("a@x", "2", "CONFIRMED")
    assert found.summary.value == "Session 1"
    assert found.description.value == "Line one\nline two; and, more"
    assert found.url.value == "https://x.org/a"
    assert found.dtstart.value == datetime(2026, 6, 22, 19, tzinfo=LONDON)
    assert found.dtend.value - found.dtstart.value == timedelta(minutes=90)
    assert found.organizer.value.startswith("mailto:")


@pytest.mark.parametrize(
    ("day", "clock"),
    [
        (datetime(2026, 3, 28, 19, tzinfo=UTC), 19),
        (datetime(2026, 3, 29, 18, tzinfo=UTC), 19),
        (datetime(2026, 10, 24, 18, tzinfo=UTC), 19),
        (datetime(2026, 10, 25, 19, tzinfo=UTC), 19),
        (datetime(2031, 3, 30, 18, tzinfo=UTC), 19),
    ],
    ids=["before spring", "spring", "before autumn", "autumn", "five years on"],
)
def test_wall_clock_is_kept_over_the_change(day, clock):
    found = read(calendar_file([event(day)])).vevent.dtstart

    assert found.value.astimezone(UTC) == day
    assert found.value.hour == clock


def test_zone_of_the_file_changes_when_the_clock_does():
    """By the zone written into the file itself, as a program that knows no zones reads it."""
    from dateutil.tz import tzical

    lines = calendar_file([event()]).decode().replace("\r\n", "\n")
    import io

    zone = tzical(io.StringIO(lines[lines.index("BEGIN:VTIMEZONE") : lines.index("BEGIN:VEVENT")])).get()
    for year in range(2026, 2036):
        for month, day in ((1, 1), (3, 20), (4, 2), (7, 1), (10, 20), (11, 2)):
            for hour in (0, 3, 19):
                plain = datetime(year, month, day, hour)
                assert plain.replace(tzinfo=zone).utcoffset() == plain.replace(tzinfo=LONDON).utcoffset()


def test_rules_change_the_clock_at_one_in_the_night_utc():
    file = calendar_file([event()]).decode()

    assert "DTSTART:19960331T010000" in file
    assert "DTSTART:19961027T020000" in file


def test_cancelled_event_says_so_and_takes_no_time():
    file = calendar_file([event(is_cancelled=True, sequence=1)], method="CANCEL")

    found = read(file)
    assert found.method.value == "CANCEL"
    assert (found.vevent.status.value, found.vevent.transp.value) == ("CANCELLED", "TRANSPARENT")


def test_same_events_make_the_same_bytes():
    assert calendar_file([event()], name="Mine") == calendar_file([event()], name="Mine")


def test_other_methods_are_refused():
    with pytest.raises(ValueError, match="REQUEST"):
        calendar_file([], method="REQUEST")


def test_lines_are_no_longer_than_75_bytes_and_end_as_the_standard_says():
    file = calendar_file([event(text="żółw " * 60, title="Ł" * 100)])

    lines = file.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines)


@given(
    text=st.text(
        alphabet=st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]) | st.sampled_from("\n;,\\:\"'"),
        max_size=300,
    )
)
def test_any_words_come_back_as_they_were(text):
    found = read(calendar_file([event(text="x" + text + "x")])).vevent

    assert found.description.value == "x" + text + "x"


def test_no_words_can_begin_a_line_of_their_own():
    file = calendar_file([event(text="a\r\nATTENDEE:mailto:x@example.org\rBEGIN:VALARM\x00")])

    assert b"\r\nATTENDEE" not in file
    assert b"\r\nBEGIN:VALARM" not in file
    assert b"\x00" not in file
