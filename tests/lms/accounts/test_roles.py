"""Roles, and what Wagtail lets each of them do."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission
from wagtail.models import Collection, GroupApprovalTask, GroupPagePermission, Page

from lms.accounts.models import ADMINISTRATORS, EDITORS, ORGANISERS, SAFEGUARDING, User
from lms.accounts.roles import ensure_roles
from lms.accounts.rules import is_administrator, is_editor, is_organiser, is_staff_member
from tests.factories.accounts import AdministratorFactory, EditorFactory, OrganiserFactory, UserFactory

pytestmark = pytest.mark.django_db


def _predicates(user: User) -> list[bool]:
    return [p(user) for p in (is_editor, is_organiser, is_administrator, is_staff_member)]


def test_each_role_is_itself_only() -> None:
    assert _predicates(UserFactory()) == [False, False, False, False]
    assert _predicates(EditorFactory()) == [True, False, False, True]
    assert _predicates(OrganiserFactory()) == [False, True, False, True]
    assert _predicates(AdministratorFactory()) == [False, False, True, True]
    assert _predicates(User.objects.create_superuser("root")) == [False, False, True, True]
    assert _predicates(User.objects.create_superuser("gone", is_active=False)) == [False] * 4
    assert _predicates(AnonymousUser()) == [False, False, False, False]  # type: ignore[arg-type]
    assert _predicates(EditorFactory(is_active=False)) == [False, False, False, False]


def test_predicates_ask_once_for_staff_and_never_for_learners(django_assert_num_queries: object) -> None:
    editor, learner = User.objects.get(pk=EditorFactory().pk), User.objects.get(pk=UserFactory().pk)

    with django_assert_num_queries(1):  # type: ignore[operator]
        _predicates(editor)
        _predicates(editor)
    with django_assert_num_queries(0):  # type: ignore[operator]
        _predicates(learner)
        learner.has_perm("wagtailadmin.access_admin")


def _page_actions(user: User) -> set[str]:
    tester = Page.objects.get(depth=1).permissions_for_user(user)
    return {
        name
        for name, may in {
            "add": tester.can_add_subpage(),
            "publish": tester.can_publish_subpage(),
            "change": "change" in tester.permissions,
            "bulk_delete": "bulk_delete" in tester.permissions,
        }.items()
        if may
    }


def test_pages_by_role() -> None:
    assert _page_actions(EditorFactory()) == {"add", "change", "publish"}
    assert _page_actions(OrganiserFactory()) == {"add", "change"}
    assert _page_actions(AdministratorFactory()) == {"add", "change", "publish", "bulk_delete"}
    assert _page_actions(UserFactory()) == set()


@pytest.mark.parametrize(
    ("permission", "holders"),
    [
        ("wagtailadmin.access_admin", "eoa"),
        ("accounts.add_user", "a"),
        ("accounts.change_user", "a"),
        ("accounts.delete_user", ""),
        ("auth.change_group", ""),
        ("pages.change_sitesettings", "a"),
        ("wagtailredirects.add_redirect", "a"),
    ],
)
def test_permissions_by_role(permission: str, holders: str) -> None:
    people = {"e": EditorFactory(), "o": OrganiserFactory(), "a": AdministratorFactory(), "l": UserFactory()}

    assert "".join(k for k, person in people.items() if person.has_perm(permission)) == holders


def test_ensuring_roles_again_changes_nothing() -> None:
    def counts() -> list[int]:
        return [
            Group.objects.count(),
            Permission.objects.count(),
            GroupPagePermission.objects.count(),
            Group.permissions.through.objects.count(),
        ]

    before = counts()
    ensure_roles()

    assert counts() == before


def test_roles_are_ensured_without_a_page_tree() -> None:
    Page.objects.all().delete()
    Collection.objects.all().delete()
    Group.objects.all().delete()

    ensure_roles()

    named = set(Group.objects.values_list("name", flat=True))
    assert named == {EDITORS, ORGANISERS, SAFEGUARDING, ADMINISTRATORS}
    assert EditorFactory().has_perm("wagtailadmin.access_admin") is True


def test_editors_and_administrators_approve_in_wagtails_own_workflow() -> None:
    task = GroupApprovalTask.objects.get(groups__name="Moderators")

    assert set(task.groups.values_list("name", flat=True)) == {"Moderators", EDITORS, ADMINISTRATORS}
