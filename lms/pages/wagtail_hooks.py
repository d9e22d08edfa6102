"""The room's doors in Wagtail."""

from __future__ import annotations

import rules
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from wagtail import hooks

from lms.pages.files import send_document
from lms.pages.models import SiteDocument


@hooks.register("before_serve_document", order=100)
def serve_document(document: SiteDocument, request: HttpRequest) -> HttpResponseBase:
    """A document goes to those who may read it; to others it does not exist.

    Runs after Wagtail's own check of the collection's restrictions.
    """
    if not rules.has_perm("pages.read_document", request.user, document):
        raise Http404
    try:
        return send_document(
            request,
            storage=document.file.storage,
            name=document.file.name,
            filename=document.filename,
            tag=document.get_file_hash(),
        )
    except OSError:
        raise Http404 from None
