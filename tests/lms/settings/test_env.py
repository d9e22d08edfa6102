from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from lms.env import Environment, database_from_url, email_from_url, storages_from_url


def complaint(env: Environment) -> str:
    with pytest.raises(ImproperlyConfigured) as caught:
        env.complete()
    return str(caught.value)


def test_every_problem_is_named_at_once_with_what_it_needs():
    env = Environment(
        {"WORKERS": "many", "DEBUG": "perhaps", "SECRET_KEY": "short", "SITE": "ftp://x", "HOSTS": " , "}
    )

    assert env.number("WORKERS", 2, least=1, most=8) == 2
    assert env.flag("DEBUG", True) is True
    assert env.secret("SECRET_KEY") == ""
    assert env.site("SITE", schemes=("https",)) == ""
    assert env.names("HOSTS", needs="host names") == []
    assert env.database("DATABASE_URL", {}, required=True) == {}
    env.database("DATABASE_URL", {}, required=True)

    assert complaint(env) == (
        "6 environment variables need attention:\n"
        "  - WORKERS is wrong (“many”). It needs a whole number from 1 to 8.\n"
        "  - DEBUG is wrong (“perhaps”). It needs one of: true, false.\n"
        "  - SECRET_KEY is wrong (5 characters). It needs at least 50 random characters.\n"
        "  - SITE is wrong (scheme “ftp”). It needs the site's address without a path, such as "
        "https://learn.example.org.\n"
        "  - HOSTS is wrong (empty). It needs host names.\n"
        "  - DATABASE_URL is missing. It needs postgresql://user:password@host:5432/name "
        "(or sqlite:////absolute/path).\n"
        "docs/running.md explains each of them."
    )


@pytest.mark.parametrize("value", ["0", "9", "-1"])
def test_number_out_of_bounds_is_refused(value):
    env = Environment({"WORKERS": value})

    assert env.number("WORKERS", 2, least=1, most=8) == 2
    assert f"WORKERS is wrong ({value})." in complaint(env)


@pytest.mark.parametrize(
    ("raw", "site"),
    [
        ("https://learn.example.org/", "https://learn.example.org"),
        ("https://learn.example.org:8443", "https://learn.example.org:8443"),
    ],
)
def test_site_is_kept_without_a_slash_at_its_end(raw, site):
    assert Environment({"SITE": raw}).site("SITE", schemes=("https",)) == site


@pytest.mark.parametrize(
    "raw", ["https://example.org/learn", "https://example.org/?a=1", "https://example.org/#top"]
)
def test_site_with_a_path_is_refused(raw):
    env = Environment({"SITE": raw})

    assert env.site("SITE", schemes=("https",)) == ""
    assert "SITE is wrong (not a bare address)." in complaint(env)


def test_one_problem_is_told_in_the_singular():
    env = Environment({})
    env.names("HOSTS", needs="host names", required=True)

    assert complaint(env).startswith("1 environment variable needs attention:\n  - HOSTS is missing.")


def test_nothing_wrong_says_nothing():
    env = Environment({"DEBUG": "Off", "WORKERS": " 3 ", "HOSTS": "a.example.org, b.example.org,"})

    assert env.flag("DEBUG", True) is False
    assert env.number("WORKERS", least=1) == 3
    assert env.names("HOSTS", needs="x") == ["a.example.org", "b.example.org"]
    env.complete()


@pytest.mark.parametrize("value", ["a" * 60, "insecure" + "0123456789" * 6])
def test_sample_secrets_are_refused(value):
    env = Environment({"SECRET_KEY": value})
    env.secret("SECRET_KEY")

    assert "a sample value" in complaint(env)
    assert value not in complaint(env)


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        ("sqlite:////srv/hustings/db.sqlite3", "/srv/hustings/db.sqlite3"),
        ("sqlite:////srv/a%20b/db.sqlite3", "/srv/a b/db.sqlite3"),
    ],
)
def test_sqlite_takes_an_absolute_path_and_runs_in_wal(raw, path):
    found = database_from_url(raw)

    assert found["NAME"] == path
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    pragmas = found["OPTIONS"]["init_command"]
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        assert f"PRAGMA {pragma};" in pragmas


@pytest.mark.parametrize(
    "raw", ["sqlite://db.sqlite3", "sqlite:///db.sqlite3", "sqlite:////", "sqlite://:memory:", "sqlite://"]
)
def test_sqlite_refuses_anything_else(raw):
    with pytest.raises(ValueError, match="not an absolute path"):
        database_from_url(raw)


def test_postgresql_is_read_with_escapes_sockets_and_options():
    found = database_from_url("postgresql://us%40er:p%2Fw@db.example.org:5433/na%20me?sslmode=require")
    socket = database_from_url("postgres://postgres@/hustings?host=/run/postgresql")

    assert (
        found["USER"],
        found["PASSWORD"],
        found["HOST"],
        found["PORT"],
        found["NAME"],
        found["OPTIONS"],
    ) == (
        "us@er",
        "p/w",
        "db.example.org",
        "5433",
        "na me",
        {"sslmode": "require", "prepare_threshold": 5},
    )
    assert found["CONN_HEALTH_CHECKS"] is True  # a restart of the server costs nobody an error page
    assert (socket["HOST"], socket["PORT"], socket["OPTIONS"]) == (
        "/run/postgresql",
        "",
        {"prepare_threshold": 5},
    )


PREPARED = "postgresql://host/name?prepared=maybe"


@pytest.mark.parametrize(
    "raw", ["mysql://a/b", "postgresql://host/", "postgresql://host:port/name", "db", PREPARED]
)
def test_other_databases_are_refused(raw):
    with pytest.raises(ValueError):
        database_from_url(raw)


def test_mail_uses_tls_unless_told_otherwise():
    starttls = email_from_url("smtp://us%40er:se%3Acret@mail.example.org")
    tls = email_from_url("smtps://mail.example.org")
    plain = email_from_url("smtp://127.0.0.1:1025?starttls=false")

    assert starttls == {
        "EMAIL_HOST": "mail.example.org",
        "EMAIL_PORT": 587,
        "EMAIL_HOST_USER": "us@er",
        "EMAIL_HOST_PASSWORD": "se:cret",
        "EMAIL_USE_SSL": False,
        "EMAIL_USE_TLS": True,
    }
    assert (tls["EMAIL_PORT"], tls["EMAIL_USE_SSL"], tls["EMAIL_USE_TLS"]) == (465, True, False)
    assert (plain["EMAIL_PORT"], plain["EMAIL_USE_SSL"], plain["EMAIL_USE_TLS"]) == (1025, False, False)


@pytest.mark.parametrize(
    "value", ["hello", "hello@", "@example.org", "Our Programme <hello>", "hello@localhost"]
)
def test_sender_without_an_address_is_refused(value):
    env = Environment({"DEFAULT_FROM_EMAIL": value})
    env.sender("DEFAULT_FROM_EMAIL")

    assert "no e-mail address" in complaint(env)


def test_bucket_is_split_into_private_and_public():
    stores = storages_from_url(
        "s3+https://KEY:SE%2FCRET@s3.example.org/files?region=uk&public=files.example.org"
    )
    private, public = stores["default"]["OPTIONS"], stores["public"]["OPTIONS"]

    assert (private["location"], private["querystring_auth"], private["querystring_expire"]) == (
        "private",
        True,
        300,
    )
    assert (public["location"], public["querystring_auth"], public["custom_domain"]) == (
        "public",
        False,
        "files.example.org",
    )
    assert private["endpoint_url"] == "https://s3.example.org"
    assert (private["access_key"], private["secret_key"], private["bucket_name"]) == (
        "KEY",
        "SE/CRET",
        "files",
    )
    assert private["region_name"] == "uk"
    assert (private["file_overwrite"], public["file_overwrite"]) == (False, False)


@pytest.mark.parametrize(
    "raw",
    ["https://a/b", "s3+https://K:S@host/", "s3+https://host/bucket", "s3+https://K:S@host/a/b", "s3://K:S@"],
)
def test_incomplete_buckets_are_refused(raw):
    with pytest.raises(ValueError):
        storages_from_url(raw)


@pytest.mark.parametrize("value", ["provider", "provider:short", ":a-password-without-a-name-before-it"])
def test_the_secret_of_mail_providers_is_a_name_and_a_long_password(value):
    env = Environment({"ANYMAIL_WEBHOOK_SECRET": value})

    assert env.webhook_secret("ANYMAIL_WEBHOOK_SECRET") == ""
    assert "ANYMAIL_WEBHOOK_SECRET is wrong" in complaint(env)


def test_a_good_secret_of_mail_providers_is_taken_and_none_is_no_problem():
    env = Environment({"ANYMAIL_WEBHOOK_SECRET": "provider:aM9x-27fk-Lq31-vv02-h8"})

    assert env.webhook_secret("ANYMAIL_WEBHOOK_SECRET") == "provider:aM9x-27fk-Lq31-vv02-h8"
    assert Environment({}).webhook_secret("ANYMAIL_WEBHOOK_SECRET") == ""
