"""Certificates as they were issued, and what happened to them since."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.certificates.number import printed
from courses.content.models import CourseEdition
from courses.learning.models import Enrolment
from lms.accounts.rules import is_administrator, is_organiser

MAX_REASON = 500  # characters in which somebody says why


class CertificateState(models.TextChoices):
    VALID = "valid", _("Valid")
    REVOKED = "revoked", _("Revoked")


class RevocationReason(models.TextChoices):
    ISSUED_IN_ERROR = "issued_in_error", _("Issued in error")
    REPLACED = "replaced", _("Replaced")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Achievement(models.Model):
    """A programme that somebody completed, as it was on that day: what earns a certificate beside a course.

    ``source`` is the uid of the record above that says so, such as a place in a cohort: one
    achievement a source. ``steps`` are the titles along the way, in order. Added, never changed.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.UUIDField(unique=True)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="achievements"
    )
    title = models.CharField(max_length=255)
    sessions = models.PositiveSmallIntegerField(default=0)
    courses = models.PositiveSmallIntegerField(default=0)
    steps = models.JSONField(default=list)
    language = models.CharField(max_length=12, default="en-gb")
    began_on = models.DateField()
    completed_at = models.DateTimeField()

    class Meta:
        ordering = ["-completed_at", "-pk"]

    def __str__(self) -> str:
        return self.title


Earned = Enrolment | Achievement  # what a certificate is issued for: a completed course or programme


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def in_force(self) -> CertificateQuerySet:
        return self.filter(state=CertificateState.VALID)

    def visible_to(self, user: Any) -> CertificateQuerySet:
        """One's own; for organisers also those in force, for administrators all, former names included."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if is_administrator(user):
            return self
        own = models.Q(learner_id=user.pk)
        return self.filter(own | models.Q(state=CertificateState.VALID) if is_organiser(user) else own)


class Certificate(models.Model):
    """What was certified, frozen on the day: later changes of name or course do not reach it.

    ``number`` is 12 random Crockford base-32 characters and a check character,
    stored without hyphens. Once ``sha256`` is set the file is never written again.
    It is issued for a completed course (``enrolment`` and ``edition``) or a programme
    (``achievement``). A new certificate in place of another ``replaces`` it: those issued for
    the same are a chain, and only the newest can be valid. ``hidden_at`` is set on the whole chain
    while the holder wants no public page.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=13, unique=True, editable=False)
    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.PROTECT, null=True, blank=True, related_name="certificates"
    )
    achievement = models.ForeignKey(
        Achievement, on_delete=models.PROTECT, null=True, blank=True, related_name="certificates"
    )
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="certificates"
    )
    edition = models.ForeignKey(
        CourseEdition, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=200)
    course_title = models.CharField(max_length=255)
    lessons = models.PositiveSmallIntegerField()
    minutes = models.PositiveIntegerField(help_text=_("Planned learning time, in minutes."))
    modules = models.JSONField(default=list)  # titles, in order; of a programme, its steps
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
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replacement"
    )
    hidden_at = models.DateTimeField(null=True, blank=True)

    objects = CertificateQuerySet.as_manager()

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
                | models.Q(
                    state="revoked",
                    revoked_at__isnull=False,
                    revoked_reason__in=["issued_in_error", "replaced", "withdrawn"],
                ),
                name="revoked_certificate_says_why",
                violation_error_message=_("A revoked certificate has a date and a reason."),
            ),
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=models.Q(replaces__isnull=True),
                name="one_first_certificate_per_enrolment",
                violation_error_message=_("This course already has a first certificate."),
            ),
            models.UniqueConstraint(
                fields=["achievement"],
                condition=models.Q(state="valid"),
                name="one_valid_certificate_per_achievement",
                violation_error_message=_("This programme already has a certificate."),
            ),
            models.UniqueConstraint(
                fields=["achievement"],
                condition=models.Q(replaces__isnull=True),
                name="one_first_certificate_per_achievement",
                violation_error_message=_("This programme already has a first certificate."),
            ),
            models.CheckConstraint(
                condition=models.Q(enrolment__isnull=False, edition__isnull=False, achievement__isnull=True)
                | models.Q(enrolment__isnull=True, edition__isnull=True, achievement__isnull=False),
                name="certificate_for_a_course_or_a_programme",
                violation_error_message=_("A certificate is for a course or for a programme."),
            ),
            models.CheckConstraint(
                condition=~models.Q(replaces=models.F("id")),
                name="certificate_replaces_another",
                violation_error_message=_("A certificate cannot replace itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.printed_number

    @property
    def printed_number(self) -> str:
        """``7KQ2-M9XD-4TRP-5``: four, four, four and the check character."""
        return printed(self.number)

    @property
    def earned(self) -> Earned:
        """What it was issued for: a place on a course, or a programme."""
        earned = self.enrolment or self.achievement
        assert earned is not None  # noqa: S101 - the database says so
        return earned

    @property
    def is_made(self) -> bool:
        return bool(self.sha256)

    @property
    def is_replaced(self) -> bool:
        return self.revoked_reason == RevocationReason.REPLACED

    @property
    def state_in_words(self) -> str:
        """Valid, or why it is not."""
        return str(self.get_revoked_reason_display() or self.get_state_display())

    @property
    def may_be_read(self) -> bool:
        """There is a file, and nobody took back what it says: a replaced one was true in its day."""
        return self.is_made and (self.state == CertificateState.VALID or self.is_replaced)

    @property
    def storage_key(self) -> str:
        return f"certificates/{self.number[:2]}/{self.number}.pdf"


class EventKind(models.TextChoices):
    """What can happen to a certificate; the values are the verbs of the record of actions."""

    ISSUE = "issue", _("Issued")
    REPLACE = "replace", _("Replaced after a change of name")
    CORRECT = "correct", _("Corrected, and so replaced")
    REVOKE = "revoke", _("Revoked")
    HIDE = "hide", _("Public page hidden")
    SHOW = "show", _("Public page shown again")


class CertificateEvent(models.Model):
    """One thing that happened to one certificate, by whom (nobody: the site itself) and why, in their words.

    Added, never changed. ``reason`` is for the holder and administrators, never for the public page.
    """

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=EventKind)
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=MAX_REASON, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="correct", reason=""),
                name="correction_says_why",
                violation_error_message=_("Say why the certificate is corrected."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.certificate_id}"
