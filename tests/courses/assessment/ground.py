"""A lesson that asks for work, its learner, and a reviewer."""

from __future__ import annotations

import uuid
from typing import Any

from django.test import Client

from courses.assessment.work import services
from courses.assessment.work.models import Review, WorkVersion
from lms.accounts.grants.services import grant_role
from lms.accounts.models import ORGANISERS, User
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.content import block, item
from tests.factories.learning import lessons_of

WORDS = "One thing that works: the lift. One thing to do: say it in the first line."


def asked(**facts: Any) -> dict[str, Any]:
    """A block that asks for work, with one criterion of two levels."""
    levels = [item("not yet", id="l1"), item("clearly", id="l2")]
    value = {
        "required": True,
        "title": "Your statement",
        "prompt": "<p>Why you?</p>",
        "most_words": 150,
        "takes_files": True,
        "takes_recordings": False,
        "rubric": [item({"title": "Says why", "levels": levels}, id="c1")],
    }
    return block("work", {**value, **facts}, id="w")


def save(person, edition, text="Why me.", **facts):
    return services.save_work(learner=person, lesson=lessons_of(edition)[0], block="w", text=text, **facts)


def send(person, edition, text="Why me.", submission=None, **facts) -> WorkVersion:
    save(person, edition, text, **facts)
    return services.send_work(
        learner=person, lesson=lessons_of(edition)[0], block="w", submission=submission or uuid.uuid4()
    )


def answer(work, organiser, outcome="again", **facts) -> Review:
    said = {"levels": {"c1": "l2"}, "words": WORDS, "outcome": outcome, **facts}
    return services.return_work(work=work, actor=organiser, **said)


def organiser_of(cohort, person=None) -> User:
    person = person or UserFactory()
    grant_role(person=person, role=ORGANISERS, actor=None, scope_kind="cohort", scope_uid=cohort.uid)
    return User.objects.get(pk=person.pk)


def client(person) -> Client:
    made = Client()
    sign_in(made, person)
    return made
