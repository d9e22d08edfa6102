"""Certificates as they were issued."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.certificates.number import printed
from courses.content.models import CourseEdition
from courses.learning.models import Enrolment


class CertificateState(models.TextChoices):
    VALID = "valid", _("Valid")
    REVOKED = "revoked", _("Revoked")


class RevocationReason(models.TextChoices):
    ISSUED_IN_ERROR = "issued_in_error", _("Issued in error")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Certificate(models.Model):
    """What was certified, frozen on the day: later changes of name or course do not reach it.

    ``number`` is 12 random Crockford base-32 characters and a check character,
    stored without hyphens. Once ``sha256`` is set the file is never written again.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=13, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="certificates")
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="certificates"
    )
    edition = models.ForeignKey(CourseEdition, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    course_title = models.CharField(max_length=255)
    lessons = models.PositiveSmallIntegerField()
    minutes = models.PositiveIntegerField(help_text=_("Planned learning time, in minutes."))
    modules = models.JSONField(default=list)  # titles, in order
    organisation = models.CharField(max_length=120)
    accent = models.CharField(max_length=7, default="#a3202d")
    language = models.CharField(max_length=12, default="en-gb")
    completed_on = models.DateField()
    issued_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=CertificateState, default=CertificateState.VALID)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=20, choices=RevocationReason, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=models.Q(state="valid"),
                name="one_valid_certificate_per_enrolment",
                violation_error_message=_("This course already has a certificate."),
            ),
            models.CheckConstraint(
                condition=models.Q(state="valid", revoked_at__isnull=True, revoked_reason="")
                | (models.Q(state="revoked", revoked_at__isnull=False) & ~models.Q(revoked_reason="")),
                name="revoked_certificate_says_why",
                violation_error_message=_("A revoked certificate has a date and a reason."),
            ),
        ]

    def __str__(self) -> str:
        return self.printed_number

    @property
    def printed_number(self) -> str:
        """``7KQ2-M9XD-4TRP-5``: four, four, four and the check character."""
        return printed(self.number)

    @property
    def is_made(self) -> bool:
        return bool(self.sha256)

    @property
    def storage_key(self) -> str:
        return f"certificates/{self.number[:2]}/{self.number}.pdf"
