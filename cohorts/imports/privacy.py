"""What files hold on people, for the notice, the download and the erasure."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cohorts.imports.models import Import, ImportRow
from cohorts.imports.remarks import said
from lms.accounts.models import User
from lms.privacy.registry import Fact, Fate, Item, Part, PersonalData, Record


def rows_about(person: User) -> QuerySet[ImportRow]:
    """The lines about ``person``: found to be theirs, or with their address before they had an account."""
    mine = Q(person=person)
    return ImportRow.objects.filter(mine | Q(who=f"email:{person.email}") if person.email else mine)


def _held(person: User) -> Iterable[Item]:
    found = rows_about(person).select_related("file__cohort").order_by("pk")
    for row in found.iterator(chunk_size=200):
        heads = row.file.heads
        cells = [f"{head}: {cell}" for head, cell in zip(heads, row.cells, strict=False) if cell]
        yield Record(
            _("Lines about you in files that organisers brought in"),
            (
                Fact("cohort", _("Cohort"), row.file.cohort.title),
                Fact("brought", _("When"), row.file.created_at),
                Fact("line", _("Line"), row.line),
                Fact("content", _("What stood there"), "\n".join(cells)),
                Fact("outcome", _("What became of it"), row.outcome, words=row.get_outcome_display()),
                Fact("why", _("Why"), " ".join(said(remark) for remark in row.remarks)),
            ),
        )


IMPORTS = PersonalData(
    code="imports",
    title=_("Files about cohorts that were brought in"),
    why=_(
        "So that what you did before a cohort was run here counts here: attendance, completed courses, and "
        "what you wrote when you applied (contract, Article 6(1)(b); as a member of a political "
        "organisation, Article 9(2)(d))."
    ),
    seen_by=_("You, and the organisers of the cohort."),
    kept=_("What stood in the file for 30 days; what became of each line for a year."),
    models=("cohorts.Import", "cohorts.ImportRow"),
    export=_held,
    erase=(
        Part(Fate.REMOVED, _("Lines about you in files that organisers brought in"), rows_about),
        Part(
            Fate.ANONYMISED,
            _("Files that you brought into cohorts"),
            lambda person: Import.objects.filter(Q(made_by=person) | Q(applied_by=person)),
            why=_("They are about others. They stay, from “Someone who left”."),
        ),
    ),
    order=35,
    step=27,
)
