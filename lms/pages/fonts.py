"""The faces of the site, cut to what its languages need and packed for browsers.

Literata for reading, Atkinson Hyperlegible for what one acts on, Source Sans for those who
prefer it to both; all under the SIL Open Font Licence, from the packages ``fontpkg-…``. Each
is one variable file with every weight: a page never loads more than two.
"""

from __future__ import annotations

import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from fontTools import subset
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

from lms.pages.joining import join

RECIPE = "2"  # raise it when what is below changes, so that every house cuts again

# Latin with the marks of European names and of Welsh, punctuation, currency, arrows.
CHARACTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x218, 0x21C),
    0x2C6, 0x2C7, 0x2D8, 0x2D9, 0x2DA, 0x2DB, 0x2DC,
    *range(0x1E80, 0x1E86), 0x1EF2, 0x1EF3, 0x1E9E,
    *range(0x2010, 0x2016), *range(0x2018, 0x201F), 0x2020, 0x2022, 0x2026, 0x2032, 0x2033,
    0x2039, 0x203A, 0x2044, 0x20AC, 0x2116, 0x2122, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x2248,
    0x2260, 0x2264, 0x2265,
]  # fmt: skip

# Welsh letters that Atkinson Hyperlegible lacks: base letter and the mark set over it.
WELSH = {
    "Ŵ": ("W", "ˆ"), "ŵ": ("w", "ˆ"), "Ŷ": ("Y", "ˆ"), "ŷ": ("y", "ˆ"),
    "Ẁ": ("W", "`"), "ẁ": ("w", "`"), "Ẃ": ("W", "´"), "ẃ": ("w", "´"),
    "Ẅ": ("W", "¨"), "ẅ": ("w", "¨"), "Ỳ": ("Y", "`"), "ỳ": ("y", "`"),
}  # fmt: skip


@dataclass(frozen=True)
class Face:
    """One file to make: its name, and the package and the file or files that it is cut from.

    ``axes`` are what stays of a variable file; static files are named with their
    weights, the lightest first, and joined.
    """

    name: str
    package: str
    source: str = ""
    axes: tuple[tuple[str, float, float], ...] = ()
    weights: tuple[tuple[int, str], ...] = ()

    @property
    def paths(self) -> list[Path]:
        files = package_folder(self.package)
        return [files / name for _weight, name in self.weights] or [files / self.source]


_WEIGHT = ("wght", 400, 700)
# No italic files: a page loads two faces at most, and browsers slant these (docs/decisions/0026).
FACES = (
    Face("literata", "fontpkg_literata", "Literata[opsz,wght].ttf", (_WEIGHT, ("opsz", 12, 36))),
    Face(
        "atkinson",
        "fontpkg_atkinson_hyperlegible",
        weights=((400, "AtkinsonHyperlegible-Regular.ttf"), (700, "AtkinsonHyperlegible-Bold.ttf")),
    ),
    Face("source-sans", "fontpkg_source_sans_3", "SourceSans3[wght].ttf", (_WEIGHT,)),
)


def package_folder(package: str) -> Path:
    """Where the font files of an installed package lie. Raises ``ModuleNotFoundError``."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"The package “{package.replace('_', '-')}” is not installed.")
    return Path(spec.origin).parent / "files"


def folder() -> Path:
    return Path(settings.VAR_DIR) / "assets" / "fonts"


def target(face: Face) -> Path:
    return folder() / f"{face.name}.woff2"


def _stamp(face: Face) -> str:
    """What a finished file was made from; it is made again when this changes."""
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in face.paths))
    digest.update(repr((RECIPE, CHARACTERS, WELSH, face.axes, face.weights)).encode())
    return digest.hexdigest()


def _stamp_file(face: Face) -> Path:
    return folder().parent / ".made" / f"{face.name}.txt"


def missing() -> list[Face]:
    """Faces whose files have not been made yet."""
    return [face for face in FACES if not target(face).exists()]


def stale() -> list[Face]:
    """Faces to make: missing, or made from another source or recipe."""
    return [
        face
        for face in FACES
        if not target(face).exists()
        or not _stamp_file(face).exists()
        or _stamp_file(face).read_text() != _stamp(face)
    ]


def _bounds(font: TTFont, glyph: str) -> tuple[float, float]:
    table = font["glyf"]
    return table[glyph].xMin, table[glyph].xMax


def _set_over(font: TTFont, letter: str, base: str, mark: str) -> None:
    """Draw ``letter`` as ``base`` with ``mark`` centred over it, at the height it has over y."""
    names = font.getBestCmap()
    glyphs = font.getGlyphSet()
    base_name, mark_name = names[ord(base)], names[ord(mark)]
    left, right = _bounds(font, base_name)
    mark_left, mark_right = _bounds(font, mark_name)
    rise = 0
    if base.isupper():
        # As far as the font itself lifts the mark over A.
        over = {"ˆ": "Â", "`": "À", "´": "Á", "¨": "Ä"}[mark]
        table = font["glyf"]
        rise = table[names[ord(over)]].yMax - table[mark_name].yMax
    shift = (left + right) / 2 - (mark_left + mark_right) / 2
    pen = TTGlyphPen(None)
    for name, transform in ((base_name, (1, 0, 0, 1, 0, 0)), (mark_name, (1, 0, 0, 1, shift, rise))):
        drawing = DecomposingRecordingPen(glyphs)
        glyphs[name].draw(drawing)
        drawing.replay(TransformPen(pen, transform))
    new = f"uni{ord(letter):04X}"
    font.setGlyphOrder([*font.getGlyphOrder(), new])
    font["glyf"][new] = pen.glyph()
    font["hmtx"][new] = (font["hmtx"][base_name][0], 0)
    font["glyf"][new].recalcBounds(font["glyf"])
    font["hmtx"][new] = (font["hmtx"][base_name][0], font["glyf"][new].xMin)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[ord(letter)] = new


def add_welsh(font: TTFont) -> None:
    """Give ``font`` the Welsh letters it lacks. The licence reserves no name, so it keeps its own."""
    have = font.getBestCmap()
    for letter, (base, mark) in WELSH.items():
        if ord(letter) not in have:
            _set_over(font, letter, base, mark)


def _cut(font: TTFont) -> None:
    """Only the letters of ``CHARACTERS``, with the features that set them well."""
    options = subset.Options()
    options.layout_features = [*subset.Options().layout_features, "lnum", "tnum", "pnum", "onum"]
    options.notdef_outline = True
    options.drop_tables = [*options.drop_tables, "DSIG"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=CHARACTERS)
    cutter.subset(font)


def _of_static_files(face: Face) -> Any:
    fonts = []
    for (weight, _name), path in zip(face.weights, face.paths, strict=True):
        font = TTFont(path)
        add_welsh(font)
        _cut(font)
        fonts.append((weight, font))
    return join(fonts)


def _of_variable_file(face: Face) -> Any:
    font: Any = TTFont(face.paths[0])
    _cut(font)
    ranges = {tag: (least, most) for tag, least, most in face.axes}
    return instancer.instantiateVariableFont(font, ranges, inplace=True)


def make(face: Face) -> Path:
    """The WOFF2 file of ``face`` exists afterwards; a half-written one is never left in its place."""
    font = _of_static_files(face) if face.weights else _of_variable_file(face)
    font.flavor = "woff2"
    path = target(face)
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".part")
    font.save(half)
    half.replace(path)
    stamp = _stamp_file(face)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(_stamp(face))
    return path


def remove_others() -> None:
    """Nothing but the files of ``FACES`` lies in the folder: what an older recipe made is gone."""
    known = {target(face) for face in FACES}
    for path in folder().glob("*.woff2"):
        if path not in known:
            path.unlink(missing_ok=True)
