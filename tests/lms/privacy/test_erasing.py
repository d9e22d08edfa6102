"""Being erased: seen beforehand, slept on, taken back, or carried out step by step to a receipt."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.utils import timezone
from wagtail.models import ModelLogEntry

from courses.certificates.models import Certificate
from courses.learning.models import Enrolment, Writing, WritingVersion
from lms.accounts.models import ADMINISTRATORS, Profile, Standing, User
from lms.audit.models import AuditEvent
from lms.privacy import erasing
from lms.privacy.errors import NotForThemError, NothingToCancelError, TooLateError
from lms.privacy.models import Erasure, ErasureState
from lms.privacy.registry import Choices, Fate, Part
from tests.factories import certificates, content, learning
from tests.factories.accounts import AdministratorFactory, UserFactory, sign_in

pytestmark = pytest.mark.django_db
NAME, EMAIL = "Nadia Ahmed", "nadia@example.org"


def learner() -> User:
    """Somebody with a certificate, a place without one, a text and a profile."""
    person = UserFactory(name=NAME, email=EMAIL)
    Profile.objects.create(user=person, certificate_name="N. Ahmed")
    certificates.made(person, title="Standing for council")
    page = content.published_course("Planning law", body=[learning.checklist(id="b1")])
    edition = content.edition_of(page)
    learning.enrolled(edition, person)
    text = Writing.objects.create(
        learner=person, lesson_id=edition.lessons[0]["id"], block="w", text="My secret", number=1
    )
    WritingVersion.objects.create(writing=text, number=1, text="My secret", submission=text.uid)
    return person


def asked(person: User, **choices) -> Erasure:
    erasure = erasing.ask_for_erasure(person=person, actor=person, **choices)
    Erasure.objects.filter(pk=erasure.pk).update(
        asked_at=timezone.now() - timedelta(days=8), due_at=timezone.now() - timedelta(days=1)
    )
    return erasure


def erased(person: User, **choices) -> Erasure:
    erasure = asked(person, **choices)
    erasing.begin_due_erasures()
    erasing.carry_out(erasure_id=erasure.pk)
    erasure.refresh_from_db()
    person.refresh_from_db()
    return erasure


def test_preview_says_what_the_receipt_says_later_and_changes_nothing():
    person = learner()

    before = [(one.data.code, str(one.part.what), one.count) for one in erasing.preview(person, Choices())]
    assert ("texts", "Your texts, with all earlier versions", 1) in before
    assert Writing.objects.count() == 1
    erasure = erased(person)
    after = [(one.data.code, str(one.part.what), one.count) for one in erasing.receipt_of(erasure)]

    # Asking and beginning themselves added to the record and to what was asked for.
    moving = {"record", "rights", "letters", "notices"}
    assert [one for one in after if one[0] not in moving] == [one for one in before if one[0] not in moving]


def test_afterwards_nothing_says_who_it_was():
    person = learner()

    erasure = erased(person)

    assert erasure.state == ErasureState.DONE
    assert (person.name, person.email, person.standing) == ("Someone who left", None, Standing.ERASED)
    assert not person.is_active
    assert not person.has_usable_password()
    assert person.confirmed_adult_at is None
    assert Writing.objects.count() == WritingVersion.objects.count() == Profile.objects.count() == 0
    assert [place.course.title for place in Enrolment.objects.all()] == ["Standing for council"]
    assert not ModelLogEntry.objects.filter(label__contains="Nadia").exists()


def test_kept_certificate_can_be_checked_and_its_file_is_gone(client):
    person = learner()
    certificate = Certificate.objects.get()

    erased(person)

    page = client.get(f"/certificates/{certificate.printed_number}/").content.decode()
    assert certificate.name in page
    assert "Standing for council" in page
    assert not default_storage.exists(certificate.storage_key)
    Certificate.objects.get().refresh_from_db()
    assert Certificate.objects.get().sha256 == certificate.sha256
    organiser = AdministratorFactory()
    answer = sign_in(client, organiser).get(f"/admin/certificates/{certificate.pk}/file/")
    assert answer.status_code in (302, 404)


def test_withdrawn_certificate_names_nobody(client):
    person = learner()
    certificate = Certificate.objects.get()

    erased(person, keep_certificates=False)

    page = client.get(f"/certificates/{certificate.printed_number}/").content.decode()
    assert certificate.name not in page
    held = Certificate.objects.get()
    assert (held.state, held.revoked_reason, held.name) == ("revoked", "withdrawn", "–")


def test_asking_twice_is_one_erasure_and_one_letter():
    person = UserFactory(name=NAME, email=EMAIL)

    first = erasing.ask_for_erasure(person=person, actor=person)
    second = erasing.ask_for_erasure(person=person, actor=person)

    assert first.pk == second.pk
    assert len(mail.outbox) == 1
    assert mail.outbox[0].subject == "About your account"
    assert AuditEvent.objects.filter(action="privacy.erasure").count() == 1


def test_nothing_happens_before_the_days_are_over():
    person = UserFactory(name=NAME, email=EMAIL)
    erasing.ask_for_erasure(person=person, actor=person)

    assert erasing.begin_due_erasures() == 0
    person.refresh_from_db()
    assert person.standing == Standing.ACTIVE


def test_frozen_account_waits_because_a_stranger_may_have_asked():
    person = UserFactory(name=NAME, email=EMAIL)
    asked(person)
    User.objects.filter(pk=person.pk).update(standing=Standing.FROZEN)

    assert erasing.begin_due_erasures() == 0


def test_taken_back_by_the_button_and_only_while_it_waits():
    person = UserFactory(name=NAME, email=EMAIL)
    with pytest.raises(NothingToCancelError):
        erasing.cancel_erasure(person=person, actor=person)
    asked(person)
    erasing.cancel_erasure(person=person, actor=person)
    assert erasing.begin_due_erasures() == 0

    asked(person)
    erasing.begin_due_erasures()
    with pytest.raises(TooLateError):
        erasing.cancel_erasure(person=person, actor=person)


def test_fetching_the_letters_link_changes_nothing_and_its_button_does(client):
    person = UserFactory(name=NAME, email=EMAIL)
    erasing.ask_for_erasure(person=person, actor=person)
    (address,) = re.findall(r"http://testserver(/account/data/keep/\S+)", mail.outbox[0].body)

    assert client.get(address).status_code == 200
    assert Erasure.objects.get().state == ErasureState.PENDING
    assert client.post(address).status_code == 302
    assert Erasure.objects.get().state == ErasureState.CANCELLED
    assert client.get(address).status_code == 410
    assert client.get("/account/data/keep/nonsense/").status_code == 410


@pytest.mark.parametrize("dies_at", range(1, 9))
def test_crash_at_any_step_is_made_good(monkeypatch, dies_at):
    person = learner()
    erasure = asked(person)
    erasing.begin_due_erasures()
    real, calls = Part.carry_out, []

    def dying(self, one):
        calls.append(self)
        real(self, one)
        if len(calls) == dies_at * 3:
            raise OSError("the worker ended")

    monkeypatch.setattr(Part, "carry_out", dying)
    with pytest.raises(OSError, match="ended"):
        erasing.carry_out(erasure_id=erasure.pk)
    erasing.carry_out(erasure_id=erasure.pk)
    erasing.carry_out(erasure_id=erasure.pk)

    person.refresh_from_db()
    assert person.email is None
    assert Erasure.objects.get().state == ErasureState.DONE
    receipts = [letter for letter in mail.outbox if erasure.number in letter.body and "erased" in letter.body]
    assert [letter.to for letter in receipts if "receipt" in letter.body] == [[EMAIL]]


def test_long_erasure_is_handed_from_job_to_job():
    person = learner()
    erasure = asked(person)
    erasing.begin_due_erasures()
    rounds = 0
    while Erasure.objects.get().state == ErasureState.RUNNING:
        erasing.carry_out(erasure_id=erasure.pk, longest=0)
        rounds += 1
        assert rounds < 40

    assert rounds > 5


def test_sessions_end_when_it_begins(client):
    person = UserFactory(name=NAME, email=EMAIL)
    sign_in(client, person)
    asked(person)
    assert client.get("/account/data/").status_code == 200

    erasing.begin_due_erasures()

    assert client.get("/account/data/").status_code == 302


def test_receipt_is_public_and_names_nobody(client):
    person = learner()
    erasure = erased(person)

    page = client.get(f"/privacy/receipts/{erasure.number}/").content.decode()

    assert erasure.number in page
    assert "Your texts, with all earlier versions" in page
    for word in ("Nadia", "Ahmed", EMAIL, str(person.uid)):
        assert word not in page
    assert client.get("/privacy/receipts/0000-0000-0000-0000/").status_code == 404


def test_waiting_erasure_has_no_receipt(client):
    erasure = erasing.ask_for_erasure(person=(person := UserFactory()), actor=person)

    assert client.get(f"/privacy/receipts/{erasure.number}/").status_code == 404


def test_last_administrator_passes_the_role_to_whom_they_name():
    person, successor = AdministratorFactory(), UserFactory(group="editor")

    erased(person, successor=successor)

    assert successor.groups.filter(name=ADMINISTRATORS).exists()
    assert not person.groups.exists()


def test_last_administrator_who_names_nobody_is_erased_all_the_same(client):
    person = AdministratorFactory()
    page = sign_in(client, person).get("/account/data/erase/").content.decode()
    assert "You are the only administrator" in page

    assert erased(person).state == ErasureState.DONE


def test_for_the_dead_an_administrator_asks_and_nobody_is_written_to():
    person, administrator = UserFactory(name=NAME, email=EMAIL), AdministratorFactory()
    with pytest.raises(NotForThemError):
        erasing.ask_for_erasure(person=person, actor=administrator)
    User.objects.filter(pk=person.pk).update(standing=Standing.DIED, is_active=False)
    person.refresh_from_db()

    erasure = erasing.ask_for_erasure(person=person, actor=administrator)
    Erasure.objects.update(asked_at=timezone.now() - timedelta(days=8), due_at=timezone.now())
    erasing.begin_due_erasures()
    erasing.carry_out(erasure_id=erasure.pk)

    assert Erasure.objects.get().state == ErasureState.DONE
    assert mail.outbox == []


def test_asking_in_the_browser(client):
    person = learner()
    sign_in(client, person)

    page = client.get("/account/data/erase/").content.decode()
    assert "Your texts, with all earlier versions" in page
    assert client.post("/account/data/erase/", {"certificates": "keep"}).status_code == 200
    assert not Erasure.objects.exists()
    answer = client.post("/account/data/erase/", {"certificates": "withdraw", "sure": "on"})
    assert answer["Location"] == "/account/data/"
    assert not Erasure.objects.get().keep_certificates
    assert "An erasure is planned" in client.get("/account/data/").content.decode()
    client.post("/account/data/erase/cancel/")
    assert Erasure.objects.get().state == ErasureState.CANCELLED


def test_every_fate_that_keeps_something_says_why():
    from lms.privacy.registry import all_data

    silent = [
        (data.code, str(part.what))
        for data in all_data()
        for part in data.erase
        if part.fate != Fate.REMOVED and not part.why
    ]
    assert silent == []


def test_nothing_begins_before_its_day_even_if_somebody_asks_for_it():
    person = UserFactory()
    wish = erasing.ask_for_erasure(person=person, actor=person)

    assert erasing.begin_erasure(erasure_id=wish.pk) is False

    person.refresh_from_db()
    assert (person.standing, person.is_active) == (Standing.ACTIVE, True)
