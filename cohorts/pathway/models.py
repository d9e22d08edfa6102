"""Where a trainee means to stand, and how far they have come: opinions in the sense of the law, kept close.

UK GDPR, Article 9(1): political opinions. Only the trainee and those who organise their cohort read this.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.programmes.models import Cohort, Place, PlaceState
from lms.places.models import Council, Nation, Ward

# Organisers see the pathway of those who hold a place; whoever left keeps it to themselves.
SEEN_WHILE = (PlaceState.ACTIVE, PlaceState.PAUSED)


class Stage(models.TextChoices):
    PANEL = "panel", _("On the panel of candidates")
    SHORTLISTED = "shortlisted", _("Shortlisted")
    SELECTED = "selected", _("Selected")
    NOMINATED = "nominated", _("Nominated")
    ELECTED = "elected", _("Elected")
    NOT_SELECTED = "not_selected", _("Not selected")
    NOT_ELECTED = "not_elected", _("Not elected")


LINE = (Stage.PANEL, Stage.SHORTLISTED, Stage.SELECTED, Stage.NOMINATED, Stage.ELECTED)
ENDS_WELL, ENDS_BADLY = (Stage.ELECTED,), (Stage.NOT_SELECTED, Stage.NOT_ELECTED)
# Of two on one day the later on the way counts.
RANK = {stage: rank for rank, stage in enumerate((*LINE[:2], Stage.NOT_SELECTED, *LINE[2:]))} | {
    Stage.NOT_ELECTED: 6
}


class PathwayQuerySet(models.QuerySet["Pathway"]):
    def visible_to(self, user: Any) -> PathwayQuerySet:
        """One's own, and those in the cohorts one organises of people who hold an open place there."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        run = Cohort.objects.organised_by(user).values("pk")
        return self.filter(
            Q(place__trainee_id=user.pk) | Q(place__cohort__in=run, place__state__in=SEEN_WHILE)
        )


class Pathway(models.Model):
    """Where and when the holder of a place means to stand; ``council`` is empty until they say.

    ``sequence`` is one higher for each change of the poll, for calendar programs (RFC 5545, 3.8.7.4).
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    place = models.OneToOneField(Place, on_delete=models.PROTECT, related_name="pathway")
    council = models.ForeignKey(
        Council, verbose_name=_("council"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    ward = models.ForeignKey(
        Ward, verbose_name=_("ward"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    poll_on = models.DateField(_("day of the poll"), null=True, blank=True)
    is_by_election = models.BooleanField(_("a by-election"), default=False)
    sequence = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = PathwayQuerySet.as_manager()

    def __str__(self) -> str:
        return f"pathway of {self.place_id}"

    @property
    def cohort(self) -> Cohort:
        return self.place.cohort

    @property
    def nation(self) -> Nation | None:
        return Nation(self.council.nation) if self.council else None


class PathwayEntry(models.Model):
    """One stage reached on one day. A correction never changes it: it withdraws it for another."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pathway = models.ForeignKey(Pathway, on_delete=models.CASCADE, related_name="entries")
    stage = models.CharField(_("what happened"), max_length=12, choices=Stage)
    on = models.DateField(_("on which day"))
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    ward = models.ForeignKey(Ward, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(_("note"), blank=True, max_length=500)
    entered_by_uid = models.UUIDField(editable=False)
    entered_at = models.DateTimeField(auto_now_add=True)
    confirmed_by_uid = models.UUIDField(null=True, editable=False)
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    replaced_by = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="replaces")

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by_uid__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by_uid__isnull=False),
                name="pathway_entry_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(replaced_by__isnull=True) | Q(withdrawn_at__isnull=False),
                name="pathway_entry_replaced_is_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.on}"

    @property
    def rank(self) -> tuple[Any, int, int]:
        return self.on, RANK[Stage(self.stage)], self.pk
