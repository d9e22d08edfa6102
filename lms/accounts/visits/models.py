"""Who is signed in where, and on which devices somebody was before."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone

from lms.accounts.visits.words import device_words


class Visit(AbstractBaseSession):
    """One session of one browser: of somebody signed in, or of a visitor between two pages.

    Written by ``lms.accounts.sessions``. ``session_key`` is what the cookie holds and opens
    the account, so addresses of pages name the ``uid``. ``last_seen_at`` may be ten minutes
    old. Of the device its kind is kept, never its address.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="visits"
    )
    browser = models.CharField(max_length=40, blank=True)
    system = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "session"
        ordering = ["-last_seen_at", "-created_at"]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def device(self) -> str:
        return device_words(self.browser, self.system)

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        from lms.accounts.sessions import SessionStore

        return SessionStore


class KnownDevice(models.Model):
    """A browser with which ``user`` signed in before, known again by a random number in a cookie of its own.

    ``mark`` is made from that number and the person, so two people's rows at one device have
    nothing in common, and nobody can make the cookie from the row. It is empty for a device that others
    use too: nothing is kept there, and the row only tells when a letter was sent (``told_at``).
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="known_devices")
    mark = models.CharField(max_length=64, blank=True)
    browser = models.CharField(max_length=40, blank=True)
    system = models.CharField(max_length=40, blank=True)
    first_seen_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(default=timezone.now, db_index=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "mark"], condition=~models.Q(mark=""), name="device_known_once_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"device {self.pk}"
