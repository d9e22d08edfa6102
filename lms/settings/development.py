"""Development and demo: SQLite, letters written to files, one-click sign-in for the demo people."""

from lms.settings.base import *  # noqa: F403
from lms.settings.base import INSTALLED_APPS, LIGHT_STATIC, SITE_URL, STATICFILES_DIRS, STORAGES, env

DEBUG = env.flag("DEBUG", True)
DEMO = env.flag("DEMO", True)
if DEMO:
    INSTALLED_APPS = ["lms.demo", *INSTALLED_APPS]
if not DEBUG:
    STATICFILES_DIRS = [LIGHT_STATIC, *STATICFILES_DIRS]
SECRET_KEY = "development-only-insecure-key-never-used-in-production"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]
SITE_URL = env.site("SITE_URL", SITE_URL, schemes=("http", "https"))
WAGTAILADMIN_BASE_URL = SITE_URL
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Static files come straight from their folders, without `collectstatic`, also when DEBUG is off.
WHITENOISE_USE_FINDERS = True
DELIVERY_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "WARNING"},
    },
}
env.complete()
