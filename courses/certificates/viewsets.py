"""The screens for certificates in Wagtail: find one, look at it, correct it, revoke it, issue it again."""

from __future__ import annotations

from typing import Any, cast

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules import has_perm
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import BasePermissionPolicy

from courses.certificates import document
from courses.certificates.errors import ReplacedMeanwhileError
from courses.certificates.forms import CorrectForm, RevokeForm
from courses.certificates.life import correct_certificate, issue_again, revoke_certificate
from courses.certificates.models import Certificate, CertificateState, RevocationReason
from courses.certificates.number import LENGTH
from courses.certificates.selectors import chain_of, life_of
from courses.certificates.views import file_response
from lms.accounts.fields import name_key
from lms.accounts.models import ADMINISTRATORS, ORGANISERS, User
from lms.audit.services import record_read
from lms.errors import DomainError

LOOK_AND_CORRECT = "courses.correct_certificates"
MANAGE = "courses.manage_certificates"


class CertificatePolicy(BasePermissionPolicy):
    """Looking at certificates goes by our rule; Wagtail's own add, change and delete are for nobody."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and bool(has_perm(LOOK_AND_CORRECT, user))

    def user_has_any_permission(self, user: Any, actions: list[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions: list[str]) -> QuerySet[Any]:
        people = User.objects.filter(is_active=True) if "view" in actions else User.objects.none()
        in_group = Q(groups__name__in=(ADMINISTRATORS, ORGANISERS))
        return people.filter(in_group | Q(is_superuser=True)).distinct()


class CertificateFilter(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=CertificateState.choices)

    class Meta:
        model = Certificate
        fields = ["state"]


class CertificateIndexView(IndexView):
    """The certificates that the reader may see, newest first.

    Searched by number in any writing, or by the name on it; by administrators also by the
    name that the holder has now.
    """

    is_searchable = True

    def get_base_queryset(self) -> QuerySet[Certificate]:
        return Certificate.objects.visible_to(self.request.user)

    def search_queryset(self, queryset: QuerySet[Certificate]) -> QuerySet[Certificate]:
        words = self.search_query.strip()
        if not words:
            return queryset
        number = "".join(c for c in words.upper() if c.isalnum())[:LENGTH]
        found = Q(name__icontains=words)
        if has_perm(MANAGE, self.request.user):
            found |= Q(learner__name_key__contains=name_key(words))
        if number:
            found |= Q(number__startswith=number)
        return queryset.filter(found)

    def get_list_buttons(self, instance: Certificate) -> list[Any]:
        return []


def _inspect_href(certificate: Certificate) -> str:
    return reverse("certificate_admin:inspect", args=[certificate.pk])


def _certificate(pk: int) -> Certificate:
    return get_object_or_404(
        Certificate.objects.select_related("edition", "learner", "enrolment", "achievement"), pk=pk
    )


def _managed(request: HttpRequest, pk: int) -> Certificate:
    if not has_perm(MANAGE, request.user):
        raise PermissionDenied
    return _certificate(pk)


def _to_newest(certificate: Certificate) -> HttpResponse:
    newest = certificate.earned.certificates.order_by("-pk")[0]
    return redirect(_inspect_href(newest))


def inspect(request: HttpRequest, pk: int) -> HttpResponse:
    """One certificate as it was frozen, and what may be done with it; its history for administrators."""
    certificate = _certificate(pk)
    if not has_perm(LOOK_AND_CORRECT, request.user):
        raise PermissionDenied
    if not has_perm("courses.read_certificate", request.user, certificate):
        raise PermissionDenied
    manages, reader = has_perm(MANAGE, request.user), cast(User, request.user)
    record_read(
        actor_uid=reader.uid,
        action="certificates.read",
        subject=f"certificate:{certificate.uid}",
        about_uid=certificate.learner.uid,
    )
    chain = chain_of(certificate) if manages else []
    context = {
        "certificate": certificate,
        "manages": manages,
        "may_be_corrected": certificate.state == CertificateState.VALID
        and certificate.learner_id != reader.pk,
        "what": document.edition_in_words(certificate),
        "life": life_of(chain, reader=reader),
        "others": [one for one in chain if one != certificate],
        "may_be_issued_again": manages
        and chain[-1] == certificate
        and certificate.revoked_reason == RevocationReason.ISSUED_IN_ERROR,
        **_header(certificate, certificate.printed_number),
    }
    return TemplateResponse(request, "courses/certificates/admin/inspect.html", context)


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask what the certificate should say and why; then put a corrected one in its place."""
    if not has_perm(LOOK_AND_CORRECT, request.user):
        raise PermissionDenied
    certificate, actor = _certificate(pk), cast(User, request.user)
    if request.method == "GET" and certificate.state != CertificateState.VALID:
        return _to_newest(certificate)
    form = CorrectForm(request.POST if request.method == "POST" else None, certificate=certificate)
    if request.method == "POST" and form.is_valid():
        try:
            fresh = correct_certificate(certificate=certificate, actor=actor, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            words = _("Certificate %(number)s replaces the earlier one. The holder gets a letter.")
            messages.success(request, words % {"number": fresh.printed_number})
            return redirect(_inspect_href(fresh))
    context = {"certificate": certificate, "form": form, **_header(certificate, _("Correct"))}
    return TemplateResponse(request, "courses/certificates/admin/correct.html", context)


@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why, and once more whether it is meant; then revoke."""
    certificate = _managed(request, pk)
    form = RevokeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            revoke_certificate(
                certificate=certificate,
                reason=form.cleaned_data["reason"],
                note=form.cleaned_data["note"],
                actor=cast(User, request.user),
            )
        except ReplacedMeanwhileError as error:
            messages.error(request, error.message)
            return _to_newest(certificate)
        messages.success(
            request, _("Certificate %(number)s is revoked.") % {"number": certificate.printed_number}
        )
        return redirect(_inspect_href(certificate))
    context = {
        "certificate": certificate,
        "form": form,
        **_header(certificate, _("Revoke")),
    }
    return TemplateResponse(request, "courses/certificates/admin/revoke.html", context)


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue a new certificate in place of one issued in error."""
    certificate = _managed(request, pk)
    try:
        fresh = issue_again(certificate=certificate, actor=cast(User, request.user))
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(_inspect_href(certificate))
    messages.success(
        request,
        _("Certificate %(number)s is issued; its file is being made.") % {"number": fresh.printed_number},
    )
    return redirect(_inspect_href(fresh))


@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file as it was made, whatever became of the certificate; that it was opened is recorded."""
    certificate = _managed(request, pk)
    if not certificate.is_made:
        raise Http404
    record_read(
        actor_uid=cast(User, request.user).uid,
        action="certificates.open_file",
        subject=f"certificate:{certificate.uid}",
        about_uid=certificate.learner.uid,
    )
    return file_response(certificate)


def _header(certificate: Certificate, last: str) -> dict[str, Any]:
    items = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("certificate_admin:index"), "label": _("Certificates")},
    ]
    if last != certificate.printed_number:
        items.append({"url": _inspect_href(certificate), "label": certificate.printed_number})
    return {
        "breadcrumbs_items": [*items, {"url": "", "label": last}],
        "header_title": f"{_('Certificate')} {certificate.printed_number}",
        "header_icon": "doc-full",
    }


class CertificateViewSet(ModelViewSet):
    """Certificates in Wagtail's admin: read, correct, revoke, issue again; never edited, never deleted."""

    model = Certificate
    name = "certificate_admin"
    url_prefix = "certificates"
    url_namespace = "certificate_admin"
    icon = "doc-full"
    menu_label = gettext_lazy("Certificates")
    menu_order = 250
    add_to_admin_menu = True
    copy_view_enabled = False
    add_to_reference_index = False
    form_fields: list[str] = []
    permission_policy = CertificatePolicy(Certificate)
    index_view_class = CertificateIndexView
    filterset_class = CertificateFilter
    search_backend_name = None
    list_per_page = 30
    list_display = [
        TitleColumn("printed_number", label=gettext_lazy("Number"), get_url=_inspect_href),
        Column("name", label=gettext_lazy("Name")),
        Column("course_title", label=gettext_lazy("Course")),
        DateColumn("completed_on", label=gettext_lazy("Completed")),
        StatusTagColumn(
            "state_in_words",
            label=gettext_lazy("State"),
            primary=lambda certificate: certificate.state == CertificateState.VALID,
        ),
    ]

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", inspect, name="inspect"),
            path("<int:pk>/correct/", correct, name="correct"),
            path("<int:pk>/file/", file, name="file"),
            path("<int:pk>/revoke/", revoke, name="revoke"),
            path("<int:pk>/again/", again, name="again"),
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        shared = super().get_common_view_kwargs(**kwargs)
        gone = ("add", "edit", "delete", "history", "usage")
        shared["permission_policy"] = self.permission_policy
        return {name: None if name in {f"{g}_url_name" for g in gone} else v for name, v in shared.items()}

    def get_menu_item(self, order: int | None = None) -> Any:
        """Wagtail's own item asks the permissions of the table, which nobody has."""
        item = super().get_menu_item(order)
        item.is_shown = lambda request: self.permission_policy.user_has_permission(request.user, "view")
        return item

    def register_permissions(self) -> None:
        """Nothing to hand out in Wagtail's groups: the rule decides."""

    def register_admin_url_finder(self) -> None:
        """No edit page to be found."""


certificate_viewset = CertificateViewSet()
