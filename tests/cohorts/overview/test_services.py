"""Putting off, noting, and messages to a cohort: once each, also after a crash."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from cohorts.overview import services
from cohorts.overview.models import Announcement, AnnouncementTo, HelpDeed, HelpSign
from cohorts.overview.selectors import audience_of, message_for
from cohorts.overview.services import (
    AT_A_TIME,
    NobodyToTellError,
    PutOffError,
    announce,
    note_deed,
    put_off,
    tell_announcement,
)
from cohorts.overview.tasks import look_for_signs_job, tell_announcement_job
from cohorts.programmes.models import PlaceState
from lms.audit.models import AuditEvent
from lms.messaging.models import Notice
from lms.queue.models import Job
from tests.cohorts.overview.ground import MONDAY, place, running
from tests.factories.accounts import OrganiserFactory

pytestmark = pytest.mark.django_db
UID = uuid.UUID("6f3a6d0e-9c7b-4f5e-8a43-000000000001")


def say(cohort, author, **facts):
    said = {"uid": UID, "title": "A change of room", "text": "Upstairs.\n\nBring a pen.", "audience": "all"}
    return announce(cohort=cohort, author=author, **{**said, **facts})


def tell_jobs():
    return Job.objects.filter(task=services.TELL_JOB).count()


@pytest.mark.parametrize("days", [0, -1, 61])
def test_put_off_is_refused_for_a_day_that_is_past_or_far(days, time_travel):
    held, organiser = place(running(), "Dele"), OrganiserFactory()
    HelpSign.objects.create(place=held, sign="quiet", number=11)

    with pytest.raises(PutOffError, match="between tomorrow and 60 days from now"):
        put_off(place=held, until=MONDAY.date() + dt.timedelta(days=days), actor=organiser)

    assert HelpSign.objects.get().put_off_until is None


def test_put_off_is_recorded_without_words(time_travel):
    held, organiser = place(running(), "Dele"), OrganiserFactory()
    HelpSign.objects.create(place=held, sign="quiet", number=11)

    assert put_off(place=held, until=dt.date(2027, 3, 8), actor=organiser) == 1

    event = AuditEvent.objects.get(action="cohorts.sign_put_off")
    assert (event.actor_uid, event.about_uid) == (organiser.uid, held.trainee.uid)
    assert event.details == {"until": "2027-03-08"}


def test_a_deed_sent_twice_is_one():
    held, organiser = place(running(), "Dele"), OrganiserFactory()

    for _time in range(2):
        note_deed(place=held, uid=UID, kind="rang", note="Goes on next week.", actor=organiser)

    assert HelpDeed.objects.values_list("kind", "note").get() == ("rang", "Goes on next week.")


def test_each_audience_is_who_it_says():
    cohort = running()
    active, paused = place(cohort, "Active"), place(cohort, "Paused", state=PlaceState.PAUSED)
    missed, _completed = place(cohort, "Missed"), place(cohort, "Completed", completed_at=MONDAY)
    gone, elsewhere = place(cohort, "Gone", state=PlaceState.LEFT), place(running(), "Elsewhere")
    HelpSign.objects.create(place=missed, sign="missed", number=2)
    HelpSign.objects.create(place=active, sign="missed", number=2, ended_at=MONDAY)

    def names(audience):
        return [held.trainee.name for held in audience_of(cohort, audience)]

    assert names("all") == ["Active", "Missed", "Completed"]
    assert names("pausing") == ["Paused"]
    assert names("missed") == ["Missed"]
    assert names("completed") == ["Completed"]
    assert names(f"one:{paused.uid}") == ["Paused"]
    assert names(f"one:{gone.uid}") == names(f"one:{elsewhere.uid}") == names("one:x") == names("no") == []


def test_a_message_reaches_everybody_once_and_says_nothing_in_its_subject():
    cohort, organiser = running(), OrganiserFactory()
    held = place(cohort, "Nadia Ahmed")

    made = [say(cohort, organiser), say(cohort, organiser)]
    for _time in range(2):
        tell_announcement_job(made[0].pk)

    assert made[0] == made[1]
    notice = Notice.objects.get()
    assert notice.recipient == held.trainee
    assert notice.subject == "A message from your organisers"
    assert notice.context["text"] == "Upstairs.\n\nBring a pen."
    assert notice.link == f"/cohorts/{cohort.slug}/"
    assert tell_jobs() == 1
    event = AuditEvent.objects.get(action="cohorts.announced")
    assert event.details == {"announcement": str(UID), "audience": "all", "people": 1}


def test_who_leaves_after_sending_is_told_and_who_comes_later_is_not():
    cohort, organiser = running(), OrganiserFactory()
    first = place(cohort, "First")
    made = say(cohort, organiser)
    place(cohort, "Later")

    tell_announcement(announcement=made)

    assert [notice.recipient for notice in Notice.objects.all()] == [first.trainee]


def test_a_message_to_nobody_is_refused_and_nothing_is_kept():
    with pytest.raises(NobodyToTellError):
        say(running(), OrganiserFactory())

    assert Announcement.objects.count() == 0


def test_a_message_to_one_person_is_noted_as_done():
    cohort, organiser = running(), OrganiserFactory()
    held = place(cohort, "Dele")
    place(cohort, "Somebody Else")

    say(cohort, organiser, audience=f"one:{held.uid}", title="How is it going?")

    assert list(AnnouncementTo.objects.values_list("place", flat=True)) == [held.pk]
    assert HelpDeed.objects.values_list("place", "kind", "note").get() == (
        held.pk,
        "wrote",
        "How is it going?",
    )


def test_killed_in_the_middle_it_goes_on_and_tells_nobody_twice(monkeypatch):
    cohort, organiser = running(), OrganiserFactory()
    for number in range(AT_A_TIME + 5):
        place(cohort, f"Trainee {number}")
    made, real, calls = say(cohort, organiser), services.notify, []

    def dies(**told):
        calls.append(told["recipient"].pk)
        if len(calls) == 8:
            raise SystemExit("killed")
        return real(**told)

    monkeypatch.setattr(services, "notify", dies)
    with pytest.raises(SystemExit):
        tell_announcement(announcement=made)
    assert Notice.objects.count() == 7
    assert [tell_announcement(announcement=made) for _time in range(2)] == [0, 0]  # 48 were left

    people = list(Notice.objects.values_list("recipient", flat=True))
    assert len(people) == len(set(people)) == AT_A_TIME + 5


def test_more_than_fifty_are_told_by_several_jobs():
    cohort, organiser = running(), OrganiserFactory()
    for number in range(AT_A_TIME + 1):
        place(cohort, f"Trainee {number}")
    made = say(cohort, organiser)

    assert tell_announcement(announcement=made) == 1
    assert (Notice.objects.count(), tell_jobs()) == (AT_A_TIME, 2)
    assert tell_announcement(announcement=made) == 0
    assert (Notice.objects.count(), tell_jobs()) == (AT_A_TIME + 1, 2)


def test_a_suggested_message_names_person_and_course():
    sign = HelpSign(sign="behind", number=3, subject="Selection")

    title, text = message_for(sign, "Hana")

    assert title == "How is it going?"
    assert text.startswith("Hello Hana,\n\n“Selection” was planned to be done by now.")


def test_every_running_cohort_gets_a_look_of_its_own(time_travel):
    one, other = running(), running()

    look_for_signs_job()

    asked = Job.objects.filter(task="cohorts.overview.tasks.find_signs_job")
    assert sorted(job.args for job in asked) == [[one.pk], [other.pk]]
