"""The questions at the end: asked once, answered once, and nothing leads from an answer to anybody."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from cohorts.evaluation.errors import EvaluationClosedError
from cohorts.evaluation.models import Evaluated, Evaluation, EvaluationAnswer, Question
from cohorts.evaluation.selectors import results_of
from cohorts.evaluation.services import AT_A_TIME, answer_evaluation, ask_due, set_up_evaluation
from cohorts.programmes.models import Place, PlaceState
from lms.messaging.models import Notice
from lms.privacy.retention import run_retention
from tests.cohorts.overview.ground import place, running
from tests.factories.accounts import OrganiserFactory, UserFactory, sign_in
from tests.queue import run_queue, run_schedules

pytestmark = pytest.mark.django_db
LAST = dt.date(2027, 4, 19)  # the last day of the cohort of the ground
NOON = dt.datetime(2027, 4, 19, 11, tzinfo=dt.UTC)


@pytest.fixture
def evaluation(time_travel) -> Evaluation:
    """Set up before the cohort's last day, which has come."""
    time_travel(NOON - dt.timedelta(days=30))
    made = set_up_evaluation(cohort=running(), actor=OrganiserFactory())
    time_travel(NOON)
    return made


def said(evaluation: Evaluation, held: Place, *values: int | str) -> bool:
    questions = evaluation.questions.all()
    return answer_evaluation(
        place=held, answers={one.pk: value for one, value in zip(questions, values, strict=False)}
    )


def asked() -> list[str]:
    return sorted(one.recipient.name for one in Notice.objects.filter(kind="evaluation.asked"))


def test_it_is_set_up_once_with_the_usual_questions(evaluation):
    again = set_up_evaluation(cohort=evaluation.cohort, actor=OrganiserFactory())

    assert (again, evaluation.opens_on, evaluation.closes_on) == (evaluation, LAST, dt.date(2027, 5, 3))
    assert [one.kind for one in evaluation.questions.all()] == [*["scale"] * 3, "choice", "text", "text"]


def test_cohort_is_asked_on_the_first_day_and_once(evaluation, time_travel):
    for name, state in (("Ada", "active"), ("Ben", "paused"), ("Cy", "left"), ("Di", "active")):
        place(evaluation.cohort, name, state=state)
    said(evaluation, Place.objects.get(trainee__name="Di"), 3)
    time_travel(NOON - dt.timedelta(days=1))
    assert ask_due() == 0

    time_travel(NOON)
    assert [ask_due(), ask_due()] == [1, 0]
    run_queue()

    assert asked() == ["Ada"]  # no one who pauses, left or answered
    notice = Notice.objects.get(kind="evaluation.asked")
    assert notice.link == f"/my/evaluation/{Place.objects.get(trainee__name='Ada').uid}/"
    assert notice.context == {"until": "Monday 3 May"}


def test_who_is_silent_is_asked_again_near_the_end_and_no_more(evaluation, time_travel):
    place(evaluation.cohort, "Ada")
    answers = place(evaluation.cohort, "Ben")
    ask_due()
    run_queue()
    said(evaluation, answers, 4)
    time_travel(NOON + dt.timedelta(days=11))

    assert [ask_due(), ask_due()] == [1, 0]
    run_queue()

    assert asked() == ["Ada", "Ada", "Ben"]


def test_short_evaluation_asks_once(evaluation, time_travel):
    Evaluation.objects.update(closes_on=LAST + dt.timedelta(days=2))
    place(evaluation.cohort, "Ada")
    for day in range(3):
        time_travel(NOON + dt.timedelta(days=day))
        ask_due()
    run_queue()

    assert asked() == ["Ada"]


def test_a_cancelled_cohort_is_not_asked(evaluation):
    place(evaluation.cohort, "Ada")
    evaluation.cohort.state, evaluation.cohort.cancelled_at = "cancelled", timezone.now()
    evaluation.cohort.save()

    assert ask_due() == 0


def test_many_are_asked_in_pieces_and_nobody_twice_after_a_crash(evaluation, monkeypatch, time_travel):
    for number in range(AT_A_TIME + 1):
        place(evaluation.cohort, f"Trainee {number}")
    from cohorts.evaluation import services

    real, calls = services.notify, []

    def deadly(**facts):
        calls.append(facts)
        if len(calls) == 20:
            raise MemoryError
        return real(**facts)

    monkeypatch.setattr(services, "notify", deadly)
    ask_due()
    run_queue(failures=True)
    assert Notice.objects.filter(kind="evaluation.asked").count() == 19
    time_travel(NOON + dt.timedelta(hours=2))  # a job that failed is tried again later
    run_schedules()

    assert Notice.objects.filter(kind="evaluation.asked").count() == AT_A_TIME + 1
    assert len(set(asked())) == AT_A_TIME + 1


def test_answers_are_kept_once_without_the_person(evaluation):
    held = place(evaluation.cohort, "Ada")

    assert said(evaluation, held, 2, 5, 4, 1, "", "More practice") is True
    assert said(evaluation, held, 5) is False

    kept = EvaluationAnswer.objects.values_list("question__order", "number", "text")
    assert sorted(kept) == [(1, 2, ""), (2, 5, ""), (3, 4, ""), (4, 1, ""), (6, None, "More practice")]
    assert Evaluated.objects.get().place == held
    fields = {field.name for field in EvaluationAnswer._meta.get_fields()}
    assert fields == {"id", "question", "number", "text"}


def test_answers_of_another_cohorts_questions_are_left_out(evaluation):
    other = set_up_evaluation(cohort=running(), actor=OrganiserFactory())
    held = place(evaluation.cohort, "Ada")

    answer_evaluation(place=held, answers={other.questions.all()[0].pk: 5})

    assert not EvaluationAnswer.objects.exists()


@pytest.mark.parametrize("hours", [-13, 14 * 24 + 12], ids=["the evening before", "the morning after"])
def test_nobody_answers_out_of_time(evaluation, hours, time_travel):
    held = place(evaluation.cohort, "Ada")
    time_travel(NOON + dt.timedelta(hours=hours))

    with pytest.raises(EvaluationClosedError):
        said(evaluation, held, 3)
    assert not Evaluated.objects.exists()


def test_totals_come_after_the_end_and_only_of_five(evaluation, time_travel):
    for number in range(8):
        choice = 1 if number < 6 else 2
        words = f"Text {number}" if number < 4 else ""
        said(evaluation, place(evaluation.cohort, f"T{number}"), 1, 4 + number % 2, 5, choice, words)
    assert results_of(evaluation) == []

    time_travel(NOON + dt.timedelta(days=15))
    before, now, friend, after, helped, change = results_of(evaluation)

    assert (before.count, before.average, now.average, friend.average) == (8, 1.0, 4.5, 5.0)
    # Six and two: the two are held back, and so is what would let them be worked out.
    assert [option.count for option in after.options] == [None, None, None, None]
    assert (helped.count, helped.texts, change.count) == (None, (), None)  # four people wrote


def test_trainee_answers_on_a_page_and_only_their_own(evaluation):
    held = place(evaluation.cohort, "Ada")
    address = f"/my/evaluation/{held.uid}/"
    client = sign_in(Client(), held.trainee)
    first, *_others = evaluation.questions.all()

    empty = client.post(address, {})
    wrong = client.post(address, {f"q{first.pk}": "9"})
    done = client.post(address, {f"q{first.pk}": "3"}, follow=True)
    again = client.get(address)

    assert "Answer at least one question." in empty.text
    assert "Select a valid choice" in wrong.text
    assert "Thank you. It is kept without your name." in done.text
    assert "You have answered." in again.text
    assert EvaluationAnswer.objects.get().number == 3
    assert sign_in(Client(), UserFactory()).get(address).status_code == 404
    held.state = PlaceState.REMOVED
    held.save()
    assert client.get(address).status_code == 404


def test_desk_offers_it_as_the_next_step_until_it_is_answered(evaluation):
    held = place(evaluation.cohort, "Ada")
    held.trainee.in_cohorts = True
    held.trainee.save()
    client = sign_in(Client(), held.trainee)

    assert "Say what you think of the programme" in client.get("/my/").text
    said(evaluation, held, 3)
    assert "Say what you think of the programme" not in client.get("/my/").text


def form_data(evaluation: Evaluation, **change: str) -> dict[str, str]:
    data = {"opens_on": str(evaluation.opens_on), "closes_on": str(evaluation.closes_on), "introduction": ""}
    questions = list(evaluation.questions.all())
    data |= {"questions-TOTAL_FORMS": str(len(questions)), "questions-INITIAL_FORMS": str(len(questions))}
    for number, one in enumerate(questions):
        for name in ("text", "kind", "lowest", "highest", "options", "order"):
            data[f"questions-{number}-{name}"] = str(getattr(one, name))
        data[f"questions-{number}-id"] = str(one.pk)
    return data | change


def test_organiser_writes_the_questions_before_they_are_asked(evaluation, time_travel):
    time_travel(NOON - dt.timedelta(days=20))
    desk = sign_in(Client(), OrganiserFactory())
    address = f"/cohorts/{evaluation.cohort.slug}/evaluation/questions/"

    bad = desk.post(address, form_data(evaluation, **{"questions-3-options": "only one"}))
    past = desk.post(address, form_data(evaluation, opens_on="2027-03-01"))
    desk.post(
        address, form_data(evaluation, **{"questions-0-text": "Were you ready?", "closes_on": "2027-05-09"})
    )

    assert "Write two to ten answers, one a line." in bad.text
    assert "Choose today or a later day." in past.text
    evaluation.refresh_from_db()
    assert evaluation.questions.all()[0].text == "Were you ready?"
    assert evaluation.closes_on == dt.date(2027, 5, 9)


def test_questions_stay_once_the_cohort_is_asked(evaluation):
    desk = sign_in(Client(), OrganiserFactory())
    address = f"/cohorts/{evaluation.cohort.slug}/evaluation/questions/"

    late = desk.post(address, form_data(evaluation, **{"questions-0-text": "Another question?"}))
    desk.post(address, {"opens_on": "2028-01-01", "closes_on": "2027-05-20", "introduction": "x"})

    assert "The cohort is being asked already" in late.text
    assert not Question.objects.filter(text="Another question?").exists()
    evaluation.refresh_from_db()
    assert (evaluation.opens_on, evaluation.closes_on, evaluation.introduction) == (
        LAST, dt.date(2027, 5, 20), "",
    )  # fmt: skip


def test_organiser_sees_how_many_and_then_what(evaluation, time_travel):
    for number in range(5):
        said(evaluation, place(evaluation.cohort, f"T{number}"), 2, 4, 5, 1, f"The mentors <b>{number}</b>")
    place(evaluation.cohort, "Silent")
    desk = sign_in(Client(), OrganiserFactory())
    address = f"/cohorts/{evaluation.cohort.slug}/evaluation/"

    during = desk.get(address).text
    time_travel(NOON + dt.timedelta(days=15))
    after = sign_in(Client(), OrganiserFactory()).get(address).text

    assert "5 people of 6 answered." in during
    assert "The mentors" not in during
    assert "The mentors &lt;b&gt;3&lt;/b&gt;" in after
    assert "On average 4.0 of 5" in after


def test_words_go_two_years_after_the_end_and_numbers_stay(evaluation, time_travel):
    said(evaluation, place(evaluation.cohort, "Ada"), 3, 4, 5, 1, "Words")
    for days, left in ((14 + 730, 5), (14 + 732, 4)):
        time_travel(NOON + dt.timedelta(days=days))
        run_retention()
        assert EvaluationAnswer.objects.count() == left


def test_an_answer_is_a_number_or_words(evaluation):
    question = evaluation.questions.all()[0]
    for wrong in ({"number": None, "text": ""}, {"number": 1, "text": "and words"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            EvaluationAnswer.objects.create(question=question, **wrong)


def test_clock_asks_by_itself(evaluation):
    place(evaluation.cohort, "Ada")

    run_schedules()
    run_queue()

    assert asked() == ["Ada"]
