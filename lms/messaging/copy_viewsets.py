"""Words of messages in Wagtail: the house's or your own, with a preview and a test."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMultiAlternatives
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules import has_perm
from wagtail.admin import messages
from wagtail.admin.viewsets.base import ViewSet

from lms.accounts.letters import Words
from lms.accounts.models import User
from lms.language import interface_language
from lms.messaging.copy_forms import CopyForm
from lms.messaging.copy_kinds import CopyKind, copy_kind, copy_kinds
from lms.messaging.copy_letters import sample_words
from lms.messaging.copy_models import MessageCopy
from lms.messaging.copy_services import (
    Copy,
    copy_for,
    history_of,
    kinds_with_own_words,
    reset_copy,
    save_copy,
)

EDIT = "messaging.edit_copy"


def _actor(request: HttpRequest) -> User:
    if not has_perm(EDIT, request.user):
        raise PermissionDenied
    return cast(User, request.user)


def _kind(code: str, language: str) -> CopyKind:
    kind = copy_kind(code)
    if kind is None or language not in settings.LANGUAGE_NAMES:
        raise Http404
    return kind


def _header(title: Any, *, is_list: bool = False) -> dict[str, Any]:
    items = [{"url": reverse("words:index"), "label": _("Words of messages")}]
    if not is_list:
        items.append({"url": "", "label": title})
    home = {"url": reverse("wagtailadmin_home"), "label": _("Home")}
    return {"breadcrumbs_items": [home, *items], "header_title": title, "header_icon": "edit"}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All kinds, and whose words each of them has in which language."""
    _actor(request)
    own = kinds_with_own_words()
    rows = [
        {
            "kind": kind,
            "languages": [
                {"code": code, "name": name, "is_own": (kind.code, code) in own}
                for code, name in settings.LANGUAGE_NAMES.items()
            ],
        }
        for kind in copy_kinds()
    ]
    context = {"rows": rows, **_header(_("Words of messages"), is_list=True)}
    return TemplateResponse(request, "messaging/admin/copy_index.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """The words of one kind: look at them, try others, keep them."""
    actor, kind = _actor(request), _kind(code, language)
    present = copy_for(code, language)
    form = CopyForm(
        request.POST if request.method == "POST" else None, kind=kind, initial=_begin(kind, present, language)
    )
    fits = present is None or present.fits(kind.samples)
    shown = present if fits else None  # what is sent meanwhile: the house's words
    if request.method == "POST" and form.is_valid():
        shown = Copy(form.cleaned_data["subject"], form.cleaned_data["text"])
        if (deed := request.POST.get("deed")) == "keep":
            save_copy(kind=code, language=language, actor=actor, **form.cleaned_data)
            messages.success(request, _("These words count from now on."))
            return redirect("words:edit", code=code, language=language)
        if deed == "test":
            _send_test(request, actor, _sample(kind, shown, language))
    context = {
        "form": form,
        "kind": kind,
        "language": language,
        "is_own": present is not None,
        "fits": fits,
        "sample": _sample(kind, shown, language),
        "history": _with_authors(history_of(code, language)),
        **_header(f"{kind.title} – {settings.LANGUAGE_NAMES[language]}"),
    }
    return TemplateResponse(request, "messaging/admin/copy_edit.html", context)


def _begin(kind: CopyKind, present: Copy | None, language: str) -> dict[str, str]:
    if present is not None:
        return {"subject": present.subject_words, "text": present.text_words}
    return {"subject": _sample(kind, None, language).subject}


def _sample(kind: CopyKind, copy: Copy | None, language: str) -> Words:
    with override(interface_language(language)):
        return sample_words(kind, copy)


def _send_test(request: HttpRequest, actor: User, words: Words) -> None:
    if not actor.email:
        messages.error(request, _("You have no e-mail address here, so there is nowhere to send a test."))
        return
    subject = _("Test: %(subject)s") % {"subject": words.subject}
    letter = EmailMultiAlternatives(subject, words.text.strip() + "\n", to=[actor.email])
    letter.attach_alternative(words.html, "text/html")
    letter.send()
    messages.success(
        request,
        _("A test is on its way to %(address)s. Nothing is kept yet.") % {"address": actor.email},
    )


def _with_authors(history: list[MessageCopy]) -> list[dict[str, Any]]:
    """One query for all names."""
    uids: set[UUID] = {version.author_uid for version in history}
    names = {person.uid: person.display_name for person in User.objects.filter(uid__in=uids)}
    return [{"version": version, "author": names.get(version.author_uid, "–")} for version in history]


@require_POST
def reset(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """The house's words again."""
    actor, kind = _actor(request), _kind(code, language)
    reset_copy(kind=kind.code, language=language, actor=actor)
    messages.success(request, _("The words of the house count again. Yours stay in the history."))
    return redirect("words:edit", code=code, language=language)


class CopyViewSet(ViewSet):
    """What the product says in letters, and what you say instead."""

    name = "words"
    icon = "edit"
    menu_label = gettext_lazy("Words of messages")

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", index, name="index"),
            path("<str:code>/<str:language>/", edit, name="edit"),
            path("<str:code>/<str:language>/reset/", reset, name="reset"),
        ]

    def get_menu_item(self, order: int | None = None) -> Any:
        item = super().get_menu_item(order)
        item.is_shown = lambda request: bool(has_perm(EDIT, request.user))
        return item


copy_screens = CopyViewSet()
