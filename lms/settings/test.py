"""Tests: fast hashes, throw-away folders, everything else as in production where it can be."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# What a developer has set for running the site must not change what the tests see.
for _name in (
    "DATABASE_URL",
    "REDIS_URL",
    "MEDIA_STORAGE_URL",
    "SITE_URL",
    "QUEUE_WORKERS",
    "BULK_PER_MINUTE",
    "ANYMAIL_WEBHOOK_SECRET",
):
    os.environ.pop(_name, None)

from lms.settings.base import *  # noqa: E402, F403
from lms.settings.base import INSTALLED_APPS, STORAGES, VAR_DIR, env, sqlite_database  # noqa: E402

DEBUG = False
TESTING = True
DEMO = False
INSTALLED_APPS = ["lms.demo", *INSTALLED_APPS]  # installed, and refusing while DEMO is off
SECRET_KEY = "test-only-insecure-key-never-used-in-production"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
SITE_URL = "http://testserver"
WAGTAILADMIN_BASE_URL = SITE_URL
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# One folder for each process, so that parallel workers share nothing.
_scratch = Path(tempfile.mkdtemp(prefix="hustings-test-"))
_maker = os.getpid()


@atexit.register
def _remove_scratch() -> None:
    if os.getpid() == _maker:
        shutil.rmtree(_scratch, ignore_errors=True)


MEDIA_ROOT = _scratch / "private"
PUBLIC_MEDIA_ROOT = _scratch / "public"
STORAGES = {
    **STORAGES,
    "default": {
        "BACKEND": "lms.pages.storage.PrivateFileSystemStorage",
        "OPTIONS": {"location": MEDIA_ROOT},
    },
    "public": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PUBLIC_MEDIA_ROOT, "base_url": "/media/"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
LIGHT_STATIC = _scratch / "light"
STATIC_ROOT = _scratch / "static"
STATIC_ROOT.mkdir()
# Static files are looked up when they are asked for: no scan of every folder for each test client.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TEST_VAR = VAR_DIR
# A file, not memory: threads and worker processes see the same rows, with the locks of production.
_sqlite = {**sqlite_database(_scratch / "db.sqlite3"), "TEST": {"NAME": str(_scratch / "test.sqlite3")}}
_options = _sqlite["OPTIONS"]
# Thousands of small databases need not survive a power cut.
_options["init_command"] = _options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
DATABASES = {"default": env.database("TEST_DATABASE_URL", _sqlite)}
env.complete()
