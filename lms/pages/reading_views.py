"""The reading settings: a page of their own, and the same form for the dialog of every page."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lms.accounts.devices import is_shared
from lms.accounts.services import choose_reading
from lms.pages.reading_forms import ReadingForm
from lms.reading import AS_IT_WAS, COOKIE, COOKIE_AGE, Reading, reading_of


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def reading(request: HttpRequest) -> HttpResponse:
    """The form; posted, the choice is kept for the person or the device. Sending it twice is sending it once.

    With ``part`` the bare form, and nothing but a status in answer to it: that is what
    the dialog asks for.
    """
    in_place = "part" in request.GET or "part" in request.POST
    form = ReadingForm(request.POST if request.method == "POST" else None, before=reading_of(request))
    if request.method == "POST" and ("reset" in request.POST or form.is_valid()):
        chosen = Reading() if "reset" in request.POST else form.chosen
        response = HttpResponse(status=204) if in_place else _back_to_the_form(request)
        _keep(request, response, chosen)
        return response
    template = "pages/reading_dialog.html" if in_place else "pages/reading.html"
    context = {"form": form, "next": _where_from(request), "in_place": in_place}
    return render(request, template, context, status=422 if form.errors else 200)


def _keep(request: HttpRequest, response: HttpResponse, chosen: Reading) -> None:
    """On the account of whoever is signed in, and on the device unless others use it too."""
    if request.user.is_authenticated:
        choose_reading(person=request.user, reading=chosen)
    if is_shared(request):
        return
    if chosen.kept == AS_IT_WAS:
        response.delete_cookie(COOKIE, samesite="Lax")
    else:
        response.set_cookie(
            COOKIE,
            chosen.kept,
            max_age=COOKIE_AGE,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )


def _back_to_the_form(request: HttpRequest) -> HttpResponse:
    """The form again, looking as was chosen: only there can anybody judge the choice."""
    if request.user.is_authenticated:
        messages.success(request, _("Saved. It is like this on every device that you sign in on."))
    else:
        messages.success(request, _("Saved. Every page is like this on this device."))
    return redirect(f"{reverse('pages:reading')}?{urlencode({'next': _where_from(request)})}")


def _where_from(request: HttpRequest) -> str:
    """The page of this site that the visitor came from; the front page if that is not known."""
    page = request.POST.get("next") or request.GET.get("next") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return "/"
    parts = urlsplit(page)
    path = "/" + parts.path.lstrip("/") + (f"?{parts.query}" if parts.query else "")
    return "/" if parts.path == request.path else path
