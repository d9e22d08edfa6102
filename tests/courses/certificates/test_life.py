"""Replacing, correcting, hiding: one deed each, whatever is asked twice, at once, or dies between steps."""

from __future__ import annotations

import datetime as dt
import threading
import uuid

import pytest
import time_machine
from django.core import mail
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from wagtail.models import Locale

from courses.certificates import document, life
from courses.certificates.errors import (
    ImplausibleDateError,
    NameChangedError,
    NothingDiffersError,
    NotInForceError,
    OwnCertificateError,
    ReasonMissingError,
    ReplacedMeanwhileError,
    TooManyReplacementsError,
    UnprintableNameError,
)
from courses.certificates.life import (
    correct_certificate,
    hide_page,
    issue_again,
    replace_certificate,
    revoke_certificate,
    show_page,
)
from courses.certificates.models import Certificate, CertificateEvent
from courses.certificates.selectors import awards_with_their_life
from courses.certificates.services import issue_certificate, make_file
from courses.certificates.tasks import issue_certificate_job, make_certificate_file_job
from courses.learning.models import Enrolment
from courses.learning.services import withdraw_learner
from lms.accounts.models import Profile, User
from lms.audit.models import AuditEvent
from lms.messaging.models import Notice
from lms.queue.models import Job
from tests.factories.accounts import AdministratorFactory, OrganiserFactory
from tests.factories.certificates import hidden, issued, made, person, renamed, revoked
from tests.factories.content import home_page
from tests.queue import run_queue

pytestmark = pytest.mark.django_db

APRIL = dt.datetime(2027, 4, 1, 9, tzinfo=dt.UTC)
WHY = "She was called Ahmd on the list."


@pytest.fixture(autouse=True)
def _files_made_at_once(monkeypatch):
    """What the real file says is tested in test_document.py; here any file will do."""
    monkeypatch.setattr(
        document, "render_document", lambda c: b"%PDF-1.7\n" + f"{c.number} {c.name}".encode()
    )


@pytest.fixture(autouse=True)
def _in_april():
    with time_machine.travel(APRIL, tick=True):
        yield


def written_to() -> list[str]:
    """Who got a letter that something was changed."""
    run_queue()
    return [letter.to[0] for letter in mail.outbox if letter.subject == "About your certificate"]


def facts(certificate: Certificate) -> tuple:
    return (
        certificate.enrolment_id, certificate.learner_id, certificate.edition_id, certificate.course_title,
        certificate.lessons, certificate.minutes, certificate.modules, certificate.organisation,
        certificate.accent, certificate.language,
    )  # fmt: skip


def told() -> list[tuple]:
    """What happened so far, as the history has it."""
    return [
        (event.certificate_id, event.kind, event.actor, event.reason)
        for event in CertificateEvent.objects.select_related("actor")
    ]


def correct(certificate: Certificate, actor: User | None = None, **changed) -> Certificate:
    wanted = {"name": certificate.name, "completed_on": certificate.completed_on, "reason": WHY} | changed
    return correct_certificate(certificate=certificate, actor=actor or OrganiserFactory(), **wanted)


class TestReplacing:
    def test_replacement_says_the_same_in_the_present_name_under_a_new_number(self):
        old = made(person("Mercy Okonjo"))
        holder = renamed(old, "Mercy Adeyemi")
        fresh = replace_certificate(certificate=old, holder=holder, name="Mercy Adeyemi")
        old.refresh_from_db()

        assert (old.state, old.revoked_reason, old.name) == ("revoked", "replaced", "Mercy Okonjo")
        assert old.revoked_at is not None
        assert (fresh.state, fresh.name, fresh.replaces) == ("valid", "Mercy Adeyemi", old)
        assert facts(fresh) == facts(old)
        assert fresh.completed_on == old.completed_on == dt.date(2027, 3, 21)
        assert fresh.number != old.number
        assert (fresh.sha256, fresh.hidden_at) == ("", None)
        [job] = Job.objects.filter(task=life.MAKE_JOB)
        assert (job.task, job.args) == (life.MAKE_JOB, [fresh.pk])

    def test_replacement_is_in_the_history_and_on_record(self):
        old = made(person("Mercy Okonjo"))
        holder = renamed(old, "Mercy Adeyemi")
        fresh = replace_certificate(certificate=old, holder=holder, name="Mercy Adeyemi")

        assert told() == [
            (old.pk, "issue", None, ""),
            (old.pk, "replace", holder, ""),
            (fresh.pk, "issue", holder, ""),
        ]
        event = AuditEvent.objects.get(action="certificates.replace")
        assert (event.actor_uid, event.subject, event.details) == (
            holder.uid, f"certificate:{old.uid}", {"replacement": str(fresh.uid)},
        )  # fmt: skip

    def test_old_file_stays_and_the_new_one_is_made_by_a_worker(self):
        old = made(person("Mercy Okonjo"))
        fresh = replace_certificate(certificate=old, holder=renamed(old, "Mercy A"), name="Mercy A")
        run_queue()
        fresh.refresh_from_db()

        with default_storage.open(old.storage_key) as before, default_storage.open(fresh.storage_key) as now:
            assert b"Mercy Okonjo" in before.read()
            assert b"Mercy A" in now.read()
        assert len(fresh.sha256) == 64

    def test_asking_twice_makes_one(self):
        old = issued(person("Mercy Okonjo"))
        holder = renamed(old, "Mercy A")
        first = replace_certificate(certificate=old, holder=holder, name="Mercy A")
        stale = Certificate.objects.get(pk=old.pk)

        assert replace_certificate(certificate=stale, holder=holder, name="Mercy A") == first
        assert Certificate.objects.count() == 2
        assert Job.objects.filter(task=life.MAKE_JOB).count() == 1
        assert CertificateEvent.objects.filter(kind="replace").count() == 1

    def test_name_for_certificates_counts_when_it_is_chosen_and_when_it_is_dropped(self):
        old = issued(person("Mercy Adeyemi", certificate_name="M. Adeyemi"))
        holder = old.learner
        Profile.objects.filter(user=holder).update(certificate_name="")

        fresh = replace_certificate(certificate=old, holder=holder, name="Mercy Adeyemi")
        assert fresh.name == "Mercy Adeyemi"

    def test_name_that_changed_after_the_page_was_shown_is_asked_again(self):
        old = issued(person("Mercy Okonjo"))
        holder = renamed(old, "Mercy A")
        stale = User.objects.get(pk=holder.pk)
        renamed(old, "Mercy B")

        with pytest.raises(NameChangedError, match="Look at the name again"):
            replace_certificate(certificate=old, holder=stale, name="Mercy A")
        assert Certificate.objects.count() == 1

    def test_certificate_that_says_the_name_already_stays(self):
        old = issued(person("Mercy Adeyemi"))

        with pytest.raises(NothingDiffersError):
            replace_certificate(certificate=old, holder=old.learner, name="Mercy Adeyemi")
        old.refresh_from_db()
        assert old.state == "valid"

    def test_revoked_certificate_is_not_replaced(self):
        old = issued(person("Mercy Okonjo"))
        holder = renamed(old, "Mercy A")
        revoke_certificate(certificate=old, reason="withdrawn", actor=AdministratorFactory())

        with pytest.raises(NotInForceError):
            replace_certificate(certificate=old, holder=holder, name="Mercy A")

    def test_replaced_certificate_whose_successor_is_revoked_is_not_replaced_again(self):
        old = issued(person("Mercy Okonjo"))
        holder = renamed(old, "Mercy A")
        fresh = replace_certificate(certificate=old, holder=holder, name="Mercy A")
        revoke_certificate(certificate=fresh, reason="issued_in_error", actor=AdministratorFactory())

        with pytest.raises(ReplacedMeanwhileError):
            replace_certificate(certificate=old, holder=holder, name="Mercy A")
        assert Certificate.objects.count() == 2

    def test_replaced_while_its_file_was_being_made_gets_none(self):
        old = issued(person("Mercy Okonjo"))
        fresh = replace_certificate(certificate=old, holder=renamed(old, "Mercy A"), name="Mercy A")
        make_certificate_file_job(old.pk)
        issue_certificate_job(old.enrolment_id)  # the first job, again
        old.refresh_from_db()
        fresh.refresh_from_db()

        assert (old.sha256, len(fresh.sha256)) == ("", 64)
        assert Certificate.objects.count() == 2

    def test_file_that_was_rendered_when_the_replacement_came_is_thrown_away(self, monkeypatch):
        old = issued(person("Mercy Okonjo"))
        holder = renamed(old, "Mercy A")

        def render(certificate):
            replace_certificate(certificate=old, holder=holder, name="Mercy A")
            return b"%PDF-1.7 the former name"

        with monkeypatch.context() as patch:
            patch.setattr(document, "render_document", render)
            make_file(certificate=old)
        old.refresh_from_db()

        assert (old.sha256, default_storage.exists(old.storage_key)) == ("", False)

    def test_holder_who_left_the_course_may_have_one(self):
        old = issued(person("Mercy Okonjo"))
        withdraw_learner(learner=old.learner, course=old.enrolment.course)
        fresh = replace_certificate(certificate=old, holder=renamed(old, "Mercy A"), name="Mercy A")

        assert fresh.state == "valid"

    def test_sixth_on_one_day_waits_for_tomorrow(self):
        newest = issued(person("Name 0"))
        for number in range(1, 6):
            holder = renamed(newest, f"Name {number}")
            newest = replace_certificate(certificate=newest, holder=holder, name=f"Name {number}")
        holder = renamed(newest, "Name 6")

        with pytest.raises(TooManyReplacementsError, match="ask again tomorrow"):
            replace_certificate(certificate=newest, holder=holder, name="Name 6")
        with time_machine.travel(APRIL + dt.timedelta(days=1, minutes=5)):
            assert replace_certificate(certificate=newest, holder=holder, name="Name 6").name == "Name 6"

    def test_hidden_page_stays_hidden(self):
        old = hidden(person("Mercy Okonjo"))
        fresh = replace_certificate(certificate=old, holder=renamed(old, "Mercy A"), name="Mercy A")

        assert fresh.hidden_at == old.hidden_at is not None


class TestDatabase:
    def test_certificate_has_one_successor(self):
        old = issued(person("Mercy Okonjo"))
        fresh = replace_certificate(certificate=old, holder=renamed(old, "Mercy A"), name="Mercy A")
        Certificate.objects.filter(pk=fresh.pk).update(
            state="revoked", revoked_reason="replaced", revoked_at=APRIL
        )
        fresh.pk, fresh.number, fresh.uid = None, "0000000000000", uuid.uuid4()
        fresh._state.adding = True

        with pytest.raises(IntegrityError, match="replaces"), transaction.atomic():
            fresh.save()

    def test_enrolment_has_one_first_certificate(self):
        second = issued()
        Certificate.objects.filter(pk=second.pk).update(
            state="revoked", revoked_reason="withdrawn", revoked_at=APRIL
        )
        second.pk, second.number, second.uid = None, "0000000000000", uuid.uuid4()
        second._state.adding = True

        with pytest.raises(IntegrityError), transaction.atomic():
            second.save()

    @pytest.mark.parametrize(
        "wrong",
        [
            {"state": "revoked", "revoked_reason": "because", "revoked_at": APRIL},
            {"state": "revoked", "revoked_reason": "", "revoked_at": APRIL},
            {"state": "revoked", "revoked_reason": "replaced", "revoked_at": None},
            {"state": "valid", "revoked_reason": "replaced", "revoked_at": APRIL},
        ],
    )
    def test_reason_is_one_of_three(self, wrong):
        certificate = issued()

        with pytest.raises(IntegrityError), transaction.atomic():
            Certificate.objects.filter(pk=certificate.pk).update(**wrong)

    def test_certificate_does_not_replace_itself(self):
        certificate = issued()

        with pytest.raises(IntegrityError), transaction.atomic():
            Certificate.objects.filter(pk=certificate.pk).update(replaces=certificate.pk)

    def test_correction_has_a_reason(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            CertificateEvent.objects.create(certificate=issued(), kind="correct")


class TestCorrecting:
    def test_correction_is_a_replacement_with_a_reason_and_a_letter(self):
        old, organiser = made(person("Nadia Ahmd")), OrganiserFactory()
        fresh = correct(old, organiser, name="Nadia Ahmed", reason=f"  {WHY} ")
        old.refresh_from_db()

        assert (old.state, old.revoked_reason) == ("revoked", "replaced")
        assert (fresh.state, fresh.name, fresh.replaces) == ("valid", "Nadia Ahmed", old)
        assert facts(fresh) == facts(old)
        assert told() == [
            (old.pk, "issue", None, ""),
            (old.pk, "correct", organiser, WHY),
            (fresh.pk, "issue", organiser, ""),
        ]
        event = AuditEvent.objects.get(action="certificates.correct")
        assert (event.actor_uid, event.details) == (organiser.uid, {"replacement": str(fresh.uid)})
        old.learner.refresh_from_db()
        assert old.learner.name == "Nadia Ahmd"  # theirs to change
        assert [job.args for job in Job.objects.filter(task=life.MAKE_JOB)] == [[fresh.pk]]
        assert written_to() == [old.learner.email]

    def test_letter_says_neither_what_nor_which_course(self):
        old = issued(person("Nadia Ahmd"))
        correct(old, name="Nadia Ahmed")
        run_queue()

        letter = mail.outbox[-1]
        html = letter.message().get_body(["html"]).get_content()
        assert (letter.subject, letter.to) == ("About your certificate", [old.learner.email])
        for words in (letter.subject, letter.body, html):
            assert not any(told in words for told in (WHY, "Standing for council", "orrected", "eplaced"))
        notice = Notice.objects.get(kind="certificates.changed")
        assert (notice.link, notice.recipient) == ("/my/certificates/", old.learner)
        assert html.count(f"/account/notices/{notice.uid}/") == letter.body.count(str(notice.uid)) == 1

    @pytest.mark.parametrize("gone", [{"is_active": False}, {"email": None}])
    def test_nobody_who_cannot_read_it_is_written_to(self, gone):
        old = issued(person("Nadia Ahmd"))
        User.objects.filter(pk=old.learner_id).update(**gone)
        fresh = correct(Certificate.objects.get(pk=old.pk), name="Nadia Ahmed")

        assert (fresh.name, written_to()) == ("Nadia Ahmed", [])

    def test_asking_twice_makes_one_and_writes_once(self):
        old, organiser = issued(person("Nadia Ahmd")), OrganiserFactory()
        first = correct(old, organiser, name="Nadia Ahmed")

        assert correct(old, organiser, name="Nadia Ahmed") == first
        assert correct(old, OrganiserFactory(), name="Nadia  Ahmed") == first
        assert (Certificate.objects.count(), len(written_to())) == (2, 1)

    def test_second_organiser_who_wants_something_else_is_told(self):
        old = issued(person("Nadia Ahmd"))
        correct(old, name="Nadia Ahmed")

        with pytest.raises(ReplacedMeanwhileError, match="look at the certificate that is in force"):
            correct(old, name="Nadia Akhmed")
        assert Certificate.objects.count() == 2

    def test_organisers_correction_and_holders_wish_at_once_are_not_both_done(self):
        old = issued(person("Nadia Ahmd"))
        holder = renamed(old, "Nadia Green")
        correct(old, name="Nadia Ahmed")

        with pytest.raises(ReplacedMeanwhileError):
            replace_certificate(certificate=old, holder=holder, name="Nadia Green")

    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("", "as it should stand"),
            ("🎉", "as it should stand"),
            ("李 Ahmed", "cannot be printed: 李. Write the name in Latin"),
        ],
    )
    def test_name_that_cannot_be_printed_is_refused(self, name, words):
        with pytest.raises(UnprintableNameError, match=words):
            correct(issued(), name=name)
        assert Certificate.objects.count() == 1

    @pytest.mark.parametrize("reason", ["", "  \n "])
    def test_reason_is_asked_for(self, reason):
        with pytest.raises(ReasonMissingError):
            correct(issued(), name="Nadia Green", reason=reason)

    def test_date_is_corrected_within_what_is_plausible(self):
        old = issued()
        Enrolment.objects.filter(pk=old.enrolment_id).update(
            created_at=dt.datetime(2027, 3, 5, 23, 30, tzinfo=dt.UTC)
        )
        old = Certificate.objects.get(pk=old.pk)

        with pytest.raises(ImplausibleDateError, match="That day has not come yet"):
            correct(old, completed_on=dt.date(2027, 4, 2))
        with pytest.raises(ImplausibleDateError, match="before 5 March 2027"):
            correct(old, completed_on=dt.date(2027, 3, 4))
        first = correct(old, completed_on=dt.date(2027, 3, 5))
        assert first.completed_on == dt.date(2027, 3, 5)
        assert first.name == old.name
        assert correct(first, completed_on=dt.date(2027, 4, 1)).completed_on == dt.date(2027, 4, 1)

    def test_date_is_not_before_the_edition_that_the_paper_names(self):
        old = issued()
        Enrolment.objects.filter(pk=old.enrolment_id).update(
            created_at=dt.datetime(2027, 1, 5, 12, tzinfo=dt.UTC)
        )
        old = Certificate.objects.get(pk=old.pk)

        with pytest.raises(ImplausibleDateError, match="before 3 March 2027"):
            correct(old, completed_on=dt.date(2027, 3, 2))
        assert correct(old, completed_on=dt.date(2027, 3, 3)).completed_on == dt.date(2027, 3, 3)

    def test_correcting_the_name_asks_nothing_of_a_date_that_stays(self):
        old = issued()
        Certificate.objects.filter(pk=old.pk).update(completed_on=dt.date(2020, 1, 1))

        fresh = correct(Certificate.objects.get(pk=old.pk), name="Nadia Green")
        assert fresh.completed_on == dt.date(2020, 1, 1)

    def test_nothing_to_correct_is_said(self):
        with pytest.raises(NothingDiffersError):
            correct(issued())

    def test_nobody_corrects_their_own(self):
        organiser = OrganiserFactory(name="Sam")

        with pytest.raises(OwnCertificateError, match="Ask a colleague"):
            correct(issued(organiser), organiser, name="Sam Whitfield")

    def test_revoked_certificate_is_not_corrected(self):
        old = issued()
        revoke_certificate(certificate=old, reason="withdrawn", actor=AdministratorFactory())

        with pytest.raises(NotInForceError):
            correct(old, name="Nadia Green")

    def test_holder_may_have_the_name_of_the_profile_again(self):
        old = issued(person("Nadia Ahmd"))
        fresh = correct(old, name="Nadia Ahmed")

        again = replace_certificate(certificate=fresh, holder=old.learner, name="Nadia Ahmd")
        assert (again.name, again.replaces) == ("Nadia Ahmd", fresh)


class TestRevokingAndIssuingAgain:
    def test_certificate_replaced_meanwhile_is_not_called_revoked(self):
        old = issued(person("Mercy Okonjo"))
        fresh = replace_certificate(certificate=old, holder=renamed(old, "Mercy A"), name="Mercy A")

        with pytest.raises(ReplacedMeanwhileError):
            revoke_certificate(certificate=old, reason="withdrawn", actor=AdministratorFactory())
        fresh.refresh_from_db()
        assert fresh.state == "valid"

    def test_replacement_revoked_while_its_file_is_made_gets_none(self):
        old = issued(person("Mercy Okonjo"))
        fresh = replace_certificate(certificate=old, holder=renamed(old, "Mercy A"), name="Mercy A")
        revoke_certificate(certificate=fresh, reason="withdrawn", actor=AdministratorFactory())
        run_queue()
        fresh.refresh_from_db()

        assert (fresh.state, fresh.sha256) == ("revoked", "")

    def test_note_is_in_the_history_and_not_on_record_and_the_holder_gets_a_letter(self):
        old, administrator = issued(), AdministratorFactory()
        revoke_certificate(certificate=old, reason="withdrawn", actor=administrator, note=" Copied. ")

        assert told()[-1] == (old.pk, "revoke", administrator, "Copied.")
        assert AuditEvent.objects.get(action="certificates.revoke").details == {"reason": "withdrawn"}
        assert written_to() == [old.learner.email]

    def test_certificate_issued_again_continues_the_chain(self):
        old, administrator = issued(), AdministratorFactory()
        revoke_certificate(certificate=old, reason="issued_in_error", actor=administrator)
        second = issue_again(certificate=old, actor=administrator)
        revoke_certificate(certificate=second, reason="issued_in_error", actor=administrator)
        third = issue_again(certificate=old, actor=administrator)

        assert (second.replaces, third.replaces) == (old, second)
        old.refresh_from_db()
        assert old.revoked_reason == "issued_in_error"  # what was said in public stays


class TestHiding:
    def test_whole_chain_is_hidden_and_shown_once(self):
        old = issued(person("Mercy Okonjo"))
        holder = renamed(old, "Mercy A")
        fresh = replace_certificate(certificate=old, holder=holder, name="Mercy A")
        CertificateEvent.objects.all().delete()
        foreign = issued()

        for _ in range(2):
            hide_page(certificate=old, holder=holder)
        assert all(
            one.hidden_at
            for one in (Certificate.objects.get(pk=old.pk), Certificate.objects.get(pk=fresh.pk))
        )
        assert Certificate.objects.get(pk=foreign.pk).hidden_at is None
        for _ in range(2):
            show_page(certificate=fresh, holder=holder)
        assert not Certificate.objects.exclude(hidden_at=None).exists()
        assert [one[:3] for one in told() if one[0] != foreign.pk] == [
            (fresh.pk, "hide", holder), (fresh.pk, "show", holder),
        ]  # fmt: skip
        assert AuditEvent.objects.filter(action="certificates.hide", actor_uid=holder.uid).count() == 1
        assert AuditEvent.objects.filter(action="certificates.show", actor_uid=holder.uid).count() == 1

    def test_hiding_leaves_state_and_file_alone(self):
        certificate = hidden()

        assert (certificate.state, len(certificate.sha256)) == ("valid", 64)

    def test_hidden_certificate_gets_its_file(self):
        certificate = issued()
        hide_page(certificate=certificate, holder=certificate.learner)
        issue_certificate(earned=certificate.enrolment)
        certificate.refresh_from_db()

        assert len(certificate.sha256) == 64


class Stop(BaseException):
    """The process ends here, as if killed: nothing of ours gets to tidy up."""


STEPS = {
    "before the old one is marked": (Certificate, "save", "before"),
    "after the old one is marked": (Certificate, "save", "after"),
    "before a number is drawn": (life, "unused_number", "before"),
    "before it is in the history": (life, "note_event", "before"),
    "after it is in the history": (life, "note_event", "after"),
    "before the job is asked for": (life, "enqueue", "before"),
    "after the job was asked for": (life, "enqueue", "after"),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("where", "name", "when"), STEPS.values(), ids=STEPS.keys())
def test_stop_between_any_two_steps_leaves_the_old_one_or_the_new_one(monkeypatch, where, name, when):
    old = made(person("Mercy Okonjo"))
    holder = renamed(old, "Mercy A")
    real = getattr(where, name)

    def stopped(*args, **kwargs):
        if when == "after":
            real(*args, **kwargs)
        raise Stop

    with monkeypatch.context() as patch:
        patch.setattr(where, name, stopped)
        with pytest.raises(Stop):
            replace_certificate(certificate=old, holder=holder, name="Mercy A")
    connection.close()

    [left] = Certificate.objects.all()
    assert (left.state, Job.objects.filter(task=life.MAKE_JOB).count(), CertificateEvent.objects.count()) == (
        "valid",
        0,
        1,
    )
    fresh = replace_certificate(certificate=old, holder=holder, name="Mercy A")
    run_queue()
    fresh.refresh_from_db()
    assert (fresh.state, len(fresh.sha256), Certificate.objects.count()) == ("valid", 64, 2)


def at_once(*deeds) -> list[BaseException]:
    """What failed of the deeds, each in a thread and a connection of its own."""
    start = threading.Barrier(len(deeds))
    failures: list[BaseException] = []

    def work(deed) -> None:
        try:
            start.wait(10)
            deed()
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return failures


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.fixture(autouse=True)
    def _look_of_letters(self):
        """A flushed database has neither language nor site, and a letter's head shows whose it is."""
        Locale.objects.get_or_create(language_code="en-gb")
        home_page()

    def test_two_tabs_make_one_replacement(self):
        old = issued(person("Mercy Okonjo"))
        holder = renamed(old, "Mercy A")

        def ask():
            replace_certificate(certificate=old, holder=holder, name="Mercy A")

        assert at_once(ask, ask, ask) == []
        assert sorted(Certificate.objects.values_list("name", "state")) == [
            ("Mercy A", "valid"), ("Mercy Okonjo", "revoked"),
        ]  # fmt: skip
        assert Job.objects.filter(task=life.MAKE_JOB).count() == 1

    def test_two_organisers_make_one_correction_and_the_other_is_told(self):
        old = issued(person("Nadia Ahmd"))
        organisers = [OrganiserFactory(), OrganiserFactory()]
        names = ["Nadia Ahmed", "Nadia Akhmed"]
        [failure] = at_once(
            *(
                lambda who=who, name=name: correct(old, who, name=name)
                for who, name in zip(organisers, names, strict=True)
            )
        )

        assert isinstance(failure, ReplacedMeanwhileError)
        assert Certificate.objects.count() == 2
        assert Certificate.objects.get(state="valid").name in names

    def test_revoking_and_replacing_end_in_one_or_the_other(self):
        old, administrator = issued(person("Mercy Okonjo")), AdministratorFactory()
        holder = renamed(old, "Mercy A")
        [failure] = at_once(
            lambda: replace_certificate(certificate=old, holder=holder, name="Mercy A"),
            lambda: revoke_certificate(certificate=old, reason="withdrawn", actor=administrator),
        )

        old.refresh_from_db()
        if isinstance(failure, NotInForceError):
            assert (old.revoked_reason, Certificate.objects.count()) == ("withdrawn", 1)
        else:
            assert isinstance(failure, ReplacedMeanwhileError)
            assert (old.revoked_reason, Certificate.objects.count()) == ("replaced", 2)

    def test_hiding_and_replacing_leave_no_page_open(self):
        old = issued(person("Mercy Okonjo"))
        holder = renamed(old, "Mercy A")

        assert (
            at_once(
                lambda: replace_certificate(certificate=old, holder=holder, name="Mercy A"),
                lambda: hide_page(certificate=old, holder=holder),
            )
            == []
        )
        assert [one.hidden_at is not None for one in Certificate.objects.all()] == [True, True]


def test_only_a_certificate_in_force_offers_the_new_name():
    valid, withdrawn = issued(), revoked(reason="withdrawn")

    offers = [awards_with_their_life(renamed(one, "Nadia Okafor"))[0].offer for one in (valid, withdrawn)]

    assert offers == ["Nadia Okafor", ""]
