"""Every template of ours compiles, and none carries what the Content-Security-Policy forbids."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR) / "templates"
TEMPLATES = sorted(
    path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*") if path.suffix in {".html", ".txt"}
)
# E-mails, PDFs, pages inside an archive and Wagtail's admin have their own rules for style.
OWN_STYLE = re.compile(
    r"(^|/)(email|emails|mail|letters|pdf|admin)/|^wagtail"
    r"|^courses/learning/take_page\.html$"
    r"|^messaging/(bulk|copy)/|^messaging/notices/(foot|preheader|several|week|letter)\.|_message\.html$"
)
INLINE = re.compile(r"\sstyle=|<style|\son(?:click|load|change|submit|input|error)=|<script(?![^>]*\bsrc=)")


def test_there_are_templates():
    assert "base.html" in TEMPLATES


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_compiles(name):
    get_template(name)


@pytest.mark.parametrize("name", [name for name in TEMPLATES if not OWN_STYLE.search(name)])
def test_template_has_no_inline_style_or_script(name):
    source = (ROOT / name).read_text()
    found = [hit for hit in INLINE.findall(source) if "application/json" not in hit]

    assert found == []
