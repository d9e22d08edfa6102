"""Production settings with two bare pages beside ours, to compare with."""

from __future__ import annotations

import os

from lms.settings.production import *  # noqa: F403
from lms.settings.production import INSTALLED_APPS, MIDDLEWARE

INSTALLED_APPS = ["tests.bench.site", *INSTALLED_APPS]
ROOT_URLCONF = "tests.bench.urls"
if os.environ.get("BENCH_COUNTS"):  # never while anything is timed
    MIDDLEWARE = ["tests.bench.site.counting.CountingMiddleware", *MIDDLEWARE]
