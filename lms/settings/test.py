"""Tests: fast hashes, throw-away folders, everything else as in production where it can be."""

import os
import tempfile
from pathlib import Path

from lms.settings.base import *  # noqa: F403
from lms.settings.base import STORAGES, VAR_DIR, env

DEBUG = False
DEMO = False
SECRET_KEY = "test-only-insecure-key-never-used-in-production"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
SITE_URL = "http://testserver"
WAGTAILADMIN_BASE_URL = SITE_URL
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
_scratch = Path(tempfile.mkdtemp(prefix="hustings-test-"))
MEDIA_ROOT = _scratch / "private"
PUBLIC_MEDIA_ROOT = _scratch / "public"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": MEDIA_ROOT, "base_url": None},
    },
    "public": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PUBLIC_MEDIA_ROOT, "base_url": "/media/"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TEST_VAR = VAR_DIR
if os.environ.get("TEST_DATABASE_URL"):
    DATABASES = {"default": env.database("TEST_DATABASE_URL", {})}
else:
    DATABASES["default"]["TEST"] = {"NAME": str(_scratch / "test.sqlite3")}  # noqa: F405
env.complete()
