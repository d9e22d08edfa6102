"""Settings shared by every way of running the site. docs/running.md explains the variables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF  # noqa: F401
from django.utils.translation import gettext_lazy as _

from lms.env import Environment, sqlite_database
from lms.pages.embeds import FRAME_HOSTS

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = Environment()

VAR_DIR = Path(env.text("HUSTINGS_VAR", str(BASE_DIR / "var"), needs="a writable folder"))

DEBUG = False
DEMO = False
ALLOWED_HOSTS: list[str] = []
PORT = env.number("PORT", 8000, least=1, most=65535)  # where `make run` listens
SITE_URL = f"http://127.0.0.1:{PORT}"

INSTALLED_APPS = [
    "cohorts",
    "courses",
    "lms.desk",
    "lms.pages",
    "lms.privacy",
    "lms.messaging",
    "lms.consent",
    "lms.accounts",
    "lms.places",
    "lms.audit",
    "lms.queue",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "lms.accounts.wagtail_users.HustingsUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_q",
    "rules",
    "django_htmx",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "lms.health.HealthMiddleware",
    "courses.learning.shortcut.PlaceMiddleware",  # docs/decisions/0102
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lms.accounts.visits.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "lms.accounts.visits.middleware.PersonMiddleware",
    "lms.accounts.middleware.LanguageMiddleware",  # asks who it is before it speaks
    "lms.accounts.middleware.StaffSecondFactorMiddleware",
    "lms.accounts.middleware.AdminDoorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "lms.headers.PolicyMiddleware",
    "lms.headers.HeadersMiddleware",  # inside the former: it tells it the policy of the admin
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "lms.pages.middleware.AdminRefusalMiddleware",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["lms.pages.loaders.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "lms.pages.context.site",
                "lms.accounts.context.device",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "lms.pages.templatetags.components",
            ],
        },
    }
]

DATABASES = {"default": env.database("DATABASE_URL", sqlite_database(VAR_DIR / "db.sqlite3"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.url("REDIS_URL", schemes=("redis", "rediss"), needs="redis://host:6379/0")
CACHES: dict[str, Any] = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
    # Whatever must be shared between processes or revoked: rate limits, sign-in counters.
    "shared": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}
SESSION_ENGINE = "lms.accounts.sessions"  # with Redis too; docs/decisions/0086
if REDIS_URL:
    CACHES["default"] = CACHES["shared"] = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "hustings",
    }

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "lms.accounts.backends.SignInBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/my/"

LANGUAGE_CODE = "en-gb"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en-gb", _("English")), ("cy", _("Welsh"))]
LANGUAGE_NAMES = {"en-gb": "English", "cy": "Cymraeg"}  # each in its own language, for the switch
# Per cent of the messages that must be translated before the interface speaks a language to those
# who chose it; whole, it also speaks it to browsers that ask for it. docs/decisions/0080
INTERFACE_LEAST = env.number("INTERFACE_LEAST", 50, least=0, most=100)
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "lms" / "locale"]
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True
WAGTAIL_I18N_ENABLED = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "lms" / "static", VAR_DIR / "assets"]
LIGHT_STATIC = VAR_DIR / "light"  # style sheets and scripts, shortened; before the others without DEBUG

MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media" / "private"
PUBLIC_MEDIA_ROOT = VAR_DIR / "media" / "public"
STORAGES: dict[str, Any] = {
    # "default" is private: originals, uploads, certificates. Never under a served path.
    "default": {
        "BACKEND": "lms.pages.storage.PrivateFileSystemStorage",
        "OPTIONS": {"location": MEDIA_ROOT},
    },
    "public": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PUBLIC_MEDIA_ROOT, "base_url": MEDIA_URL},
    },
    "staticfiles": {"BACKEND": "lms.pages.static_files.StaticStorage"},
    **env.media("MEDIA_STORAGE_URL"),
}

Q_CLUSTER: dict[str, Any] = {
    "name": "hustings",
    "orm": "default",
    "workers": env.number("QUEUE_WORKERS", 2, least=1, most=64),
    "timeout": 60,
    "retry": 90,
    "poll": 0.5,
    "bulk": 1,
    "queue_limit": 2,
    "max_attempts": 0,  # lms.queue counts attempts itself; see docs/decisions
    "ack_failures": True,  # run_job records failures and asks for the next attempt itself
    "save_limit": 500,
    "catch_up": False,
    "label": "Queue",
    "log_level": "WARNING",
}

WAGTAIL_SITE_NAME = "Hustings"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILIMAGES_IMAGE_MODEL = "pages.SiteImage"
WAGTAILDOCS_DOCUMENT_MODEL = "pages.SiteDocument"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = [
    "pdf",
    "docx",
    "odt",
    "xlsx",
    "ods",
    "csv",
    "txt",
    "vtt",
    "mp3",
    "m4a",
    "ogg",
    "mp4",
    "webm",
]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 40 * 1024 * 1024
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILIMAGES_RENDITION_STORAGE = "public"
WAGTAILIMAGES_IMAGE_FORM_BASE = "lms.pages.forms.PictureForm"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_AUTOSAVE_INTERVAL = 1000
WAGTAILADMIN_PERMITTED_LANGUAGES = [("en", _("English"))]
WAGTAILEMBEDS_FINDERS: list[dict[str, Any]] = []
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a long StreamField form has thousands of fields
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

EMAIL_BACKEND = "lms.messaging.backend.QueuedEmailBackend"
DEFAULT_FROM_EMAIL = "Hustings <hello@example.org>"
EMAIL_TIMEOUT = 20
EMAIL_FILE_PATH = VAR_DIR / "mail"  # where letters are written in development
# Letters to many leave at most this fast, so that the mail server and the mailboxes do not mind.
BULK_PER_MINUTE = env.number("BULK_PER_MINUTE", 300, least=1, most=100_000)
BULK_AT_NIGHT = False  # never, but in the tests of the browser, which run at any hour
# Mail providers tell of bounces with this name and password; without it there is no such address.
ANYMAIL = {"WEBHOOK_SECRET": env.webhook_secret("ANYMAIL_WEBHOOK_SECRET")}

CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [*FRAME_HOSTS],  # and nothing is framed before somebody asks for it
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
CSRF_FAILURE_VIEW = "lms.pages.views.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
# The editor's preview is a frame of our own: SAMEORIGIN, not DENY.
SILENCED_SYSTEM_CHECKS = ["security.W019"]

# Where postcodes lead: a class of lms.places.postcodes, or one of your own.
PLACES_POSTCODES = "lms.places.postcodes.OfflinePostcodes"

RELEASE = "0.1.0"

# --- accounts: django-allauth, in lms.accounts' own words; see docs/decisions/0010 to 0016 -------
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
ACCOUNT_ADAPTER = "lms.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account begins with a confirmed address, or has none
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_USER_DISPLAY = "lms.accounts.selectors.display_name"
ACCOUNT_RATE_LIMITS = {
    # “key” is the visitor and the name together, so strangers lock nobody out.
    "login_failed": "20/m/ip,5/300s/key",
    "login": "60/m/ip",
    # Letters from the door: sign-up, new password, code. “key” is the address.
    "letter": "20/m/ip,5/600s/key",
}
ACCOUNT_FORMS = {
    "login": "lms.accounts.forms.LoginForm",
    "add_email": "lms.accounts.forms.AddEmailForm",
    "change_password": "lms.accounts.forms.ChangePasswordForm",
    "set_password": "lms.accounts.forms.SetPasswordForm",
    "reset_password_from_key": "lms.accounts.forms.ResetPasswordKeyForm",
    "reauthenticate": "lms.accounts.forms.ReauthenticateForm",
}
MFA_ADAPTER = "lms.accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_FORMS = {
    "authenticate": "lms.accounts.forms.AuthenticateForm",
    "reauthenticate": "lms.accounts.forms.ReauthenticateByCodeForm",
    "activate_totp": "lms.accounts.forms.ActivateTOTPForm",
    "add_webauthn": "lms.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "lms.accounts.forms.EditPasskeyForm",
}
