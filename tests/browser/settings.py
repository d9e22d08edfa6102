"""Development settings; besides, every page that the server answers is kept for a strict look at it."""

from lms.settings.development import *  # noqa: F403
from lms.settings.development import MIDDLEWARE, VAR_DIR

# Whoever chooses Welsh is spoken to in the language of tests/pseudo.py.
LOCALE_PATHS = [VAR_DIR / "locale"]
MIDDLEWARE = ["tests.browser.served.KeepPagesMiddleware", *MIDDLEWARE]
# A slow hash is for production; here it would be half of every signing in.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# These tests run at any hour.
BULK_AT_NIGHT = True
