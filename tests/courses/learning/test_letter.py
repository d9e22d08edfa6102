"""The weekly letter: where a learner goes on, what waits for staff, and silence where nothing does."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.certificates.kinds import READY
from courses.learning.models import Enrolment
from courses.learning.services import finish_lesson, open_lesson, withdraw_learner
from lms.accounts.models import ADMINISTRATORS, EDITORS, ORGANISERS, Standing, User
from lms.messaging.gathered import ask_for_gathered_letters, forget_looks, write_gathered_letter
from lms.messaging.kinds import Rhythm
from lms.messaging.models import GatheredLetter, MessageState, OutgoingMessage
from lms.messaging.notice_letters import stop_link
from lms.messaging.notices import choose_rhythms, notify
from lms.queue.models import Job, JobState
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.content import text_block
from tests.factories.learning import enrolled, learner, lesson_url, lessons_of, taught, texts_of
from tests.queue import run_queue

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
FRIDAY = dt.datetime(2027, 3, 5, 12, tzinfo=LONDON)
MONDAY = dt.datetime(2027, 3, 8, 8, 0, tzinfo=LONDON)
PART = "courses.next_lesson"


@pytest.fixture
def clock():
    with time_machine.travel(FRIDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def edition():
    return taught([text_block()], [text_block()])


def begun(edition, name: str = "Nadia Ahmed") -> User:
    """Somebody in the middle of lesson 1."""
    person = enrolled(edition, learner(name)).learner
    open_lesson(learner=person, lesson_edition=texts_of(edition)[0], course=edition.course)
    return person


def finish(edition, person: User, *numbers: int) -> None:
    for number in numbers:
        open_lesson(learner=person, lesson_edition=texts_of(edition)[number], course=edition.course)
        finish_lesson(learner=person, lesson=lessons_of(edition)[number])


def write(clock) -> None:
    """What a Monday from eight to noon writes."""
    for minutes in (0, 10, 20, 240):
        clock.move_to(MONDAY + dt.timedelta(minutes=minutes))
        ask_for_gathered_letters()
        run_queue()


def body(kind: str = "plain") -> str:
    (letter,) = mail.outbox
    return letter.message().get_body([kind]).get_content()


class TestLearners:
    def test_letter_says_the_next_lesson_once_with_one_way_there(self, clock, edition):
        begun(edition)
        clock.move_to(MONDAY - dt.timedelta(minutes=1))
        assert ask_for_gathered_letters() == 0

        write(clock)

        assert [letter.subject for letter in mail.outbox] == ["Your week"]
        address = f"http://testserver{lesson_url(edition)}"
        assert "Lesson 1\nLesson 1 of 2 in “Standing for council”." in body()
        assert body().count(address) == body("html").count(address) == 1
        assert "Continue the lesson:\n" in body()
        assert "Also new" not in body() + body("html")
        assert mail.outbox[0].message()["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        gathered = GatheredLetter.objects.get()
        assert (gathered.period, gathered.notices, gathered.parts) == (MONDAY.date(), 0, 1)

    def test_notices_of_the_week_stand_below_it(self, clock, edition):
        person = begun(edition)
        choose_rhythms(person=person, rhythms={READY.code: "weekly"})
        for number in range(14):
            notify(recipient=person, kind=READY.code, key=str(number), link="/my/certificates/")

        write(clock)

        text = body()
        assert text.index("Lesson 1 of 2") < text.index("Also new for you:") < text.index("Your certificate")
        assert text.count("- Your certificate is ready") == 10
        assert "4 more are on the site." in text

    def test_next_week_it_comes_again_and_says_where_they_are_then(self, clock, edition):
        person = begun(edition)
        write(clock)
        finish(edition, person, 0)
        clock.shift(dt.timedelta(days=7))
        ask_for_gathered_letters()
        run_queue()

        assert len(mail.outbox) == 2
        assert "Lesson 2 of 2" in mail.outbox[1].body

    @pytest.mark.parametrize(
        "change",
        ["finished", "left", "never", "closed", "off", "long ago", "frozen", "died", "no address"],
    )
    def test_silent_where_there_is_nothing_to_do(self, clock, edition, change):
        person = begun(edition)
        here = User.objects.filter(pk=person.pk)
        if change == "finished":
            finish(edition, person, 0, 1)
            Job.objects.all().delete()
        elif change == "left":
            withdraw_learner(learner=person, course=edition.course)
        elif change == "never":
            Enrolment.objects.all().delete()
        elif change == "closed":
            edition.course.retired_at = timezone.now()
            edition.course.save()
        elif change == "off":
            choose_rhythms(person=person, rhythms={PART: "off"})
        elif change == "long ago":
            Enrolment.objects.update(last_seen_at=MONDAY - dt.timedelta(days=29))
        elif change == "no address":
            here.update(email=None)
        else:
            here.update(standing=Standing.FROZEN if change == "frozen" else Standing.DIED)
        OutgoingMessage.objects.all().delete()

        write(clock)

        assert (mail.outbox, OutgoingMessage.objects.count()) == ([], 0)
        assert not GatheredLetter.objects.exclude(notices=0, parts=0).exists()

    def test_whoever_was_looked_at_is_not_looked_at_again_this_week(self, clock, edition):
        """The course has no edition that could be shown, so there is nothing to say."""
        person = begun(edition)
        edition.course.editions.update(is_current=False)
        write(clock)
        assert (mail.outbox, GatheredLetter.objects.count()) == ([], 1)
        assert ask_for_gathered_letters() == 0

        edition.course.editions.update(is_current=True)
        assert not write_gathered_letter(person=person, rhythm=Rhythm.WEEKLY)
        assert forget_looks() == 0
        clock.shift(dt.timedelta(days=15))
        assert forget_looks() == 1

    def test_the_link_of_the_letter_ends_it_by_post_alone(self, clock, edition):
        person = begun(edition)
        address = stop_link(person, "*weekly").removeprefix("http://testserver")
        assert "The weekly letter no longer comes" in Client().get(address).content.decode()
        choices = {PART: "weekly", READY.code: "daily"}
        choose_rhythms(person=person, rhythms=choices)

        Client().post(address, {"List-Unsubscribe": "One-Click"})
        write(clock)

        assert mail.outbox == []

    def test_crash_between_row_and_letter_leaves_neither(self, clock, edition, monkeypatch):
        person = begun(edition)
        clock.move_to(MONDAY)
        with monkeypatch.context() as patch, pytest.raises(ZeroDivisionError):
            patch.setattr("lms.messaging.gathered._note", lambda *args: 1 / 0)
            write_gathered_letter(person=person, rhythm=Rhythm.WEEKLY)
        assert (GatheredLetter.objects.count(), OutgoingMessage.objects.count()) == (0, 0)

        assert write_gathered_letter(person=person, rhythm=Rhythm.WEEKLY)
        assert OutgoingMessage.objects.count() == 1

    @pytest.mark.parametrize("people", [1, 30])
    def test_asking_takes_the_same_queries_for_everybody(self, clock, edition, people):
        for number in range(people):
            begun(edition, f"Learner {number}")
        write(clock)
        assert len(mail.outbox) == people
        with CaptureQueriesContext(connection) as asked:
            assert ask_for_gathered_letters() == 0
        assert len(asked) == 7

    def test_a_thousand_are_asked_for_at_once_and_the_rest_later(self, clock, edition, monkeypatch):
        monkeypatch.setattr("lms.messaging.gathered.MOST_A_RUN", 2)
        for number in range(3):
            begun(edition, f"Learner {number}")
        clock.move_to(MONDAY)

        assert ask_for_gathered_letters() == 2
        run_queue()
        assert ask_for_gathered_letters() == 1


class TestStaff:
    @pytest.fixture(autouse=True)
    def troubles(self, clock):
        OutgoingMessage.objects.create(mime=b"x", state=MessageState.UNKNOWN, recipients=["a@example.org"])
        Job.objects.create(task="lms.queue.tasks.sweep_job", state=JobState.PARKED)
        Job.objects.create(task="lms.queue.tasks.sweep_job", state=JobState.PARKED)
        unreached = UserFactory(name="Mercy Adeyemi", email=None)
        notify(recipient=unreached, kind="certificates.changed", key="1", link="/my/certificates/")
        clock.shift(dt.timedelta(days=-7))
        unreached.notices.update(created_at=timezone.now())

    @pytest.mark.parametrize(
        ("group", "phone", "rest"),
        [
            (ADMINISTRATORS, True, True),
            (ORGANISERS, True, False),
            (EDITORS, False, False),
            ("", False, False),
        ],
    )
    def test_each_hears_of_what_they_look_after_and_of_nobody_by_name(self, clock, group, phone, rest):
        UserFactory(group=group, email="staff@example.org")
        write(clock)

        text = mail.outbox[0].body if mail.outbox else ""
        assert ("Phone round: 1 decision reached nobody by letter or screen." in text) is phone
        assert ("1 letter did not leave." in text) is rest
        assert ("2 background jobs are parked" in text) is rest
        assert ("http://testserver/admin/" in text) is (phone or rest)
        assert "Mercy" not in text
        assert len(mail.outbox) == int(phone or rest)

    def test_silent_when_nothing_waits(self, clock):
        UserFactory(group=ADMINISTRATORS, email="staff@example.org")
        OutgoingMessage.objects.all().delete()
        Job.objects.all().delete()
        User.objects.get(name="Mercy Adeyemi").notices.all().delete()

        write(clock)

        assert mail.outbox == []

    @pytest.mark.parametrize(("group", "offered"), [(ADMINISTRATORS, True), (ORGANISERS, True), ("", False)])
    def test_only_staff_choose_about_it(self, group, offered):
        client = sign_in(Client(), UserFactory(group=group))

        page = client.get("/account/notices/settings/").content.decode()

        assert ('name="messaging.staff"' in page) is offered
        assert f'name="{PART}"' in page
