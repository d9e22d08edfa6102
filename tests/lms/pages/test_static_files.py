"""Modules of one script find each other under the names of this very release."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find
from django.core.files.storage import FileSystemStorage

from lms.pages import light
from lms.pages.static_files import StaticStorage

NAMES = ("", "-page", "-place", "-recording", "-text", "-voice")
FILES = [f"courses/listen{name}.js" for name in NAMES]
IMPORTED = re.compile(r"""from\s*["']\./([^"']+)["']""")


@pytest.fixture
def collected(tmp_path: Path) -> Path:
    """The modules of listening as ``collectstatic`` leaves them, shortened."""
    (tmp_path / "courses").mkdir()
    for name in FILES:
        (tmp_path / name).write_text(light.SHORTEN[".js"](Path(str(find(name))).read_text()))
    return _collect(tmp_path)


def _collect(root: Path) -> Path:
    storage = StaticStorage(location=root, base_url="/static/")
    source = FileSystemStorage(location=root)
    for _name, _hashed, done in storage.post_process({name: (source, name) for name in FILES}):
        assert not isinstance(done, Exception), done
    return root


def _hashed(root: Path, name: str) -> Path:
    (found,) = sorted(root.glob(f"courses/{name}.????????????.js"))[-1:]
    return found


def test_every_module_is_named_with_its_hash(collected):
    seen, waiting = set(), [_hashed(collected, "listen").name]
    while waiting:
        name = waiting.pop()
        seen.add(name)
        text = (collected / "courses" / name).read_text()
        waiting += [other for other in IMPORTED.findall(text) if other not in seen]

    assert sorted(re.sub(r"\.[0-9a-f]{12}\.", ".", name) for name in seen) == sorted(
        Path(name).name for name in FILES
    )
    assert all(re.search(r"\.[0-9a-f]{12}\.js$", name) for name in seen)


def test_a_change_at_the_bottom_changes_the_name_at_the_top(collected, tmp_path):
    before = _hashed(collected, "listen").name
    for old in tmp_path.glob("courses/*.????????????.js*"):
        old.unlink()
    page = tmp_path / "courses" / "listen-page.js"
    page.write_text(page.read_text() + "export const more = 1;")

    assert _hashed(_collect(tmp_path), "listen").name != before
