"""`manage.py check --deploy` on production settings, with a sample of a complete environment."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile

SAMPLE = {
    "ALLOWED_HOSTS": "learn.example.org",
    "SITE_URL": "https://learn.example.org",
    "DATABASE_URL": "postgresql://hustings:secret@127.0.0.1:1/hustings",
    "EMAIL_URL": "smtp://hustings:secret@mail.example.org:587",
    "DEFAULT_FROM_EMAIL": "Our Programme <hello@example.org>",
    "TRUSTED_PROXIES": "1",
}
# As docs/running.md has it: the assets first, since the check asks whether they are up to date.
COMMANDS = (
    [sys.executable, "manage.py", "build_assets", "--verbosity", "0"],
    [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
)


def environment(**changes: str) -> dict[str, str]:
    """A production environment without anything that the present one has set."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "HUSTINGS_VAR") if name in os.environ}
    key = secrets.token_urlsafe(50)
    return {
        **kept,
        **SAMPLE,
        "DJANGO_SETTINGS_MODULE": "lms.settings.production",
        "SECRET_KEY": key,
        **changes,
    }


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        # No server answers at the sample's address; settings are checked, not the database.
        sample = environment(DATABASE_URL=f"sqlite:///{folder}/db.sqlite3")
        return max(subprocess.call(command, env=sample) for command in COMMANDS)


if __name__ == "__main__":
    sys.exit(main())
