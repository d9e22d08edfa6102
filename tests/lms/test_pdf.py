"""Documents: what may be printed, what may be fetched, and what the file says of itself."""

from __future__ import annotations

import io
import logging
import os
from pathlib import Path

import pytest
from django.template import engines
from fontTools.misc import timeTools
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from lms import pdf

CSS = Path("courses/static/courses/certificates/document.css")


@pytest.fixture
def draw(monkeypatch):
    """Render a body of HTML."""

    def render(body: str, *, language: str = "en-gb", title: str = "A title") -> PdfReader:
        def template(name, context, request=None):
            source = '<html lang="{{ language }}"><title>{{ title }}</title><body>' + body + "</body></html>"
            return engines["django"].from_string(source).render(context)

        monkeypatch.setattr(pdf, "render_to_string", template)
        return PdfReader(io.BytesIO(pdf.render_pdf("x.html", {}, language=language, title=title)))

    return render


def test_document_is_pdf_ua_with_language_and_title(draw):
    reader = draw("<h1>A heading</h1><p>A paragraph.</p>", language="cy", title="Teitl")
    root = reader.trailer["/Root"]

    assert root["/Lang"] == "cy"
    assert reader.metadata.title == "Teitl"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert root["/MarkInfo"]["/Marked"].value is True
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data()


def test_same_input_gives_the_same_bytes(draw, monkeypatch):
    first = draw("<p style='font-family: Literata; font-weight: 500'>The same.</p>").stream.getvalue()
    monkeypatch.setattr(timeTools.time, "time", lambda: 2_000_000_000.0)
    second = draw("<p style='font-family: Literata; font-weight: 500'>The same.</p>").stream.getvalue()

    assert first == second


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/picture.png",
        "http://127.0.0.1/picture.png",
        "file:///etc/passwd",
        "ftp://example.org/picture.png",
        "static:../../etc/passwd",
        "static:no/such/picture.png",
        "font:fontpkg_literata/metadata.json",
        "font:../secrets.ttf",
        "data:text/html,hello",
    ],
)
def test_document_fetches_nothing_but_packaged_files(draw, address):
    with pytest.raises(pdf.PdfError, match="A document may not fetch"):
        draw(f'<img src="{address}" alt="A picture">')


def test_box_in_place_of_a_letter_is_refused(draw):
    with pytest.raises(pdf.PdfError, match=r"\.notdef glyph rendered .* \(U\+674E\)"):
        draw("<p style='font-family: Literata'>李小龙</p>")


@pytest.mark.parametrize(
    "name",
    [
        "Nadia Ahmed",
        "Siân Ŵŷn Llŷr ap Gruffydd",
        "Nguyễn Thị Ánh",
        "Ọlá Ẹ̀bùn",
        "محمد عبد الله",
        "שרה כהן",
        "अमित शर्मा",
        "শেখ মুজিব",
        "அருண்",
        "తెలుగు",
        "สมชาย",
        "Владимир Ґалаґан",
        "Ωραία Ἑλένη",
        "Zoë O’Neill–D’Souza, MBE",
    ],
)
def test_name_in_a_script_we_have_is_printed_as_it_is(name):
    assert pdf.printable(name) == name
    assert pdf.characters_without_glyph(name) == ""


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Zoë 🎉 O’Neill👩‍👩‍👧", "Zoë O’Neill"),
        ("🏴󠁧󠁢󠁷󠁬󠁳󠁿 Siân", "Siân"),
        ("  Ada \t\n Lovelace ", "Ada Lovelace"),
        ("Ada\u202eLovelace\u0000", "AdaLovelace"),
        ("李小龙", "Li Xiao Long"),
        ("김민준", "Gim Min Jun"),
        ("Ada ❤️ 1️⃣", "Ada 1"),
        ("Sia\u0302n", "Siân"),
        ("🎉", ""),
        ("", ""),
    ],
)
def test_name_is_printed_without_boxes(name, shown):
    assert pdf.printable(name) == shown


def test_letter_keeps_no_more_marks_than_it_can_carry():
    assert pdf.printable("Zoe" + "\u0301" * 100) == "Zoé" + "\u0301" * 4


def test_drawing_leaves_no_trace_in_the_process(draw, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    listening = list(logging.getLogger("weasyprint").handlers)

    draw("<p>A paragraph.</p>")

    assert "SOURCE_DATE_EPOCH" not in os.environ
    assert logging.getLogger("weasyprint").handlers == listening


def test_letters_without_a_glyph_are_named():
    assert pdf.characters_without_glyph("Bruce 李小龙李 🎉") == "李小龙"


@given(st.text(max_size=80))
def test_whatever_is_printable_has_a_glyph_and_stays_as_it_is(text):
    shown = pdf.printable(text)

    assert pdf.printable(shown) == shown
    assert all(pdf._has_glyph(c) or c in "\u200c\u200d" for c in shown)
    assert shown == " ".join(shown.split())


def test_faces_are_embedded_only_where_they_are_needed():
    assert pdf.font_faces("Nadia Ahmed").count("@font-face") == 3
    assert "Amiri" not in pdf.font_faces("Nadia Ahmed")
    assert "Amiri" in pdf.font_faces("محمد")


def test_stylesheet_names_every_face():
    text = CSS.read_text()

    assert [family for family in pdf.FALLBACK_FAMILIES if f'"{family}"' not in text] == []
    assert [family for family in pdf.DESIGN_FAMILIES if f'"{family}"' not in text] == []


def test_missing_pango_is_one_clear_line(monkeypatch):
    import builtins

    real = builtins.__import__

    def without_pango(name, *args, **kwargs):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without_pango)

    with pytest.raises(pdf.PdfError) as caught:
        pdf.render_pdf("x.html", {}, language="en-gb", title="T")
    assert str(caught.value) == (
        "PDF files cannot be made: the library Pango is missing. "
        "On Debian or Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    )
    [error] = pdf.check_pango()
    assert error.id == "lms.E030"
    assert (
        error.hint
        == "On Debian or Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    )


def test_check_is_quiet_where_pango_is_there():
    assert pdf.check_pango() == []
