import io

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from fontTools import subset
from fontTools.pens.areaPen import AreaPen
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from lms.pages import checks, fonts, joining

WELSH = "ŵŷŴŶâêîôûÂÊÎÔÛẁẃẅỳ"
PUNCTUATION = "“”‘’–—…·½€£×"
ATKINSON = next(face for face in fonts.FACES if face.name == "atkinson")
pytestmark = pytest.mark.xdist_group("fonts")  # one process cuts them for all of these tests


@pytest.fixture
def assets(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path / "assets" / "fonts"


@pytest.fixture(scope="module")
def cut(tmp_path_factory):
    """The file of a face, which is cut once."""
    folder, made = tmp_path_factory.mktemp("fonts"), {}

    def _cut(face):
        if face.name not in made:
            with override_settings(VAR_DIR=folder):
                made[face.name] = fonts.make(face)
        return made[face.name]

    return _cut


def test_face_is_cut_packed_and_speaks_welsh(assets):
    path = fonts.make(ATKINSON)

    assert path == assets / "atkinson.woff2"
    assert path.read_bytes()[:4] == b"wOF2"
    assert path.stat().st_size < 30_000
    letters = TTFont(path).getBestCmap()
    assert [letter for letter in WELSH + PUNCTUATION if ord(letter) not in letters] == []


def test_bold_of_the_joined_face_is_the_bold_that_was_drawn(cut):
    """At either end of the axis every outline encloses what its static face encloses."""
    joined = cut(ATKINSON)
    for weight, path in zip((400, 700), ATKINSON.paths, strict=True):
        drawn, made = TTFont(path), instancer.instantiateVariableFont(TTFont(joined), {"wght": weight})
        ours, theirs = made.getBestCmap(), drawn.getBestCmap()
        for letter in set(ours) & set(theirs):
            name, original = ours[letter], theirs[letter]
            assert area(made, name) == pytest.approx(area(drawn, original), rel=0.01, abs=600), chr(letter)
            assert abs(made["hmtx"][name][0] - drawn["hmtx"][original][0]) <= 1, chr(letter)


def area(font, name):
    pen = AreaPen(font.getGlyphSet())
    font.getGlyphSet()[name].draw(pen)
    return abs(pen.value)


def test_between_the_weights_lies_a_weight_between(cut):
    joined = cut(ATKINSON)
    o = [
        area(instancer.instantiateVariableFont(TTFont(joined), {"wght": weight}), "o")
        for weight in (400, 550, 700)
    ]

    assert o[0] < o[1] < o[2]


def test_faces_that_are_not_drawn_alike_are_refused_with_the_letter(assets):
    literata = next(face for face in fonts.FACES if face.name == "literata").paths[0]
    one = TTFont(ATKINSON.paths[0])
    other = TTFont(literata)
    for font in (one, other):
        cutter = subset.Subsetter()
        cutter.populate(unicodes=[ord("a")])
        cutter.subset(font)

    with pytest.raises(joining.OutlinesDifferError, match=r"^a$"):
        joining.join([(400, one), (700, other)])


@pytest.mark.parametrize("face", fonts.FACES, ids=lambda face: face.name)
def test_every_face_has_every_weight_and_the_letters_of_wales(cut, face):
    font = TTFont(cut(face))
    (weight,) = (axis for axis in font["fvar"].axes if axis.axisTag == "wght")

    assert (weight.minValue, weight.defaultValue, weight.maxValue) == (400, 400, 700)
    assert [letter for letter in WELSH + PUNCTUATION if ord(letter) not in font.getBestCmap()] == []


def test_what_an_older_recipe_made_goes(assets, monkeypatch):
    monkeypatch.setattr(fonts, "FACES", (ATKINSON,))
    assets.mkdir(parents=True)
    (assets / "atkinson-bold.woff2").write_bytes(b"wOF2")
    call_command("build_assets", verbosity=0)

    assert [path.name for path in assets.iterdir()] == ["atkinson.woff2"]


def test_circumflex_stands_over_the_w_that_it_was_made_for(cut):
    font = TTFont(cut(ATKINSON))
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

    assert [line for line in out.getvalue().splitlines() if "font" in line] == [f"Made 1 fonts in {assets}."]
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
    assert error.msg == f"3 font files are missing in {assets}."
    assert error.hint == "Run: python manage.py build_assets"


def test_fonts_are_not_asked_for_in_tests(assets):
    assert checks.fonts_are_made() == []
