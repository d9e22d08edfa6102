"""Development and demo: SQLite, mail to the console unless a server is named, one-click sign-in."""

from lms.settings.base import *  # noqa: F403
from lms.settings.base import VAR_DIR, env

DEBUG = env.flag("DEBUG", True)
DEMO = env.flag("DEMO", True)
SECRET_KEY = "development-only-insecure-key-never-used-in-production"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]
SITE_URL = env.text("SITE_URL", f"http://127.0.0.1:{env.number('PORT', 8000, least=1, most=65535)}")
WAGTAILADMIN_BASE_URL = SITE_URL
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DELIVERY_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
env.complete()
