"""A database with all migrations done, kept for the next one who needs it: several hundred take a minute.

It is kept in ``var/migrated/``, named by what the migrations and packages are, so
that another migration makes another one. SQLite only.
"""

from __future__ import annotations

import fcntl
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path

from django.apps import apps
from django.conf import settings

KEPT = 3  # of the code as it is, as it was before, and on another branch


def template() -> Path:
    """Where the migrated database of this code is, or will be, kept."""
    digest = sha256((Path(settings.BASE_DIR) / "requirements" / "dev.txt").read_bytes())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        for path in sorted(Path(app.path, "migrations").glob("*.py")):
            digest.update(f"{app.label}/{path.name}".encode())
            digest.update(path.read_bytes())
    return Path(settings.TEST_VAR) / "migrated" / f"{digest.hexdigest()[:20]}.sqlite3"


@contextmanager
def migrated_once(database: Path) -> Iterator[None]:
    """While the block makes ``database``: it begins with all migrations done, if anybody did them before."""
    kept = template()
    kept.parent.mkdir(parents=True, exist_ok=True)
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # whoever comes second waits, and copies
        if kept.exists():
            fcntl.flock(lock, fcntl.LOCK_UN)
            shutil.copyfile(kept, database)
            yield
        else:
            yield
            _keep(database, kept)


def _keep(database: Path, kept: Path) -> None:
    half = kept.with_suffix(".half")
    half.unlink(missing_ok=True)
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(half)) as target:
        source.backup(target)
        target.execute("pragma journal_mode=delete")
    half.rename(kept)
    old = sorted(kept.parent.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime)[:-KEPT]
    for path in old:
        path.unlink(missing_ok=True)
        path.with_suffix(".lock").unlink(missing_ok=True)
