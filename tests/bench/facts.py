"""What the cases know of the filled site. Needs no Django: the command reads it from a file."""

from __future__ import annotations

from dataclasses import dataclass

LEARNERS = 1000
APPLICATIONS = 10_000
ORGANISERS = 8  # who look at the cohorts


@dataclass
class LessonFacts:
    """One lesson as the cases ask for it."""

    path: str
    key: str
    title: str
    blocks: list[str]
    question: str


@dataclass
class LearnerFacts:
    """One signed-in learner: their session, and the place in the course where they are (0 to 19)."""

    name: str
    session: str
    token: str
    uid: str
    here: int


@dataclass
class CohortFacts:
    """The slugs of three cohorts, one session of the second, and how many people there are."""

    large: str
    evening: str
    session: str
    intake: str
    trainees: int
    applications: int


@dataclass
class SiteFacts:
    """What was made; ``sizes`` are bytes of the database before and after the learners."""

    course: str
    course_title: str
    lessons: list[LessonFacts]
    learners: list[LearnerFacts]
    sizes: dict[str, int]
    cohorts: CohortFacts
    organisers: list[LearnerFacts]
