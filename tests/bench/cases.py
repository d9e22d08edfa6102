"""What is measured. A new case is one entry in ``CASES``.

A case names itself, says how to write its ``number``-th request, and what must stand
in the answer, so that no page but the one that is meant can be measured.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.bench.client import Prepared
from tests.bench.facts import LearnerFacts, LessonFacts, SiteFacts
from tests.bench.server import HOST

PAGES, WRITES = 4, 8  # clients at once
LONG = 200  # different requests for pages that take long
BASE = "wagtail"  # ratios are to this case


@dataclass(frozen=True)
class Case:
    """One row of the table."""

    name: str
    title: str
    build: Callable[[SiteFacts, int], Prepared]
    clients: int = PAGES
    prepared: int = 2000  # different requests; after them the first comes again


def ask(learner: LearnerFacts, path: str, *, marker: str, form: dict[str, str] | None = None) -> Prepared:
    """A request as the proxy hands it on: GET, or with ``form`` the POST of lesson.js."""
    lines = [
        f"{'GET' if form is None else 'POST'} {path} HTTP/1.1",
        f"Host: {HOST}",
        "X-Forwarded-For: 192.0.2.7",
        "X-Forwarded-Proto: https",
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        f"Accept: {'text/html' if form is None else 'application/json'}",
        "Accept-Language: en-GB,en;q=0.7",
        "Accept-Encoding: gzip, br",
        f"Cookie: sessionid={learner.session}; csrftoken={learner.token}",
    ]
    data = b""
    if form is not None:
        data = urlencode({**form, "csrfmiddlewaretoken": learner.token}).encode()
        lines += [
            f"Origin: https://{HOST}",
            f"Referer: https://{HOST}/courses/",
            "Sec-Fetch-Dest: empty",
            "Sec-Fetch-Mode: cors",
            "Sec-Fetch-Site: same-origin",
            "Content-Type: application/x-www-form-urlencoded;charset=UTF-8",
            f"Content-Length: {len(data)}",
        ]
    return Prepared("\r\n".join([*lines, "", ""]).encode() + data, marker.encode())


def _who(site: SiteFacts, number: int) -> LearnerFacts:
    """Everybody in turn, in an order in which neighbours are in different lessons and far apart."""
    return site.learners[number * 331 % len(site.learners)]


def _where(site: SiteFacts, learner: LearnerFacts) -> LessonFacts:
    return site.lessons[learner.here]


def template(site: SiteFacts, number: int) -> Prepared:
    learner = _who(site, number)
    return ask(learner, "/bench/template/", marker=f"Signed in as {learner.name}")


def wagtail(site: SiteFacts, number: int) -> Prepared:
    learner = _who(site, number)
    return ask(learner, "/bare/", marker=f"Signed in as {learner.name}")


def course(site: SiteFacts, number: int) -> Prepared:
    learner = _who(site, number)
    return ask(learner, site.course, marker=_where(site, learner).path)


def lesson(site: SiteFacts, number: int) -> Prepared:
    """The lesson the learner is in: they were there before, so nothing is written."""
    learner = _who(site, number)
    here = _where(site, learner)
    return ask(learner, here.path, marker=f'value="{learner.uid}"')


def desk(site: SiteFacts, number: int) -> Prepared:
    learner = _who(site, number)
    return ask(learner, "/my/", marker=f", {learner.name}")


def place(site: SiteFacts, number: int) -> Prepared:
    """“I am at this block now”: what lesson.js sends most often."""
    learner = _who(site, number)
    here = _where(site, learner)
    block = here.blocks[number // len(site.learners) % len(here.blocks)]
    form = {"uid": learner.uid, "block": block, "submission": str(uuid.uuid4()), "age": "12"}
    return ask(learner, f"/my/learning/{here.key}/place/", marker="{}", form=form)


def answer(site: SiteFacts, number: int) -> Prepared:
    """An answer to a question; every second one is wrong, so that both ways are gone."""
    learner = _who(site, number)
    here = _where(site, learner)
    form = {
        "block": here.question,
        "choice": "b" if number % 2 else "a",
        "submission": str(uuid.uuid4()),
        "uid": learner.uid,
    }
    return ask(learner, f"/my/learning/{here.key}/answer/", marker='"html"', form=form)


def _organiser(site: SiteFacts, number: int) -> LearnerFacts:
    return site.organisers[number % len(site.organisers)]


def _of_cohort(site: SiteFacts, number: int, address: str, marker: str) -> Prepared:
    return ask(_organiser(site, number), f"/cohorts/{address}", marker=marker)


def grid(site: SiteFacts, number: int) -> Prepared:
    """Every page of a hundred in turn; the last columns stand in each."""
    page = 1 + number % max(1, site.cohorts.trainees // 100)
    return _of_cohort(site, number, f"{site.cohorts.large}/grid/?page={page}", "Monday 40")


def hands(site: SiteFacts, number: int) -> Prepared:
    return _of_cohort(site, number, f"{site.cohorts.large}/hands/", "Put off")


def night(site: SiteFacts, number: int) -> Prepared:
    address = f"{site.cohorts.evening}/sessions/{site.cohorts.session}/night/"
    return _of_cohort(site, number, address, "Amara00099 Osei")


def applied(site: SiteFacts, number: int) -> Prepared:
    page = 1 + number * 7 % max(1, site.cohorts.applications // 50)
    return _of_cohort(site, number, f"{site.cohorts.intake}/applications/?page={page}", " Nowak")


def board(site: SiteFacts, number: int) -> Prepared:
    page = 1 + number * 7 % max(1, site.cohorts.applications // 50)
    return _of_cohort(site, number, f"{site.cohorts.intake}/review/?page={page}", " Nowak")


CASES = [
    Case("template", "a bare Django template with request.user", template),
    Case("wagtail", "a bare Wagtail page with one rich text", wagtail),
    Case("course", "our course page", course),
    Case("lesson", "our lesson page", lesson),
    Case("my", "our /my/", desk),
    Case("place", "a progress write: where the learner is", place, clients=WRITES, prepared=12_000),
    Case(
        "answer",
        "a progress write: an answer, with the page's new parts",
        answer,
        clients=WRITES,
        prepared=8000,
    ),
    Case("grid", "a page of 100 trainees against 60 columns, of 1,000", grid, prepared=LONG),
    Case("hands", "who might need a hand, of 1,000", hands, prepared=LONG),
    Case("night", "session night with 100", night, prepared=LONG),
    Case("applied", "who applied: a page of 50, of 10,000", applied, prepared=LONG),
    Case("board", "the review board: a page of 50, of 10,000", board, prepared=LONG),
]
