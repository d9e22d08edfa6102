"""Wagtail's screens that go by our rules and not by the permissions of a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from rules import has_perm
from wagtail.permission_policies import BasePermissionPolicy

from lms.accounts.models import User


class RulePolicy(BasePermissionPolicy):
    """Looking is for whoever ``rule`` allows, and ``groups`` names; add, change and delete are for nobody."""

    def __init__(self, model: Any, *, rule: str, groups: Sequence[str]) -> None:
        super().__init__(model)
        self.rule, self.groups = rule, groups

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and bool(has_perm(self.rule, user))

    def user_has_any_permission(self, user: Any, actions: list[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions: list[str]) -> QuerySet[Any]:
        people = User.objects.filter(is_active=True) if "view" in actions else User.objects.none()
        return people.filter(Q(groups__name__in=self.groups) | Q(is_superuser=True)).distinct()
