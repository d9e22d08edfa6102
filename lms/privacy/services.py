"""Copies of everything: asked for, made step by step, handed out, and deleted again."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone

from lms.accounts.letters import send_letter
from lms.accounts.models import Standing, User
from lms.audit.services import record
from lms.language import speaking
from lms.privacy import packing, parts
from lms.privacy.bundle import write_plan
from lms.privacy.errors import EnoughForTodayError, NotForThemError
from lms.privacy.models import EVERYTHING, Export, ExportState
from lms.privacy.registry import all_data
from lms.privacy.stored import sweep
from lms.privacy.takeaways import takeaway_called
from lms.queue.services import enqueue

MAKE_JOB = "lms.privacy.tasks.make_export_job"
COPY_KEPT = timedelta(days=7)  # how long a finished copy can be fetched
LONGEST_RUN = 25  # seconds that one job works before it hands over to the next


@transaction.atomic
def ask_for_export(*, person: User, actor: User) -> Export:
    """A copy of everything held on ``person`` is being made, or the one in the making is handed back.

    People ask for themselves; for somebody who died an administrator asks. Records ``privacy.export``.

    Raises ``NotForThemError``.
    """
    if actor.pk != person.pk and person.standing != Standing.DIED:
        raise NotForThemError
    try:
        with transaction.atomic():
            export = Export.objects.create(person=person, asked_by_uid=actor.uid)
    except IntegrityError:
        return Export.objects.of_everything().get(person=person, state=ExportState.MAKING)
    record(actor_uid=actor.uid, action="privacy.export", subject=f"export:{export.uid}", about_uid=person.uid)
    enqueue(MAKE_JOB, export.pk)
    return export


@transaction.atomic
def ask_for_takeaway(*, person: User, what: str) -> Export:
    """What the takeaway ``what`` names is being put together for ``person``, or was already.

    Raises ``EnoughForTodayError`` after as many as it allows within 24 hours.
    """
    takeaway = takeaway_called(what)
    if takeaway is None:
        raise ValueError(f"unknown takeaway {what!r}")
    asked = Export.objects.filter(person=person, what=what)
    if (running := asked.filter(state=ExportState.MAKING).first()) is not None:
        return running
    if asked.filter(asked_at__gt=timezone.now() - timedelta(days=1)).count() >= takeaway.most_a_day:
        raise EnoughForTodayError
    try:
        with transaction.atomic():
            export = Export.objects.create(person=person, asked_by_uid=person.uid, what=what)
    except IntegrityError:
        return asked.get(state=ExportState.MAKING)
    enqueue(MAKE_JOB, export.pk)
    return export


def make_export(*, export_id: int, longest: float = LONGEST_RUN) -> Export | None:
    """The copy is a step further; it is whole and can be fetched, or another job goes on from here.

    A step is one kind of data, the plan, or a stretch of the archive: stored first, then noted in a
    transaction of its own. A crash costs the step in which it happened. A job takes steps for ``longest``
    seconds, and at least one. Repeatable, also at the same time; a copy that is ready, or deleted again,
    is left alone.
    """
    started = time.monotonic()
    export = Export.objects.select_related("person").filter(pk=export_id, state=ExportState.MAKING).first()
    if export is None:
        return None
    with speaking(export.person.language or settings.LANGUAGE_CODE):
        while not _is_whole(export):
            _take_step(export, until=started + longest)
            if time.monotonic() - started > longest:
                enqueue(MAKE_JOB, export.pk)
                return export
    return _hand_over(export)


def _is_whole(export: Export) -> bool:
    """Whole, or wanted no longer: nothing is left to do either way."""
    return export.state != ExportState.MAKING or packing.is_whole(export)


def _take_step(export: Export, *, until: float) -> None:
    try:
        _do_step(export, until)
    except FileNotFoundError:
        if _is_making(export):
            raise
    if not _is_making(export):
        sweep(export, but=set(export.segments.values_list("stored_as", flat=True)))


def _is_making(export: Export) -> bool:
    """Nobody deleted or finished it meanwhile."""
    now = Export.objects.filter(pk=export.pk).values_list("state", "plan").first()
    export.state, export.plan = now or (ExportState.GONE, "")
    return export.state == ExportState.MAKING


def _do_step(export: Export, until: float) -> None:
    if export.plan:
        packing.write_segment(export, until)
        return
    done = set(export.parts.values_list("code", flat=True))
    data = next((data for data in all_data() if data.code not in done), None)
    if data is not None and export.what == EVERYTHING:
        parts.write_part(export, data)
    else:
        write_plan(export)


@transaction.atomic
def _hand_over(export: Export) -> Export:
    """The copy is ready, what it was made of is gone, and whoever asked gets a letter: once."""
    found = Export.objects.select_for_update(of=("self",)).select_related("person")
    export = found.filter(pk=export.pk, state=ExportState.MAKING).first() or export
    if export.state != ExportState.MAKING:
        return export
    now = timezone.now()
    export.state, export.ready_at, export.expires_at = ExportState.READY, now, now + COPY_KEPT
    export.size = export.segments.aggregate(all=Sum("size"))["all"] or 0
    export.save(update_fields=["state", "ready_at", "expires_at", "size"])
    export.segments.update(listing=b"")
    export.parts.all().delete()
    wanted = set(export.segments.values_list("stored_as", flat=True))
    transaction.on_commit(lambda: sweep(export, but=wanted))
    if (takeaway := takeaway_called(export.what)) is not None:
        takeaway.tell(export)
        transaction.on_commit(lambda: _forget_earlier(export))
    else:
        _note_ready(export)
        _tell_ready(export)
    return export


def _forget_earlier(export: Export) -> None:
    """Of a takeaway the newest lies there alone."""
    earlier = Export.objects.filter(person=export.person_id, what=export.what, state=ExportState.READY)
    for one in earlier.exclude(pk=export.pk):
        _forget(one)


def _note_ready(export: Export) -> None:
    record(
        actor_uid=None,
        action="privacy.export_ready",
        subject=f"export:{export.uid}",
        about_uid=export.person.uid,
        size=export.size,
    )


def _tell_ready(export: Export) -> None:
    reader = User.objects.filter(uid=export.asked_by_uid, standing=Standing.ACTIVE, is_active=True).first()
    if reader is None or not reader.email:
        return
    href = settings.SITE_URL.rstrip("/") + reverse("privacy:data")
    with speaking(reader.language or settings.LANGUAGE_CODE):
        send_letter("privacy/email/copy_ready", reader.email, {"href": href, "days": COPY_KEPT.days})


@transaction.atomic
def note_download(*, export: Export, actor: User) -> None:
    """That ``actor`` fetched a copy of everything stands in the record of actions."""
    if export.what != EVERYTHING:
        return
    record(
        actor_uid=actor.uid,
        action="privacy.download",
        subject=f"export:{export.uid}",
        about_uid=export.person.uid,
    )


def too_old(moment: datetime) -> QuerySet[Export]:
    """Copies that were ready before ``moment``, and those asked for before it that never became ready."""
    ready = Q(state=ExportState.READY, ready_at__lt=moment)
    return Export.objects.filter(ready | Q(state=ExportState.MAKING, asked_at__lt=moment))


def forget_exports(before: datetime | None = None) -> int:
    """The files of copies too old at ``before`` (seven days ago) are gone; returns how many copies went.

    Repeatable: the files go before the row says so, and those of a copy in the making afterwards too.
    """
    moment = before or timezone.now() - COPY_KEPT
    gone = 0
    for export in too_old(moment).iterator(chunk_size=100):
        _forget(export)
        gone += 1
    return gone


def _forget(export: Export) -> None:
    remove_files(export)
    Export.objects.filter(pk=export.pk).update(state=ExportState.GONE, plan="", size=0)
    remove_files(export)


def remove_files(export: Export) -> None:
    """Nothing of this copy lies in storage any more, whatever a crash left there. Repeatable."""
    sweep(export)
    export.parts.all().delete()
    export.segments.all().delete()
