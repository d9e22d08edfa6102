"""Signing in with a password."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest

from lms.accounts.models import User
from lms.accounts.sessions import person_by_id


class SignInBackend(AuthenticationBackend):
    """An address (it has an “@”) or a sign-in name, and a password.

    One query and one password hash, whether or not the person exists, has a
    password or may come in. Permissions come from groups alone, and somebody in
    no group is not asked about.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        email: str | None = None,
        password: str | None = None,
        **credentials: Any,
    ) -> User | None:
        login = email or username
        if not login or not password:
            return None
        field = "email" if "@" in login else "username"
        person = User.objects.filter(**{field: login}).first()
        if person is None:
            User().set_password(password)  # the work that a wrong password would have cost
            return None
        right = person.check_password(password)
        return person if right and self.user_can_authenticate(person) else None

    def get_user(self, user_id: int) -> User | None:
        """The person of a session, unless they may not come in."""
        person = person_by_id(user_id)
        return person if person is not None and self.user_can_authenticate(person) else None

    def user_can_authenticate(self, user: Any) -> bool:
        return isinstance(user, User) and user.may_come_in

    def _get_user_permissions(self, user_obj: User) -> QuerySet[Permission]:
        return Permission.objects.none()

    def _get_group_permissions(self, user_obj: User) -> QuerySet[Permission]:
        if not user_obj.has_role:
            return Permission.objects.none()
        return super()._get_group_permissions(user_obj)
