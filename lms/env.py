"""Typed readers for environment variables; every bad one is reported in one message.

Readers never raise: they note the problem and hand back the default, and
``Environment.complete()`` raises once with all of them, so that an operator
mends a deployment in one go.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")


class Environment:
    """Reads variables from ``source`` and collects what is wrong with them."""

    def __init__(self, source: Mapping[str, str] | None = None) -> None:
        self.source = os.environ if source is None else source
        self.problems: list[str] = []

    def _read(
        self, name: str, needs: str, convert: Callable[[str], T], default: T, *, required: bool
    ) -> T:
        raw = self.source.get(name, "").strip()
        if not raw:
            if required:
                self.problems.append(f"{name} is missing. It needs {needs}.")
            return default
        try:
            return convert(raw)
        except ValueError as error:
            why = f" ({error})" if str(error) else ""
            self.problems.append(f"{name} is wrong{why}. It needs {needs}.")
            return default

    def text(self, name: str, default: str = "", *, needs: str = "a text", required: bool = False) -> str:
        return self._read(name, needs, str, default, required=required)

    def secret(self, name: str, *, least: int = 50) -> str:
        """A required secret of at least ``least`` characters, not obviously a sample."""

        def convert(raw: str) -> str:
            if len(raw) < least:
                raise ValueError(f"{len(raw)} characters")
            if len(set(raw)) < 5 or "insecure" in raw:
                raise ValueError("a sample value")
            return raw

        return self._read(name, f"at least {least} random characters", convert, "", required=True)

    def flag(self, name: str, default: bool = False) -> bool:
        def convert(raw: str) -> bool:
            word = raw.lower()
            if word in {"1", "true", "yes", "on"}:
                return True
            if word in {"0", "false", "no", "off"}:
                return False
            raise ValueError(f"“{raw}”")

        return self._read(name, "one of: true, false", convert, default, required=False)

    def number(self, name: str, default: int = 0, *, least: int = 0, most: int = 2**31) -> int:
        def convert(raw: str) -> int:
            try:
                value = int(raw)
            except ValueError:
                raise ValueError(f"“{raw}”") from None
            if not least <= value <= most:
                raise ValueError(f"{value}")
            return value

        return self._read(name, f"a whole number from {least} to {most}", convert, default, required=False)

    def names(self, name: str, default: list[str] | None = None, *, needs: str, required: bool = False) -> list[str]:
        """A comma-separated list without empty entries."""

        def convert(raw: str) -> list[str]:
            found = [part.strip() for part in raw.split(",") if part.strip()]
            if not found:
                raise ValueError("empty")
            return found

        return self._read(name, needs, convert, default or [], required=required)

    def url(
        self, name: str, default: str = "", *, schemes: tuple[str, ...], needs: str, required: bool = False
    ) -> str:
        def convert(raw: str) -> str:
            parts = urlsplit(raw)
            if parts.scheme not in schemes:
                raise ValueError(f"scheme “{parts.scheme}”")
            if not parts.netloc:
                raise ValueError("no host")
            return raw.rstrip("/")

        return self._read(name, needs, convert, default, required=required)

    def database(self, name: str, default: dict[str, Any], *, required: bool = False) -> dict[str, Any]:
        """A Django database definition from ``postgresql://…`` or ``sqlite:///path``."""
        needs = "postgresql://user:password@host:5432/name (or sqlite:////absolute/path)"
        return self._read(name, needs, database_from_url, default, required=required)

    def complete(self) -> None:
        """Raise ``ImproperlyConfigured`` with every problem found so far; nothing if none."""
        if self.problems:
            lines = "\n".join(f"  - {problem}" for problem in self.problems)
            raise ImproperlyConfigured(
                f"{len(self.problems)} environment variable(s) need attention:\n{lines}\n"
                "docs/running.md explains each of them."
            )


def sqlite_database(path: Path | str) -> dict[str, Any]:
    """SQLite as this project runs it: WAL, waits for locks, writers take the lock at once."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;"
                "PRAGMA cache_size=-20000; PRAGMA foreign_keys=ON;"
            ),
        },
    }


def database_from_url(raw: str) -> dict[str, Any]:
    """Django's database definition for one URL. Raises ``ValueError`` in words."""
    parts = urlsplit(raw)
    if parts.scheme == "sqlite":
        path = unquote(parts.path)
        if parts.netloc or not path.strip("/"):
            raise ValueError("no path")
        return sqlite_database(path if path.startswith("//") is False else path[1:])
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"scheme “{parts.scheme}”")
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ValueError("no database name")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
