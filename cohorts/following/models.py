"""What follows on a pathway: who earned the network, letters after a decision, selections and by-elections.

All that hangs on a person is a political opinion in the sense of the law (UK GDPR, Article 9(1)) and is
kept as close as the pathway itself.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.pathway.models import Pathway, PathwayEntry, Stage
from cohorts.programmes.models import Cohort, Place
from lms.places.models import Council, Ward


class NetworkRule(models.TextChoices):
    """What brings somebody into the network. Only what organisers confirmed counts."""

    ALL = "all", _("Completed the programme, was selected and was elected")
    COMPLETED = "completed", _("Completed the programme")
    SELECTED = "selected", _("Completed the programme and was selected")
    ELECTED = "elected", _("Was elected, whether or not the programme was completed")
    BY_HAND = "by_hand", _("An organiser decides for each person")


class AfterRules(models.Model):
    """What a cohort goes by once its people are on their way; without a row the usual ones hold."""

    cohort = models.OneToOneField(Cohort, on_delete=models.CASCADE, related_name="after_rules")
    network_rule = models.CharField(
        _("who earns a place in the network"), max_length=10, choices=NetworkRule, default=NetworkRule.ALL
    )
    quiet_days = models.PositiveSmallIntegerField(
        _("days after which somebody is quiet"),
        default=14,
        validators=[MinValueValidator(3), MaxValueValidator(120)],
    )


class NetworkEarned(models.Model):
    """The holder of a place met the rule, as it was in words then. One row for each place, for ever.

    ``in_doubt_since`` where what it rests on was corrected and no organiser has looked yet.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    place = models.OneToOneField(Place, on_delete=models.PROTECT, related_name="network_earned")
    at = models.DateTimeField(default=timezone.now)
    rule = models.CharField(max_length=10, choices=NetworkRule)
    rule_words = models.TextField()
    by_uid = models.UUIDField(null=True, editable=False)  # the organiser; empty where the rule gave it
    in_doubt_since = models.DateTimeField(null=True)
    kept_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by_uid = models.UUIDField(null=True, editable=False)
    revoked_because = models.TextField(_("reason"), blank=True, max_length=1_000)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by_uid__isnull=True)
                | (Q(revoked_at__isnull=False, revoked_by_uid__isnull=False) & ~Q(revoked_because="")),
                name="network_revoked_by_somebody_for_a_reason",
            )
        ]

    @property
    def cohort(self) -> Cohort:
        return self.place.cohort


class AfterLetter(models.Model):
    """The letter about one entry: it waits until ``due_at``, was sent, or was stopped."""

    entry = models.OneToOneField(PathwayEntry, on_delete=models.CASCADE, related_name="letter")
    stage = models.CharField(max_length=12, choices=Stage)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    stopped_by_uid = models.UUIDField(null=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(stopped_at__isnull=True),
                name="after_letter_sent_or_stopped",
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(sent_at__isnull=True, stopped_at__isnull=True),
                name="after_letter_waiting",
            )
        ]

    @property
    def is_waiting(self) -> bool:
        return self.sent_at is None and self.stopped_at is None


class TownQuerySet(models.QuerySet[Any]):
    """Openings and by-elections: what organisers told their cohorts of a council."""

    def told_to(self, cohort: Cohort) -> TownQuerySet:
        return self.filter(cohorts=cohort, withdrawn_at=None)

    def visible_to(self, user: Any) -> TownQuerySet:
        """Those told to a cohort that ``user`` organises."""
        run = Cohort.objects.organised_by(user).values("pk")
        return self.filter(cohorts__in=run, withdrawn_at=None).distinct()


class SelectionOpening(models.Model):
    """A selection on a council that takes applications, told to trainees who mean to stand there."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    council = models.ForeignKey(
        Council, verbose_name=_("council"), on_delete=models.PROTECT, related_name="+"
    )
    ward = models.ForeignKey(
        Ward, verbose_name=_("ward"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on"))
    note = models.TextField(_("what to know"), blank=True, max_length=1_000)
    cohorts = models.ManyToManyField(Cohort, related_name="selection_openings")
    added_by_uid = models.UUIDField(editable=False)
    added_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    objects = TownQuerySet.as_manager()

    class Meta:
        ordering = ["closes_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="selection_closes_after_it_opens",
                violation_error_message=_("The last day cannot be before the first."),
            )
        ]

    @property
    def where(self) -> str:
        return f"{self.ward}, {self.council}" if self.ward else str(self.council)

    @property
    def has_begun(self) -> bool:
        return self.opens_on <= timezone.localdate()


class ByElection(models.Model):
    """A seat to be filled between ordinary polls, and the cohorts that were told."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    council = models.ForeignKey(
        Council, verbose_name=_("council"), on_delete=models.PROTECT, related_name="+"
    )
    ward = models.ForeignKey(
        Ward, verbose_name=_("ward"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    poll_on = models.DateField(_("day of the poll"))
    note = models.TextField(_("what to know"), blank=True, max_length=1_000)
    cohorts = models.ManyToManyField(Cohort, related_name="by_elections")
    added_by_uid = models.UUIDField(editable=False)
    added_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    objects = TownQuerySet.as_manager()

    class Meta:
        ordering = ["poll_on", "pk"]

    @property
    def where(self) -> str:
        return f"{self.ward}, {self.council}" if self.ward else str(self.council)

    @property
    def is_over(self) -> bool:
        return self.poll_on < timezone.localdate()


class ByElectionConsent(models.Model):
    """Somebody wants to be thought of when a by-election comes up; with the words they read."""

    pathway = models.ForeignKey(Pathway, on_delete=models.CASCADE, related_name="by_election_consents")
    words = models.TextField()
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pathway"], condition=Q(withdrawn_at=None), name="one_by_election_consent"
            )
        ]


class ByElectionAsk(models.Model):
    """Somebody who consented was asked about one by-election, and what they said."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by_election = models.ForeignKey(ByElection, on_delete=models.CASCADE, related_name="asks")
    pathway = models.ForeignKey(Pathway, on_delete=models.CASCADE, related_name="by_election_asks")
    asked_by_uid = models.UUIDField(editable=False)
    asked_at = models.DateTimeField(default=timezone.now)
    is_interested = models.BooleanField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by_election", "pathway"], name="asked_once_about_a_by_election"),
            models.CheckConstraint(
                condition=Q(is_interested__isnull=True, answered_at__isnull=True)
                | Q(is_interested__isnull=False, answered_at__isnull=False),
                name="by_election_answer_has_a_time",
            ),
        ]

    @property
    def is_open(self) -> bool:
        """It can still be answered: the by-election stands, and its day is not past."""
        return self.by_election.withdrawn_at is None and not self.by_election.is_over
