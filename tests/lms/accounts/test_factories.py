"""The factory's people are as the site would have made them."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group

from lms.accounts.grants.models import RoleGrant
from lms.accounts.grants.services import keep_in_step
from lms.accounts.models import STAFF_GROUPS, User
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def _roles_of(user: User) -> tuple[Any, ...]:
    kept = User.objects.get(pk=user.pk)
    history = list(
        RoleGrant.objects.filter(person=user).values_list("role", "scope_kind", "given_by", "ended_at")
    )
    return kept.has_role, user.has_role, list(user.groups.values_list("name", flat=True)), history


@pytest.mark.parametrize("name", [*sorted(STAFF_GROUPS), "another group"])
def test_a_group_given_by_the_factory_is_as_one_given_by_the_site(name: str) -> None:
    made, given = UserFactory(group=name), UserFactory()
    given.groups.add(Group.objects.get_or_create(name=name)[0])
    assert _roles_of(made) == _roles_of(given)
    before = _roles_of(made)
    keep_in_step(person=made)
    assert _roles_of(made) == before


def test_without_a_group_nobody_has_a_role() -> None:
    assert _roles_of(UserFactory()) == (False, False, [], [])
