from __future__ import annotations

import pytest

from cohorts.imports.models import ImportRow
from cohorts.imports.privacy import IMPORTS
from cohorts.imports.remarks import _SAID, said
from lms.privacy.registry import Record
from tests.cohorts.imports.ground import as_csv, tried
from tests.cohorts.sessions.ground import organiser, place, running
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_people_have_the_lines_about_them_and_nobody_elses() -> None:
    cohort = running()
    nadia = place(cohort, "Nadia Ahmed").trainee
    later = "joan@example.org"
    tried(
        cohort,
        organiser(),
        as_csv(["Name", "E-mail", "Note"], ["Nadia Ahmed", "", "Tall"], ["Joan", later, "Short"]),
    )
    joan = UserFactory(name="Joan", email=later)
    for person, note in ((nadia, "Tall"), (joan, "Short")):
        [record] = [one for one in IMPORTS.export(person) if isinstance(one, Record)]
        facts = {fact.name: fact for fact in record.facts}
        assert f"Note: {note}" in facts["content"].value
    assert [str(facts["outcome"].words), facts["why"].value] == [
        "Left out",
        "No account here has this address.",
    ]

    removed, _kept = IMPORTS.erase
    removed.carry_out(nadia)
    removed.carry_out(joan)
    assert ImportRow.objects.count() == 0


def test_every_remark_is_said() -> None:
    facts = {"what": "x", "line": 2, "number": 2, "head": "h"}
    for code in _SAID:
        assert said([code, facts])
    assert said(["known no longer", {}]) == ""
