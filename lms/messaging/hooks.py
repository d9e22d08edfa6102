"""What Wagtail shows of messaging: one group of screens in its menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup

from lms.messaging.bounces_viewsets import suppressions
from lms.messaging.bulk_viewsets import bulk_letters
from lms.messaging.copy_viewsets import copy_screens
from lms.messaging.timeline_viewsets import timelines


class MessagesGroup(ViewSetGroup):
    """Everything about messages in one place; rooms above may add with ``submenu_hook``."""

    menu_label = gettext_lazy("Messages")
    menu_name = "messages"
    menu_icon = "mail"
    menu_order = 260
    submenu_hook = "register_messages_menu_item"
    items = (bulk_letters, copy_screens, timelines, suppressions)


@hooks.register("register_admin_viewset")
def register_messages() -> MessagesGroup:
    return MessagesGroup()
