"""Copies that people asked for, erasures, and decisions about what they may read."""

from __future__ import annotations

import secrets
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Crockford's letters: nothing that reads like something else on paper.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def receipt_number() -> str:
    """A number nobody can guess (80 random bits), as a receipt shows it: ``7KQ2-M9XD-4TRP-58AB``."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(16))
    return "-".join(letters[place : place + 4] for place in range(0, 16, 4))


EVERYTHING = "everything"


class ExportState(models.TextChoices):
    MAKING = "making", _("Being made")
    READY = "ready", _("Ready")
    GONE = "gone", _("Deleted again")


class ExportQuerySet(models.QuerySet["Export"]):
    def of_everything(self) -> ExportQuerySet:
        """Those that answer the right to a copy."""
        return self.filter(what=EVERYTHING)

    def visible_to(self, user: Any) -> ExportQuerySet:
        """Those that one asked for: for oneself or, as an administrator, for somebody who died."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(asked_by_uid=user.uid)


class Export(models.Model):
    """A copy of everything held on one person, or of the takeaway that ``what`` names; made step by step.

    ``plan`` names the stored list of what goes into the archive, once it is known, and ``weight`` is how
    many bytes that is. Until ``expires_at`` the archive lies in private storage, in ``segments``; ``size``
    is their length together. Afterwards only the row is left.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exports")
    asked_by_uid = models.UUIDField(_("asked for by"))
    what = models.CharField(max_length=20, default=EVERYTHING)
    state = models.CharField(max_length=8, choices=ExportState, default=ExportState.MAKING)
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    plan = models.CharField(max_length=200, blank=True)
    weight = models.PositiveBigIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("copy of somebody’s data")
        verbose_name_plural = _("copies of people’s data")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "what"],
                condition=models.Q(state="making"),
                name="one_export_in_the_making",
                violation_error_message=_("A copy is being made already."),
            ),
        ]

    def __str__(self) -> str:
        return f"export {self.uid}"

    @property
    def is_there(self) -> bool:
        return (
            self.state == ExportState.READY
            and self.expires_at is not None
            and self.expires_at > timezone.now()
        )

    @property
    def folder(self) -> str:
        """Where everything of this copy lies in private storage, also what a crash left there."""
        return f"copies/{self.uid.hex}"


class ExportPart(models.Model):
    """What one kind of data contributed: written to storage, so that a crash costs one part only.

    ``stored_as`` is the beginning of three names: ``.jsonl``, a line for each record or file, and
    ``.json`` and ``.html``, the records as the archive has them.
    """

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="parts")
    code = models.CharField(max_length=60)
    records = models.PositiveIntegerField(default=0)
    withheld = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    stored_as = models.CharField(max_length=200)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["export", "code"], name="one_part_per_code")]


class ExportSegment(models.Model):
    """A stretch of the archive: the segments of a copy, by number, are its bytes one after another.

    ``place`` is how far the archive is with it (``lms.privacy.zipping.Place``), and ``listing`` what it adds
    to the list at the archive's end; both are of use only until the copy is ready.
    """

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="segments")
    number = models.PositiveIntegerField()
    stored_as = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    place = models.JSONField(default=dict)
    listing = models.BinaryField(default=bytes)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["export", "number"], name="one_segment_per_number")]


class ErasureState(models.TextChoices):
    PENDING = "pending", _("In its cooling-off days")
    CANCELLED = "cancelled", _("Taken back")
    RUNNING = "running", _("Under way")
    DONE = "done", _("Done")


class Erasure(models.Model):
    """One wish to be erased, from the asking to the receipt.

    ``number`` is that of the receipt, which names nobody. ``successor_uid`` is whoever takes over the
    person's duties, where they named somebody. ``done_at`` is set with the last step.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=19, unique=True, default=receipt_number, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="erasures")
    asked_by_uid = models.UUIDField(_("asked for by"))
    state = models.CharField(max_length=10, choices=ErasureState, default=ErasureState.PENDING)
    keep_certificates = models.BooleanField(default=True)
    successor_uid = models.UUIDField(null=True, blank=True)
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    due_at = models.DateTimeField(_("carried out from"))
    started_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(state__in=["pending", "running"]),
                name="one_erasure_at_a_time",
                violation_error_message=_("An erasure is waiting already."),
            ),
            models.CheckConstraint(
                condition=models.Q(due_at__gte=models.F("asked_at")),
                name="erasure_is_due_after_it_was_asked",
                violation_error_message=_("An erasure cannot be due before it was asked for."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ErasureStep(models.Model):
    """What one kind of data went through: ``outcomes`` is ``[{"fate", "part", "count"}]``.

    Written in the same transaction as the deed, so that a step is done once. ``part`` is the place of
    the part in its registration.
    """

    erasure = models.ForeignKey(Erasure, on_delete=models.CASCADE, related_name="steps")
    code = models.CharField(max_length=60)
    outcomes = models.JSONField(default=list)
    done_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["done_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["erasure", "code"], name="one_step_per_code")]


class DelayReason(models.TextChoices):
    SOMEBODY_AT_RISK = "at_risk", _("Somebody could come to harm if it were seen now")
    INQUIRY = "inquiry", _("An inquiry under the safeguarding policy is open")


class ReadDelayQuerySet(models.QuerySet["ReadDelay"]):
    def delayed(self) -> ReadDelayQuerySet:
        """Those whose time has not come."""
        return self.filter(until__gt=timezone.now())


class ReadDelay(models.Model):
    """A safeguarding decision that one entry of “who saw it” is not shown before ``until``.

    Added, never changed; who took it is in the record of actions too.
    """

    event_uid = models.UUIDField(_("entry"), unique=True)
    person_uid = models.UUIDField(_("about whom"), db_index=True)
    until = models.DateTimeField(_("shown from"))
    reason = models.CharField(_("reason"), max_length=10, choices=DelayReason)
    decided_by_uid = models.UUIDField(_("decided by"))
    decided_at = models.DateTimeField(default=timezone.now)

    objects = ReadDelayQuerySet.as_manager()


class WithholdReason(models.TextChoices):
    NONE = "", "–"
    OTHERS = "others", _("It would reveal another person")
    HARM = "harm", _("Somebody could come to harm")
    CRIME = "crime", _("It would hinder the finding or preventing of a crime")
    ADVICE = "advice", _("It is legal advice")


class ConfidentialDecision(models.Model):
    """Whether one item that others wrote in confidence enters the download of the person it is about.

    The newest decision on (``code``, ``key``) counts. Holds no contents.
    """

    person_uid = models.UUIDField(_("about whom"), db_index=True)
    code = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    include = models.BooleanField(_("enters the download"))
    reason = models.CharField(_("reason"), max_length=10, choices=WithholdReason, blank=True)
    decided_by_uid = models.UUIDField(_("decided by"))
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(include=True, reason="")
                | models.Q(include=False, reason__in=["others", "harm", "crime", "advice"]),
                name="withheld_says_why",
                violation_error_message=_("What is withheld has a reason."),
            ),
        ]
