"""The report as a workbook and as a paper, each with its definitions and the day on which it was made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

from django.utils.translation import gettext as _

from cohorts.admissions.applications.diversity import LEAST
from cohorts.outcomes.counts import BY_COUNCIL, Outcomes
from lms import pdf
from lms.pages.templatetags.components import on_date
from lms.workbooks import Sheet, workbook

HELD_BACK = "–"


def workbook_of(outcomes: Outcomes, *, made_at: datetime) -> IO[bytes]:
    """Sheets for numbers, councils, diversity and evaluation; the first one says what each number means."""
    return workbook(
        [
            Sheet(_("What is counted"), [_("Number"), _("What it means")], _definitions(outcomes, made_at)),
            Sheet(
                _("Cohorts"),
                [_("Cohort"), _("From"), _("To"), *(str(step.title) for step in outcomes.steps)],
                _cohorts(outcomes),
            ),
            Sheet(
                _("Councils"),
                [_("Council"), *map(str, BY_COUNCIL)],
                ([str(town.title), *map(_shown, town.numbers)] for town in outcomes.towns),
            ),
            Sheet(
                _("Diversity"),
                [_("Cohort"), _("Question"), _("Answer"), _("Number")],
                _diversity(outcomes),
            ),
            Sheet(
                _("Evaluation"),
                [_("Cohort"), _("Question"), _("Average, from 1 to 5"), _("Answers")],
                _evaluation(outcomes),
            ),
        ]
    )


def _shown(number: int | None) -> int | str:
    return HELD_BACK if number is None else number


def _definitions(outcomes: Outcomes, made_at: datetime) -> Iterator[list[Any]]:
    for step in outcomes.steps:
        yield [str(step.title), str(step.means)]
    if len(outcomes.cohorts) > 1:
        yield [_("Together"), _("Together, whoever was in two of these cohorts counts once.")]
    yield [HELD_BACK, held_back_words()]
    yield [_("Made on"), on_date(made_at)]


def held_back_words() -> str:
    return _("Held back: a number below %(least)s, or one from which such a number could be worked out.") % {
        "least": LEAST
    }


def _cohorts(outcomes: Outcomes) -> Iterator[list[Any]]:
    for one in outcomes.cohorts:
        yield [one.cohort.title, one.cohort.starts_on, one.cohort.ends_on, *one.numbers]
    yield [_("Together"), "", "", *outcomes.totals]


def _diversity(outcomes: Outcomes) -> Iterator[list[Any]]:
    for one in outcomes.cohorts:
        for totals in one.diversity:
            for option in totals.options:
                yield [one.cohort.title, str(totals.text), str(option.words), _shown(option.count)]


def _evaluation(outcomes: Outcomes) -> Iterator[list[Any]]:
    for one in outcomes.cohorts:
        for result in one.scales:
            yield [one.cohort.title, result.question.text, result.average, result.count]


def paper_of(outcomes: Outcomes, *, made_at: datetime, language: str, organisation: str) -> bytes:
    """A tagged PDF of the report; the same report made at the same moment is the same bytes."""
    context = {
        "report": outcomes,
        "columns": BY_COUNCIL,
        "made_at": made_at,
        "held_back": held_back_words,
        "printed_for": pdf.printable(organisation),
    }
    return pdf.render_pdf("pdf/outcomes.html", context, language=language, title=_("Outcomes"))
