from __future__ import annotations

from datetime import date
from io import BytesIO, StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.places import importing, services
from lms.places.errors import ListError
from lms.places.importing import bring_in
from lms.places.lists import LARGEST, read_list
from lms.places.models import AreaCode, Constituency, Council, PlacesImport, Ward, WardConstituency
from lms.places.selectors import council_of_code
from tests.factories import places

pytestmark = pytest.mark.django_db

DAY = date(2026, 5, 7)
HEAD = "WD25CD,WD25NM,LAD25CD,LAD25NM,CTY25CD,CTY25NM,PCON25CD,PCON25NM"
BURNLEY = "E05005150,Bank Hall,E07000117,Burnley,E10000017,Lancashire,E14001137,Burnley"
MANCHESTER = "E05011362,Ardwick,E08000003,Manchester,,,E14001350,Manchester Rusholme"


def run(*rows: str, head: str = HEAD, whole: bool = False, write: bool = True) -> dict:
    read = read_list(BytesIO("\r\n".join([head, *rows]).encode()))
    return bring_in(read, as_at=DAY, whole=whole, write=write).as_json(read)


def test_list_brings_places_of_every_kind_with_their_codes_and_links():
    told = run(BURNLEY, MANCHESTER)

    assert told["levels"] == {
        level: {"new": n} for level, n in (("CTY", 1), ("LAD", 2), ("PCON", 2), ("WD", 2))
    }
    assert (told["links"], told["errors"], told["rows"]) == ({"new": 2}, [], 2)
    burnley = Council.objects.get(name="Burnley")
    assert (burnley.kind, burnley.nation, burnley.county.name) == ("district", "england", "Lancashire")
    assert (burnley.starts_on, burnley.name_key) == (None, "burnley")
    ward = Ward.objects.get(name="Ardwick")
    assert ward.council.name == "Manchester"
    assert [seat.name for seat in ward.constituencies.all()] == ["Manchester Rusholme"]


def test_second_time_changes_nothing():
    run(BURNLEY, MANCHESTER)
    before = [
        list(model.objects.values()) for model in (Council, Ward, Constituency, AreaCode, WardConstituency)
    ]

    told = run(BURNLEY, MANCHESTER, whole=True)

    assert told["changes"] == 0
    assert told["links"] == {"unchanged": 2}
    assert before == [
        list(model.objects.values()) for model in (Council, Ward, Constituency, AreaCode, WardConstituency)
    ]


def test_dry_run_tells_the_same_and_changes_nothing():
    run(BURNLEY)
    renamed = BURNLEY.replace("Bank Hall", "Bank Hall and Town")

    dry = run(renamed, MANCHESTER, whole=True, write=False)

    assert (Council.objects.count(), Ward.objects.get().name) == (2, "Bank Hall")
    assert dry == run(renamed, MANCHESTER, whole=True)
    assert dry["levels"]["WD"] == {"renamed": 1, "new": 1}
    assert ["WD", "renamed", "E05005150", "Bank Hall → Bank Hall and Town"] in dry["examples"]


def test_what_is_new_later_begins_on_the_day_of_the_list():
    run(BURNLEY)

    run(BURNLEY, MANCHESTER)

    assert Council.objects.get(name="Manchester").starts_on == DAY
    assert AreaCode.objects.get(code="E08000003").starts_on == DAY


def test_changed_boundary_gives_the_same_council_another_code():
    manchester = places.council()

    told = run("E08000099,Manchester", head="LAD26CD,LAD26NM")

    assert told["levels"] == {"LAD": {"recoded": 1}}
    assert Council.objects.get() == manchester
    assert council_of_code("E08000099") == manchester
    former, present = manchester.codes.order_by("code")
    assert (former.code, former.ends_on, present.starts_on, present.ends_on) == ("E08000003", DAY, DAY, None)


def test_dry_run_of_changed_boundaries_tells_the_same():
    run(BURNLEY, MANCHESTER)
    rows = (BURNLEY.replace("E07000117", "E07000999").replace("E05005150", "E05999999"), MANCHESTER)

    dry = run(*rows, whole=True, write=False)

    assert dry["levels"]["LAD"] == {"recoded": 1, "unchanged": 1}
    assert dry["levels"]["WD"] == {"recoded": 1, "unchanged": 1}
    assert dry == run(*rows, whole=True)
    assert Ward.objects.count() == 2


def test_only_a_whole_list_ends_what_it_does_not_have_and_only_in_its_nation():
    run(BURNLEY, MANCHESTER)
    cardiff = places.council("Cardiff", "W06000015")

    assert run(MANCHESTER)["changes"] == 0
    told = run(MANCHESTER, whole=True)

    assert told["levels"]["LAD"] == {"unchanged": 1, "ended": 1}
    assert Council.objects.get(name="Burnley").ends_on == DAY
    assert AreaCode.objects.get(code="E07000117").ends_on == DAY
    assert Council.objects.get(name="Lancashire").ends_on is None  # the list names no county at all
    cardiff.refresh_from_db()
    assert cardiff.ends_on is None


def test_rows_left_out_end_nothing():
    run(BURNLEY, MANCHESTER)

    told = run(MANCHESTER, "E0500515,Bank Hall,E07000117,Burnley,,,,", whole=True)

    assert told["changes"] == 0
    assert told["errors"] == [{"row": 3, "why": "“E0500515” is no code for the column WD…CD."}]
    assert Council.objects.get(name="Burnley").ends_on is None


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("E05000001,,E08000003,Manchester,,,,", "E05000001 has no name."),
        ("E05000001,Ardwick,,,,,,", "The ward E05000001 lies in no council."),
        (",,,,,,,nonsense", "There is no code in this row."),
        ("W05000001,A,E08000003,Manchester,Z1,,,", "“Z1” is no code for the column CTY…CD."),
        (
            "E05000001,A\x07b,E08000003,Manchester,,,,",
            "The name of E05000001 is too long, or has signs that no name has.",
        ),
        (
            "E05011362,Other,E08000003,Manchester,,,,",
            "E05011362 is “Other” here and “Ardwick” further up, or lies elsewhere.",
        ),
    ],
)
def test_wrong_row_is_told_and_left_out_whole(row, why):
    told = run(MANCHESTER, row)

    assert told["errors"] == [{"row": 3, "why": why}]
    assert (Council.objects.count(), Ward.objects.count()) == (1, 1)


def test_ward_of_a_council_that_we_do_not_have_is_told():
    told = run("E05011362,Ardwick,E08000003", head="WD25CD,WD25NM,LAD25CD")

    assert told["errors"] == [
        {"row": 0, "why": "The ward E05011362 lies in E08000003, a council that we do not have."}
    ]
    assert Ward.objects.count() == 0


def test_columns_in_any_order_of_the_later_year_with_a_mark_and_semicolons():
    content = "\ufeffLAD24NM;LAD24CD;LAD25CD;LAD25NM;LAD25NMW;FID\nX;E06000001;W06000015;Cardiff;Caerdydd;1\n"

    read = read_list(BytesIO(content.encode()))
    bring_in(read, as_at=DAY, whole=False, write=True)

    council = Council.objects.get()
    assert (council.name, council.name_cy, council.nation) == ("Cardiff", "Caerdydd", "wales")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "names none of our columns"),
        (b"name,code\nLeeds,E08000035\n", "names none of our columns"),
        (b"WD25CD,WD25NM\nE05000001,A\n", "LAD24CD is missing"),
        ("LAD25CD,LAD25NM\nW06000001,Ynys Môn\n".encode("cp1252"), "not in UTF-8"),
        ("LAD25CD,LAD25NM\n".encode("utf-16"), "not in UTF-8"),
        (b"PK\x03\x04\x00\x00", "This is no text"),
        (b'LAD25CD,LAD25NM\nE08000035,"Leeds\n', "quotation mark is not closed"),
    ],
)
def test_file_that_is_no_list_is_refused_in_words(content, why):
    with pytest.raises(ListError, match=why):
        read_list(BytesIO(content))


def test_crash_between_batches_is_taken_up_by_the_next_run(monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 2)
    rows = [f"E0700{n:04d},Council {n}" for n in range(1, 6)]
    save, calls = importing._Walk._save, []

    def dies(self, *args):
        calls.append(args)
        if len(calls) == 2:
            raise RuntimeError("killed")
        save(self, *args)

    monkeypatch.setattr(importing._Walk, "_save", dies)
    with pytest.raises(RuntimeError):
        run(*rows, head="LAD25CD,LAD25NM")
    assert (Council.objects.count(), AreaCode.objects.count()) == (2, 2)
    monkeypatch.setattr(importing._Walk, "_save", save)

    told = run(*rows, head="LAD25CD,LAD25NM")

    assert told["levels"] == {"LAD": {"unchanged": 2, "new": 3}}
    assert Council.objects.count() == 5


def test_a_hundred_thousand_rows_ask_queries_by_places_not_by_rows():
    row = MANCHESTER
    big = BytesIO("\n".join([HEAD, *([row] * 100_000)]).encode())

    read = read_list(big)
    with CaptureQueriesContext(connection) as queries:
        bring_in(read, as_at=DAY, whole=False, write=True)

    assert read.rows == 100_000
    assert Ward.objects.count() == 1
    assert len([q for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]) < 25


def test_list_is_checked_kept_applied_once_and_its_file_forgotten():
    content = f"{HEAD}\n{BURNLEY}\n".encode()
    kept = services.check_list(
        file=BytesIO(content),
        filename="wards.csv",
        size=len(content),
        as_at=DAY,
        whole=False,
        actor_uid=uuid4(),
    )
    assert (kept.state, kept.report["changes"], Council.objects.count()) == ("checked", 5, 0)
    services.apply_import(import_id=kept.pk)  # nobody asked
    assert Council.objects.count() == 0
    name, storage = kept.file.name, kept.file.storage

    services.ask_to_apply(kept=kept, actor_uid=uuid4())
    services.ask_to_apply(kept=kept, actor_uid=uuid4())
    services.apply_import(import_id=kept.pk)
    services.apply_import(import_id=kept.pk)

    kept.refresh_from_db()
    assert (kept.state, kept.file.name, storage.exists(name)) == ("applied", "", False)
    assert Council.objects.count() == 2


def test_file_that_is_too_large_is_refused():
    with pytest.raises(ListError, match="larger than 10 MB"):
        services.check_list(
            file=BytesIO(b""), filename="x", size=LARGEST + 1, as_at=DAY, whole=False, actor_uid=uuid4()
        )


def test_lists_that_nobody_applied_are_forgotten_after_a_week():
    kept = services.check_list(
        file=BytesIO(f"{HEAD}\n{BURNLEY}".encode()),
        filename="x",
        size=9,
        as_at=DAY,
        whole=False,
        actor_uid=uuid4(),
    )

    assert services.forget_lists() == 0
    PlacesImport.objects.filter(pk=kept.pk).update(created_at="2026-01-01T00:00Z")
    assert services.forget_lists() == 1
    assert not kept.file.storage.exists(kept.file.name)


def test_ended_council_has_successors_and_ends_its_codes_and_wards():
    old, new = places.council("Allerdale", "E07000026"), places.council("Cumberland", "E06000063")
    ward = places.ward(old)

    for _again in range(2):
        services.end_council(council=old, on=date(2023, 4, 1), successors=[new])

    old.refresh_from_db()
    ward.refresh_from_db()
    assert (old.ends_on, ward.ends_on, list(old.successors.all())) == (
        date(2023, 4, 1),
        date(2023, 4, 1),
        [new],
    )
    assert council_of_code("E07000026") is None


def test_command_tells_first_and_changes_with_apply(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(f"{HEAD}\n{BURNLEY}\nnonsense\n")
    said = StringIO()

    call_command("import_places", path, stdout=said)
    assert Council.objects.count() == 0
    call_command("import_places", path, "--apply", "--as-at", "2026-05-07", stdout=said)

    assert Council.objects.count() == 2
    assert (
        "2 rows, 1 left out\nCTY: 1 new\nLAD: 1 new\nPCON: 1 new\nWD: 1 new\nWD–PCON: 1 new\nrow 3: "
        in said.getvalue()
    )
    with pytest.raises(CommandError):
        call_command("import_places", tmp_path / "none.csv")
