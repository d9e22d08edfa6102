"""Pages behind the links of letters about an account. Fetching one changes nothing."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lms.accounts.errors import LinkUsedError
from lms.accounts.safety.addresses import read_undo_key, undo_address_change
from lms.errors import DomainError


@require_http_methods(["GET", "POST"])
@never_cache
def undo_address(request: HttpRequest, key: str) -> HttpResponse:
    """One button that brings the former address back; it signs out whoever presses it, too."""
    error: DomainError | None = None
    try:
        change = read_undo_key(key=key)
        if request.method == "POST":
            change = undo_address_change(uid=change.uid)
            if request.user.is_authenticated and request.user.pk == change.person_id:
                get_adapter().logout(request)
    except LinkUsedError as refused:
        return render(request, "account/link_used.html", {"error": refused}, status=410)
    except DomainError as refused:
        error = refused
    context = {"change": change, "error": error, "has_password": change.person.has_usable_password()}
    return render(request, "account/undo_address.html", context, status=409 if error else 200)
