"""Whatever two devices send, in whatever order it arrives: nothing is lost and nothing undone."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.assessment.models import Attempt
from courses.assessment.services import answer_question
from courses.learning.models import LessonProgress, RequirementMet, Tick, Writing, WritingVersion
from courses.learning.services import (
    choose_version,
    enrol_learner,
    note_place,
    save_writing,
    tick_item,
    withdraw_learner,
)
from tests.factories.content import writing_block
from tests.factories.learning import checklist, enrolled, learner, lessons_of, question, taught, texts_of

NOON = timezone.now() - dt.timedelta(hours=4)
minutes = st.integers(0, 60)
events = st.lists(
    st.one_of(
        st.tuples(st.just("answer"), st.sampled_from("ab"), minutes),
        st.tuples(st.just("tick"), st.sampled_from(["i1", "i2"]), st.booleans(), minutes),
        st.tuples(st.just("place"), st.sampled_from(["q", "c", "w"]), minutes),
        st.tuples(st.just("leave and rejoin"), minutes),
    ),
    max_size=12,
)


@pytest.fixture
def edition(db):
    return taught([question(id="q"), checklist(id="c"), writing_block(id="w")])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=events, resent=st.randoms(use_true_random=False))
def test_credit_only_grows_and_the_latest_stands(edition, events, resent):
    person = learner()
    enrolled(edition, person)
    lesson, text = lessons_of(edition)[0], texts_of(edition)[0]
    sent = [(*event, uuid.uuid4()) for event in events]
    arriving = sent + resent.sample(sent, len(sent) // 2)  # some arrive twice
    resent.shuffle(arriving)
    met: set[str] = set()
    done = None
    for event in arriving:
        kind, *details = event
        if kind == "answer":
            answer_question(
                learner=person, lesson=lesson, block="q", chosen=[details[0]], submission=details[2]
            )
        elif kind == "tick":
            item, ticked, minute = details[:3]
            at = NOON + dt.timedelta(minutes=minute)
            tick_item(learner=person, lesson=lesson, block="c", item=item, ticked=ticked, at=at)
        elif kind == "place":
            at = NOON + dt.timedelta(minutes=details[1])
            note_place(
                learner=person, lesson_edition=text, course=edition.course, block=details[0], label="", at=at
            )
        else:
            withdraw_learner(learner=person, course=edition.course)
            enrol_learner(learner=person, course=edition.course)
        now = set(RequirementMet.objects.filter(learner=person).values_list("block", flat=True))
        assert met <= now
        met = now
        progress = LessonProgress.objects.filter(learner=person).first()
        assert done is None or (progress is not None and progress.done_at == done)
        done = progress.done_at if progress else None

    answers = {event for event in sent if event[0] == "answer"}
    assert Attempt.objects.filter(learner=person).count() == len(answers)
    assert ("q" in met) == any(event[1] == "a" for event in answers)
    for item in ("i1", "i2"):
        ticks = [event for event in sent if event[:2] == ("tick", item)]
        if ticks:
            latest = max(event[3] for event in ticks)
            standing = Tick.objects.get(learner=person, item=item).ticked
            assert standing in {event[2] for event in ticks if event[3] == latest}
    if places := [event for event in sent if event[0] == "place"]:
        latest = max(event[2] for event in places)
        standing = LessonProgress.objects.get(learner=person).resume_block
        assert standing in {event[1] for event in places if event[2] == latest}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    moves=st.lists(
        st.tuples(
            st.sampled_from(["desk", "phone"]), st.sampled_from(["type", "resend", "reload", "choose"])
        ),
        max_size=14,
    )
)
def test_no_text_is_ever_lost(edition, moves):
    person = learner()
    enrolled(edition, person)
    lesson = lessons_of(edition)[0]
    base = {"desk": 0, "phone": 0}
    last: dict[str, tuple[str, int, uuid.UUID]] = {}
    accepted: list[str] = []
    for step, (device, move) in enumerate(moves):
        writing = Writing.objects.filter(learner=person).first()
        if move == "type":
            last[device] = (f"text {step} from the {device}", base[device], uuid.uuid4())
        if move in ("type", "resend") and device in last:
            text, on, submission = last[device]
            version = save_writing(
                learner=person, lesson=lesson, block="w", text=text, base_number=on, submission=submission
            )
            assert version.text == text
            base[device] = version.number
            accepted.append(text)
        elif move == "reload" and writing is not None:
            base[device] = writing.number
        elif move == "choose" and writing is not None:
            aside = writing.versions.filter(aside=True).first()
            chosen = choose_version(
                learner=person,
                lesson=lesson,
                block="w",
                submission=uuid.uuid4(),
                number=aside.number if aside else writing.number,
            )
            base[device] = chosen.number
            assert Writing.objects.get(learner=person).text == chosen.text

    versions = WritingVersion.objects.filter(writing__learner=person)
    assert set(accepted) == set(versions.values_list("text", flat=True))
    if accepted:
        writing = Writing.objects.get(learner=person)
        standing = versions.get(number=writing.number)
        assert (standing.text, standing.aside) == (writing.text, False)
        numbers = list(versions.values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
