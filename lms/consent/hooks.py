"""What Wagtail shows of consent."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from rules import has_perm
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from lms.consent import staff_views
from lms.consent.viewsets import LedgerViewSet, ledger


@hooks.register("register_admin_viewset")
def register_ledger() -> LedgerViewSet:
    return ledger


@hooks.register("register_admin_urls")
def register_screens() -> list[Any]:
    screens = [
        path("", staff_views.subscribers, name="subscribers"),
        path("words/", staff_views.words, name="words"),
        path("words/<str:channel>/<str:language>/", staff_views.new_words, name="new_words"),
    ]
    return [path("updates/", include((screens, "updates")))]


class _UpdatesItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(has_perm("consent.see_counts", request.user))


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    return _UpdatesItem(
        _("Updates"), reverse("updates:subscribers"), name="updates", icon_name="mail", order=260
    )
