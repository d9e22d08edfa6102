"""How the site's own templates are read."""

from __future__ import annotations

import re

from django.template.base import Origin
from django.template.loaders.filesystem import Loader as FilesystemLoader

_INDENT = re.compile(r"\n[ \t]+")


class Loader(FilesystemLoader):
    """Reads a page's template without the indentation of its lines.

    Indentation is for those who write templates; sent, it would be a fifth of a
    lesson's page. Lines stay lines, so error messages name the right ones. Only what
    stands in the template is touched, never a value put into it.
    """

    def get_contents(self, origin: Origin) -> str:
        contents = super().get_contents(origin)
        return _INDENT.sub("\n", contents) if origin.name.endswith(".html") else contents
