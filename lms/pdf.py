"""render_pdf(): the only importer of WeasyPrint.

Documents are made from packaged files alone: faces from the installed font
packages and files of our own static folders. Nothing is fetched from anywhere.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import io
import logging
import mimetypes
import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.abc import Traversable
from typing import Any, NoReturn
from urllib.parse import unquote

from anyascii import anyascii
from django.contrib.staticfiles import finders
from django.core import checks
from django.template.loader import render_to_string
from django.utils import translation
from fontTools.ttLib import TTFont
from PIL import ImageFile

PANGO_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
PANGO_MISSING = (
    "PDF files cannot be made: the library Pango is missing. "
    f"On Debian or Ubuntu: apt-get install {PANGO_PACKAGES}"
)


class PdfError(RuntimeError):
    """A document could not be made; the message says why in one line."""


@dataclass(frozen=True)
class Face:
    """One packaged font file. ``weight`` is a CSS weight; none for a variable font, which has all."""

    family: str
    package: str
    file: str
    weight: int | None = None

    @property
    def url(self) -> str:
        return f"font:{self.package}/{self.file}"

    def resource(self) -> Traversable:
        return resources.files(self.package) / "files" / self.file


# The two faces of the design first, then those that speak the scripts these two do not.
FACES = (
    Face("Literata", "fontpkg_literata", "Literata[opsz,wght].ttf"),
    Face("Atkinson Hyperlegible", "fontpkg_atkinson_hyperlegible", "AtkinsonHyperlegible-Regular.ttf", 400),
    Face("Atkinson Hyperlegible", "fontpkg_atkinson_hyperlegible", "AtkinsonHyperlegible-Bold.ttf", 700),
    Face("Noto Serif", "fontpkg_noto_serif", "NotoSerif[wdth,wght].ttf"),
    Face("Amiri", "fontpkg_amiri", "Amiri-Regular.ttf", 400),
    Face("Frank Ruhl Libre", "fontpkg_frank_ruhl_libre", "FrankRuhlLibre[wght].ttf"),
    Face("Noto Sans Devanagari", "fontpkg_noto_sans_devanagari", "NotoSansDevanagari[wdth,wght].ttf"),
    Face("Hind Siliguri", "fontpkg_hind_siliguri", "HindSiliguri-Regular.ttf", 400),
    Face("Noto Sans Tamil", "fontpkg_noto_sans_tamil", "NotoSansTamil[wdth,wght].ttf"),
    Face("Noto Sans Telugu", "fontpkg_noto_sans_telugu", "NotoSansTelugu[wdth,wght].ttf"),
    Face("Noto Sans Thai", "fontpkg_noto_sans_thai", "NotoSansThai[wdth,wght].ttf"),
)
DESIGN_FAMILIES = ("Literata", "Atkinson Hyperlegible")
FALLBACK_FAMILIES = tuple(face.family for face in FACES if face.family not in DESIGN_FAMILIES)

FONT_DATE = 1_704_067_200  # 1 January 2024, in seconds since 1970

_JOINERS = "\u200c\u200d"
_MOST_MARKS = 4  # on one letter; pointed and chanted Hebrew has three
_MISSED_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")


@functools.cache
def _glyphs(face: Face) -> tuple[dict[int, str], Any, int]:
    """The face's characters, advance widths and units per em, read once a process."""
    with resources.as_file(face.resource()) as path, TTFont(path, lazy=True) as font:
        return dict(font.getBestCmap()), dict(font["hmtx"].metrics), int(font["head"].unitsPerEm)


@functools.lru_cache(maxsize=4096)
def _has_glyph(character: str) -> bool:
    return any(ord(character) in _glyphs(face)[0] for face in FACES)


def width_in_em(text: str) -> float:
    """How wide ``text`` runs, in em, unshaped: a close upper estimate to choose a size by."""
    return sum(_advance(character) for character in text if not unicodedata.combining(character))


@functools.cache
def _advance(character: str) -> float:
    for face in FACES:
        characters, advances, units = _glyphs(face)
        if name := characters.get(ord(character)):
            return float(advances[name][0]) / units
    return 1.0


def characters_without_glyph(text: str) -> str:
    """The letters and digits of ``text``, each once, that no packaged face can draw.

    Signs such as emoji are not among them: ``printable`` leaves those out.
    """
    missing = [
        character
        for character in unicodedata.normalize("NFC", text)
        if unicodedata.category(character)[0] in "LNM"
        and not _is_selector(character)
        and not _has_glyph(character)
    ]
    return "".join(dict.fromkeys(missing))


def printable(text: str) -> str:
    """``text`` as the packaged faces can draw it: never a box in place of a letter.

    What they can draw stays as it is. Emoji and other signs they cannot draw, and
    invisible controls, are left out; letters they cannot draw are written in Latin
    letters (李小龙 becomes Li Xiao Long). White space is one space between words.
    Idempotent. The empty text when nothing is left.
    """
    drawn: list[str] = []
    foreign: list[str] = []
    marks = 0

    def write_foreign() -> None:
        if foreign:
            latin = _MISSED_WORD.sub(" ", anyascii("".join(foreign))).strip()
            drawn.append(latin[:1].upper() + latin[1:])
            foreign.clear()

    for character in unicodedata.normalize("NFC", text):
        kind = unicodedata.category(character)
        if kind in ("Zs", "Zl", "Zp", "Cc"):
            character, kind = " ", "Zs"
        marks = marks + 1 if kind[0] == "M" else 0
        if marks > _MOST_MARKS or _is_selector(character):
            continue
        if character in _JOINERS:
            if drawn and drawn[-1] and unicodedata.category(drawn[-1][-1])[0] in "LM" and not foreign:
                drawn.append(character)
            continue
        if kind[0] == "C":
            continue
        if _has_glyph(character):
            write_foreign()
            drawn.append(character)
        elif kind[0] in "LNP":
            foreign.append(character)
    write_foreign()
    text = " ".join("".join(drawn).split()).strip(_JOINERS)
    return re.sub(f"[{_JOINERS}]+(?![^\\W\\d_])", "", text)


def _is_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def is_drawn_by(family: str, text: str) -> bool:
    """Whether ``family`` alone has every character of ``text``."""
    characters = set().union(*(_glyphs(face)[0] for face in FACES if face.family == family))
    return all(ord(character) in characters for character in text)


def font_faces(text: str) -> str:
    """The ``@font-face`` rules for the design's faces and for every other face ``text`` needs."""
    needed = set(DESIGN_FAMILIES)
    for character in set(text):
        face = next((face for face in FACES if ord(character) in _glyphs(face)[0]), None)
        if face is not None:
            needed.add(face.family)
    return "\n".join(
        f'@font-face{{font-family:"{face.family}";'
        + (f"font-weight:{face.weight};" if face.weight else "")
        + f'src:url("{face.url}")}}'
        for face in FACES
        if face.family in needed
    )


def render_pdf(template: str, context: Mapping[str, Any], *, language: str, title: str) -> bytes:
    """A tagged PDF/UA-1 document of ``template``, with ``title``, in ``language``, faces embedded.

    The same input gives the same bytes (with the same versions of the libraries).
    The template refers to our own static files as ``static:path``, and gets
    ``language`` and ``title`` besides ``context``.

    Raises ``PdfError`` where Pango is missing, where the template asks for any other
    file, and where a character would be drawn as a box (``printable`` prevents that).
    """
    weasyprint = load_weasyprint()
    with translation.override(language):
        html = render_to_string(template, {**context, "language": language, "title": title})
    fetch = _fetcher()
    faces = weasyprint.CSS(
        string=font_faces(html), url_fetcher=fetch, font_config=(fonts := _font_configuration())
    )
    document = weasyprint.HTML(string=html, base_url="static:", url_fetcher=fetch)
    target = io.BytesIO()
    with _fixed_font_dates(), _refusals():
        document.write_pdf(
            target,
            stylesheets=[faces],
            font_config=fonts,
            pdf_variant="pdf/ua-1",
            pdf_tags=True,
            pdf_identifier=hashlib.sha256(html.encode()).digest()[:16],
        )
    return target.getvalue()


class _Boxes(logging.Handler):
    """Collects what WeasyPrint says of characters that it had to draw as boxes."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if ".notdef" in record.getMessage():
            self.found.append(record.getMessage())


@contextlib.contextmanager
def _refusals() -> Iterator[None]:
    """Whatever WeasyPrint must not fetch or cannot draw becomes a ``PdfError``."""
    from weasyprint.urls import FatalURLFetchingError

    boxes = _Boxes()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(boxes)
    try:
        yield
    except FatalURLFetchingError as error:
        raise PdfError(str(error)) from error
    finally:
        logger.removeHandler(boxes)
    if boxes.found:
        raise PdfError(boxes.found[0])


@contextlib.contextmanager
def _fixed_font_dates() -> Iterator[None]:
    """While rendering, fontTools writes one fixed date into embedded faces instead of now.

    https://reproducible-builds.org/specs/source-date-epoch/
    """
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = before or str(FONT_DATE)
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("SOURCE_DATE_EPOCH", None)


def load_weasyprint() -> Any:
    """The library, or ``PdfError`` in one line where the system lacks what it stands on.

    Importing it lets Pillow take half pictures for whole ones, in the whole process; that is undone.
    """
    try:
        import weasyprint
    except OSError as error:
        raise PdfError(PANGO_MISSING) from error
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    return weasyprint


def _font_configuration() -> Any:
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


def _fetcher() -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class PackagedFilesOnly(URLFetcher):
        """Serves ``font:`` and ``static:`` and pictures written into the page; refuses the rest."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:image/"):
                return super().fetch(url, headers)
            content = _packaged_file(url)
            if content is None:
                refuse(url)
            kind = mimetypes.guess_type(url)[0] or "application/octet-stream"
            return URLFetcherResponse(url, body=content, headers={"Content-Type": kind})

    def refuse(url: str) -> NoReturn:
        raise FatalURLFetchingError(f"A document may not fetch {url[:200]}")

    return PackagedFilesOnly(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)


def _packaged_file(url: str) -> bytes | None:
    scheme, _, path = url.partition(":")
    path = unquote(path).lstrip("/")
    if scheme == "font":
        face = next((face for face in FACES if face.url == f"font:{path}"), None)
        return face.resource().read_bytes() if face else None
    if scheme == "static":
        with contextlib.suppress(Exception):
            found = finders.find(path)
            if found:
                with open(found, "rb") as file:
                    return file.read()
    return None


@checks.register()
def check_pango(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """lms.E030: the system library behind the PDF files is there."""
    try:
        load_weasyprint()
    except PdfError:
        return [
            checks.Error(
                "PDF files cannot be made: the library Pango is missing.",
                hint=f"On Debian or Ubuntu: apt-get install {PANGO_PACKAGES}",
                id="lms.E030",
            )
        ]
    return []
