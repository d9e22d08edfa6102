"""How style sheets, scripts and pictures of the site get their names."""

from __future__ import annotations

from typing import Any

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Scripts of ours in several modules. Not all scripts: Wagtail's hold words that only look like imports.
MODULES = ("courses/listen*.js",)


_IMPORTS: Any = HashedFilesMixin._js_module_import_aggregation_patterns[1]  # type: ignore[attr-defined]


class StaticStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's; and modules import each other under the names that carry the hash of their content.

    So a page that was kept from before an update loads the modules that go together.
    """

    max_post_process_passes = 8  # a name changes with those of everything below it
    patterns = (
        *HashedFilesMixin.patterns,
        *((path, _IMPORTS) for path in MODULES),
    )
