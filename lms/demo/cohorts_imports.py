"""A file of the demo: what the programme before this site knew, tried and not brought in yet."""

from __future__ import annotations

from cohorts.imports.meanings import Ways, guess, remembered
from cohorts.imports.models import Import
from cohorts.imports.selectors import samples_of
from cohorts.imports.services import name_columns, read_file
from cohorts.programmes.models import Cohort
from lms.accounts.models import User

NAME = "completions-of-the-old-site.csv"
# As another site wrote it: two columns of names, somebody twice, somebody unknown, and a word for a day.
LINES = (
    ("First name", "Surname", "E-mail address", "{course}", "Completion date"),
    ("Joel", "Francis", "", "Completed", "12/03/2026"),
    ("Harpreet Kaur", "Gill", "", "Completed", "02/04/2026"),
    ("Nadia", "Ahmed", "trainee@example.org", "", ""),
    ("JOEL", "FRANCIS", "", "Completed", "12/03/2026"),
    ("Kit", "Lomas", "kit.lomas@example.org", "Completed", "19/03/2026"),
    ("Gareth Llŷr", "Pugh", "gareth.pugh@example.org", "Completed", "in spring"),
)


def keep_import(*, cohort: Cohort, organiser: User) -> Import:
    """One file was read and tried for ``cohort``; nobody was changed or told by it. Repeatable."""
    known = Import.objects.filter(cohort=cohort, file_name=NAME).first()
    if known is not None:
        return known
    course = cohort.cohort_courses.select_related("course")[0].course
    lines = [";".join(cells).replace("{course}", course.title) for cells in LINES]
    file = read_file(
        cohort=cohort, actor=organiser, name=NAME, content="\r\n".join(lines).encode("utf-8-sig")
    )
    meanings = guess(file.heads, samples_of(file, len(LINES)), Ways.of(cohort), remembered(cohort))
    return name_columns(file=file, columns=meanings, gives_places=False, invites=False, actor=organiser)
