"""Issuing once, writing once, revoking once, whatever happens in between."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import io
import os
import threading
import uuid
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import InMemoryStorage, default_storage
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from courses.certificates import document, services
from courses.certificates.errors import CannotIssueAgainError, NotCompletedError, UnknownReasonError
from courses.certificates.life import issue_again, revoke_certificate
from courses.certificates.models import Certificate, CertificateState
from courses.certificates.number import read_number
from courses.certificates.services import issue_certificate, make_file, write_exactly
from courses.certificates.tasks import issue_certificate_job, make_certificate_file_job
from courses.content.models import CourseEdition
from courses.learning.models import Enrolment
from lms.audit.models import AuditEvent
from lms.pages.models import SiteSettings
from lms.queue.models import Job
from tests.factories.certificates import (
    administrator,
    completed_enrolment,
    course_edition,
    issued,
    made,
    person,
    revoked,
)

pytestmark = pytest.mark.django_db


def stored() -> list[str]:
    """Every file under the private storage's certificates, leftovers included."""
    root = Path(settings.MEDIA_ROOT) / "certificates"
    return sorted(str(path.relative_to(root.parent)) for path in root.rglob("*") if path.is_file())


@pytest.fixture(autouse=True)
def _empty_storage():
    for name in stored():
        (Path(settings.MEDIA_ROOT) / name).unlink()


def content_of(certificate: Certificate) -> bytes:
    with default_storage.open(certificate.storage_key) as file:
        return file.read()


def assert_one_certificate_and_one_file(enrolment: Enrolment) -> None:
    [certificate] = enrolment.certificates.all()
    assert stored() == [certificate.storage_key]
    content = content_of(certificate)
    assert (certificate.sha256, certificate.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert content.startswith(b"%PDF-1.7")


class TestIssuing:
    def test_day_is_the_one_of_the_clocks_here(self):
        after_midnight = dt.datetime(2027, 6, 30, 23, 30, tzinfo=dt.UTC)  # half past twelve in British summer

        certificate = services.freeze_certificate(earned=completed_enrolment(completed_at=after_midnight))

        assert certificate.completed_on == dt.date(2027, 7, 1)

    @pytest.mark.parametrize(
        ("title", "printed"), [("Standing 🎉 for council", "Standing for council"), ("🎉", "–")]
    )
    def test_title_is_frozen_as_it_can_be_printed(self, title, printed):
        certificate = services.freeze_certificate(earned=completed_enrolment(title=title))

        assert certificate.course_title == printed

    def test_file_that_is_made_is_not_rendered_again(self, monkeypatch):
        certificate = made()
        monkeypatch.setattr(document, "render_document", lambda certificate: pytest.fail("rendered again"))

        assert make_file(certificate=certificate).sha256 == certificate.sha256

    def test_facts_are_frozen(self):
        learner = person("Nadia Ahmed", certificate_name="Nadia J. Ahmed")
        enrolment = completed_enrolment(learner)
        certificate = issue_certificate(earned=enrolment)

        learner.name = "Nadia Green"
        learner.save()
        CourseEdition.objects.filter(pk=enrolment.completed_edition_id).update(title="Renamed", minutes=1)
        SiteSettings.objects.update_or_create(
            pk=SiteSettings.load().pk, defaults={"organisation": "Another", "accent": "#000000"}
        )
        again = issue_certificate(earned=enrolment)

        assert again.pk == certificate.pk
        assert (again.name, again.course_title, again.lessons, again.minutes) == (
            "Nadia J. Ahmed", "Standing for council", 10, 360,
        )  # fmt: skip
        assert again.modules == ["What a councillor does", "How selection works", "Preparing to stand"]
        assert (again.organisation, again.accent, again.language) == ("Hustings", "#a3202d", "en-gb")
        assert again.completed_on == dt.date(2027, 3, 21)
        assert read_number(again.printed_number) == again.number
        assert_one_certificate_and_one_file(enrolment)

    def test_issuing_is_recorded_once(self):
        enrolment = completed_enrolment()
        issue_certificate(earned=enrolment)
        issue_certificate(earned=enrolment)

        [event] = AuditEvent.objects.filter(action="certificates.issue")
        assert (event.actor_uid, event.details) == (None, {"enrolment": str(enrolment.uid)})

    def test_course_that_is_not_completed_has_no_certificate(self):
        edition = course_edition()
        enrolment = Enrolment.objects.create(learner=person(), course=edition.course)

        with pytest.raises(NotCompletedError, match="not completed yet"):
            issue_certificate(earned=enrolment)
        assert Certificate.objects.count() == 0

    def test_database_refuses_a_second_valid_certificate(self):
        certificate = issued()
        certificate.pk, certificate.number, certificate.uid = None, "0000000000000", uuid.uuid4()
        certificate._state.adding = True
        with pytest.raises(IntegrityError), transaction.atomic():
            certificate.save()

    def test_revoked_certificate_is_not_replaced_by_a_job_that_runs_again(self):
        certificate = revoked()
        issue_certificate_job(certificate.enrolment_id)

        assert Certificate.objects.count() == 1
        assert stored() == []

    def test_vanished_enrolment_is_no_error(self):
        issue_certificate_job(10**9)
        make_certificate_file_job(10**9)

    @pytest.mark.parametrize(
        ("name", "chosen", "printed"),
        [
            ("Nadia Ahmed", "", "Nadia Ahmed"),
            ("Nadia Ahmed", "Dr Nadia Ahmed", "Dr Nadia Ahmed"),
            ("Bruce Lee", "李小龙", "Bruce Lee"),
            ("李小龙", "", "Li Xiao Long"),
            ("🎉", "", "person-name"),
            ("", "", "person-name"),
            ("Siân 🏴󠁧󠁢󠁷󠁬󠁳󠁿 Ŵŷn", "", "Siân Ŵŷn"),
            ("a" * 200, "", "a" * 200),
        ],
    )
    def test_name_is_one_that_can_be_printed(self, name, chosen, printed):
        learner = person(name, certificate_name=chosen)
        learner.username = "person-name"
        learner.save()

        assert issued(learner).name == printed


class Stop(BaseException):
    """The worker ends here, as if killed: nothing of ours gets to tidy up."""


STEPS = {
    "before the certificate is frozen": (services, "freeze_certificate", "before"),
    "after the certificate is frozen": (services, "freeze_certificate", "after"),
    "before rendering": (document, "render_document", "before"),
    "after rendering": (document, "render_document", "after"),
    "before writing": (services, "write_exactly", "before"),
    "after writing": (services, "write_exactly", "after"),
    "with the file half written": (os, "fsync", "before"),
    "before the file takes its name": (Path, "replace", "before"),
    "after the file took its name": (Path, "replace", "after"),
    "before it is recorded": (Certificate, "save", "before"),
    "before the commit": (Certificate, "save", "after"),
    "after the commit": (services, "_keep_file", "after"),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("where", "name", "when"), STEPS.values(), ids=STEPS.keys())
def test_stop_between_any_two_steps_leaves_one_certificate_and_one_file(monkeypatch, where, name, when):
    enrolment = completed_enrolment()
    real = getattr(where, name)

    def stopped(*args, **kwargs):
        if name == "save" and "update_fields" not in kwargs:
            return real(*args, **kwargs)  # the row's own birth
        if when == "after":
            real(*args, **kwargs)
        raise Stop

    with monkeypatch.context() as patch:
        patch.setattr(where, name, stopped)
        with pytest.raises(Stop):
            issue_certificate_job(enrolment.pk)
    connection.close()

    issue_certificate_job(enrolment.pk)
    assert_one_certificate_and_one_file(enrolment)
    issue_certificate_job(enrolment.pk)
    assert_one_certificate_and_one_file(enrolment)


class TestFile:
    def test_recorded_file_is_never_written_again(self, monkeypatch):
        certificate = made()
        before = content_of(certificate)
        monkeypatch.setattr(document, "render_document", lambda certificate: b"%PDF-other")

        stale = Certificate.objects.get(pk=certificate.pk)
        stale.sha256 = ""  # as a second job saw it before the first was done
        after = make_file(certificate=stale)

        assert content_of(certificate) == before
        assert (after.sha256, after.size, after.made_at) == (
            certificate.sha256, certificate.size, certificate.made_at,
        )  # fmt: skip

    def test_leftover_is_overwritten_until_the_hash_is_recorded(self):
        certificate = issued()
        path = Path(default_storage.path(certificate.storage_key))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%PDF- half of an older attempt")
        path.with_name(path.name + ".part").write_bytes(b"%PDF- another")

        make_file(certificate=certificate)

        assert_one_certificate_and_one_file(certificate.enrolment)

    def test_full_disk_fails_the_job_and_leaves_no_file(self, monkeypatch):
        certificate = issued()

        def full(descriptor):
            raise OSError(errno.ENOSPC, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            with pytest.raises(OSError, match="No space left on device"):
                make_certificate_file_job(certificate.pk)
        certificate.refresh_from_db()
        assert (certificate.sha256, certificate.made_at, stored()) == ("", None, [])

        make_certificate_file_job(certificate.pk)
        assert_one_certificate_and_one_file(certificate.enrolment)

    def test_file_that_reads_back_differently_is_not_recorded(self, monkeypatch):
        certificate = issued()
        monkeypatch.setattr(default_storage, "open", lambda key: io.BytesIO(b"%PDF-damaged"), raising=False)

        with pytest.raises(OSError, match="reads differently"):
            make_file(certificate=certificate)
        certificate.refresh_from_db()
        assert certificate.sha256 == ""

    def test_revoked_certificate_gets_no_file(self):
        certificate = revoked()
        make_file(certificate=certificate)

        assert stored() == []

    def test_object_storage_is_overwritten_under_the_same_key(self):
        storage = InMemoryStorage()
        write_exactly(storage, "certificates/7K/x.pdf", b"first")
        write_exactly(storage, "certificates/7K/x.pdf", b"second")

        assert storage.listdir("certificates/7K") == ([], ["x.pdf"])
        with storage.open("certificates/7K/x.pdf") as file:
            assert file.read() == b"second"

    def test_object_storage_that_chooses_another_name_is_refused(self):
        class Stubborn(InMemoryStorage):
            def delete(self, name):
                if name == "x.pdf":
                    return
                super().delete(name)

        storage = Stubborn()
        write_exactly(storage, "x.pdf", b"first")
        with pytest.raises(OSError, match=r"x\.pdf is taken in storage"):
            write_exactly(storage, "x.pdf", b"second")
        assert storage.listdir("") == ([], ["x.pdf"])


@pytest.mark.django_db(transaction=True)
def test_two_jobs_at_once_make_one_certificate_and_one_file():
    enrolment = completed_enrolment()
    start = threading.Barrier(2)
    failures: list[BaseException] = []

    def work() -> None:
        try:
            start.wait(10)
            issue_certificate_job(enrolment.pk)
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert failures == []
    assert_one_certificate_and_one_file(enrolment)


class TestRevoking:
    def test_revoked_certificate_says_when_and_why(self):
        certificate, actor = issued(), administrator()
        before = timezone.now()
        certificate = revoke_certificate(certificate=certificate, reason="withdrawn", actor=actor)

        assert (certificate.state, certificate.revoked_reason) == (CertificateState.REVOKED, "withdrawn")
        assert before <= certificate.revoked_at <= timezone.now()
        [event] = AuditEvent.objects.filter(action="certificates.revoke")
        assert (event.actor_uid, event.subject, event.details) == (
            actor.uid, f"certificate:{certificate.uid}", {"reason": "withdrawn"},
        )  # fmt: skip

    def test_second_revocation_changes_nothing(self):
        certificate = revoked(reason="withdrawn")
        again = revoke_certificate(certificate=certificate, reason="issued_in_error", actor=administrator())

        assert (again.revoked_reason, again.revoked_at) == ("withdrawn", certificate.revoked_at)
        assert AuditEvent.objects.filter(action="certificates.revoke").count() == 0

    @pytest.mark.parametrize("reason", ["", "because", "valid"])
    def test_reason_is_one_of_ours(self, reason):
        with pytest.raises(UnknownReasonError, match="Choose why"):
            revoke_certificate(certificate=issued(), reason=reason, actor=administrator())


class TestIssuingAgain:
    def test_certificate_issued_in_error_is_replaced_under_a_new_number(self):
        learner = person("Nadia Ahmd")
        old, actor = revoked(learner), administrator()
        learner.name = "Nadia Ahmed"
        learner.save()
        fresh = issue_again(certificate=old, actor=actor)

        assert fresh.number != old.number
        assert (fresh.name, fresh.state, fresh.enrolment_id) == ("Nadia Ahmed", "valid", old.enrolment_id)
        [job] = Job.objects.filter(task__startswith="courses.")  # by day, a letter is on its way too
        assert (job.task, job.args) == ("courses.certificates.tasks.make_certificate_file_job", [fresh.pk])
        assert AuditEvent.objects.get(action="certificates.issue", actor_uid=actor.uid).subject == (
            f"certificate:{fresh.uid}"
        )
        make_certificate_file_job(fresh.pk)
        fresh.refresh_from_db()
        assert stored() == [fresh.storage_key]

    def test_asking_twice_makes_one(self):
        old, actor = revoked(), administrator()

        assert issue_again(certificate=old, actor=actor) == issue_again(certificate=old, actor=actor)
        assert Certificate.objects.count() == 2

    def test_certificate_withdrawn_is_not_issued_again(self):
        with pytest.raises(CannotIssueAgainError):
            issue_again(certificate=revoked(reason="withdrawn"), actor=administrator())

    def test_valid_certificate_is_not_issued_again(self):
        with pytest.raises(CannotIssueAgainError):
            issue_again(certificate=issued(), actor=administrator())
