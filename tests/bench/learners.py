"""People on the course, in bulk: their places, what they did and wrote, their sessions."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.utils import timezone
from django.utils.crypto import get_random_string

from courses.assessment.models import Attempt
from courses.content.models import CourseEdition, LessonEdition
from courses.learning.models import Enrolment, LessonProgress, RequirementMet, Tick, Writing, WritingVersion
from lms.accounts.fields import name_key
from lms.accounts.models import User, Visit
from lms.accounts.sessions import SessionStore
from tests.bench.facts import LearnerFacts

TEXT = "I have lived in this ward for eleven years and I know whom to ask when a street light fails. "


def make_learners(count: int) -> list[LearnerFacts]:
    """``count`` people on the course, evenly spread over its lessons, everything before theirs done."""
    people = [
        User(
            username=f"learner-{number:05}",
            email=f"learner{number:05}@example.org",
            name=f"Nadia{number:05} Ahmed",
            name_key=name_key(f"Nadia{number:05} Ahmed"),
            password="!",
        )
        for number in range(count)
    ]
    User.objects.bulk_create(people, batch_size=500)
    _make_progress(people)
    return sign_in(people)


def _make_progress(people: list[Any]) -> None:
    edition = CourseEdition.objects.current().get()
    texts = [LessonEdition.objects.get(pk=entry["edition"]) for entry in edition.lessons]
    now = timezone.now()
    rows: dict[Any, list[Any]] = {
        model: []
        for model in (Enrolment, LessonProgress, RequirementMet, Attempt, Tick, Writing, WritingVersion)
    }
    for number, person in enumerate(people):
        here = number % len(texts)
        seen = now - dt.timedelta(minutes=number)
        rows[Enrolment].append(
            Enrolment(
                learner=person,
                course_id=edition.course_id,
                last_lesson_id=texts[here].lesson_id,
                last_seen_at=seen,
            )
        )
        for place, text in enumerate(texts[: here + 1]):
            mine = {"learner": person, "lesson_id": text.lesson_id}
            rows[LessonProgress].append(
                LessonProgress(
                    **mine,
                    seen_edition=text,
                    done_at=seen if place < here else None,
                    resume_block=text.body[2]["id"],
                    resume_label="What the papers say",
                    resume_at=seen,
                )
            )
            if place == here:
                continue
            for raw in text.body:
                _meet(rows, mine, text, raw)
    for model, made in rows.items():
        model.objects.bulk_create(made, batch_size=1000)


def _meet(rows: dict[Any, list[Any]], mine: dict[str, Any], text: Any, raw: dict[str, Any]) -> None:
    """What somebody who has done the block ``raw`` leaves behind."""
    asked = {**mine, "block": raw["id"]}
    if raw["type"] not in ("question", "checklist", "writing"):
        return
    rows[RequirementMet].append(RequirementMet(**asked))
    if raw["type"] == "question":
        rows[Attempt].append(
            Attempt(
                **asked,
                lesson_edition=text,
                submission=uuid.uuid4(),
                chosen=["a"],
                raw=1,
                maximum=1,
                correct=True,
            )
        )
    elif raw["type"] == "checklist":
        rows[Tick].extend(
            Tick(**asked, item=item["id"], ticked=True, changed_at=timezone.now())
            for item in raw["value"]["items"]
        )
    else:
        writing = Writing(**asked, title="Your statement", text=TEXT * 3, number=2)
        rows[Writing].append(writing)
        rows[WritingVersion].extend(
            WritingVersion(writing=writing, number=number, text=TEXT * (number + 1), submission=uuid.uuid4())
            for number in (1, 2)
        )


def sign_in(people: list[Any], method: str = "password") -> list[LearnerFacts]:
    """A session for everybody, as the sign-in by ``method`` leaves it."""
    store, expires = SessionStore(), timezone.now() + dt.timedelta(days=30)
    sessions, facts = [], []
    for number, person in enumerate(people):
        key, token = store._get_new_session_key(), get_random_string(32)
        data = {
            "_auth_user_id": str(person.pk),
            "_auth_user_backend": "lms.accounts.backends.SignInBackend",
            "_auth_user_hash": person.get_session_auth_hash(),
            "account_authentication_methods": [{"method": method, "at": timezone.now().timestamp()}],
            "account_authentication_methods_user": str(person.pk),
        }
        sessions.append(
            Visit(session_key=key, session_data=store.encode(data), expire_date=expires, user=person)
        )
        facts.append(LearnerFacts(person.get_short_name(), key, token, str(person.uid), number % 20))
    Visit.objects.bulk_create(sessions, batch_size=500)
    return facts
