"""Our style sheets and scripts as browsers get them: without comments and spaces.

The repository holds what people read. ``build_assets`` writes the same rules and
statements, shorter, into a folder that stands before the sources in
``STATICFILES_DIRS`` wherever ``DEBUG`` is off. docs/decisions/0027
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import rcssmin
import rjsmin
from django.conf import settings

# “a :is(b)” is a descendant, “a:is(b)” is not. rcssmin may take that space for one that says
# nothing, so what it leaves out is written in: “a *:is(b)” is the same selector.
_DESCENDANT = re.compile(r"(?<=[\w\])]) (?=::?[a-z-][^;{}]*\{)")


def _short_css(text: str) -> str:
    return str(rcssmin.cssmin(_DESCENDANT.sub(" *", text)))


SHORTEN = {".css": _short_css, ".js": rjsmin.jsmin}


def folder() -> Path:
    return Path(settings.LIGHT_STATIC)


def sources() -> Iterator[tuple[Path, Path]]:
    """Each of our own style sheets and scripts, with the file that is made of it."""
    for room in (settings.BASE_DIR / "lms" / "static", settings.BASE_DIR / "courses" / "static"):
        for source in sorted(room.rglob("*")):
            if source.suffix in SHORTEN:
                yield source, folder() / source.relative_to(room)


def _shortened(source: Path) -> str:
    return str(SHORTEN[source.suffix](source.read_text(encoding="utf-8")))


def stale() -> list[Path]:
    """Sources whose light file is missing or made of something else."""
    return [
        source
        for source, target in sources()
        if not target.exists() or target.read_text(encoding="utf-8") != _shortened(source)
    ]


def make() -> int:
    """Every source has its light file, and no other file lies there; returns how many were written."""
    written = 0
    wanted = set()
    for source, target in sources():
        wanted.add(target)
        text = _shortened(source)
        if target.exists() and target.read_text(encoding="utf-8") == text:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        half = target.with_name(target.name + ".part")
        half.write_text(text, encoding="utf-8")
        half.replace(target)
        written += 1
    for path in folder().rglob("*"):
        if path.is_file() and path not in wanted:
            path.unlink(missing_ok=True)
    return written
