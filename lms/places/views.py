"""Finding a council by name. Asks nothing about anybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from lms.places.forms import FindForm
from lms.places.selectors import MOST_FOUND, find_councils


@require_safe
def councils(request: HttpRequest) -> HttpResponse:
    """Councils whose name has every word of ``q``: a page, or options for a ``<datalist>`` to htmx."""
    form = FindForm(request.GET or None)
    words = form.cleaned_data["q"].strip() if form.is_valid() else ""
    found = find_councils(words) if words else []
    is_part = request.headers.get("HX-Request") == "true"
    response = render(
        request,
        "places/councils_options.html" if is_part else "places/councils.html",
        {"form": form, "words": words, "councils": found, "more": len(found) == MOST_FOUND},
    )
    patch_vary_headers(response, ["HX-Request"])
    return response
