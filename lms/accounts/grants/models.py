"""Who was given which role by whom, from when to when."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class GrantQuerySet(models.QuerySet):
    def open(self) -> GrantQuerySet:
        """What holds now."""
        return self.filter(ended_at=None)


class RoleGrant(models.Model):
    """``person`` holds ``role`` from ``given_at`` until ``ended_at``.

    For the whole organisation where ``scope_kind`` is empty: such a role is also a group, which
    Wagtail asks, and this row is its history. For one cohort otherwise: then this row is all there
    is. ``given_by`` is None for what was given on the command line or before anybody wrote it down.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(_("role"), max_length=20)
    scope_kind = models.CharField(max_length=10, blank=True)
    scope_uid = models.UUIDField(null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField(default=timezone.now)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role of a person")
        verbose_name_plural = _("roles of people")
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role"],
                condition=Q(ended_at=None, scope_kind=""),
                name="role_held_once",
            ),
            models.UniqueConstraint(
                fields=["person", "role", "scope_kind", "scope_uid"],
                condition=Q(ended_at=None) & ~Q(scope_kind=""),
                name="role_held_once_in_a_scope",
            ),
            models.CheckConstraint(
                condition=Q(scope_kind="", scope_uid=None) | (~Q(scope_kind="") & Q(scope_uid__isnull=False)),
                name="scope_is_whole_or_named",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("given_at")), name="role_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.uid}"
