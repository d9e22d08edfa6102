"""The worksheet is a real document: tagged, titled, one page."""

from __future__ import annotations

import io

from pypdf import PdfReader

from lms.demo.files import DOCUMENTS


def test_worksheet_is_one_tagged_page():
    reader = PdfReader(io.BytesIO(DOCUMENTS["statement-worksheet.pdf"].read()))

    assert len(reader.pages) == 1
    assert reader.metadata.title == "Your 150-word statement: worksheet"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en-gb"
    assert "about 60 words" in reader.pages[0].extract_text()
