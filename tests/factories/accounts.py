"""People for tests."""

from __future__ import annotations

from typing import Any

import factory
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group
from django.utils import timezone

from lms.accounts.grants.models import RoleGrant
from lms.accounts.models import ADMINISTRATORS, EDITORS, ORGANISERS, STAFF_GROUPS, User

PASSWORD = "seven quiet harbours"


class UserFactory(factory.django.DjangoModelFactory):
    """A person with a confirmed address and the password ``PASSWORD``; ``group`` puts them in one."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person{n}@example.org")
    confirmed_adult_at = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> User:
        group = kwargs.pop("group", "")
        kwargs.setdefault("password", PASSWORD)
        if group:
            kwargs["has_role"] = True
        user = model_class.objects.create_user(*args, **kwargs)
        if user.email:
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        if group:
            _put_in_group(user, group)
        return user


def _put_in_group(user: User, name: str) -> None:
    """As ``user.groups.add`` leaves it, history and all, without the twenty questions that it asks."""
    group = Group.objects.get_or_create(name=name)[0]
    User.groups.through.objects.create(user=user, group=group)
    if name in STAFF_GROUPS:
        RoleGrant.objects.create(person=user, role=name)


class EditorFactory(UserFactory):
    name = factory.Sequence(lambda n: f"Editor {n}")
    group = EDITORS


class OrganiserFactory(UserFactory):
    name = factory.Sequence(lambda n: f"Organiser {n}")
    group = ORGANISERS


class AdministratorFactory(UserFactory):
    name = factory.Sequence(lambda n: f"Administrator {n}")
    group = ADMINISTRATORS


def add_app(user: User) -> Authenticator:
    """``user`` has an authenticator app; ``.wrap()`` knows its secret."""
    return TOTP.activate(user, generate_totp_secret()).instance


def sign_in(client: Any, user: User, *, second_factor: bool = True) -> Any:
    """Sign ``user`` in on a test client, by default as after a second factor."""
    client.force_login(user, backend="lms.accounts.backends.SignInBackend")
    session = client.session
    method = "mfa" if second_factor else "password"
    session["account_authentication_methods"] = [{"method": method, "at": timezone.now().timestamp()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client
