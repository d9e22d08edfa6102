"""Certificates on the web: checking one, and one's own."""

from __future__ import annotations

import hmac
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.files.storage import default_storage
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules import has_perm

from courses.certificates import document
from courses.certificates.errors import NameChangedError
from courses.certificates.forms import MOST_BYTES, NOT_A_PDF, TOO_LARGE, FileForm, NumberForm, ReplaceForm
from courses.certificates.life import hide_page, replace_certificate, show_page
from courses.certificates.limits import MISSES, VIEWS
from courses.certificates.models import Certificate, CertificateState
from courses.certificates.number import NumberError, printed, read_number
from courses.certificates.selectors import (
    award_for,
    award_with_its_life,
    awards_with_their_life,
    certificate_by_number,
    earned_by,
    opens_pdf,
)
from lms.accounts.models import User
from lms.accounts.selectors import printed_name
from lms.errors import DomainError
from lms.pages.selectors import Stop

FORM_OVERHEAD = 16 * 1024  # what a form puts around the file
MOST_DRAINED = 100 * 1024 * 1024


def _public(response: HttpResponse) -> HttpResponse:
    """Kept out of search engines and of every cache: the state may change at any time."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    patch_cache_control(response, no_store=True)
    return response


def _too_many(request: HttpRequest, wait: int) -> HttpResponse:
    response = render(request, "courses/certificates/too_many.html", {"minutes": -(-wait // 60)}, status=429)
    response["Retry-After"] = str(wait)
    return _public(response)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The form where a number is typed; a well-typed one leads on to its page."""
    if not VIEWS.spend(request):
        return _too_many(request, VIEWS.seconds)
    form = NumberForm(request.GET if "number" in request.GET else None)
    if form.is_bound and form.is_valid():
        return _public(redirect("certificates:verify", number=printed(form.cleaned_data["number"])))
    return _public(render(request, "courses/certificates/search.html", {"form": form}))


@csrf_exempt  # comparing a file changes nothing, and the body is judged by its length before it is read
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, number: str) -> HttpResponse:
    """Whether the certificate with this number is valid, for whom and for what; anybody may ask."""
    if not VIEWS.spend(request):
        return _too_many(request, VIEWS.seconds)
    if MISSES.is_spent(request):
        return _too_many(request, MISSES.seconds)
    try:
        plain = read_number(number)
    except NumberError:
        return _not_found(request, NumberForm({"number": number}))
    if number != printed(plain):
        return _public(redirect("certificates:verify", number=printed(plain), permanent=True))
    certificate = certificate_by_number(plain)
    if certificate is None:
        form = NumberForm({"number": number})
        form.add_error(
            "number",
            _(
                "There is no certificate with this number. Compare it with the certificate, "
                "character by character; if it is the same, this site did not issue it."
            ),
        )
        return _not_found(request, form)
    if certificate.hidden_at or certificate.is_replaced:
        return _silent(request, certificate)
    context = _facts(certificate)
    status = 200
    if request.method == "POST":
        context["form"], context["outcome"], status = _compare(request, certificate)
    return _public(render(request, "courses/certificates/verify.html", context, status=status))


def _not_found(request: HttpRequest, form: NumberForm) -> HttpResponse:
    MISSES.spend(request)
    return _public(render(request, "courses/certificates/search.html", {"form": form}, status=404))


def _silent(request: HttpRequest, certificate: Certificate) -> HttpResponse:
    """The page of a certificate that was replaced, or that its holder hid: no name, no course, no comparison.

    Hidden goes before everything else: if a revoked one said so, silence would mean “valid”.
    """
    if request.method == "POST":
        MISSES.spend(request)
        _drain(request, _length(request))
    context = {"number": certificate.printed_number, "is_hidden": bool(certificate.hidden_at)}
    return _public(render(request, "courses/certificates/silent.html", context))


def _facts(certificate: Certificate) -> dict[str, Any]:
    state = "done" if certificate.state == "valid" else "later"
    return {
        "certificate": certificate,
        "modules": [Stop(title, state) for title in certificate.modules],
        "deed": document.deed(certificate),
        "edition": document.edition_in_words(certificate),
        "form": FileForm(),
        "outcome": "",
        "too_large": TOO_LARGE,
        "not_a_pdf": NOT_A_PDF,
    }


class _InMemory(MemoryFileUploadHandler):
    """Keeps the file in memory whatever its size (at most ``MOST_BYTES``): nothing touches the disk."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.activated = True


def _compare(request: HttpRequest, certificate: Certificate) -> tuple[FileForm, str, int]:
    """The bound form, what came of it (``same``, ``different`` or nothing), and the status."""
    MISSES.spend(request)
    length = _length(request)
    if length > MOST_BYTES + FORM_OVERHEAD:
        _drain(request, length)
        return FileForm.too_large(), "", 413
    request.upload_handlers = [_InMemory(request)]
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return form, "", 422
    if not certificate.is_made:
        return form, "", 200
    same = hmac.compare_digest(form.sha256, certificate.sha256)
    return FileForm(), "same" if same else "different", 200


def _length(request: HttpRequest) -> int:
    """How long the body says it is; what is no number is nothing, as it is to Django."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _drain(request: HttpRequest, length: int) -> None:
    """Read the rest of a body and forget it, so that the browser gets to read our answer."""
    left = min(length, MOST_DRAINED)
    while left > 0 and (chunk := request.read(min(left, 64 * 1024))):
        left -= len(chunk)


@require_safe
def pdf(request: HttpRequest, number: str) -> HttpResponseBase:
    """The file itself: for the holder, or for whoever has a link made within five minutes.

    A link opens no file that was revoked, replaced or hidden since. To others every number
    looks alike, issued or not: signed out they may sign in, signed in there is nothing here.
    """
    try:
        certificate = certificate_by_number(read_number(number))
    except NumberError:
        certificate = None
    linked = (
        certificate is not None
        and certificate.state == CertificateState.VALID
        and certificate.hidden_at is None
        and opens_pdf(request.GET.get("link", ""), certificate)
    )
    if not linked and not request.user.is_authenticated:
        return redirect_to_login(request.path)
    if certificate is None or not (
        linked or has_perm("courses.download_certificate", request.user, certificate)
    ):
        raise Http404
    if not certificate.may_be_read:
        return redirect("certificates:verify", number=certificate.printed_number)
    return file_response(certificate)


def file_response(certificate: Certificate) -> FileResponse:
    """The certificate's file as a download that nobody keeps a copy of on the way.

    Not found where the holder has been erased: their files went then.
    """
    if not default_storage.exists(certificate.storage_key):
        raise Http404
    name = _("Certificate %(number)s %(course)s") % {
        "number": certificate.printed_number,
        "course": slugify(certificate.course_title, allow_unicode=True),
    }
    response = FileResponse(
        default_storage.open(certificate.storage_key),
        as_attachment=True,
        filename=f"{name.strip()[:120]}.pdf",
        content_type="application/pdf",
    )
    response["Content-Length"] = str(certificate.size)
    response["X-Robots-Tag"] = "noindex, nofollow"
    patch_cache_control(response, private=True, no_store=True)
    return response


@require_safe
@login_required
def certificate_list(request: HttpRequest) -> HttpResponse:
    """A person's own certificates, and what happened to each."""
    awards = awards_with_their_life(cast(User, request.user))
    response = render(request, "courses/certificates/list.html", {"awards": awards})
    patch_cache_control(response, private=True, no_store=True)
    return response


def _kept(request: HttpRequest, uid: UUID) -> Certificate:
    """One's own certificate; anybody else's is not found."""
    certificate = get_object_or_404(Certificate.objects.visible_to(request.user), uid=uid)
    if not has_perm("courses.keep_certificate", request.user, certificate):
        raise Http404
    return certificate


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: HttpRequest, certificate: UUID) -> HttpResponse:
    """Show what a replacement would say; make it once the holder agrees."""
    held, holder = _kept(request, certificate), cast(User, request.user)
    name = printed_name(holder).printed
    if request.method == "POST":
        form = ReplaceForm(request.POST)
        agreed = form.cleaned_data["name"] if form.is_valid() else ""
        try:
            fresh = replace_certificate(certificate=held, holder=holder, name=agreed)
        except NameChangedError as error:
            messages.error(request, error.message)
            return redirect("certificates:replace", certificate=certificate)
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("certificates:list")
        words = _("Certificate %(number)s replaces the earlier one. Its file is being made.")
        messages.success(request, words % {"number": fresh.printed_number})
        return redirect("certificates:list")
    if held.state != CertificateState.VALID or held.name == name:
        return redirect("certificates:list")
    context = {
        "certificate": held,
        "form": ReplaceForm(initial={"name": name}),
        "name": name,
        "deed": document.deed(held),
    }
    return render(request, "courses/certificates/replace.html", context)


@login_required
@require_POST
def hide(request: HttpRequest, certificate: UUID) -> HttpResponse:
    """The public page says nothing from now on."""
    hide_page(certificate=_kept(request, certificate), holder=cast(User, request.user))
    messages.success(request, _("The public page is hidden. You can show it again at any time."))
    return redirect("certificates:list")


@login_required
@require_POST
def show(request: HttpRequest, certificate: UUID) -> HttpResponse:
    """The public page says again whether the certificate is valid, for whom and for what."""
    show_page(certificate=_kept(request, certificate), holder=cast(User, request.user))
    messages.success(request, _("The public page is shown again."))
    return redirect("certificates:list")


@require_safe
@login_required
def status(request: HttpRequest, earned: UUID) -> HttpResponse:
    """How far one's own certificate is: a fragment that the page asks for until the file is there.

    A page that shows number and life of each certificate says so (``card=1``) and gets them too.
    """
    user = cast(User, request.user)
    completed = earned_by(user, earned)
    if completed is None:
        raise Http404
    if not getattr(request, "htmx", False):
        return redirect("certificates:list")
    award = award_for(completed)
    if award.state == "being_made" and request.GET.get("longer") == str(int(award.takes_longer)):
        return HttpResponse(status=204)  # nothing new to show or to read out
    as_card = request.GET.get("card") == "1"
    if as_card:
        award = award_with_its_life(user, earned) or award
    shown = {"award": award, "as_card": as_card, "fresh": as_card}
    response = render(request, "courses/certificates/status.html", shown)
    patch_cache_control(response, private=True, no_store=True)
    return response
