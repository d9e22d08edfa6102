"""Wagtail's user section, told to use our own user screens."""

from wagtail.users.apps import WagtailUsersAppConfig


class HustingsUsersConfig(WagtailUsersAppConfig):
    user_viewset = "lms.accounts.viewsets.UserViewSet"
