"""Production: everything that must be set is named, all at once, if it is not."""

from lms.settings.base import *  # noqa: F403
from lms.settings.base import CONTENT_SECURITY_POLICY, MIDDLEWARE, env

DEBUG = False
DEMO = False
SECRET_KEY = env.secret("SECRET_KEY")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", needs="the site's host names, separated by commas", required=True)
SITE_URL = env.url("SITE_URL", schemes=("https", "http"), needs="https://learn.example.org", required=True)
env.complete()
