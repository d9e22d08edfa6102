"""Light and dark differ in colours alone, so that a browser test need look at one of them in full only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOMS = ("lms/static", "courses/static", "cohorts/static")


def _files() -> Iterator[Path]:
    for room in ROOMS:
        for suffix in ("css", "js"):
            yield from sorted((Path(settings.BASE_DIR) / room).rglob(f"*.{suffix}"))


@pytest.mark.parametrize(
    "path", list(_files()), ids=lambda path: path.relative_to(settings.BASE_DIR).as_posix()
)
def test_nothing_but_light_dark_asks_for_the_scheme(path: Path) -> None:
    """``light-dark()`` takes colours and nothing else (CSS Color 5, section 13)."""
    assert "prefers-color-scheme" not in path.read_text(encoding="utf-8")
