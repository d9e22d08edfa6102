"""People of each role, signed in as the site demands it of them."""

from __future__ import annotations

import time

from django.contrib.auth.models import Group
from django.test import Client

from lms.accounts.models import ADMINISTRATORS, EDITORS, ORGANISERS, STAFF_GROUPS, User

LEARNER = "learner"
ROLES = (LEARNER, EDITORS, ORGANISERS, ADMINISTRATORS)


def make_person(role: str = LEARNER, *, name: str = "") -> User:
    """A person who is in the role's group; a learner is in none."""
    user = User.objects.create_user(name=name or f"Some {role}", email=None)
    if role in STAFF_GROUPS:
        user.groups.add(Group.objects.get(name=role))
        user.refresh_from_db()
    return user


def sign_in(user: User, *, second_factor: bool = True) -> Client:
    """A browser in which ``user`` is signed in, by default with a second factor."""
    client = Client()
    client.force_login(user)
    if second_factor:
        session = client.session
        session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
    return client
