"""The arithmetic of the bench and the shape of what it writes; nothing is measured here."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.bench import report
from tests.bench.cases import BASE, CASES, Case
from tests.bench.client import Load, Outcome, Prepared, Run, Sender, fault, header
from tests.bench.facts import CohortFacts, LearnerFacts, LessonFacts, SiteFacts
from tests.bench.measure import Measured, row, rows
from tests.bench.server import cpu_seconds, family, parent_of, serve_command

KEYS = {
    "case",
    "rps",
    "p50_ms",
    "p95_ms",
    "cpu_ms_app",
    "cpu_ms_db",
    "queries",
    "bytes",
    "ratio_to_bare_wagtail",
}


def measured(*, milliseconds: list[float], app: float, db: float, size: int = 1000) -> Measured:
    """One round whose answers took these times, one after the other."""
    latencies = [value / 1000 for value in milliseconds]
    outcome = Outcome(latencies, size * len(latencies), elapsed=sum(latencies))
    return Measured([outcome], cpu_app=app, cpu_db=db)


def test_a_row_is_the_sum_of_its_rounds():
    found = measured(milliseconds=[*range(1, 101)], app=0.25, db=0.05)

    assert row("lesson", found, 5) == {
        "case": "lesson",
        "rps": 19.8,
        "p50_ms": 50.5,
        "p95_ms": 96.0,
        "cpu_ms_app": 2.5,
        "cpu_ms_db": 0.5,
        "queries": 5,
        "bytes": 1000,
        "ratio_to_bare_wagtail": None,
    }


def test_ratios_are_of_the_cpu_of_application_and_database():
    found = {
        "template": measured(milliseconds=[1, 1], app=0.002, db=0.001),
        BASE: measured(milliseconds=[9, 9], app=0.008, db=0.004),
        "lesson": measured(milliseconds=[3, 3], app=0.002, db=0.007),
    }

    made = rows(found, {"template": 2, BASE: 9, "lesson": 5})

    assert [one["ratio_to_bare_wagtail"] for one in made] == [0.25, 1.0, 0.75]
    assert [one["queries"] for one in made] == [2, 9, 5]
    assert all(set(one) == KEYS == set(report.KEYS) for one in made)


def test_without_the_bare_wagtail_page_there_is_no_ratio():
    (made,) = rows({"lesson": measured(milliseconds=[1], app=0.001, db=0.0)}, {})

    assert (made["ratio_to_bare_wagtail"], made["queries"]) == (None, None)


def test_figures_are_put_between_their_marks_and_nowhere_else():
    text = "before\n<!-- figures: requests -->\nold\n<!-- end of figures: requests -->\nafter\n"
    found = rows({BASE: measured(milliseconds=[2], app=0.006, db=0.001, size=21_356)}, {BASE: 9})

    new = report.replace(text, "requests", report.markdown(found))

    assert new.startswith("before\n<!-- figures: requests -->\n\n| case |")
    assert "| wagtail | 500.00 | 2.00 | 2.00 | 6.00 | 1.00 | 9 | 21,356 | 1.00 |" in new
    assert new.endswith("\n\n<!-- end of figures: requests -->\nafter\n")
    assert "old" not in new
    assert report.replace(new, "requests", report.markdown(found)) == new
    with pytest.raises(ValueError, match="ground"):
        report.replace(text, "ground", "")


def test_the_document_has_a_place_for_both_tables():
    text = report.DOCS.read_text()

    assert report.replace(report.replace(text, "requests", "1"), "ground", "2") != text


def test_what_could_not_be_measured_is_a_dash():
    assert report.figure({"what": "fonts", "value": None, "unit": "bytes"}) == "–"
    assert report.figure({"what": "fonts", "value": 29314, "unit": "bytes"}) == "29,314 bytes"


SITE = SiteFacts(
    course="/courses/standing/",
    course_title="Standing",
    lessons=[
        LessonFacts(f"/courses/standing/m/l{n}/", f"key{n}", f"Lesson {n}", ["a", "b"], "q") for n in (1, 2)
    ],
    learners=[LearnerFacts(f"Nadia{n}", f"session{n}", "t" * 32, f"uid{n}", n % 2) for n in range(5)],
    sizes={"before": 1, "after": 2},
    cohorts=CohortFacts("spring", "evening", "a-session", "intake", trainees=1_000, applications=10_000),
    organisers=[LearnerFacts(f"Farah{n}", f"session{n}", "t" * 32, f"uid{n}", 0) for n in range(5)],
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_case_asks_as_the_proxy_does_and_knows_its_answer(case: Case):
    asked = {case.build(SITE, number).data for number in range(5)}
    one = case.build(SITE, 0)
    head, _end, body = one.data.partition(b"\r\n\r\n")

    assert len(asked) == 5  # five people
    assert b"\r\nX-Forwarded-Proto: https\r\n" in head
    assert b"\r\nHost: learn.example.org\r\n" in head
    assert header(head, b"cookie").startswith(b"sessionid=session0; csrftoken=tttt")
    assert int(header(head, b"content-length") or 0) == len(body)
    assert one.marker


def test_an_answer_of_the_wrong_status_or_content_is_a_fault():
    asked = Prepared(b"GET / HTTP/1.1\r\n\r\n", b"Nadia")

    assert fault(asked, b"HTTP/1.1 200 OK", b"Hello Nadia") == ""
    assert "GET / HTTP/1.1 should have answered 200" in fault(asked, b"HTTP/1.1 500 Oh", b"Hello Nadia")
    assert "b'Nadia'" in fault(asked, b"HTTP/1.1 200 OK", b"Sign in")


@pytest.fixture
def answering() -> Iterator[int]:
    """A server on two connections that answers in two pieces; the third answer is an error."""
    listener = socket.create_server(("127.0.0.1", 0))
    answers = iter([b"200 OK", b"200 OK", b"500 Oh"])

    def serve(connection: socket.socket) -> None:
        with connection, suppress(ConnectionError):  # the client leaves without reading the rest
            while connection.recv(4096):
                status = next(answers)
                connection.sendall(
                    b"HTTP/1.1 " + status + b"\r\nContent-Length: 8\r\nX-Bench-Queries: 3\r\n\r\nHell"
                )
                connection.sendall(b"o yo")

    def accept() -> None:
        for _connection in range(2):
            serve(listener.accept()[0])

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    yield listener.getsockname()[1]
    listener.close()
    thread.join(5)


def test_the_client_keeps_its_connection_and_stops_at_a_wrong_answer(answering: int):
    sender = Sender()
    sender.load(
        Load(
            "x", [Prepared(b"GET /1 HTTP/1.1\r\n\r\n", b"Hello"), Prepared(b"GET /2 HTTP/1.1\r\n\r\n", b"yo")]
        )
    )

    good = sender.run(Run("x", answering, clients=1, most=2))
    bad = sender.run(Run("x", answering, clients=1, most=2))

    assert (len(good.latencies), good.body_bytes, good.counts, good.wrong) == (2, 16, [3, 3], "")
    assert "GET /1 HTTP/1.1 should have answered 200" in bad.wrong
    assert len(bad.latencies) == 1


def test_the_server_is_started_as_the_unit_says():
    words = serve_command(8123)

    assert words[1:3] == ["-m", "granian"]
    assert words[words.index("--port") + 1] == "8123"
    assert words[-1] == "lms.wsgi:application"
    assert serve_command(8123, workers=1)[words.index("--workers") + 1] == "1"


def test_processes_tell_what_they_spent():
    here = os.getpid()

    assert here in family(parent_of(here))
    before = cpu_seconds(here)
    sum(range(2_000_000))
    assert cpu_seconds(here) > before
