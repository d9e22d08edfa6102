"""What privacy adds to Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from rules import has_perm
from wagtail import hooks
from wagtail.admin.menu import MenuItem


class _Item(MenuItem):
    def __init__(self, *args: Any, permissions: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.permissions = permissions

    def is_shown(self, request: HttpRequest) -> bool:
        return any(has_perm(name, request.user) for name in self.permissions)


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    return [path("privacy/", include("lms.privacy.staff_urls"))]


@hooks.register("register_settings_menu_item")
def requests_item() -> MenuItem:
    return _Item(
        _("Personal data"),
        reverse_lazy("privacy_staff:index"),
        icon_name="lock",
        order=920,
        permissions=("privacy.read_requests", "privacy.delay_reading", "privacy.dry_run"),
    )
