"""Lists and councils at their ends: rows left out, lists brought in twice, councils that end and go on."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from uuid import uuid4

import pytest

from lms.places.errors import SuccessionError
from lms.places.importing import bring_in
from lms.places.lists import read_list
from lms.places.models import AreaCode, ImportState, Ward, WardConstituency
from lms.places.services import ask_to_apply, check_list, end_council, reopen_council
from lms.queue.models import Job
from tests.factories import places

pytestmark = pytest.mark.django_db
DAY = date(2027, 4, 1)


def test_ward_without_its_council_is_left_out_and_so_is_its_link():
    rows = "WD25CD,WD25NM,LAD25CD,PCON25CD,PCON25NM\nE05005150,Bank Hall,E07000117,E14001137,Burnley\n"

    told = bring_in(read_list(BytesIO(rows.encode())), as_at=DAY, whole=False, write=True)

    assert (Ward.objects.count(), WardConstituency.objects.count()) == (0, 0)
    assert told.links["new"] == 0


def test_list_that_is_asked_for_twice_is_brought_in_once():
    content = b"LAD25CD,LAD25NM\nE08000003,Manchester\n"
    kept = check_list(
        file=BytesIO(content), filename="x.csv", size=len(content), as_at=DAY, whole=False, actor_uid=uuid4()
    )

    for _click in range(2):
        kept = ask_to_apply(kept=kept, actor_uid=uuid4())

    assert kept.state == ImportState.WAITING
    assert Job.objects.filter(task="lms.places.tasks.apply_import_job").count() == 1


def test_council_cannot_end_before_it_or_a_ward_of_it_begins():
    young = places.council("Wendale", "E06000990", starts_on=date(2027, 6, 1))
    with pytest.raises(SuccessionError, match="begins after that day"):
        end_council(council=young, on=DAY, successors=[])

    old = places.council("Northshire", "E06000991")
    places.ward(old, starts_on=date(2027, 6, 1))
    with pytest.raises(SuccessionError, match="begins after that day"):
        end_council(council=old, on=DAY, successors=[])

    young.refresh_from_db()
    assert young.ends_on is None


def test_council_goes_on_with_the_code_that_ended_with_it_and_not_with_older_ones():
    council = places.council("Wendale", "E06000990")
    older = AreaCode.objects.create(code="E06000980", council=council, ends_on=date(2020, 4, 1))

    end_council(council=council, on=DAY, successors=[])
    reopen_council(council=council)

    older.refresh_from_db()
    assert older.ends_on == date(2020, 4, 1)
    assert AreaCode.objects.get(code="E06000990").ends_on is None
