"""Templates are read without their indentation; values keep theirs."""

from __future__ import annotations

from pathlib import Path

from django.template import Context, Engine


def _engine(folder: Path) -> Engine:
    return Engine(dirs=[str(folder)], loaders=["lms.pages.loaders.Loader"])


def test_indentation_of_a_page_is_not_sent(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<ul>\n    <li>\n      {{ value }}\n    </li>\n</ul>\n")

    page = _engine(tmp_path).get_template("page.html").render(Context({"value": "one\n   two"}))

    assert page == "<ul>\n<li>\none\n   two\n</li>\n</ul>\n"


def test_a_text_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Codes:\n  1234\n")

    assert _engine(tmp_path).get_template("letter.txt").render(Context()) == "Codes:\n  1234\n"
