"""What editors wrote on a page, prepared."""

from __future__ import annotations

import hashlib
import json
from functools import partial
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest
from django.utils.safestring import SafeString

from lms.pages.media_blocks import saves_data
from lms.pages.prepared import Stencil, cut, prepared
from lms.pages.selectors import look_revision


def page_piece(template: str, page: Any, request: HttpRequest | None) -> SafeString:
    """``template`` for a page with a title, an introduction and a ``body``; no query when it is there.

    It is told ``page``, ``blocks``, ``written_in``, ``signed_in`` and ``saves_data``, and
    nothing of who looks. It is named by the words themselves, so a draft is never taken for what is
    live; and made again with each revision of the look, so once a minute at least and
    after every publish, since pages, pictures and documents that it shows may change.
    """
    user = getattr(request, "user", None)
    told = {
        "signed_in": user is not None and user.is_authenticated,
        "saves_data": saves_data({"request": request}),
    }
    stored = page._meta.get_field("body").get_prep_value(page.body)
    words = json.dumps(stored, cls=DjangoJSONEncoder)
    key = (
        template,
        page.pk,
        page.locale_id,
        page.title,
        page.introduction,
        hashlib.sha256(words.encode()).digest(),
        look_revision.get(),
        *told.values(),
    )
    make = partial(_cut, template, page, told)
    return prepared.get("page piece", *key, make=make).fill()


def _cut(template: str, page: Any, told: dict[str, Any]) -> Stencil:
    language = page.locale.language_code
    return cut(template, {"page": page, "blocks": page.body, "written_in": language, **told})
