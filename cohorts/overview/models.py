"""Who might need a hand, what was done about it, and what was told to everybody.

A *sign* is found by a rule that the organisers declared; it says what happened, never what
somebody is like. Days are days in Europe/London.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.programmes.models import Cohort, Place


def _days(default: int, label: Any) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        label, default=default, validators=[MinValueValidator(1), MaxValueValidator(90)]
    )


class HelpRules(models.Model):
    """When somebody of one cohort might need a hand. A cohort without a row has the defaults."""

    cohort = models.OneToOneField(Cohort, on_delete=models.CASCADE, related_name="help_rules")
    quiet_days = _days(10, _("days without a lesson or a session"))
    missed_in_a_row = _days(2, _("sessions missed in a row"))
    behind_days = _days(3, _("days behind the plan of a course"))
    work_days = _days(2, _("days after work was due"))

    def __str__(self) -> str:
        return str(self.cohort)


class Sign(models.TextChoices):
    QUIET = "quiet", _("Nothing done for some time")
    MISSED = "missed", _("Missed sessions in a row")
    BEHIND = "behind", _("Behind the plan")
    WORK = "work", _("Work is overdue")


class HelpSign(models.Model):
    """One sign for one trainee, from the day it was found until it no longer holds.

    ``number`` is days (quiet, behind, work) or sessions (missed), as of ``checked_at``; ``subject``
    names the course that is behind, or the work that is missing. Put off until ``put_off_until``, it is
    listed again after.
    """

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="help_signs")
    sign = models.CharField(max_length=8, choices=Sign)
    number = models.PositiveIntegerField()
    subject = models.CharField(max_length=255, blank=True)
    found_at = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    put_off_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "sign"], condition=Q(ended_at=None), name="one_open_sign_of_a_kind"
            )
        ]
        indexes = [models.Index(fields=["place", "ended_at"], name="signs_of_a_place")]


class DeedKind(models.TextChoices):
    WROTE = "wrote", _("Wrote to them")
    RANG = "rang", _("Rang them")
    MET = "met", _("Met them")
    OTHER = "other", _("Something else")


class HelpDeed(models.Model):
    """What an organiser did for a trainee; the trainee reads it in their copy of everything."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="help_deeds")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("what was done"), max_length=5, choices=DeedKind)
    note = models.CharField(_("note"), max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]


class Announcement(models.Model):
    """One message to a cohort or a part of it. Whom it goes to is settled when it is sent.

    ``uid`` comes with the form, so sending it twice makes one.
    """

    uid = models.UUIDField(unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="announcements")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("heading"), max_length=120)
    text = models.TextField(_("message"), max_length=5_000)
    audience = models.CharField(_("to whom"), max_length=10, default="all")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class AnnouncementTo(models.Model):
    """One trainee whom one announcement goes to; ``told_at`` once their notice is made."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="recipients")
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["announcement", "place"], name="announced_once_to_a_place")
        ]
