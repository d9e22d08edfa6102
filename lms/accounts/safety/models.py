"""What keeps accounts in the hands of those to whom they belong."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from lms.accounts.fields import NormalisedEmailField


class AddressChange(models.Model):
    """One change of a person's address, kept for the seven days in which it can be undone.

    ``actor_uid`` is who changed it: the person, or staff. ``password_mark`` tells whether the
    password was changed since. The row goes when the days are over, and the addresses with it.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="address_changes"
    )
    old = NormalisedEmailField(max_length=254)
    new = NormalisedEmailField(max_length=254, blank=True)
    actor_uid = models.UUIDField(null=True)
    password_mark = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(db_index=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]
