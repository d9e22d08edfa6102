"""What accounts change about Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import URLResolver, include, path
from wagtail import hooks
from wagtail.admin.views.account import NameEmailSettingsPanel

from lms.accounts.grants import screens
from lms.accounts.invitations.viewsets import InvitationViewSet, invitations
from lms.accounts.models import User
from lms.accounts.profiles.council_viewsets import CouncilViewSet, councils
from lms.accounts.safety.viewsets import AccountSafetyViewSet, account_safety

# Names and addresses are changed at /account/; Wagtail's panel asks for first and last names.
NameEmailSettingsPanel.is_active = lambda self: False


@hooks.register("before_bulk_action")
def no_bulk_actions_on_people(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> None:
    """People are changed one at a time, by a service that records it; nobody is deleted."""
    if User in action.models:
        raise PermissionDenied


@hooks.register("register_admin_viewset")
def register_account_safety() -> AccountSafetyViewSet:
    return account_safety


@hooks.register("register_admin_viewset")
def register_invitations() -> InvitationViewSet:
    return invitations


@hooks.register("register_admin_viewset")
def register_councils() -> CouncilViewSet:
    return councils


@hooks.register("register_admin_urls")
def register_what_people_see() -> list[URLResolver]:
    return [path("sees/", include((screens.urlpatterns, "person_access")))]
