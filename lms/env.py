"""Typed readers for environment variables; every bad one is reported in one message.

Readers never raise: they note the problem and hand back the default, and
``Environment.complete()`` raises once with all of them, so that an operator
mends a deployment in one go.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from email.utils import parseaddr
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

    def _read(self, name: str, needs: str, convert: Callable[[str], T], default: T, *, required: bool) -> T:
        raw = self.source.get(name, "").strip()
        if not raw:
            if required:
                self._note(f"{name} is missing. It needs {needs}.")
            return default
        try:
            return convert(raw)
        except ValueError as error:
            why = f" ({error})" if str(error) else ""
            self._note(f"{name} is wrong{why}. It needs {needs}.")
            return default

    def _note(self, problem: str) -> None:
        """Once each: a variable may be read twice."""
        if problem not in self.problems:
            self.problems.append(problem)

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

    def webhook_secret(self, name: str) -> str:
        """``name:password`` for HTTP Basic, the password long enough not to be guessed; or none."""

        def convert(raw: str) -> str:
            user, colon, password = raw.partition(":")
            if not user or not colon or len(password) < 20:
                raise ValueError("too short" if colon else "no colon")
            return raw

        return self._read(
            name, "a name, a colon and at least 20 random characters", convert, "", required=False
        )

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

    def names(
        self, name: str, default: list[str] | None = None, *, needs: str, required: bool = False
    ) -> list[str]:
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

    def site(self, name: str, default: str = "", *, schemes: tuple[str, ...], required: bool = False) -> str:
        """The site's own address: scheme and host, without a path."""

        def convert(raw: str) -> str:
            parts = urlsplit(raw)
            if parts.scheme not in schemes:
                raise ValueError(f"scheme “{parts.scheme}”")
            if not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
                raise ValueError("not a bare address" if parts.hostname else "no host")
            return f"{parts.scheme}://{parts.netloc}"

        needs = f"the site's address without a path, such as {schemes[0]}://learn.example.org"
        return self._read(name, needs, convert, default, required=required)

    def sender(self, name: str, *, required: bool = False) -> str:
        """An e-mail address, with or without a name before it."""

        def convert(raw: str) -> str:
            address = parseaddr(raw)[1]
            before, at, after = address.rpartition("@")
            if not before or not at or "." not in after:
                raise ValueError("no e-mail address")
            return raw

        return self._read(
            name,
            "an e-mail address, such as: Our Programme <hello@example.org>",
            convert,
            "",
            required=required,
        )

    def email(self, name: str, *, required: bool = False) -> dict[str, Any]:
        """Django's ``EMAIL_…`` settings from ``smtp://…`` (STARTTLS) or ``smtps://…`` (TLS)."""
        needs = "smtp://user:password@host:587 or smtps://user:password@host:465"
        return self._read(name, needs, email_from_url, {}, required=required)

    def media(self, name: str) -> dict[str, Any]:
        """Django's ``STORAGES`` for private and public files from ``s3://…`` or ``s3+https://…``."""
        needs = "s3://KEY:SECRET@bucket?region=eu-west-2 or s3+https://KEY:SECRET@host/bucket"
        return self._read(name, needs, storages_from_url, {}, required=False)

    def database(self, name: str, default: dict[str, Any], *, required: bool = False) -> dict[str, Any]:
        """A Django database definition from ``postgresql://…`` or ``sqlite:////absolute/path``."""
        needs = "postgresql://user:password@host:5432/name (or sqlite:////absolute/path)"
        return self._read(name, needs, database_from_url, default, required=required)

    def complete(self) -> None:
        """Raise ``ImproperlyConfigured`` with every problem found so far; nothing if none."""
        if self.problems:
            lines = "\n".join(f"  - {problem}" for problem in self.problems)
            one = len(self.problems) == 1
            noun = "environment variable needs" if one else "environment variables need"
            raise ImproperlyConfigured(
                f"{len(self.problems)} {noun} attention:\n{lines}\ndocs/running.md explains each of them."
            )


def sqlite_database(path: Path | str) -> dict[str, Any]:
    """SQLite as this project runs it: WAL, waits for locks, writers take the lock at once.

    ``synchronous=FULL``: what was accepted survives a power cut too (about 6 ms a commit).
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000;"
                "PRAGMA cache_size=-20000; PRAGMA foreign_keys=ON;"
            ),
        },
    }


def database_from_url(raw: str) -> dict[str, Any]:
    """Django's database definition for one URL. Raises ``ValueError`` in words."""
    parts = urlsplit(raw)
    if parts.scheme == "sqlite":
        path = unquote(parts.path)
        if parts.netloc or not path.startswith("//") or not path.strip("/"):
            raise ValueError("not an absolute path")
        return sqlite_database("/" + path.lstrip("/"))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"scheme “{parts.scheme}”")
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ValueError("no database name")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    prepared = options.pop("prepared", "on")
    if prepared not in {"on", "off"}:
        raise ValueError("prepared must be on or off")
    if prepared == "on":
        options["prepare_threshold"] = 5
    host = options.pop("host", "") or unquote(parts.hostname or "")
    return {
        "ENGINE": "lms.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def email_from_url(raw: str) -> dict[str, Any]:
    """Django's ``EMAIL_…`` settings for one URL. Raises ``ValueError`` in words."""
    parts = urlsplit(raw)
    if parts.scheme not in {"smtp", "smtps"}:
        raise ValueError(f"scheme “{parts.scheme}”")
    if not parts.hostname:
        raise ValueError("no host")
    options = dict(parse_qsl(parts.query))
    secure = parts.scheme == "smtps"
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if secure else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": secure,
        # Only a server on this very machine or in a test may be asked in the clear.
        "EMAIL_USE_TLS": not secure and options.get("starttls", "true") != "false",
    }


SIGNED_SECONDS = 300


def storages_from_url(raw: str) -> dict[str, Any]:
    """Private and public storage in one bucket, under ``private/`` and ``public/``.

    ``?region=`` names the region, ``?public=`` the host name at which the folder
    ``public/`` is served. Private files are only reached by addresses that are
    signed for five minutes. Raises ``ValueError`` in words.
    """
    parts = urlsplit(raw)
    if parts.scheme not in {"s3", "s3+https", "s3+http"}:
        raise ValueError(f"scheme “{parts.scheme}”")
    options = dict(parse_qsl(parts.query))
    plain = parts.scheme == "s3"
    bucket = (parts.hostname or "") if plain else parts.path.strip("/")
    if not bucket or "/" in bucket:
        raise ValueError("no bucket")
    if not parts.username or not parts.password:
        raise ValueError("no key and secret")
    common: dict[str, Any] = {
        "access_key": unquote(parts.username),
        "secret_key": unquote(parts.password),
        "bucket_name": bucket,
        "default_acl": None,
        "file_overwrite": False,
        "signature_version": "s3v4",
    }
    if region := options.get("region"):
        common["region_name"] = region
    if not plain:
        host = parts.netloc.rpartition("@")[2]
        common["endpoint_url"] = f"{parts.scheme.removeprefix('s3+')}://{host}"
        common["addressing_style"] = "path"
    backend = "storages.backends.s3.S3Storage"
    private = {
        **common,
        "location": "private",
        "querystring_auth": True,
        "querystring_expire": SIGNED_SECONDS,
    }
    public = {**common, "location": "public", "querystring_auth": False}
    if served_at := options.get("public"):
        public["custom_domain"] = served_at
    return {
        "default": {"BACKEND": backend, "OPTIONS": private},
        "public": {"BACKEND": backend, "OPTIONS": public},
    }
