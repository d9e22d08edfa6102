"""An append-only record of who did what."""

from __future__ import annotations

import uuid
from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

CHANGED = "An audit event cannot be changed."
DELETED = "An audit event cannot be deleted."


class AuditQuerySet(models.QuerySet):
    """Reads and appends only."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError(CHANGED)

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(CHANGED)

    def delete(self) -> NoReturn:
        raise TypeError(DELETED)


class AuditEvent(models.Model):
    """One deed: who (by ``uid``), did what, to what, about whom, when. Never changed, never deleted."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    actor_uid = models.UUIDField(_("who"), null=True, blank=True)
    action = models.CharField(_("what"), max_length=80)
    subject = models.CharField(_("to what"), max_length=200, db_index=True)
    about_uid = models.UUIDField(_("about whom"), null=True, blank=True)
    is_read = models.BooleanField(_("only read"), default=False, db_index=True)
    details = models.JSONField(_("details"), default=dict)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("recorded action")
        verbose_name_plural = _("recorded actions")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["about_uid", "-at"], name="record_about_newest"),
            models.Index(fields=["actor_uid", "-at"], name="record_actor_newest"),
            models.Index(fields=["action", "-at"], name="record_action_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError(CHANGED)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(DELETED)
