"""The help page, the organisation's colours, public media, and pages for errors."""

from __future__ import annotations

import rules
from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage, storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.models import Locale, Page
from wagtail.url_routing import RouteResult
from wagtail.views import serve as wagtail_serve

from lms.language import content_language, has_chosen_language, keep_asked
from lms.pages.files import PICTURES, extension, send_document
from lms.pages.models import SiteDocument
from lms.pages.selectors import organisation_look

YEAR = 365 * 24 * 3600


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Who helps, how soon, and how to reach them; the same for everybody."""
    return render(request, "pages/help.html")


@require_safe
def theme(request: HttpRequest) -> HttpResponseBase:
    """The organisation's colours as custom properties; its address changes with its content."""
    look = organisation_look()
    etag = f'"{look.theme_digest}"'
    response: HttpResponse
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(look.theme, content_type="text/css; charset=utf-8")
    response.headers["ETag"] = etag
    versioned = request.GET.get("v") == look.theme_digest
    keep = f"max-age={YEAR}, immutable" if versioned else "max-age=60"
    response.headers["Cache-Control"] = f"public, {keep}"
    return response


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A public picture from the local disk. A name never changes its content, so it may be kept.

    Only pictures, only from the public storage; with an object store the picture's
    address is the store's own and nothing is found here.
    """
    storage = storages["public"]
    kind = PICTURES.get(extension(path))
    if kind is None or not isinstance(storage, FileSystemStorage):
        raise Http404
    try:
        file = storage.open(path, "rb")
    except (OSError, ValueError, SuspiciousFileOperation):
        raise Http404 from None
    return FileResponse(
        file,
        content_type=kind,
        headers={
            "Cache-Control": f"public, max-age={YEAR}, immutable",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'",
        },
    )


@require_safe
def document(request: HttpRequest, key: str, filename: str) -> HttpResponseBase:
    """A document for those who may read it; for others it does not exist.

    Stands in for Wagtail's own view, which cannot send a part of a recording.
    """
    found = get_object_or_404(SiteDocument, pk=int(key))
    if found.filename != filename:
        raise Http404
    for hook in hooks.get_hooks("before_serve_document"):  # restrictions of the collection
        answer = hook(found, request)
        if isinstance(answer, HttpResponse):
            return answer
    if not rules.has_perm("pages.read_document", request.user, found):
        raise Http404
    try:
        return send_document(
            request,
            storage=found.file.storage,
            name=found.file.name,
            filename=found.filename,
            tag=found.get_file_hash(),
        )
    except OSError:
        raise Http404 from None


def page(request: HttpRequest, path: str) -> HttpResponseBase:
    """Wagtail's page at this address, in the language that the visitor wants where there is one.

    Addresses carry no language, so each language's tree is asked in turn. Who chose a
    language and comes to an address in another is led to theirs.
    """
    wanted = content_language()
    others = Locale.objects.exclude(language_code=wanted).values_list("language_code", flat=True)
    route = _route(request, path, wanted)
    if route is None:
        route = next(filter(None, (_route(request, path, code) for code in others)), None)
    if route is not None and has_chosen_language():
        with translation.override(wanted):
            localized = route.page.localized
        if localized.pk != route.page.pk and (address := localized.get_url(request)) is not None:
            return redirect(keep_asked(request, address.partition("?")[0]))
    return wagtail_serve(request, path)


def _route(request: HttpRequest, path: str, code: str) -> RouteResult | None:
    """The page at ``path`` in the tree of one language; Wagtail's view then finds it on the request."""
    if hasattr(request, "_wagtail_route_for_request"):
        del request._wagtail_route_for_request
    with translation.override(code):
        return Page.route_for_request(request, path)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "429.html", status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database, the session or the settings of the site: they may be what broke."""
    return render(None, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or came from elsewhere: nothing was sent, nothing is lost."""
    return render(request, "403_csrf.html", {"reason": reason if settings.DEBUG else ""}, status=403)
