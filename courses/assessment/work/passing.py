"""Work that goes to another reviewer: by hand, because nobody answered in time, or because one leaves."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.assessment.work.models import Review, Work, WorkState
from courses.assessment.work.reviewers import possible_reviewers
from courses.assessment.work.services import ANSWER_WITHIN, tell_reviewer, waiting_version
from lms.accounts.duties import Duty
from lms.accounts.models import User
from lms.audit.services import record
from lms.messaging.notices import notify
from lms.queue.services import enqueue

PASSED_ON, WAITS, LATE = "work.passed_on", "work.waits", "work.late"
ONE_LATE_JOB = "courses.assessment.work.tasks.pass_on_job"


@transaction.atomic
def pass_on(*, work: Work, to: User, actor: User) -> Work:
    """``to`` reviews it from now on; a draft of an answer goes with it. Repeatable. Recorded.

    Both know, but for ``actor``.

    Raises ``NotWaitingError`` for what was answered or taken back meanwhile.
    """
    work, _version = waiting_version(work)
    if work.reviewer_id == to.pk:
        return work
    before = work.reviewer
    _give(work, to, told=to != actor)
    if before is not None and before != actor:
        notify(recipient=before, kind=PASSED_ON, key=_today(work), link="/my/reviews/")
    record(
        actor_uid=actor.uid,
        action="assessment.work_passed_on",
        subject=f"work:{work.uid}",
        about_uid=work.learner.uid,
    )
    return work


def _today(work: Work) -> str:
    return f"{work.uid}:{timezone.localdate():%Y%m%d}"


def _give(work: Work, to: User, *, told: bool = True) -> None:
    newest = work.versions.order_by("-number").first()
    Review.objects.filter(version=newest, is_draft=True).update(reviewer=to)
    work.reviewer = to
    work.save(update_fields=["reviewer", "updated_at"])
    if newest is not None and told:
        tell_reviewer(work, newest)


def late_works() -> QuerySet[Work]:
    """Nobody took it up within the days for an answer, or the promised day is over; not passed on before."""
    today = timezone.localdate()
    untouched = Q(state=WorkState.SENT, state_since__lt=timezone.now() - ANSWER_WITHIN)
    overdue = Q(state=WorkState.ACKNOWLEDGED, promised_on__lt=today)
    return Work.objects.filter(untouched | overdue, passed_on_at=None).order_by("pk")


def pass_on_late() -> int:
    """Each late piece has a job of its own; how many. Repeatable."""
    found = list(late_works().values_list("pk", flat=True))
    for work in found:
        enqueue(ONE_LATE_JOB, work)
    return len(found)


@transaction.atomic
def pass_on_one(work_id: int) -> None:
    """A late piece is with another reviewer; both know, and its learner that it is not forgotten. Once.

    Where nobody else may be given it, it stays, and whoever has it is reminded.
    """
    work = late_works().select_for_update(of=("self",)).filter(pk=work_id).first()
    if work is None:
        return
    before = work.reviewer
    others = possible_reviewers(work.learner, work.lesson)
    to = (others.exclude(pk=before.pk) if before else others).first()
    work.passed_on_at = timezone.now()
    if to is not None:
        work.state, work.promised_on = WorkState.SENT, None  # the promise was the other one's
    work.save(update_fields=["passed_on_at", "state", "promised_on", "updated_at"])
    if to is not None:
        _give(work, to)
    day = _today(work)
    if before is not None and to is not None:
        notify(recipient=before, kind=PASSED_ON, key=day, link="/my/reviews/")
    elif before is not None:
        notify(recipient=before, kind=WAITS, key=day, link=f"/my/reviews/{work.uid}/")
    notify(recipient=work.learner, kind=LATE, key=day, link="/my/portfolio/")


def _looked_after(person: User) -> QuerySet[Work]:
    return Work.objects.waiting().filter(reviewer=person)


@transaction.atomic
def hand_reviews_over(giver: User, taker: User) -> int:
    """Everything that waits for ``giver`` waits for somebody who may review it, ``taker`` if they may.

    Repeatable; returns how many changed hands.
    """
    number = 0
    for work in _looked_after(giver).select_for_update(of=("self",)).order_by("pk"):
        able = possible_reviewers(work.learner, work.lesson).exclude(pk=giver.pk)
        to = able.filter(pk=taker.pk).first() or able.first()
        if to is None:
            work.reviewer = None
            work.save(update_fields=["reviewer", "updated_at"])
        else:
            _give(work, to)
        number += 1
    return number


REVIEWING = Duty(
    "work_reviewing",
    _("work that waits for their answer"),
    lambda person: _looked_after(person).count(),
    hand_reviews_over,
)
