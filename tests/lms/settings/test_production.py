"""Production settings, read by a process of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deployment import SAMPLE, environment

ROOT = Path(__file__).resolve().parents[3]


def run(code: str, **changes: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ROOT, env=environment(**changes), capture_output=True, text=True)


def read(expression: str, **changes: str) -> object:
    done = run(
        f"import json; from django.conf import settings;print(json.dumps({expression}, default=str))",
        **changes,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_missing_variable_is_named_at_once():
    done = run("from django.conf import settings; settings.DEBUG", **dict.fromkeys(SAMPLE, ""), SECRET_KEY="")

    assert done.returncode != 0
    assert done.stderr.rpartition("ImproperlyConfigured: ")[2] == (
        "6 environment variables need attention:\n"
        "  - SECRET_KEY is missing. It needs at least 50 random characters.\n"
        "  - ALLOWED_HOSTS is missing. It needs the site's host names, separated by commas.\n"
        "  - SITE_URL is missing. It needs the site's address without a path, "
        "such as https://learn.example.org.\n"
        "  - DATABASE_URL is missing. It needs postgresql://user:password@host:5432/name "
        "(or sqlite:////absolute/path).\n"
        "  - EMAIL_URL is missing. It needs smtp://user:password@host:587 or smtps://user:password@host:465.\n"
        "  - DEFAULT_FROM_EMAIL is missing. It needs an e-mail address, such as: Our Programme "
        "<hello@example.org>.\n"
        "docs/running.md explains each of them.\n"
    )


def test_wrong_and_missing_variables_are_named_together_without_their_secrets():
    done = run(
        "from django.conf import settings; settings.DEBUG",
        SITE_URL="http://learn.example.org",
        DATABASE_URL="mysql://hustings:very-secret@db/x",
        EMAIL_URL="",
        HSTS_PRELOAD="maybe",
        REDIS_URL="localhost",
    )

    for words in (
        "5 environment variables need attention",
        "SITE_URL is wrong (scheme “http”)",
        "DATABASE_URL is wrong (scheme “mysql”)",
        "EMAIL_URL is missing",
        "HSTS_PRELOAD is wrong (“maybe”)",
        "REDIS_URL is wrong (scheme “”)",
    ):
        assert words in done.stderr
    assert "very-secret" not in done.stderr


def test_demo_mode_cannot_be_switched_on():
    assert read("[settings.DEMO, settings.DEBUG]", DEMO="true", DEBUG="true") == [False, False]


def test_headers_and_cookies_are_strict():
    assert read(
        "[settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS,"
        "settings.SECURE_HSTS_INCLUDE_SUBDOMAINS,"
        "settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY,"
        "settings.CSRF_TRUSTED_ORIGINS]"
    ) == [True, 31_536_000, True, True, True, True, ["https://learn.example.org"]]


@pytest.mark.parametrize(
    ("proxies", "expected"), [("0", [0, None]), ("2", [2, ["HTTP_X_FORWARDED_PROTO", "https"]])]
)
def test_forwarded_headers_are_believed_only_behind_declared_proxies(proxies, expected):
    found = read(
        "[settings.ALLAUTH_TRUSTED_PROXY_COUNT, settings.SECURE_PROXY_SSL_HEADER]", TRUSTED_PROXIES=proxies
    )

    assert found == expected


def test_redis_holds_the_caches_where_it_is_named_and_never_the_sessions():
    expression = (
        "[settings.CACHES['shared']['BACKEND'].split('.')[-1], settings.SESSION_ENGINE.split('.')[-1]]"
    )

    assert read(expression) == ["DatabaseCache", "sessions"]
    assert read(expression, REDIS_URL="redis://127.0.0.1:6379/0") == ["RedisCache", "sessions"]


def test_pictures_in_a_bucket_are_allowed_by_the_content_policy():
    found = read(
        "[settings.STORAGES['default']['OPTIONS']['location'],"
        "settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['img-src'],"
        "settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['script-src']]",
        MEDIA_STORAGE_URL="s3+https://KEY:SECRET@s3.example.org/files?public=files.example.org",
    )

    assert found == ["private", ["'self'", "data:", "https://files.example.org"], ["'self'"]]


def test_log_is_json_on_standard_output():
    done = run(
        "import django; django.setup(); import logging;logging.getLogger('x').error('gone', extra={'job': 7})"
    )

    line = json.loads(done.stdout)
    assert {key: line[key] for key in ("level", "logger", "message", "job")} == {
        "level": "ERROR",
        "logger": "x",
        "message": "gone",
        "job": 7,
    }


def test_log_names_no_addresses_and_no_queries_and_nothing_of_scanners():
    done = run(
        "import django; django.setup(); import logging\n"
        "from django.test import RequestFactory\n"
        "asked = RequestFactory().get('/certificates/?number=7KQ2&link=secret')\n"
        "try:\n"
        "    raise RuntimeError({'gwen.parry+x@mail.example.org': (550, b'No such user')})\n"
        "except RuntimeError:\n"
        "    logging.getLogger('lms.queue').exception('job failed for gwen@example.org', extra={'job': 7})\n"
        "logging.getLogger('django.request').warning('Not Found: /x/', extra={'request': asked})\n"
        "logging.getLogger('django.security.DisallowedHost').error('Invalid HTTP_HOST header')\n"
    )

    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert (first["message"], first["job"]) == ("job failed for …@…", 7)
    assert "RuntimeError: {'…@…': (550, b'No such user')}" in first["exc_info"]
    assert (second["message"], "request" in second) == ("Not Found: /x/", False)
    assert "example.org" not in done.stdout
    assert "secret" not in done.stdout
    assert done.stderr == ""
