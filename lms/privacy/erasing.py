"""Erasing a person: asked for, slept on, taken back or carried out step by step, and the receipt."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from lms.accounts.letters import send_letter
from lms.accounts.links import sign_link
from lms.accounts.models import Standing, User
from lms.accounts.safety.ending import end_access
from lms.audit.services import record
from lms.language import speaking
from lms.privacy.duties import pass_duties_on
from lms.privacy.errors import NotForThemError, NothingToCancelError, TooLateError
from lms.privacy.models import Erasure, ErasureState, ErasureStep
from lms.privacy.registry import Choices, Part, PersonalData, in_order_of_erasing
from lms.queue.services import enqueue

ERASE_JOB = "lms.privacy.tasks.erase_job"
COOLING_OFF = timedelta(days=7)
LONGEST_RUN = 25  # seconds that one job works before it hands over to the next
LINK_PURPOSE = "privacy.keep"
DUTIES = "duties"  # the first step: what the person looks after goes to somebody else


@dataclass(frozen=True)
class Expected:
    """What erasing will do with some rows, as the preview and the receipt say it."""

    data: PersonalData
    part: Part
    count: int


def preview(person: User, choices: Choices) -> list[Expected]:
    """What erasing ``person`` now would do. Changes nothing; one query for each part."""
    return [
        Expected(data, part, count)
        for data in in_order_of_erasing()
        for part in data.erase
        if part.when(choices) and (count := part.count(person))
    ]


def waiting_for(person: User) -> Erasure | None:
    """The erasure of ``person`` that is not over, if there is one. One query."""
    return Erasure.objects.filter(
        person=person, state__in=(ErasureState.PENDING, ErasureState.RUNNING)
    ).first()


@transaction.atomic
def ask_for_erasure(
    *, person: User, actor: User, keep_certificates: bool = True, successor: User | None = None
) -> Erasure:
    """``person`` is erased after seven days unless it is taken back; one that waits already is handed back.

    They get a letter with a link to take it back. Never refused: whoever looks after something names
    a successor, or it goes to the administrators. Records ``privacy.erasure``.

    Raises ``NotForThemError`` where somebody else asks for a person who has not died.
    """
    if actor.pk != person.pk and person.standing != Standing.DIED:
        raise NotForThemError
    now = timezone.now()
    try:
        with transaction.atomic():
            erasure = Erasure.objects.create(
                person=person,
                asked_by_uid=actor.uid,
                asked_at=now,
                due_at=now + COOLING_OFF,
                keep_certificates=keep_certificates,
                successor_uid=successor.uid if successor else None,
            )
    except IntegrityError:
        return Erasure.objects.get(person=person, state__in=(ErasureState.PENDING, ErasureState.RUNNING))
    _record(erasure, actor, "privacy.erasure")
    _write(erasure, "erasure_asked")
    return erasure


def _record(erasure: Erasure, actor: User | None, action: str, **details: Any) -> None:
    record(
        actor_uid=actor.uid if actor else None,
        action=action,
        subject=f"erasure:{erasure.uid}",
        about_uid=erasure.person.uid,
        **details,
    )


def _write(erasure: Erasure, letter: str) -> None:
    """Nobody is written to where somebody else asked: the person has died."""
    person = erasure.person
    if not person.email or erasure.asked_by_uid != person.uid:
        return
    site = settings.SITE_URL.rstrip("/")
    token = sign_link(person=person, purpose=LINK_PURPOSE, erasure=erasure.uid.hex)
    context = {
        "keep_href": site + reverse("privacy:keep", args=[token]),
        "receipt_href": site + reverse("privacy_public:receipt", args=[erasure.number]),
        "number": erasure.number,
        "due_at": erasure.due_at,
    }
    with speaking(person.language or settings.LANGUAGE_CODE):
        send_letter(f"privacy/email/{letter}", person.email, context)


@transaction.atomic
def cancel_erasure(*, person: User, actor: User) -> Erasure:
    """The erasure of ``person`` that waits is taken back. Records ``privacy.erasure_cancelled``.

    Raises ``NothingToCancelError``, and ``TooLateError`` once it has begun.
    """
    erasure = (
        Erasure.objects.select_for_update()
        .filter(person=person, state__in=(ErasureState.PENDING, ErasureState.RUNNING))
        .first()
    )
    if erasure is None:
        raise NothingToCancelError
    if erasure.state == ErasureState.RUNNING:
        raise TooLateError
    erasure.state, erasure.cancelled_at = ErasureState.CANCELLED, timezone.now()
    erasure.save(update_fields=["state", "cancelled_at"])
    _record(erasure, actor, "privacy.erasure_cancelled")
    return erasure


def due_erasures() -> Iterable[int]:
    """Those whose days are over. A frozen account waits: it may have been somebody else who asked."""
    due = Erasure.objects.filter(state=ErasureState.PENDING, due_at__lte=timezone.now())
    return due.exclude(person__standing=Standing.FROZEN).values_list("pk", flat=True)


def begin_due_erasures() -> int:
    """Every erasure whose days are over has begun; returns how many were. Repeatable."""
    return sum(begin_erasure(erasure_id=pk) for pk in list(due_erasures()))


@transaction.atomic
def begin_erasure(*, erasure_id: int) -> bool:
    """The person cannot come in any more, and a job carries the erasure out. False where nothing is due."""
    erasure = (
        Erasure.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(pk=erasure_id, state=ErasureState.PENDING, due_at__lte=timezone.now())
        .first()
    )
    if erasure is None:
        return False
    person = erasure.person
    erasure.state, erasure.started_at = ErasureState.RUNNING, timezone.now()
    erasure.save(update_fields=["state", "started_at"])
    person.standing, person.is_active = Standing.ERASED, False
    person.set_unusable_password()
    person.save(update_fields=["standing", "is_active", "password"])
    end_access(person=person)
    _record(erasure, None, "privacy.erasure_begun")
    enqueue(ERASE_JOB, erasure.pk)
    return True


def carry_out(*, erasure_id: int, longest: float = LONGEST_RUN) -> Erasure | None:
    """Nothing of the person is left but what the receipt names, or another job goes on from here.

    Each kind of data is one step, done and noted in one transaction: after a crash the steps that are
    noted are left alone. The account, with the address to which the receipt goes, is the last one.
    """
    started = time.monotonic()
    erasure = Erasure.objects.filter(pk=erasure_id, state=ErasureState.RUNNING).first()
    if erasure is None:
        return None
    _do_step(erasure.pk, DUTIES, None)
    for data in in_order_of_erasing():
        done = _do_step(erasure.pk, data.code, data)
        if done and time.monotonic() - started > longest:
            enqueue(ERASE_JOB, erasure.pk)
            return erasure
    return _finish(erasure.pk)


@transaction.atomic
def _do_step(erasure_id: int, code: str, data: PersonalData | None) -> bool:
    """False where it was done before."""
    erasure = Erasure.objects.select_for_update(of=("self",)).select_related("person").get(pk=erasure_id)
    if erasure.state != ErasureState.RUNNING or erasure.steps.filter(code=code).exists():
        return False
    person, outcomes = erasure.person, []
    if data is None:
        passed = pass_duties_on(person=person, successor_uid=erasure.successor_uid)
        outcomes = [{"fate": "kept", "part": 0, "count": passed}] if passed else []
    else:
        outcomes = _erase(erasure, person, data)
    ErasureStep.objects.create(erasure=erasure, code=code, outcomes=outcomes)
    return True


def _erase(erasure: Erasure, person: User, data: PersonalData) -> list[dict[str, Any]]:
    """Count and change every part of ``data``; the letter goes just before the address does."""
    choices = Choices(keep_certificates=erasure.keep_certificates)
    wanted = [(place, part) for place, part in enumerate(data.erase) if part.when(choices)]
    counted = [(place, part, part.count(person)) for place, part in wanted]
    if data.code == "account":
        _write(erasure, "erasure_done")
    for _place, part, _count in counted:
        part.carry_out(person)
    return [
        {"fate": str(part.fate), "part": place, "count": count} for place, part, count in counted if count
    ]


@transaction.atomic
def _finish(erasure_id: int) -> Erasure:
    erasure = Erasure.objects.select_for_update(of=("self",)).select_related("person").get(pk=erasure_id)
    if erasure.state == ErasureState.RUNNING:
        erasure.state, erasure.done_at = ErasureState.DONE, timezone.now()
        erasure.save(update_fields=["state", "done_at"])
        _record(erasure, None, "privacy.erased", steps=erasure.steps.count())
    return erasure


def receipt_of(erasure: Erasure) -> list[Expected]:
    """What was done, as it was noted; parts that exist no more are left out. One query."""
    known = {data.code: data for data in in_order_of_erasing()}
    done = []
    for step in erasure.steps.all():
        data = known.get(step.code)
        for outcome in step.outcomes if data else []:
            if data is not None and outcome["part"] < len(data.erase):
                done.append(Expected(data, data.erase[outcome["part"]], outcome["count"]))
    return done


def forget_erasures(before: Any) -> int:
    """Wishes taken back before ``before`` are gone; returns how many went."""
    return Erasure.objects.filter(state=ErasureState.CANCELLED, cancelled_at__lt=before).delete()[0]
