"""What Wagtail shows of messaging: one group of screens in its menu."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy
from rules import has_perm
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.admin.viewsets.base import ViewSetGroup

from lms.messaging.bounces_viewsets import suppressions
from lms.messaging.bulk_viewsets import bulk_letters
from lms.messaging.copy_viewsets import copy_screens
from lms.messaging.delivery import open_troubles
from lms.messaging.notice_viewsets import READ_UNSENT, phone_round, unsent_letters
from lms.messaging.timeline_viewsets import timelines


class MessagesGroup(ViewSetGroup):
    """Everything about messages in one place; rooms above may add with ``submenu_hook``."""

    menu_label = gettext_lazy("Messages")
    menu_name = "messages"
    menu_icon = "mail"
    menu_order = 260
    submenu_hook = "register_messages_menu_item"
    items = (bulk_letters, copy_screens, timelines, phone_round, unsent_letters, suppressions)


@hooks.register("register_admin_viewset")
def register_messages() -> MessagesGroup:
    return MessagesGroup()


class UnsentNotice(Component):
    """How many letters were refused or are unknown, and wait for a person; only there when some do."""

    name = "unsent_notice"
    template_name = "messaging/admin/notice.html"
    order = 12

    def __init__(self, count: int) -> None:
        self.count = count

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {"count": self.count}


@hooks.register("construct_homepage_panels")
def add_unsent_notice(request: HttpRequest, panels: list[Any]) -> None:
    if has_perm(READ_UNSENT, request.user) and (count := open_troubles()):
        panels.append(UnsentNotice(count))
