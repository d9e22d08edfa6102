"""What checks bring up is put to the applicant before it counts."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from cohorts.admissions.applications.models import Application, ApplicationState
from cohorts.admissions.decisions.days import end_of_day_after
from cohorts.admissions.decisions.errors import (
    NotHeardYetError,
    NotSubmittedError,
    SettledError,
    WordsMissingError,
)
from cohorts.admissions.decisions.models import Finding, Verdict
from lms.accounts.models import User
from lms.audit.services import record
from lms.queue.services import enqueue

DAYS_TO_REPLY = 5
TELL_QUESTION_JOB = "cohorts.admissions.decisions.tasks.tell_question_job"


@transaction.atomic
def ask_applicant(*, application: Application, question: str, actor: User) -> Finding:
    """The applicant is asked, and has five whole days to reply. Asking the same again changes nothing.

    Raises ``NotSubmittedError`` and ``WordsMissingError``.
    """
    application = Application.objects.select_for_update().get(pk=application.pk)
    if application.state != ApplicationState.SUBMITTED:
        raise NotSubmittedError
    if not question.strip():
        raise WordsMissingError
    finding, is_new = Finding.objects.get_or_create(
        application=application,
        question=question.strip(),
        verdict="",
        defaults={"asked_by": actor, "reply_by": end_of_day_after(timezone.now(), DAYS_TO_REPLY)},
    )
    if is_new:
        enqueue(TELL_QUESTION_JOB, finding.pk)
        _record(finding, actor, "asked")
    return finding


@transaction.atomic
def reply_to_finding(*, finding: Finding, reply: str) -> Finding:
    """The applicant's reply stands beside the question; a later one takes its place until it is settled.

    A reply after the day counts too. Raises ``SettledError`` and ``WordsMissingError``.
    """
    finding = Finding.objects.select_for_update().get(pk=finding.pk)
    if finding.verdict:
        raise SettledError
    if not reply.strip():
        raise WordsMissingError
    finding.reply, finding.replied_at = reply.strip(), timezone.now()
    finding.save(update_fields=["reply", "replied_at"])
    return finding


@transaction.atomic
def settle_finding(*, finding: Finding, verdict: str, because: str, actor: User) -> Finding:
    """Whether it counts, and why, in words that the applicant can read. Once; the same again changes nothing.

    Raises ``NotHeardYetError`` where it would count before the applicant was heard or had the time,
    ``SettledError`` and ``WordsMissingError``.
    """
    finding = Finding.objects.select_for_update().get(pk=finding.pk)
    if finding.verdict == verdict:
        return finding
    if finding.verdict:
        raise SettledError
    if not because.strip():
        raise WordsMissingError
    now = timezone.now()
    if verdict == Verdict.COUNTS and not may_count(finding, now):
        raise NotHeardYetError
    finding.verdict, finding.settled_because = Verdict(verdict), because.strip()
    finding.settled_by, finding.settled_at = actor, now
    finding.save(update_fields=["verdict", "settled_because", "settled_by", "settled_at"])
    _record(finding, actor, "settled", verdict=verdict)
    return finding


def may_count(finding: Finding, now: dt.datetime | None = None) -> bool:
    return finding.replied_at is not None or (now or timezone.now()) >= finding.reply_by


def _record(finding: Finding, actor: User, deed: str, **facts: str) -> None:
    applicant = finding.application.applicant
    record(
        actor_uid=actor.uid,
        action=f"admissions.finding_{deed}",
        subject=f"finding:{finding.uid}",
        about_uid=applicant.uid if applicant else None,
        **facts,
    )
