import io

import pytest
from django.core.management import CommandError, call_command
from fontTools.ttLib import TTFont

from lms.pages import checks, fonts

WELSH = "ŵŷŴŶâêîôûÂÊÎÔÛẁẃẅỳ"
PUNCTUATION = "“”‘’–—…·½€£×"
ATKINSON = next(face for face in fonts.FACES if face.name == "atkinson")


@pytest.fixture
def assets(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path / "assets" / "fonts"


def test_face_is_cut_packed_and_speaks_welsh(assets):
    path = fonts.make(ATKINSON)

    assert path == assets / "atkinson.woff2"
    assert path.read_bytes()[:4] == b"wOF2"
    assert path.stat().st_size < 30_000
    letters = TTFont(path).getBestCmap()
    assert [letter for letter in WELSH + PUNCTUATION if ord(letter) not in letters] == []


def test_circumflex_stands_over_the_w_that_it_was_made_for(assets):
    font = TTFont(fonts.make(ATKINSON))
    names, glyphs, widths = font.getBestCmap(), font["glyf"], font["hmtx"]
    w, w_circumflex, a_circumflex = (names[ord(letter)] for letter in "wŵâ")

    assert widths[w_circumflex][0] == widths[w][0]
    assert glyphs[w_circumflex].yMax == pytest.approx(glyphs[a_circumflex].yMax, abs=10)


def test_second_run_makes_nothing(assets, monkeypatch):
    monkeypatch.setattr(fonts, "FACES", (ATKINSON,))
    out = io.StringIO()
    call_command("build_assets", stdout=out)
    made_at = (assets / "atkinson.woff2").stat().st_mtime_ns
    call_command("build_assets", stdout=out)

    assert out.getvalue() == f"Made 1 fonts in {assets}.\n"
    assert (assets / "atkinson.woff2").stat().st_mtime_ns == made_at
    assert list(assets.glob("*.part")) == []


def test_missing_package_is_one_clear_line(assets, monkeypatch):
    monkeypatch.setattr(fonts, "FACES", (fonts.Face("x", "fontpkg_no_such_face", "x.ttf"),))

    with pytest.raises(CommandError, match="The package “fontpkg-no-such-face” is not installed"):
        call_command("build_assets")


def test_missing_fonts_are_named_with_the_way_to_make_them(assets, settings):
    settings.TESTING = False

    (error,) = checks.fonts_are_made()

    assert error.id == "lms.E020"
    assert error.msg == f"5 font files are missing in {assets}."
    assert error.hint == "Run: python manage.py build_assets"


def test_fonts_are_not_asked_for_in_tests(assets):
    assert checks.fonts_are_made() == []
