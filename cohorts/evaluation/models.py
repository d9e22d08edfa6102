"""What a cohort says of its programme at the end; nothing here leads to anybody."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.programmes.models import Cohort, Place

LOWEST, HIGHEST = 1, 5


class Evaluation(models.Model):
    """The questions that one cohort is asked, from the first day up to and with the last."""

    cohort = models.OneToOneField(Cohort, on_delete=models.PROTECT, related_name="evaluation")
    opens_on = models.DateField(_("first day"))
    closes_on = models.DateField(_("last day"))
    introduction = models.TextField(_("introduction"), blank=True, max_length=2000)
    asked_at = models.DateTimeField(null=True, blank=True)  # the cohort was told
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="evaluation_closes_after_it_opens",
                violation_error_message=_("The last day cannot be before the first."),
            )
        ]

    def __str__(self) -> str:
        return f"evaluation of {self.cohort_id}"

    @property
    def is_open(self) -> bool:
        return self.opens_on <= timezone.localdate() <= self.closes_on

    @property
    def has_begun(self) -> bool:
        return self.opens_on <= timezone.localdate()

    @property
    def is_over(self) -> bool:
        return self.closes_on < timezone.localdate()


class QuestionKind(models.TextChoices):
    SCALE = "scale", _("from 1 to 5")
    CHOICE = "choice", _("one of several answers")
    TEXT = "text", _("in their own words")


class Question(models.Model):
    """One question of an evaluation. ``options``, of a choice: one answer a line."""

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    kind = models.CharField(_("answered"), max_length=8, choices=QuestionKind, default=QuestionKind.TEXT)
    text = models.CharField(_("question"), max_length=300)
    lowest = models.CharField(_("what 1 means"), max_length=60, blank=True)
    highest = models.CharField(_("what 5 means"), max_length=60, blank=True)
    options = models.TextField(_("answers to choose from"), blank=True, max_length=1000)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def choices(self) -> list[str]:
        return [line.strip() for line in self.options.splitlines() if line.strip()]


class EvaluationAnswer(models.Model):
    """One answer to one question: no person, no moment, and no way to the same person's other answers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    number = models.PositiveSmallIntegerField(
        null=True, validators=[MinValueValidator(LOWEST), MaxValueValidator(20)]
    )
    text = models.TextField(blank=True, max_length=3000)

    class Meta:
        ordering = ["id"]  # by chance: the order in which they came says who wrote them
        constraints = [
            models.CheckConstraint(
                condition=Q(number__isnull=False, text="") | Q(number__isnull=True) & ~Q(text=""),
                name="evaluation_answer_is_a_number_or_words",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class EvaluatedQuerySet(models.QuerySet["Evaluated"]):
    def visible_to(self, user: Any) -> EvaluatedQuerySet:
        """One's own: that somebody answered is nobody else's business."""
        return self.filter(place__trainee_id=user.pk)


class Evaluated(models.Model):
    """The holder of this place has answered; not what, and not when."""

    place = models.OneToOneField(Place, on_delete=models.PROTECT, related_name="evaluated")

    objects = EvaluatedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"evaluated {self.place_id}"
