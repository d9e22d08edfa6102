"""Reads of files that were brought in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from cohorts.imports.models import TO_DO, Import, ImportRow, Outcome
from cohorts.imports.remarks import is_left_out, said
from cohorts.programmes.models import Cohort


def imports_of(cohort: Cohort) -> QuerySet[Import]:
    """The files of ``cohort``, the newest first. One query."""
    return Import.objects.filter(cohort=cohort).select_related("made_by")


def counts(file: Import) -> Counter[str]:
    """How many lines have which outcome, and under “to_do” and “done” how far the work is. One query."""
    found: Counter[str] = Counter()
    for outcome, is_done, number in (
        file.rows.order_by().values_list("outcome", "is_done").annotate(number=Count("pk"))
    ):
        found[outcome or "open"] += number
        found["all"] += number
        if is_done:
            found["done"] += number
        if outcome in TO_DO and not is_done:
            found["to_do"] += number
    return found


def rows_of(file: Import, outcome: str) -> QuerySet[ImportRow]:
    """The lines with ``outcome``; all where it is none."""
    rows = file.rows.defer("cells")
    return rows.filter(outcome=outcome) if outcome in Outcome.values and outcome else rows


def samples_of(file: Import, number: int) -> list[list[str]]:
    """The cells of the first lines. One query."""
    return list(file.rows.values_list("cells", flat=True)[:number])


def report_lines(file: Import) -> Iterator[list[object]]:
    """Number, name, outcome and what is said of it, for each line; read in pieces."""
    for row in file.rows.defer("cells").iterator(chunk_size=500):
        yield [row.line, row.name, row.get_outcome_display(), " ".join(words_of(row))]


def report_head() -> list[str]:
    return [_("Line"), _("Name"), _("What becomes of it"), _("Why")]


def words_of(row: ImportRow) -> list[str]:
    """What is said of ``row``, what is left out last."""
    return [words for remark in sorted(row.remarks, key=is_left_out) if (words := said(remark))]
