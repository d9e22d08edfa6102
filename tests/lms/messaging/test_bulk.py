"""A letter to many: once each, only to those who may be written to at that moment, and never at night."""

from __future__ import annotations

import datetime as dt
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from lms.accounts.models import ORGANISERS, User
from lms.audit.models import AuditEvent
from lms.messaging import bulk_audiences, bulk_run
from lms.messaging.bulk_errors import ChangedMeanwhileError, NobodyToWriteToError, NotADraftError
from lms.messaging.bulk_letters import Reader
from lms.messaging.bulk_models import LeftOut
from lms.messaging.bulk_run import advance_bulk, continue_bulk_sends
from lms.messaging.bulk_selectors import progress_of
from lms.messaging.bulk_services import (
    fingerprint,
    pause_bulk,
    resume_bulk,
    send_test,
    send_unknown_again,
    start_bulk,
    stop_bulk,
    write_bulk,
)
from lms.messaging.models import BulkRecipient, BulkSend, BulkState, RecipientState
from lms.queue.models import Job
from tests.factories.accounts import UserFactory
from tests.queue import run_queue

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 7, 1, 12, 0, tzinfo=dt.UTC)
WORDS = {
    "subject": "Dates for the autumn",
    "text": "Dear {name},\n\nthe dates are here.",
    "link_text": "See the dates",
    "link_url": "/courses/",
    "audiences": ["members"],
}
LOCMEM = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(autouse=True)
def clock():
    """Noon in July; the test moves it where it says so."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def members(monkeypatch):
    """A list of everybody called “Member …”; who withdraws stands in the returned set."""
    withdrawn: set = set()
    monkeypatch.setattr(bulk_audiences, "_audiences", {})
    bulk_audiences.register_audience(
        "members", "Members", lambda: User.objects.filter(name__startswith="Member")
    )

    def who_reads(code, uid):
        person = bulk_audiences.audience(code).row_of(uid)
        if person is None or uid in withdrawn:
            return LeftOut.WITHDREW
        return Reader(person.email, person.name, "https://x/prefs", {"List-Unsubscribe": "<https://x/out>"})

    monkeypatch.setattr(bulk_run, "who_reads", who_reads)
    return withdrawn


@pytest.fixture
def organiser():
    return UserFactory(group=ORGANISERS, name="Sam Whitfield", email="sam@example.org")


def some(count: int) -> list[User]:
    return [UserFactory(name=f"Member {number}") for number in range(count)]


def draft(organiser, **words) -> BulkSend:
    return write_bulk(actor=organiser, words={**WORDS, **words})


def started(organiser, **words) -> BulkSend:
    bulk = draft(organiser, **words)
    return start_bulk(bulk=bulk, actor=organiser, checked=fingerprint(bulk))


def states(bulk) -> list[str]:
    return list(BulkRecipient.objects.filter(bulk=bulk).order_by("pk").values_list("state", flat=True))


def sent_to() -> list[str]:
    return sorted(letter.to[0] for letter in mail.outbox)


def test_everybody_on_the_list_gets_one_letter_by_the_queue(organiser):
    people = some(3)
    bulk = started(organiser)

    run_queue()
    bulk.refresh_from_db()

    assert sent_to() == sorted(person.email for person in people)
    assert (bulk.state, bulk.ended_at) == (BulkState.DONE, NOON)
    letter = mail.outbox[0]
    assert letter.subject == "Dates for the autumn"
    assert letter.body.startswith(
        "Dear Member 0,\n\nthe dates are here.\n\nSee the dates:\nhttp://testserver/courses/"
    )
    assert letter.extra_headers["Precedence"] == "bulk"
    assert letter.extra_headers["List-Unsubscribe"] == "<https://x/out>"
    assert letter.extra_headers["Message-ID"].startswith(f"<bulk.{bulk.uid}.")
    assert "https://x/prefs" in letter.body
    assert "https://x/prefs" in letter.alternatives[0].content


def test_no_address_is_kept_with_the_list(organiser):
    (person,) = some(1)
    bulk = started(organiser)
    run_queue()

    row = BulkRecipient.objects.values().get(bulk=bulk)

    assert person.email not in str(row)
    assert row["subject_uid"] == person.uid


def test_who_is_on_two_lists_gets_one_letter(organiser):
    some(2)
    bulk_audiences.register_audience("again", "Again", lambda: User.objects.filter(name__startswith="Member"))
    bulk = started(organiser, audiences=["members", "again"])

    run_queue()

    assert len(mail.outbox) == 2
    assert progress_of(bulk).total == 2


def test_long_lists_are_taken_in_chunks_that_resume(organiser, monkeypatch):
    monkeypatch.setattr(bulk_run, "CHUNK", 2)
    some(5)
    bulk = started(organiser)
    bulk_run._take_chunk(bulk)
    BulkRecipient.objects.filter(bulk=bulk).first()  # the worker dies here
    bulk = BulkSend.objects.get(pk=bulk.pk)

    run_queue()

    assert len(mail.outbox) == 5
    assert states(bulk) == [RecipientState.SENT] * 5


def test_who_withdraws_during_the_run_is_not_sent_to(organiser, members, settings):
    settings.BULK_PER_MINUTE = 2
    people = some(4)
    bulk = started(organiser)
    run_queue()
    assert len(mail.outbox) == 2
    waiting = BulkRecipient.objects.filter(bulk=bulk, state=RecipientState.WAITING).order_by("pk")
    leaves, stays = waiting[0].subject_uid, waiting[1].subject_uid
    members.add(leaves)

    with time_machine.travel(NOON + dt.timedelta(seconds=61), tick=False):
        advance_bulk(bulk_id=bulk.pk)

    emails = {person.uid: person.email for person in people}
    assert emails[leaves] not in sent_to()
    assert emails[stays] in sent_to()
    progress = progress_of(bulk)
    assert (progress.counts["sent"], progress.left_out) == (3, {"withdrew": 1})
    assert [str(words) for words, _count in progress.reasons] == ["no longer wants letters by e-mail"]


def test_no_more_than_the_limit_leaves_in_a_minute_over_all_letters(organiser, settings, clock):
    settings.BULK_PER_MINUTE = 3
    some(4)
    first, second = started(organiser), started(organiser, subject="Another")

    run_queue()
    assert len(mail.outbox) == 3
    advance_bulk(bulk_id=first.pk)
    advance_bulk(bulk_id=second.pk)
    assert len(mail.outbox) == 3

    clock.shift(dt.timedelta(seconds=61))
    assert continue_bulk_sends() == 2
    run_queue()
    assert len(mail.outbox) == 6


@pytest.mark.parametrize(
    ("moment", "leaves"),
    [
        (dt.datetime(2026, 7, 1, 19, 59, tzinfo=dt.UTC), True),  # 20:59 in London
        (dt.datetime(2026, 7, 1, 20, 0, tzinfo=dt.UTC), False),
        (dt.datetime(2026, 7, 2, 6, 59, tzinfo=dt.UTC), False),
        (dt.datetime(2026, 7, 2, 7, 0, tzinfo=dt.UTC), True),  # 08:00 in London
        (dt.datetime(2026, 1, 2, 7, 59, tzinfo=dt.UTC), False),
        (dt.datetime(2026, 1, 2, 8, 0, tzinfo=dt.UTC), True),
    ],
)
def test_nothing_leaves_at_night(organiser, moment, leaves):
    some(1)
    bulk = started(organiser)

    with time_machine.travel(moment, tick=False):
        advance_bulk(bulk_id=bulk.pk)

    assert len(mail.outbox) == leaves


def test_night_falls_in_the_middle_of_a_run(organiser, monkeypatch):
    some(3)
    bulk = started(organiser)
    looks = iter([False, False, True])
    monkeypatch.setattr(bulk_run, "is_quiet", lambda moment: next(looks))

    advance_bulk(bulk_id=bulk.pk)

    assert len(mail.outbox) == 1


class Killed(BaseException):
    """The worker ends at this line; no clean-up of ours runs."""


@pytest.mark.parametrize("where", ["who_reads", "letter_for", "_note", "_finish", "before", "after"])
def test_a_worker_killed_at_any_line_sends_nothing_twice(organiser, monkeypatch, where, clock):
    some(3)
    bulk = started(organiser)
    BulkSend.objects.filter(pk=bulk.pk).update(state=BulkState.SENDING)
    from django.core.mail.backends.locmem import EmailBackend

    plain, calls = EmailBackend.send_messages, []

    def die(*args, **kwargs):
        raise Killed

    def die_around(self, messages):
        calls.append(1)
        if len(calls) == 2 and where == "before":
            raise Killed
        sent = plain(self, messages)
        if len(calls) == 2 and where == "after":
            raise Killed
        return sent

    with monkeypatch.context() as patch:
        if where in ("before", "after"):
            patch.setattr(EmailBackend, "send_messages", die_around)
        else:
            patch.setattr(bulk_run, where, die)
        with pytest.raises(Killed):
            advance_bulk(bulk_id=bulk.pk)
    # What a killed worker leaves behind: its hold.
    BulkSend.objects.filter(pk=bulk.pk).update(held_until=timezone.now() + bulk_run.HOLD)
    assert advance_bulk(bulk_id=bulk.pk) is False
    clock.shift(dt.timedelta(seconds=80))
    continue_bulk_sends()
    run_queue()

    bulk.refresh_from_db()
    counts = progress_of(bulk).counts
    assert bulk.state == BulkState.DONE
    assert len(sent_to()) == len(set(sent_to()))
    assert counts["sent"] + counts["unknown"] == 3
    assert counts["unknown"] == (where != "_finish")


def test_unknown_letters_go_again_only_when_a_person_says_so(organiser):
    some(2)
    bulk = started(organiser)
    run_queue()
    BulkRecipient.objects.filter(pk=BulkRecipient.objects.first().pk).update(state=RecipientState.UNKNOWN)

    continue_bulk_sends()
    run_queue()
    assert len(mail.outbox) == 2

    assert send_unknown_again(bulk=bulk, actor=organiser) == 1
    assert send_unknown_again(bulk=bulk, actor=organiser) == 0
    run_queue()

    assert len(mail.outbox) == 3
    ids = [letter.extra_headers["Message-ID"] for letter in mail.outbox]
    assert len(set(ids)) == 2  # the same letter, so that a mailbox may know it again
    assert AuditEvent.objects.get(action="bulk.send_unknown_again").details == {"count": 1}
    bulk.refresh_from_db()
    assert bulk.state == BulkState.DONE


def fail_with(monkeypatch, *errors):
    """The mail server answers the next letters so; None is a yes."""
    from django.core.mail.backends.locmem import EmailBackend

    plain, answers = EmailBackend.send_messages, iter(errors)

    def answer(self, messages):
        error = next(answers, None)
        if error is not None:
            raise error
        return plain(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", answer)


def test_one_refused_address_does_not_stop_the_others(organiser, monkeypatch):
    some(3)
    fail_with(monkeypatch, SMTPRecipientsRefused({"a@example.org": (550, b"No such person")}))
    bulk = started(organiser)

    run_queue()

    assert states(bulk) == [RecipientState.FAILED, RecipientState.SENT, RecipientState.SENT]
    assert "a@example.org" not in BulkSend.objects.get(pk=bulk.pk).trouble


def test_who_is_refused_for_now_is_tried_again_after_a_while(organiser, monkeypatch, clock):
    some(2)
    fail_with(monkeypatch, SMTPDataError(451, b"Later"), None)
    bulk = started(organiser)

    run_queue()
    assert states(bulk) == [RecipientState.WAITING, RecipientState.SENT]
    advance_bulk(bulk_id=bulk.pk)
    assert states(bulk) == [RecipientState.WAITING, RecipientState.SENT]

    clock.shift(dt.timedelta(minutes=6))
    advance_bulk(bulk_id=bulk.pk)
    assert states(bulk) == [RecipientState.SENT, RecipientState.SENT]


def test_five_refusals_are_enough(organiser, monkeypatch, clock):
    some(1)
    fail_with(monkeypatch, *[SMTPDataError(451, b"Later")] * 9)
    bulk = started(organiser)

    for _ in range(6):
        advance_bulk(bulk_id=bulk.pk)
        clock.shift(dt.timedelta(minutes=6))

    assert states(bulk) == [RecipientState.FAILED]
    assert BulkRecipient.objects.get().attempts == 5


def test_where_the_line_breaks_the_letter_is_unknown_and_the_round_ends(organiser, monkeypatch):
    some(2)
    fail_with(monkeypatch, SMTPServerDisconnected("Connection unexpectedly closed"))
    bulk = started(organiser)

    run_queue()
    bulk.refresh_from_db()
    assert states(bulk) == [RecipientState.UNKNOWN, RecipientState.WAITING]
    assert (bulk.state, bulk.trouble) == (BulkState.SENDING, "SMTPServerDisconnected")

    continue_bulk_sends()
    run_queue()
    bulk.refresh_from_db()
    assert states(bulk) == [RecipientState.UNKNOWN, RecipientState.SENT]
    assert (bulk.state, bulk.trouble) == (BulkState.DONE, "")


def test_a_mail_server_that_is_away_loses_nothing(organiser, monkeypatch):
    some(2)
    bulk = started(organiser)
    from django.core.mail.backends.locmem import EmailBackend

    def refuse(self):
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "open", refuse)
        run_queue()
    bulk.refresh_from_db()
    assert states(bulk) == [RecipientState.WAITING] * 2
    assert bulk.trouble == "ConnectionRefusedError"

    advance_bulk(bulk_id=bulk.pk)

    assert len(mail.outbox) == 2


def test_pausing_resuming_and_stopping(organiser, settings, clock):
    settings.BULK_PER_MINUTE = 1
    some(4)
    bulk = started(organiser)
    run_queue()
    pause_bulk(bulk=bulk, actor=organiser)
    pause_bulk(bulk=bulk, actor=organiser)
    clock.shift(dt.timedelta(minutes=2))

    assert continue_bulk_sends() == 0
    advance_bulk(bulk_id=bulk.pk)
    assert len(mail.outbox) == 1

    assert resume_bulk(bulk=bulk, actor=organiser).state == BulkState.SENDING
    run_queue()
    assert len(mail.outbox) == 2

    clock.shift(dt.timedelta(minutes=2))
    assert stop_bulk(bulk=bulk, actor=organiser).state == BulkState.STOPPED
    assert resume_bulk(bulk=bulk, actor=organiser).state == BulkState.STOPPED
    advance_bulk(bulk_id=bulk.pk)

    assert len(mail.outbox) == 2
    actions = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["bulk.start", "bulk.pause", "bulk.resume", "bulk.stop"]


def test_a_pause_is_heard_between_two_letters(organiser, monkeypatch):
    some(3)
    bulk = started(organiser)
    plain = bulk_run._note

    def note(person, *args):
        pause_bulk(bulk=bulk, actor=organiser)
        return plain(person, *args)

    monkeypatch.setattr(bulk_run, "_note", note)
    advance_bulk(bulk_id=bulk.pk)

    assert len(mail.outbox) == 1


def test_two_workers_never_work_at_one_letter(organiser):
    some(1)
    bulk = started(organiser)

    assert bulk_run._take_hold(bulk.pk)
    assert not bulk_run._take_hold(bulk.pk)
    assert advance_bulk(bulk_id=bulk.pk) is False
    assert mail.outbox == []


def test_the_round_asks_for_another_when_its_time_is_over(organiser, monkeypatch):
    some(3)
    bulk = started(organiser)
    monkeypatch.setattr(bulk_run, "ROUND_SECONDS", -1)

    assert advance_bulk(bulk_id=bulk.pk) is True
    assert BulkSend.objects.get(pk=bulk.pk).held_until is None


def test_starting_twice_starts_once(organiser):
    some(1)
    bulk = draft(organiser)

    for _ in range(2):
        start_bulk(bulk=bulk, actor=organiser, checked=fingerprint(bulk))

    assert Job.objects.filter(task__endswith="advance_bulk_job").count() == 1
    assert AuditEvent.objects.get().details == {"audiences": ["members"]}


def test_what_was_checked_is_what_is_sent(organiser):
    some(1)
    bulk = draft(organiser)
    seen = fingerprint(bulk)
    write_bulk(actor=organiser, bulk=bulk, words={**WORDS, "text": "Something else"})

    with pytest.raises(ChangedMeanwhileError):
        start_bulk(bulk=bulk, actor=organiser, checked=seen)

    bulk.refresh_from_db()
    assert bulk.state == BulkState.DRAFT


def test_a_letter_to_nobody_and_a_letter_on_its_way_are_refused(organiser):
    bulk = draft(organiser)
    with pytest.raises(NobodyToWriteToError):
        start_bulk(bulk=bulk, actor=organiser, checked=fingerprint(bulk))
    some(1)
    start_bulk(bulk=bulk, actor=organiser, checked=fingerprint(bulk))

    with pytest.raises(NotADraftError):
        write_bulk(actor=organiser, bulk=bulk, words=WORDS)


def test_a_test_goes_to_the_organiser_alone(organiser):
    some(2)
    bulk = draft(organiser)

    send_test(bulk=bulk, actor=organiser, subject="Test: Dates for the autumn")
    run_queue()

    assert sent_to() == ["sam@example.org"]
    assert mail.outbox[0].subject == "Test: Dates for the autumn"
    assert BulkRecipient.objects.count() == 0


def test_who_lost_their_address_is_left_out(organiser):
    UserFactory(name="Member without", email=None)
    some(1)
    bulk = started(organiser)

    run_queue()

    assert progress_of(bulk).left_out == {"no_address": 1}
    assert len(mail.outbox) == 1


def test_the_record_at_the_end_holds_counts_and_ids_only(organiser, members):
    people = some(3)
    members.add(people[0].uid)
    bulk = started(organiser)
    run_queue()

    event = AuditEvent.objects.get(action="bulk.finish")

    assert event.subject == f"bulk:{bulk.uid}"
    assert event.details == {"waiting": 0, "sending": 0, "sent": 2, "unknown": 0, "failed": 0, "left_out": 1}


def test_progress_is_one_query_at_any_size(organiser, django_assert_num_queries):
    bulk = draft(organiser)
    for size in (1, 40):
        BulkRecipient.objects.bulk_create(
            BulkRecipient(bulk=bulk, audience="members", subject_uid=bulk.uid, address_key=f"{size} {number}")
            for number in range(size)
        )
        with django_assert_num_queries(1):
            progress_of(bulk)
