"""Production: everything that must be set is named, all at once, if it is not.

docs/running.md explains every variable.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from lms.settings.base import *  # noqa: F403
from lms.settings.base import (
    CONTENT_SECURITY_POLICY,
    DATABASES,
    LIGHT_STATIC,
    STATICFILES_DIRS,
    STORAGES,
    env,
)

DEBUG = False
DEMO = False
STATICFILES_DIRS = [LIGHT_STATIC, *STATICFILES_DIRS]
SECRET_KEY = env.secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.names("SECRET_KEY_FALLBACKS", needs="former secret keys, separated by commas")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", needs="the site's host names, separated by commas", required=True)
SITE_URL = env.site("SITE_URL", schemes=("https",), required=True)
WAGTAILADMIN_BASE_URL = SITE_URL
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL else []
DATABASES = {"default": env.database("DATABASE_URL", DATABASES["default"], required=True)}

DELIVERY_BACKEND = "lms.messaging.smtp.SMTPBackend"
_email: dict[str, Any] = env.email("EMAIL_URL", required=True)
EMAIL_HOST = _email.get("EMAIL_HOST", "")
EMAIL_PORT = _email.get("EMAIL_PORT", 0)
EMAIL_HOST_USER = _email.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = _email.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_SSL = _email.get("EMAIL_USE_SSL", False)
EMAIL_USE_TLS = _email.get("EMAIL_USE_TLS", False)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.sender("DEFAULT_FROM_EMAIL", required=True)

# Behind a proxy that ends TLS. Its X-Forwarded-… headers are believed only where it is declared.
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0, least=0, most=5)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 31_536_000, least=0, most=94_608_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("HSTS_SUBDOMAINS", True)
SECURE_HSTS_PRELOAD = env.flag("HSTS_PRELOAD", True)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# Files in a bucket are shown from its own address, so that address is allowed to show pictures.
_public: dict[str, Any] = STORAGES["public"].get("OPTIONS", {})
if _host := _public.get("custom_domain"):
    _origins = [f"https://{_host}"]
elif _endpoint := _public.get("endpoint_url"):
    _origins = ["{0.scheme}://{0.netloc}".format(urlsplit(_endpoint))]
elif _bucket := _public.get("bucket_name"):
    _origins = [f"https://{_bucket}.s3.amazonaws.com"]
else:
    _origins = []
for _directive in ("img-src", "media-src"):
    CONTENT_SECURITY_POLICY["DIRECTIVES"][_directive].extend(_origins)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": "lms.logs.DiscreetFormatter",
            "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s",
            "rename_fields": {"asctime": "at", "levelname": "level", "name": "logger"},
        }
    },
    "handlers": {
        "stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "json"},
        "nowhere": {"class": "logging.NullHandler"},  # without any, Python writes to standard error
    },
    "root": {"handlers": ["stdout"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["stdout"], "level": "INFO", "propagate": False},
        # Scanners ask for hosts that are not ours all day; that is no error of the site.
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
        "django-q": {"handlers": ["stdout"], "level": "WARNING", "propagate": False},
    },
}
env.complete()
