"""Somebody whose data is marked: words that nothing else says, and who may meet each of them."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from cohorts.admissions.applications.forms_frozen import current_edition
from cohorts.admissions.applications.models import Answer, ApplicationForm, Criterion, DiversityAnswer
from cohorts.admissions.decisions.deciding import prepare_decision
from cohorts.admissions.decisions.models import Review
from cohorts.admissions.decisions.reviewing import name_reviewer, save_review
from cohorts.pathway.countdown import add_line
from cohorts.pathway.services import choose_poll, write_entry
from cohorts.programmes.models import Cohort, Place, PlaceEvent
from cohorts.sessions.models import Attendance, Credit
from cohorts.sessions.services import plan_session
from courses.assessment.work.services import keep_review
from courses.content.models import Lesson
from courses.learning.models import Enrolment, Writing
from lms.accounts.invitations.services import invite
from lms.accounts.models import User
from lms.accounts.profiles.services import change_profile
from lms.consent.ledger import give
from lms.messaging.kinds import Rhythm
from lms.messaging.models import MessageState, Notice, OutgoingMessage
from lms.places.models import Council
from lms.privacy.models import Export, ExportState
from tests.cohorts.admissions.decisions import made
from tests.courses.assessment.ground import asked, save, send
from tests.factories import cohorts
from tests.factories.accounts import UserFactory
from tests.factories.consent import subscriber, words
from tests.factories.learning import enrolled, taught
from tests.rules.world import World

OWNER, ADMINISTRATOR, ORGANISER, SAFEGUARDING, REVIEWER = (
    "owner",
    "administrator",
    "organiser",
    "safeguarding",
    "reviewer",
)
WRITTEN = "I wrote quillwords in confidence"
QUESTION = {
    "type": "long",
    "id": "quill",
    "value": {"question": "Why?", "help": "", "required": True, "most_words": 50},
}
# Where a mark stands, and who may meet it. Nobody else, and no page for strangers.
MARKS: dict[str, set[str]] = {
    "Zephyrine Quillmark": {OWNER, ADMINISTRATOR, ORGANISER, SAFEGUARDING},
    "quillmark-mail@example.org": {OWNER, ADMINISTRATOR, ORGANISER, SAFEGUARDING},
    "Formerly Vexmark": {ADMINISTRATOR},
    "quill/quillself": {OWNER, ADMINISTRATOR},
    "01632 960987": {OWNER, ADMINISTRATOR, ORGANISER},  # organisers: those of the phone round
    "Needs-a-quillramp": {OWNER},
    "Quillmark-on-paper": {OWNER},
    WRITTEN: {OWNER},
    "Quillnotice": {OWNER},
    "Quillcopy": {OWNER},
    "Subscriber Plumemark": {ADMINISTRATOR},
    "plumemark@example.org": {ADMINISTRATOR},
    "ZZ9 9QM": set(),  # no screen shows it yet
    "/updates/quillledger/": {ADMINISTRATOR},
    "guestmark@example.org": {ADMINISTRATOR},
    "Quillanswer": {OWNER, ORGANISER, REVIEWER},
    "Quillreview": {ORGANISER, REVIEWER},  # before anything is decided
    "Quilldecision": {ORGANISER},
    "quilldiverse": set(),  # totals only, and no answer that is none of the options
    "Quillmeeting": {OWNER, ORGANISER},
    "https://meet.example.com/quillroom": {OWNER, ORGANISER},
    "Quillcredit": set(),
    "Quillpause": {OWNER, ORGANISER},
    "Quillstands": {OWNER, ORGANISER},
    "Quilltodo": {OWNER},
    "Quillsent": {OWNER, ORGANISER},
    "Quilldraft": {OWNER},
    "Quillhalf": {ORGANISER},  # an answer that is not returned yet
}


def seed(world: World) -> tuple[User, dict[str, Any]]:
    """The marked person, and what is theirs in the names that the table's addresses use."""
    person = UserFactory(name="Formerly Vexmark", email="quillmark-mail@example.org")
    change_profile(
        person=person,
        name="Zephyrine Quillmark",
        certificate_name="Quillmark-on-paper",
        pronouns="quill/quillself",
        phone="01632 960987",
        access_needs="Needs-a-quillramp",
    )
    lesson = Lesson.objects.get(key=world.names["key"])
    Enrolment.objects.create(learner=person, course=lesson.course)
    writing = Writing.objects.create(learner=person, lesson=lesson, block="b9", text=WRITTEN, number=1)
    writing.versions.create(number=1, text=WRITTEN, submission=uuid4())
    named = subscriber(name="Subscriber Plumemark", email="plumemark@example.org", postcode="ZZ9 9QM")
    give(subject_uid=named.uid, wording=words("post"), form="updates", page="/updates/quillledger/")
    administrator = world.people[ADMINISTRATOR]
    assert administrator is not None
    invite(email="guestmark@example.org", name="Guest", actor=administrator)
    _tell(person)
    return person, {
        "person": person.uid,
        "who": person.uid,
        "copy": _copy(person).uid,
        **_apply(world, person),
        **_meet(world, person),
        **_send(world, person),
    }


def _tell(person: User) -> None:
    """A decision that no letter brought: it stands on the site, and on the list of whom to ring up."""
    letter = OutgoingMessage.objects.create(
        kind="certificates.ready", state=MessageState.FAILED, person_uid=person.uid, recipients=[person.email]
    )
    Notice.objects.create(
        recipient=person,
        kind="certificates.ready",
        key="quill",
        subject="Quillnotice",
        rhythm=Rhythm.AT_ONCE,
        is_decisive=True,
        letter=letter,
        created_at=timezone.now() - dt.timedelta(days=4),
    )


def _copy(person: User) -> Export:
    """A copy of everything, ready to be taken; only its bytes matter here."""
    name = default_storage.save("copies/quill", ContentFile(b"Quillcopy"))
    copy = Export.objects.create(
        person=person,
        asked_by_uid=person.uid,
        state=ExportState.READY,
        ready_at=timezone.now(),
        expires_at=timezone.now() + dt.timedelta(days=1),
        size=9,
    )
    copy.segments.create(number=1, stored_as=name, size=9)
    return copy


def _apply(world: World, person: User) -> dict[str, Any]:
    """An application that was read; what is thought of it and what is decided is not known to them yet."""
    intake = Cohort.objects.get(slug=world.names["intake"])
    ApplicationForm.objects.create(cohort=intake, questions=[QUESTION])
    application = made.applied(intake, person=person, edition=current_edition(intake))
    Answer.objects.create(application=application, block="quill", text="Quillanswer")
    DiversityAnswer.objects.create(cohort=intake, question="gender", answer="quilldiverse")
    organiser, reviewer = world.people[ORGANISER], UserFactory()
    assert organiser is not None
    world.people[REVIEWER] = reviewer
    name_reviewer(cohort=intake, person=reviewer, actor=organiser)
    review = Review.objects.create(application=application, person=reviewer)
    marks = {one.pk: (3, "Quillreview") for one in Criterion.objects.filter(cohort=intake)}
    save_review(review=review, scores=marks, words="", is_done=True)
    decision = prepare_decision(
        application=application, outcome="not_now", reason="Quilldecision", actor=organiser
    )
    uid = application.uid
    return {
        "applied": uid,
        "judged": uid,
        "review": review.uid,
        "decision": decision.uid,
        "reviewer": reviewer.uid,
    }


def _meet(world: World, person: User) -> dict[str, Any]:
    """A place beside the learner's, and one in a cohort of nobody else's, whose session goes on now."""
    cohorts.place(Cohort.objects.get(slug=world.names["meets"]), person)
    cohort, now = cohorts.cohort(), timezone.now()
    place = cohorts.place(cohort, person)
    organiser = world.people[ORGANISER]
    assert organiser is not None
    PlaceEvent.objects.create(place=place, state=place.state, reason="Quillpause")
    session = plan_session(
        cohort=cohort,
        actor=organiser,
        starts_at=now - dt.timedelta(minutes=10),
        ends_at=now + dt.timedelta(minutes=80),
        title="Quillmeeting",
        meeting_url="https://meet.example.com/quillroom",
    )
    Attendance.objects.create(
        session=session,
        place=place,
        state="late",
        credit=Credit.PRIOR,
        credited_at=now,
        credit_reason="Quillcredit",
    )
    stood = _stand(place)
    return {"meets": cohort.slug, "meeting": session.uid, "attendee": place.uid, "stood": stood}


def _send(world: World, person: User) -> dict[str, Any]:
    """Work that its reviewer has begun to answer, and work that nobody was sent."""
    organiser = world.people[ORGANISER]
    assert organiser is not None
    edition = taught([asked()])
    enrolled(edition, person)
    version = send(person, edition, "Quillsent")
    keep_review(work=version.work, levels={}, words="Quillhalf", outcome="", actor=organiser)
    another = taught([asked()])
    enrolled(another, person)
    save(person, another, "Quilldraft")
    return {"sent": version.work.uid, "version": version.uid}


def _stand(place: Place) -> UUID:
    """Selected in a council, by a note that stands nowhere else; with a line of their own before the poll."""
    pathway = choose_poll(
        place=place, council=Council.objects.get(name="Wendale"), ward=None, poll_on=ordinary_poll()
    )
    today = timezone.localdate()
    write_entry(pathway=pathway, stage="nominated", on=today, actor=place.trainee, note="Quillstands")
    add_line(pathway=pathway, words="Quilltodo", on=None)
    return pathway.entries.get().uid


def ordinary_poll() -> dt.date:
    """A Thursday some ten weeks from now."""
    day = timezone.localdate() + dt.timedelta(weeks=10)
    return day + dt.timedelta(days=(3 - day.weekday()) % 7)
