"""Invitations to make an account, one at a time or from a file."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import NormalisedEmailField


class InvitationState(models.TextChoices):
    """Follows from an invitation's times; not stored."""

    WAITING = "waiting", _("being sent")
    SENT = "sent", _("sent")
    ACCEPTED = "accepted", _("accepted")
    EXPIRED = "expired", _("ran out")
    WITHDRAWN = "withdrawn", _("withdrawn")


class BatchState(models.TextChoices):
    READING = "reading", _("being read")
    READ = "read", _("read, nothing sent yet")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")


class RowOutcome(models.TextChoices):
    """What the dry run says about one row of a file; rows that are not ``ok`` are never sent."""

    OK = "ok", _("can be invited")
    INVITED = "invited", _("is invited already")
    ACCOUNT = "account", _("has an account")
    INVALID = "invalid", _("the address is not one")
    MISSING = "missing", _("has no address")
    DUPLICATE = "duplicate", _("stands in the file more than once")
    FORMULA = "formula", _("the name looks like a formula")
    LONG = "long", _("the name is too long")


class InvitationBatch(models.Model):
    """One file of people to invite. ``content`` is the file until it is read, and empty then."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=BatchState, default=BatchState.READING)
    language = models.CharField(max_length=12, blank=True)
    days = models.PositiveSmallIntegerField()
    content = models.BinaryField(blank=True)
    read_rows = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(_("read on"), default=timezone.now, db_index=True)
    sending_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("file of people to invite")
        verbose_name_plural = _("files of people to invite")
        ordering = ["-created_at", "-pk"]


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def in_state(self, state: str) -> InvitationQuerySet:
        now = timezone.now()
        ways = {
            InvitationState.ACCEPTED: Q(accepted_at__isnull=False),
            InvitationState.WITHDRAWN: Q(accepted_at=None, withdrawn_at__isnull=False),
            InvitationState.EXPIRED: Q(accepted_at=None, withdrawn_at=None, expires_at__lte=now),
            InvitationState.WAITING: Q(accepted_at=None, withdrawn_at=None, expires_at__gt=now, sent_at=None),
            InvitationState.SENT: Q(
                accepted_at=None, withdrawn_at=None, expires_at__gt=now, sent_at__isnull=False
            ),
        }
        return self.filter(ways[InvitationState(state)])


class Invitation(models.Model):
    """One person is invited by letter to make an account, perhaps with a role.

    One address has one open invitation at most. ``role`` is a staff group that ``invited_by``
    gives with it; it is given only while they still may.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = NormalisedEmailField(_("e-mail address"), max_length=254)
    name = models.CharField(_("name"), max_length=200, blank=True)
    role = models.CharField(_("role"), max_length=20, blank=True)
    language = models.CharField(max_length=12, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("invited by"),
        on_delete=models.PROTECT,
        related_name="invitations_made",
    )
    batch = models.ForeignKey(
        InvitationBatch, null=True, on_delete=models.SET_NULL, related_name="invitations"
    )
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    expires_at = models.DateTimeField(_("works until"), db_index=True)
    sent_at = models.DateTimeField(_("sent on"), null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="invitations_accepted"
    )
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="accounts_one_open_invitation",
            )
        ]

    @property
    def state(self) -> InvitationState:
        if self.accepted_at is not None:
            return InvitationState.ACCEPTED
        if self.withdrawn_at is not None:
            return InvitationState.WITHDRAWN
        if self.expires_at <= timezone.now():
            return InvitationState.EXPIRED
        return InvitationState.WAITING if self.sent_at is None else InvitationState.SENT

    @property
    def is_open(self) -> bool:
        return self.state in {InvitationState.WAITING, InvitationState.SENT}


class InvitationRow(models.Model):
    """One row of a file: what stood in it, and what the dry run says. Goes with its batch."""

    batch = models.ForeignKey(InvitationBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    email = models.CharField(_("e-mail address"), max_length=254, blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    outcome = models.CharField(_("what becomes of it"), max_length=10, choices=RowOutcome)
    invitation = models.ForeignKey(Invitation, null=True, on_delete=models.SET_NULL, related_name="+")
    is_done = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("row")
        verbose_name_plural = _("rows")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="accounts_one_row_a_number")]
        indexes = [
            models.Index(fields=["batch", "outcome", "is_done", "number"], name="accounts_rows_to_send"),
            models.Index(fields=["batch", "email"], name="accounts_rows_by_address"),
        ]
