"""A programme has a certificate as a course has one: once, kept, replaced, hidden, checked by anybody."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from courses.certificates.document import deed
from courses.certificates.errors import ImplausibleDateError
from courses.certificates.life import correct_certificate, hide_page, replace_certificate, revoke_certificate
from courses.certificates.models import Achievement, Certificate
from courses.certificates.selectors import awards_of
from courses.certificates.services import certify_programme
from lms.accounts.models import User
from lms.audit.models import AuditEvent
from lms.messaging.models import Notice
from tests.courses.certificates.test_document import text_of
from tests.factories.accounts import AdministratorFactory, OrganiserFactory, sign_in
from tests.factories.certificates import issued, person
from tests.queue import run_queue

pytestmark = pytest.mark.django_db
SOURCE = uuid.UUID("7f3e6a0c-2f5d-4a44-9a51-0b8f2d3f6c11")


def certified(learner: User | None = None, **facts: object) -> Certificate:
    """The certificate of somebody who completed seven Mondays and two courses."""
    learner = learner or person("Nadia Ahmed")
    User.objects.filter(pk=learner.pk).update(in_cohorts=True)
    achievement = certify_programme(
        **{  # type: ignore[arg-type]
            "learner": learner,
            "source": SOURCE,
            "title": "Future Councillors’ Programme",
            "sessions": 7,
            "courses": 2,
            "steps": ["The role", "Selection", "The campaign"],
            "began_on": dt.date(2026, 3, 2),
            "completed_at": dt.datetime(2026, 4, 20, 20, tzinfo=dt.UTC),
            **facts,
        }
    )
    run_queue()
    return achievement.certificates.order_by("-pk")[0]


def test_one_achievement_and_one_certificate_however_often_it_is_said():
    learner = person("Nadia Ahmed")
    first = certified(learner)
    again = certified(learner, title="Another title")

    assert (first, Achievement.objects.count()) == (again, 1)
    assert (first.enrolment, first.edition, first.name) == (None, None, "Nadia Ahmed")
    assert (first.course_title, first.completed_on) == (
        "Future Councillors’ Programme",
        dt.date(2026, 4, 20),
    )
    [event] = AuditEvent.objects.filter(action="certificates.issue")
    assert event.details == {"achievement": str(first.earned.uid)}
    assert Notice.objects.filter(kind="certificates.ready", recipient=learner).count() == 1


def test_paper_says_what_the_programme_was_made_of(tmp_path):
    said = " ".join(text_of(certified(), tmp_path).split())

    assert "Nadia Ahmed" in said
    assert (
        "completed Future Councillors’ Programme, a programme of seven live sessions and two courses, "
        "on 20 April 2026." in said
    )
    assert "Begun on 2 March 2026" in said
    assert "The campaign" in said


@pytest.mark.parametrize(
    ("sessions", "courses", "words"),
    [
        (1, 1, ", a programme of one live session and one course, on"),
        (7, 0, ", a programme of seven live sessions, on"),
        (0, 21, ", a programme of 21 courses, on"),
        (0, 0, "</strong> on"),
    ],
    ids=["one of each", "sessions alone", "courses alone", "nothing counted"],
)
def test_sentence_counts_what_there_was(sessions, courses, words):
    assert words in deed(certified(sessions=sessions, courses=courses))


def test_public_page_and_own_list_show_it_and_nobody_elses(client):
    learner = person("Nadia Ahmed")
    course, programme = issued(learner), certified(learner)
    other = certified(person("Owen Pryce"), source=uuid.uuid4(), title="Another programme")

    public = client.get(f"/certificates/{programme.printed_number}/").text
    own = sign_in(Client(), learner).get("/my/certificates/").text

    assert "This certificate is valid" in public
    assert "Future Councillors’ Programme" in public
    assert "Begun on 2 March 2026" in public
    assert own.index(course.course_title) < own.index("Future Councillors’ Programme")  # the newer first
    assert other.printed_number not in own
    learner.refresh_from_db()
    assert [award.certificate for award in awards_of(learner)] == [course, programme]


def test_state_is_asked_for_by_the_holder_alone(client):
    learner = person("Nadia Ahmed")
    certificate = certified(learner)
    address = f"/my/certificates/{certificate.earned.uid}/status/"

    mine = sign_in(Client(), learner).get(address, headers={"HX-Request": "true"})
    other = sign_in(Client(), person("Owen Pryce")).get(address, headers={"HX-Request": "true"})

    assert "Your certificate is ready." in mine.text
    assert other.status_code == 404


def test_it_is_replaced_corrected_hidden_and_revoked_like_any_other():
    learner, organiser = person("Nadia Ahmed"), OrganiserFactory()
    first = certified(learner)
    User.objects.filter(pk=learner.pk).update(name="Nadia Green")

    second = replace_certificate(certificate=first, holder=learner, name="Nadia Green")
    corrected = {"certificate": second, "actor": organiser, "name": "Nadia Green", "reason": "A day late"}
    with pytest.raises(ImplausibleDateError, match="before 2 March 2026"):
        correct_certificate(**corrected, completed_on=dt.date(2026, 3, 1))
    third = correct_certificate(**corrected, completed_on=dt.date(2026, 4, 19))
    hide_page(certificate=third, holder=learner)
    revoke_certificate(certificate=third, reason="withdrawn", actor=AdministratorFactory())
    run_queue()

    chain = Certificate.objects.order_by("pk")
    assert [one.revoked_reason for one in chain] == ["replaced", "replaced", "withdrawn"]
    assert {one.earned for one in chain} == {first.earned}
    assert all(one.hidden_at for one in chain)


def test_certificate_is_for_one_thing():
    course, programme = issued(), certified(person("Owen Pryce"))

    for wrong in ({"achievement": programme.achievement}, {"enrolment": None, "edition": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Certificate.objects.filter(pk=course.pk).update(**wrong)


def test_organiser_reads_what_it_is_for(client):
    certificate = certified()

    said = sign_in(client, OrganiserFactory()).get(f"/admin/certificates/{certificate.pk}/").text

    assert "Begun on 2 March 2026" in said
