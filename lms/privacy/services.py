"""Copies of everything: asked for, made piece by piece, handed out, and deleted again."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from lms.accounts.letters import send_letter
from lms.accounts.models import Standing, User
from lms.audit.services import record
from lms.language import speaking
from lms.privacy import parts
from lms.privacy.bundle import write_bundle
from lms.privacy.errors import NotForThemError
from lms.privacy.models import Export, ExportState
from lms.privacy.registry import all_data
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
        return Export.objects.get(person=person, state=ExportState.MAKING)
    record(actor_uid=actor.uid, action="privacy.export", subject=f"export:{export.uid}", about_uid=person.uid)
    enqueue(MAKE_JOB, export.pk)
    return export


def make_export(*, export_id: int, longest: float = LONGEST_RUN) -> Export | None:
    """The copy is whole and can be fetched, or another job goes on where this one stopped.

    Each kind of data is written to storage and noted in a transaction of its own: a crash costs the
    part that was being written. Repeatable; a copy that is ready, or deleted again, is left alone.
    """
    started = time.monotonic()
    export = Export.objects.select_related("person").filter(pk=export_id, state=ExportState.MAKING).first()
    if export is None:
        return None
    done = set(export.parts.values_list("code", flat=True))
    with speaking(export.person.language or settings.LANGUAGE_CODE):
        for data in all_data():
            if data.code in done:
                continue
            parts.write_part(export, data)
            if time.monotonic() - started > longest:
                enqueue(MAKE_JOB, export.pk)
                return export
        stored_as, size = write_bundle(export)
    return _hand_over(export, stored_as, size)


@transaction.atomic
def _hand_over(export: Export, stored_as: str, size: int) -> Export:
    """The copy is ready, its pieces are gone, and whoever asked gets a letter: once."""
    export = Export.objects.select_for_update().select_related("person").get(pk=export.pk)
    if export.state != ExportState.MAKING:
        return export
    now = timezone.now()
    export.state, export.ready_at, export.expires_at = ExportState.READY, now, now + COPY_KEPT
    export.stored_as, export.size = stored_as, size
    export.save(update_fields=["state", "ready_at", "expires_at", "stored_as", "size"])
    record(
        actor_uid=None,
        action="privacy.export_ready",
        subject=f"export:{export.uid}",
        about_uid=export.person.uid,
        size=size,
    )
    for part in export.parts.all():
        transaction.on_commit(lambda key=part.stored_as: default_storage.delete(key))  # type: ignore[misc]
    _tell_ready(export)
    return export


def _tell_ready(export: Export) -> None:
    reader = User.objects.filter(uid=export.asked_by_uid, standing=Standing.ACTIVE, is_active=True).first()
    if reader is None or not reader.email:
        return
    href = settings.SITE_URL.rstrip("/") + reverse("privacy:data")
    with speaking(reader.language or settings.LANGUAGE_CODE):
        send_letter("privacy/email/copy_ready", reader.email, {"href": href, "days": COPY_KEPT.days})


@transaction.atomic
def note_download(*, export: Export, actor: User) -> None:
    """That ``actor`` fetched the copy stands in the record of actions."""
    record(
        actor_uid=actor.uid,
        action="privacy.download",
        subject=f"export:{export.uid}",
        about_uid=export.person.uid,
    )


def finished_before(moment: datetime) -> Any:
    """Copies that were ready before ``moment`` and still have a file."""
    return Export.objects.filter(state=ExportState.READY, ready_at__lt=moment)


def forget_exports(before: datetime | None = None) -> int:
    """The files of copies ready before ``before`` (seven days ago) are gone; returns how many went.

    Repeatable: the file goes before the row says so.
    """
    moment = before or timezone.now() - COPY_KEPT
    gone = 0
    for export in finished_before(moment).iterator(chunk_size=100):
        remove_files(export)
        Export.objects.filter(pk=export.pk).update(state=ExportState.GONE, stored_as="", size=0)
        gone += 1
    return gone


def remove_files(export: Export) -> None:
    """Nothing of this copy lies in storage any more. Repeatable."""
    for name in filter(None, [export.stored_as, *export.parts.values_list("stored_as", flat=True)]):
        default_storage.delete(name)
