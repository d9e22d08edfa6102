"""What somebody who wants a place writes, and the questions that they were asked.

Moments are UTC. An application begins with a name and an address, before there is an account; it
belongs to an account once the address is confirmed, at the latest when it is sent.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from cohorts.admissions.applications.blocks import QuestionsBlock
from cohorts.programmes.models import Cohort, CohortState
from cohorts.programmes.ties import tie
from lms.accounts.fields import NormalisedEmailField
from lms.names import name_key

MAX_TEXT = 20_000  # characters of one answer


class ApplicationForm(models.Model):
    """The form of one cohort, as its organisers write it in Wagtail. Applicants see its newest edition."""

    cohort = models.OneToOneField(Cohort, on_delete=models.CASCADE, related_name="application_form")
    introduction = models.TextField(_("introduction"), blank=True, max_length=4_000)
    checks = models.TextField(
        _("checks"),
        blank=True,
        max_length=4_000,
        help_text=_("What is looked at besides the answers, such as a talk with local activists."),
    )
    questions = StreamField(QuestionsBlock(), verbose_name=_("questions"), blank=True)
    asks_diversity = models.BooleanField(_("ask the diversity questions, on a page apart"), default=True)

    class Meta:
        verbose_name = _("application form")
        verbose_name_plural = _("application forms")

    def __str__(self) -> str:
        return str(self.cohort)


class FormEdition(models.Model):
    """The form as it was when somebody began or changed an answer: immutable, by content.

    ``questions`` is the raw stream, blocks with their ids.
    """

    form = models.ForeignKey(ApplicationForm, on_delete=models.CASCADE, related_name="editions")
    digest = models.CharField(max_length=64)
    questions = models.JSONField(default=list)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "digest"], name="one_form_edition_per_text")]


class Criterion(models.Model):
    """One thing by which applications are read; shown to applicants before they write."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="criteria")
    title = models.CharField(_("criterion"), max_length=120)
    text = models.TextField(_("what it means"), blank=True, max_length=1_000)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


class ApplicationState(models.TextChoices):
    DRAFT = "draft", _("Being written")
    SUBMITTED = "submitted", _("Sent")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    MERGED = "merged", _("Joined with another one")
    TRANSFERRED = "transferred", _("Moved to another cohort")


class ApplicationQuerySet(models.QuerySet["Application"]):
    def submitted(self) -> ApplicationQuerySet:
        return self.filter(state=ApplicationState.SUBMITTED)

    def visible_to(self, user: Any) -> ApplicationQuerySet:
        """One's own; and what was sent to the cohorts that one organises."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        sent = ~Q(state=ApplicationState.DRAFT) & Q(cohort__in=Cohort.objects.organised_by(user).values("pk"))
        return self.filter(Q(applicant_id=user.pk) | sent)


class Application(models.Model):
    """What one person asks of one cohort, from the first word on.

    ``standing`` says that they looked at the rules for standing, or would like to talk first; what
    they answered there never left their browser. One address may have several: whoever types an
    address learns nothing of another application with it. ``epoch`` ends the ways in that were
    handed out before the address was confirmed. ``number`` counts what was saved.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="applications")
    edition = models.ForeignKey(FormEdition, null=True, on_delete=models.PROTECT, related_name="+")
    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="applications",
    )
    email = NormalisedEmailField(max_length=254)
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=400, editable=False, default="", db_index=True)
    state = models.CharField(max_length=11, choices=ApplicationState, default=ApplicationState.DRAFT)
    standing = models.CharField(
        max_length=7,
        blank=True,
        choices=[("checked", _("I have checked")), ("talk", _("I’d like to talk first"))],
    )
    number = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    is_late = models.BooleanField(default=False)
    late_until = models.DateTimeField(null=True, blank=True)  # an organiser lets it in until then
    confirmed_at = models.DateTimeField(null=True, blank=True)  # when the address proved to be theirs
    epoch = models.PositiveIntegerField(default=0)
    language = models.CharField(max_length=10, blank=True)
    adult_at = models.DateTimeField(null=True, blank=True)  # when they said that they are 18 or over
    receipt_at = models.DateTimeField(null=True, blank=True)  # when its last letter of its own was asked for
    was_asked_diversity = models.BooleanField(default=False)  # answered or passed over: nobody knows
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    brought_in_at = models.DateTimeField(null=True, blank=True)  # from a file: it was written elsewhere
    joined_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="joined_from"
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="submitted") | Q(submitted_at__isnull=False),
                name="submitted_application_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(joined_to__isnull=True) | Q(state__in=("merged", "transferred")),
                name="only_a_joined_application_leads_on",
            ),
        ]
        indexes = [
            models.Index(fields=["cohort", "state", "submitted_at"], name="applications_of_a_cohort"),
            models.Index(fields=["cohort", "email"], name="applications_by_address"),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_key = name_key(self.name)[:400]
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "name_key"}
        super().save(*args, **kwargs)
        tie(self.applicant)

    @property
    def may_be_written(self) -> bool:
        """Being written or sent, and there is time: the closing moment itself is too late."""
        if self.state not in (ApplicationState.DRAFT, ApplicationState.SUBMITTED):
            return False
        if self.cohort.state == CohortState.CANCELLED:
            return False
        if self.late_until is not None and timezone.now() < self.late_until:
            return True
        return self.cohort.takes_applications


class Answer(models.Model):
    """What one applicant answered to one question, named by its block: a text, choices, or a file.

    ``others`` are texts that stood there when another device wrote something else: nothing is lost.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="answers")
    block = models.CharField(max_length=36)
    text = models.TextField(blank=True, max_length=MAX_TEXT)
    choices = models.JSONField(default=list, blank=True)
    file = models.FileField(upload_to="applications/%Y/%m/", blank=True, max_length=200)
    file_name = models.CharField(max_length=150, blank=True)
    file_kind = models.CharField(max_length=60, blank=True)
    others = models.JSONField(default=list, blank=True)
    device = models.CharField(max_length=36, blank=True)  # the page that wrote last
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "block"], name="one_answer_to_a_question")
        ]


class DiversityAnswer(models.Model):
    """One answer of somebody who applied, and nothing that says who: no application, no moment, no order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="+")
    question = models.CharField(max_length=20)
    answer = models.CharField(max_length=40)


class DiversityKept(models.Model):
    """The totals of a cohort as they were shown, for when the answers are gone.

    No number under five is in it. ``totals`` is ``{question: {option: count or null}}``, of the
    questions that were shown.
    """

    cohort = models.OneToOneField(Cohort, on_delete=models.CASCADE, related_name="diversity_kept")
    totals = models.JSONField()

    def __str__(self) -> str:
        return f"diversity of {self.cohort_id}"
