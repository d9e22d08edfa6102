"""Files that organisers bring in for a running cohort, and what became of each line."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.programmes.models import Cohort


class ImportState(models.TextChoices):
    """How far a file is."""

    READ = "read", _("Columns to be named")
    CHECKING = "checking", _("Being tried")
    CHECKED = "checked", _("Tried, nothing changed yet")
    APPLYING = "applying", _("Being brought in")
    APPLIED = "applied", _("Brought in")


class Outcome(models.TextChoices):
    """What becomes of a line, or became of it."""

    OPEN = "", _("Not looked at")
    NEW = "new", _("New")
    CHANGE = "change", _("Changes")
    SAME = "same", _("Nothing changes")
    REFUSED = "refused", _("Left out")


TO_DO = (Outcome.NEW, Outcome.CHANGE)


class Import(models.Model):
    """One file. Its lines are kept as they were read; the file itself is not.

    ``heads`` are the headings of its columns, ``columns`` what each means (see ``meanings``), by the
    number of the column. Places are given, and people invited, only where the organiser said so.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="imports")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=150)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=ImportState, default=ImportState.READ)
    heads = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    gives_places = models.BooleanField(_("give a place to those who have an account"), default=False)
    invites = models.BooleanField(_("invite those who have no account"), default=False)
    created_at = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    emptied_at = models.DateTimeField(null=True, blank=True)  # since then only the report is left

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["cohort", "-created_at"], name="imports_of_a_cohort")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_working(self) -> bool:
        return self.state in (ImportState.CHECKING, ImportState.APPLYING)

    @property
    def is_empty(self) -> bool:
        return self.emptied_at is not None


class ImportRow(models.Model):
    """One line of a file: its cells, whose it is, and what becomes of it.

    ``who`` says whom the line means, so that two lines about one person are seen to be; ``remarks``
    are codes with what they speak of (see ``remarks``).
    """

    file = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    cells = models.JSONField(default=list)
    name = models.CharField(max_length=200, blank=True)
    who = models.CharField(max_length=280, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(max_length=7, choices=Outcome, blank=True, default=Outcome.OPEN)
    remarks = models.JSONField(default=list)
    is_done = models.BooleanField(default=False)

    class Meta:
        ordering = ["line"]
        constraints = [
            models.UniqueConstraint(fields=["file", "line"], name="one_row_for_a_line"),
            models.CheckConstraint(
                condition=Q(outcome__in=["", "new", "change", "same", "refused"]),
                name="known_outcome_of_a_line",
            ),
        ]
        indexes = [
            models.Index(fields=["file", "outcome", "is_done", "line"], name="import_rows_to_do"),
            models.Index(fields=["file", "who"], name="import_rows_by_person"),
        ]
