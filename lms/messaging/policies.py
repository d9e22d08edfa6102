"""Doors of messaging's screens in Wagtail: our rules decide, not Wagtail's permissions."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from rules import has_perm
from wagtail.permission_policies import BasePermissionPolicy

from lms.accounts.models import ADMINISTRATORS, ORGANISERS, User


class RulePolicy(BasePermissionPolicy):
    """Whoever the rule names may look, and begin something where ``may_add``; nobody changes or deletes."""

    def __init__(self, model: Any, rule: str, *, may_add: bool = False) -> None:
        super().__init__(model)
        self.rule = rule
        self.actions = {"view", "add"} if may_add else {"view"}

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in self.actions and bool(has_perm(self.rule, user))

    def user_has_any_permission(self, user: Any, actions: list[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions: list[str]) -> QuerySet[Any]:
        if not self.actions & set(actions):
            return User.objects.none()
        staff = Q(groups__name__in=(ADMINISTRATORS, ORGANISERS)) | Q(is_superuser=True)
        return User.objects.filter(staff, is_active=True).distinct()
