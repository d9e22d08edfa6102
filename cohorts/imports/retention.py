"""How long it stays what a file had in it, and what became of its lines."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.imports.models import Import
from lms.privacy.retention import Period, register_period

FILES_KEPT = timedelta(days=30)
REPORTS_KEPT = timedelta(days=365)


def _full(before: datetime) -> QuerySet[Import]:
    return Import.objects.filter(created_at__lt=before, emptied_at=None)


def _old(before: datetime) -> QuerySet[Import]:
    return Import.objects.filter(created_at__lt=before)


@transaction.atomic
def empty_files(before: datetime) -> int:
    """The cells of files are gone, also of those that nobody brought in; how many files. Repeatable."""
    files = list(_full(before).select_for_update())
    for file in files:
        file.rows.update(cells=[])
        file.emptied_at = timezone.now()
        file.save(update_fields=["emptied_at"])
    return len(files)


@transaction.atomic
def forget_reports(before: datetime) -> int:
    """Files are gone with their reports; how many files. Repeatable."""
    number = _old(before).count()
    _old(before).delete()
    return number


def register() -> None:
    register_period(FILES)
    register_period(REPORTS)


FILES = Period(
    "import_files",
    _("What was in files that organisers brought into a cohort"),
    after=_("from the day on which the file was chosen"),
    why=_("To bring it in again once people have accounts, or mistakes in it are mended."),
    keep=FILES_KEPT,
    old=lambda before: _full(before).count(),
    expire=empty_files,
    order=46,
)
REPORTS = Period(
    "import_reports",
    _("What became of the lines of such files, with names"),
    after=_("from the day on which the file was chosen"),
    why=_("To see where attendance, completions and applications came from."),
    keep=REPORTS_KEPT,
    old=lambda before: _old(before).count(),
    expire=forget_reports,
    order=47,
)
