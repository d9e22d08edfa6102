from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from lms.places import postcodes
from lms.places.errors import PostcodeError
from lms.places.postcodes import NoPostcodes, OfflinePostcodes, normalise_postcode
from lms.places.selectors import places_of_postcode
from tests.factories import places

installed = pytest.mark.skipif(find_spec(postcodes.PACKAGE) is None, reason="the package is not installed")


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("m602la", "M60 2LA"),
        (" SW1A 1aa ", "SW1A 1AA"),
        ("cf10  4uw", "CF10 4UW"),
        ("W1A0AX", "W1A 0AX"),
        ("e8 1ea", "E8 1EA"),
        ("gir 0aa", "GIR 0AA"),
    ],
)
def test_postcode_is_written_in_one_way(typed, written):
    assert normalise_postcode(typed) == written


@pytest.mark.parametrize(
    "typed", ["", "Manchester", "M60", "M60 2LAA", "Q1 1AA", "M6O 2LA", "90210", "BS1 1CA"]
)
def test_what_is_no_postcode_is_refused_in_words(typed):
    with pytest.raises(PostcodeError, match="One looks like “M60 2LA”"):
        normalise_postcode(typed)


@pytest.mark.django_db
def test_postcode_leads_to_the_council_that_has_its_code(settings, monkeypatch):
    manchester = places.council()
    monkeypatch.setattr(
        NoPostcodes, "council_code", lambda self, postcode: {"M60 2LA": "E08000003"}.get(postcode)
    )
    settings.PLACES_POSTCODES = "lms.places.postcodes.NoPostcodes"

    guess = places_of_postcode("m60 2la")

    assert (guess.council, guess.nation) == (manchester, "england")
    assert places_of_postcode("M60 3LA") is None


@pytest.mark.django_db
def test_code_of_a_council_that_is_not_in_the_list_leads_nowhere(settings, monkeypatch):
    monkeypatch.setattr(NoPostcodes, "council_code", lambda self, postcode: "E08000003")
    settings.PLACES_POSTCODES = "lms.places.postcodes.NoPostcodes"

    assert places_of_postcode("M60 2LA") is None


def test_without_the_package_no_postcode_is_known(monkeypatch):
    monkeypatch.setattr(postcodes, "_folder", lambda: None)

    assert OfflinePostcodes().council_code("M60 2LA") is None


def test_files_are_read_without_the_packages_own_reader(tmp_path: Path, monkeypatch):
    brotli, msgpack = pytest.importorskip("brotli"), pytest.importorskip("msgpack")
    columns = {"oseast1m": [1.0, 2.0], "pcd": ["M60 2LA", "M1  1AE"], "laua": ["E08000003", "E08000004"]}
    packed = msgpack.packb({"columns": list(columns), "data": columns})
    (tmp_path / "postcodes_M.msgpack.br").write_bytes(brotli.compress(packed))
    monkeypatch.setattr(postcodes, "_folder", lambda: tmp_path)
    known = OfflinePostcodes()

    codes = [known.council_code(p) for p in ("M60 2LA", "M1 1AE", "M2 1AE", "L1 1AE")]

    assert codes == ["E08000003", "E08000004", None, None]


@installed
def test_package_knows_town_halls():
    known = OfflinePostcodes()

    assert [known.council_code(p) for p in ("M60 2LA", "LS1 1UR", "BT1 5GS")] == [
        "E08000003",
        "E08000035",
        "N09000003",
    ]
