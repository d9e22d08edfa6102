"""What one person can see, who gave them their roles, and what they were called: for administrators."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from rules import has_perm

from lms.accounts.access import READ_ACCESS, READ_FORMER_NAMES, open_to
from lms.accounts.grants.selectors import in_words
from lms.accounts.models import FormerName, Profile, User
from lms.accounts.profiles.declared import PROFILE_FIELDS, READ_PROFILE
from lms.audit.services import record_read


def _read(request: HttpRequest, uid: UUID, rule: str, action: str) -> User:
    """The person, once it is clear that the reader may, and written down that they did."""
    if not has_perm(rule, request.user):
        raise PermissionDenied
    person = get_object_or_404(User, uid=uid)
    record_read(
        actor_uid=cast(User, request.user).uid,
        action=action,
        subject=f"person:{person.uid}",
        about_uid=person.uid,
    )
    return person


@require_safe
@never_cache
def sees(request: HttpRequest, person: UUID) -> HttpResponse:
    """In words: what the person may read about others, and every role they hold or held."""
    one = _read(request, person, READ_ACCESS, "accounts.read_access")
    context = {
        "person": one,
        "kinds": open_to(one) if one.may_come_in else [],
        "grants": in_words(one),
        "profile": _profile(request, one),
        "reads_url": reverse("record:index") + "?" + urlencode({"about": str(one.uid), "is_read": "true"}),
        "former_url": reverse("person_access:former_names", args=[one.uid]),
        **_header(one),
    }
    return TemplateResponse(request, "accounts/access/admin/person.html", context)


@require_safe
@never_cache
def former_names(request: HttpRequest, person: UUID) -> HttpResponse:
    """What the person was called before. A page of its own, so that nobody reads it in passing."""
    one = _read(request, person, READ_FORMER_NAMES, "accounts.read_former_names")
    names = FormerName.objects.filter(person=one)
    context = {"person": one, "names": names, **_header(one, _("Former names"))}
    return TemplateResponse(request, "accounts/access/admin/former_names.html", context)


def _profile(request: HttpRequest, person: User) -> list[tuple[Any, Any]]:
    """The fields of the profile that the reader may read, as far as the person filled them in."""
    profile = Profile.objects.filter(user=person).select_related("council", "ward").first()
    if profile is None or not has_perm(READ_PROFILE, request.user):
        return []
    shown = [field for field in PROFILE_FIELDS if field.reading == READ_PROFILE]
    told = [(field, getattr(profile, field.name)) for field in shown]
    words = {"nation": profile.get_nation_display()}
    return [(field.label, words.get(field.name, value)) for field, value in told if value]


def _header(person: User, last: str = "") -> dict[str, Any]:
    title = _("What %(name)s can see") % {"name": person.display_name}
    items = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("wagtailusers_users:edit", args=[person.pk]), "label": person.display_name},
        {"url": reverse("person_access:sees", args=[person.uid]) if last else "", "label": title},
    ]
    return {
        "breadcrumbs_items": [*items, {"url": "", "label": last}] if last else items,
        "header_title": last or title,
        "header_icon": "view",
    }


urlpatterns: list[URLPattern] = [
    path("<uuid:person>/", sees, name="sees"),
    path("<uuid:person>/former-names/", former_names, name="former_names"),
]
