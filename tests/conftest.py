"""Fixtures and rules of selection that hold for every test."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches

DEMO = pytest.StashKey["subprocess.Popen[bytes]"]()
# It asks for what tests/rules/test_urls.py asks for, as the same people: thousands of pages once more.
CRAWLS = {"test_leaks.py"}
MAKES_NO_DEMO = {"BREAKAGES_DATABASE", "HUSTINGS_BROWSER_VAR"}  # a site is there, or none is wanted


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that need PostgreSQL are left out elsewhere: not skipped, not counted.

    Browser tests come last: the loop of Playwright runs until the end of the process, and Django
    refuses its database to whoever stands in a loop.
    """
    items.sort(key=lambda item: "browser" in item.keywords)
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        return
    left_out = [item for item in items if item.get_closest_marker("postgresql")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("postgresql")]


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """What has been imported stays: the collector of garbage need not look through it again and again.

    The site of the browser tests is made beside the other tests, by the first process.
    """
    gc.collect()
    gc.freeze()
    first = os.environ.get("PYTEST_XDIST_WORKER", "gw0") == "gw0"
    wanted = not session.config.option.collectonly and not set(os.environ) & MAKES_NO_DEMO
    if first and wanted and any("browser" in item.keywords for item in session.items):
        session.config.stash[DEMO] = _begin_to_make_the_demo()


def _begin_to_make_the_demo() -> subprocess.Popen[bytes]:
    from tests.browser.site import DEMO_SITES, begin_to_make
    from tests.migrated import template

    return begin_to_make(Path(settings.TEST_VAR) / DEMO_SITES, template())


def pytest_unconfigure(config: pytest.Config) -> None:
    """Nothing that was begun runs on."""
    making = config.stash.get(DEMO, None)
    if making is not None and making.poll() is None:
        os.killpg(making.pid, signal.SIGTERM)
        making.wait()


def _is_sqlite() -> bool:
    return bool(settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"))


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """What stands there already is not made again; its folder goes with the process."""
    return _is_sqlite()


@pytest.fixture(scope="session")
def _migrated(django_db_modify_db_settings: None) -> Iterator[Callable[[], None]]:
    """Held while the database is made; to be called when it is."""
    from tests.migrated import migrated_once

    with ExitStack() as held:
        if _is_sqlite() and "BREAKAGES_DATABASE" not in os.environ:  # those bring a copy of their own
            held.enter_context(migrated_once(Path(settings.DATABASES["default"]["TEST"]["NAME"])))
        yield held.close


@pytest.fixture(scope="session")
def django_db_setup(_migrated: Callable[[], None], django_db_setup: None) -> None:
    """Migrations are done once for all processes that need a database, and not again next time."""
    _migrated()


@pytest.fixture(autouse=True)
def _empty_process_caches() -> None:
    """Every test begins without what another one left in the memory of this process."""
    caches["default"].clear()
    from lms.pages.prepared import prepared

    prepared.clear()


@pytest.fixture(autouse=True)
def _plain_organisation(_empty_process_caches: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The organisation as it is before anybody sets it, kept as a running site keeps it: no query.

    Until something in this process changes it; what another process would do within
    seconds does not happen by itself.
    """
    from lms.pages import selectors
    from lms.pages.models import SiteSettings

    start, read, look_revision, plain = ("", 0), selectors._read_look, selectors.look_revision, SiteSettings()
    look = selectors.Look(organisation=plain.organisation, accent=plain.accent, accent_dark=plain.accent_dark)
    monkeypatch.setattr(look_revision, "seconds", 3600)
    monkeypatch.setattr(look_revision, "_known", (start, time.monotonic()))
    monkeypatch.setattr(selectors, "_read_look", lambda: look if look_revision.get() == start else read())


@pytest.fixture(scope="session", autouse=True)
def _no_colour() -> None:
    """Commands' output is compared as text."""
    os.environ["DJANGO_COLORS"] = "nocolor"


@pytest.fixture(autouse=True)
def _strict_markup(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every page that a test asks for, and every letter, is written without a fault (docs/accessibility)."""
    from tests.strict.watch import watched

    if request.node.path.name in CRAWLS:
        yield
        return

    with watched() as faults:
        yield
    assert not faults, "\n".join(faults)
