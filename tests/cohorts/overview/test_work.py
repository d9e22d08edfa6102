"""Work in a cohort: its cells, its sign, the one reminder, the final work; and no word of a draft."""

from __future__ import annotations

import csv
import datetime as dt
import io
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cohorts.overview.due_work import AT_A_TIME, remind_of_work, works_due
from cohorts.overview.exports import csv_file
from cohorts.overview.grid import Wanted, column_groups, grid_of
from cohorts.overview.models import HelpSign
from cohorts.overview.my_work import works_in
from cohorts.overview.one_person import facts_of
from cohorts.overview.selectors import sign_words
from cohorts.overview.signs import find_signs
from cohorts.programmes.completion import requirements_of, rule_in_words, settle_place
from cohorts.programmes.models import Cohort, Place, PlaceState
from courses.assessment.sent_work import standings_of, works_asked, works_of
from courses.assessment.work.models import Work, WorkState, WorkVersion
from courses.content.models import CourseEdition, LessonEdition
from lms.accounts.models import User
from lms.audit.models import AuditEvent
from lms.messaging.models import Notice
from tests.cohorts.overview.ground import MONDAY, course, place, running, teaches
from tests.factories.accounts import OrganiserFactory, sign_in

pytestmark = pytest.mark.django_db
BLOCK = "0b7a1c9e-0000-4000-8000-000000000001"


def with_work(lessons: int = 2) -> CourseEdition:
    """A course whose first lesson asks for a statement."""
    edition = course(lessons)
    text = LessonEdition.objects.get(pk=edition.lessons[0]["edition"])
    asked = {"type": "work", "id": BLOCK, "value": {"title": "Your statement"}}
    LessonEdition.objects.filter(pk=text.pk).update(body=[*text.body, asked])
    return edition


def work(learner: User, edition: CourseEdition, state: str, **facts: Any) -> Work:
    if state == WorkState.ACKNOWLEDGED:
        facts.setdefault("promised_on", dt.date(2027, 3, 20))
    lesson = edition.lessons[0]["id"]
    made = Work.objects.create(learner=learner, lesson_id=lesson, block=BLOCK, state=state, **facts)
    if state != WorkState.DRAFT:
        WorkVersion.objects.create(
            work=made,
            number=1,
            text="Why me, and why this ward.",
            submission=uuid.uuid4(),
            lesson_edition_id=edition.lessons[0]["edition"],
        )
    return made


def day(number: int) -> dt.datetime:
    return MONDAY.replace(hour=12) + dt.timedelta(days=number)


@pytest.fixture
def cohort(time_travel) -> Cohort:
    return running()


def cells(cohort: Cohort) -> dict[str, str]:
    column = next(n for n, one in enumerate(grid_of(cohort, Wanted()).columns) if one.is_work)
    return {row.name: row.cells[column] for row in grid_of(cohort, Wanted()).rows}


def test_a_lesson_is_followed_by_the_work_it_asks_for(cohort):
    edition = with_work()
    teaches(cohort, edition)

    (group,) = column_groups(cohort)

    assert [column.short for column in group.columns] == ["1", "W1", "2"]
    assert group.columns[1].title == "Work: Your statement"
    assert [one.block for one in works_asked([edition])[edition.lessons[0]["id"]]] == [BLOCK]


def test_each_state_has_its_cell_and_a_draft_is_work_that_was_not_sent(cohort, time_travel):
    edition = with_work()
    teaches(cohort, edition, due_after=5)
    for state in WorkState:
        work(place(cohort, f"Trainee {state.value}").trainee, edition, state, draft="A secret draft")
    place(cohort, "Trainee without")

    before = cells(cohort)
    time_travel(day(6))
    after = cells(cohort)

    assert before == {
        "Trainee draft": "todo",
        "Trainee without": "todo",
        "Trainee sent": "sent",
        "Trainee acknowledged": "sent",
        "Trainee returned": "returned",
        "Trainee ready": "ready",
    }
    assert {**before, "Trainee draft": "overdue", "Trainee without": "overdue"} == after
    lines = list(csv.reader(io.StringIO("".join(csv_file(cohort, Wanted())))))
    assert {line[0]: line[3] for line in lines[1:]}["Trainee returned"] == "came back for another go"
    assert "secret" not in str(lines)


def test_work_of_another_lesson_and_of_other_people_is_not_in_it(cohort):
    edition, other = with_work(), with_work()
    teaches(cohort, edition)
    held, stranger = place(cohort, "Dele Okafor"), place(running(), "Somebody Else")
    work(held.trainee, other, WorkState.READY)
    work(stranger.trainee, edition, WorkState.READY)

    assert cells(cohort) == {"Dele Okafor": "todo"}
    lessons = [edition.lessons[0]["id"]]
    assert works_of([held.trainee.pk], lessons) == {}
    assert list(works_of([stranger.trainee.pk], lessons)) == [stranger.trainee.pk]


@pytest.mark.parametrize("people", [1, 30])
def test_a_page_with_work_takes_the_same_queries_for_any_number(people, cohort, django_assert_num_queries):
    edition = with_work(4)
    teaches(cohort, edition)
    for number in range(people):
        work(place(cohort, f"Trainee {number:02}").trainee, edition, WorkState.SENT)
    grid_of(cohort, Wanted())  # the edition and its texts are read once for a process

    with django_assert_num_queries(5):
        assert len(grid_of(cohort, Wanted()).rows) == people
    everybody, lesson = list(User.objects.values_list("pk", flat=True)), edition.lessons[0]["id"]
    with django_assert_num_queries(1):
        found = works_of(everybody, [lesson])
    assert len(found) == people


def test_organisers_and_trainee_read_the_same_words(cohort, time_travel):
    edition = with_work()
    teaches(cohort, edition, due_after=5)
    held = place(cohort, "Dele Okafor")
    time_travel(day(6))
    organiser, trainee = Client(), Client()
    sign_in(organiser, OrganiserFactory())
    sign_in(trainee, held.trainee)

    (line,) = [one for one in facts_of(cohort, held)["lines"] if one.title == "Work"]
    assert [(stop.label, stop.state, stop.note) for stop in line.stops] == [
        ("Work: Your statement", "missed", "overdue")
    ]
    (row,) = works_in(cohort, held.trainee.pk)
    assert (row.words, row.is_overdue) == ("not sent yet; it was planned by 6 March 2027", True)
    assert row.href.endswith(f"#block-{BLOCK}")
    page = trainee.get(f"/cohorts/{cohort.slug}/").content.decode()
    assert "Work for your reviewer" in page
    assert row.words in page

    work(held.trainee, edition, WorkState.ACKNOWLEDGED)
    (row,) = works_in(cohort, held.trainee.pk)
    assert row.words == "sent; you will have an answer by 20 March"
    (standing,) = standings_of(held.trainee.pk, [edition.lessons[0]["id"]]).values()
    assert standing.state == "acknowledged"


# ---------------------------------------------------------------- the sign and the reminder


def test_work_not_sent_two_days_after_its_day_is_a_sign_until_it_is_sent(cohort, time_travel):
    edition = with_work()
    teaches(cohort, edition, due_after=5, is_required=False)
    held = place(cohort, "Dele Okafor")
    sent, begun = place(cohort, "Farah Khan"), place(cohort, "Owen Clarke")
    work(sent.trainee, edition, WorkState.RETURNED)
    work(begun.trainee, edition, WorkState.DRAFT)

    time_travel(day(6))
    find_signs(cohort=cohort)
    assert not HelpSign.objects.filter(sign="work").exists()

    time_travel(day(7))
    find_signs(cohort=cohort)
    signs = HelpSign.objects.filter(sign="work", ended_at=None).order_by("place")
    assert [(one.place_id, one.number, one.subject) for one in signs] == [
        (held.pk, 2, "Your statement"),
        (begun.pk, 2, "Your statement"),
    ]
    assert sign_words(signs[0]) == "work “Your statement” was due 2 days ago and was not sent"

    work(held.trainee, edition, WorkState.SENT)
    find_signs(cohort=cohort)
    assert list(signs.values_list("place", flat=True)) == [begun.pk]


def test_there_is_one_reminder_the_day_after_and_none_for_those_who_pause(cohort, time_travel):
    edition = with_work()
    teaches(cohort, edition, due_after=5)
    late = place(cohort, "Dele Okafor")
    place(cohort, "Owen Clarke", state=PlaceState.PAUSED)
    place(cohort, "Ben Carter", completed_at=timezone.now())
    work(place(cohort, "Farah Khan").trainee, edition, WorkState.SENT)

    time_travel(day(5))
    assert remind_of_work(cohort=cohort) == 0
    time_travel(day(6))
    assert [remind_of_work(cohort=cohort) for _twice in range(2)] == [1, 0]
    time_travel(day(8))
    assert remind_of_work(cohort=cohort) == 0

    (notice,) = Notice.objects.filter(kind="cohorts.work_due")
    assert notice.recipient == late.trainee
    assert notice.context == {"work": "Your statement"}
    assert "statement" not in notice.subject


def test_nobody_is_reminded_of_what_was_due_long_ago_or_in_a_cohort_that_is_cancelled(cohort, time_travel):
    teaches(cohort, with_work(), due_after=5)
    place(cohort, "Dele Okafor")

    time_travel(day(9))
    assert remind_of_work(cohort=cohort) == 0
    time_travel(day(6))
    Cohort.objects.filter(pk=cohort.pk).update(state="cancelled", cancelled_at=timezone.now())
    assert remind_of_work(cohort=Cohort.objects.get(pk=cohort.pk)) == 0


def test_many_are_reminded_by_several_jobs(cohort, time_travel):
    teaches(cohort, with_work(), due_after=5)
    for number in range(AT_A_TIME + 2):
        place(cohort, f"Trainee {number}")
    time_travel(day(6))

    assert [remind_of_work(cohort=cohort) for _job in range(3)] == [AT_A_TIME, 2, 0]


def test_what_is_not_due_yet_or_has_no_day_is_not_due(cohort, time_travel):
    teaches(cohort, with_work(), due_after=5)
    teaches(cohort, with_work())

    assert works_due(cohort, day(4).date()) == []
    assert [one.due for one in works_due(cohort, day(5).date())] == [dt.date(2027, 3, 6)]


# ---------------------------------------------------------------- the final work


def final(edition: CourseEdition, **facts: Any) -> Place:
    cohort = running(final_work="a statement", final_lesson_id=edition.lessons[0]["id"], **facts)
    return place(cohort, "Nadia Ahmed")


@pytest.mark.parametrize("state", [state for state in WorkState if state != WorkState.READY])
def test_final_work_that_is_not_accepted_does_not_count(state, time_travel):
    edition = with_work()
    held = final(edition)
    work(held.trainee, edition, state)

    assert settle_place(held.pk) is False
    assert Place.objects.get(pk=held.pk).final_work_at is None


def test_accepted_work_is_the_final_work_and_settles_the_place_once(time_travel):
    edition = with_work()
    held = final(edition)
    work(held.trainee, edition, WorkState.READY)

    assert [settle_place(held.pk) for _twice in range(2)] == [True, False]

    held.refresh_from_db()
    assert held.final_work_at
    assert held.completed_at
    assert AuditEvent.objects.filter(action="cohorts.final_work_done").count() == 1


def test_work_of_another_lesson_is_not_the_final_work(time_travel):
    edition, other = with_work(), with_work()
    held = final(edition)
    work(held.trainee, other, WorkState.READY)

    assert settle_place(held.pk) is False


def test_the_rule_says_both_ways_where_a_lesson_is_named(time_travel):
    held = final(with_work())
    shown = running(final_work="a speech")

    assert [one.words for one in requirements_of(held)] == rule_in_words(held.cohort)
    assert rule_in_words(held.cohort) == [
        "Have the final work accepted by your reviewer, or show it to your organisers: a statement."
    ]
    assert rule_in_words(shown) == ["Show your organisers the final work: a speech."]


def test_organisers_name_a_lesson_that_asks_for_work_and_no_other(cohort):
    edition, plain = with_work(), course(1)
    teaches(cohort, edition)
    teaches(cohort, plain)
    client = Client()
    sign_in(client, OrganiserFactory())
    address = f"/cohorts/{cohort.slug}/settings/edit/"

    page = client.get(address).content.decode()

    assert f'<option value="{edition.lessons[0]["id"]}">' in page
    assert f'<option value="{plain.lessons[0]["id"]}">' not in page
