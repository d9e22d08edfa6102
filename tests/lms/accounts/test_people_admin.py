"""People in Wagtail: listed, found, added, changed; never deleted, never locked out by mistake."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import NoReverseMatch, reverse

from lms.accounts.errors import LastAdministratorError
from lms.accounts.models import ADMINISTRATORS, EDITORS, User
from lms.accounts.services import save_person
from lms.audit.models import AuditEvent
from tests.factories.accounts import AdministratorFactory, EditorFactory, UserFactory, sign_in

pytestmark = pytest.mark.django_db
LIST, ADD = "/admin/users/", "/admin/users/new/"


@pytest.fixture
def admin() -> User:
    return AdministratorFactory(name="Ada Min", email="ada@example.org")


@pytest.fixture
def desk(client: Client, admin: User) -> Client:
    return sign_in(client, admin)


def _edit(person: User) -> str:
    return reverse("wagtailusers_users:edit", args=[person.pk])


def _data(person: User, **change: Any) -> dict[str, Any]:
    roles = list(person.groups.values_list("name", flat=True))
    data = {
        "name": person.name,
        "email": person.email or "",
        "username": person.username,
        "roles": roles,
    }
    return {**data, **change}


def test_list_is_in_order_of_names(desk: Client) -> None:
    for name in ("Zoë Pugh", "Ŵyn Ellis", "bob Carr"):
        UserFactory(name=name)

    text = desk.get(LIST).content.decode()

    places = [text.index(name) for name in ("Ada Min", "bob Carr", "Ŵyn Ellis", "Zoë Pugh")]
    assert places == sorted(places)


@pytest.mark.parametrize("words", ["wyn", "ŴYN", "ellis", "wyn@exa", "WYN.E"])
def test_people_are_found_by_name_address_and_sign_in_name(desk: Client, words: str) -> None:
    UserFactory(name="Ŵyn Ellis", email="wyn@example.org", username="wyn.e")
    UserFactory(name="Bob Carr", email="bob@example.org", username="bob")

    text = desk.get(LIST, {"q": words}).content.decode()

    assert "Ŵyn Ellis" in text
    assert "Bob Carr" not in text


@pytest.mark.parametrize("count", [1, 30])
def test_list_costs_the_same_for_any_number(desk: Client, count: int, django_assert_num_queries: Any) -> None:
    desk.get(LIST)
    for _ in range(count):
        EditorFactory()
    with django_assert_num_queries(13):
        desk.get(LIST)


def test_add_a_person_who_has_no_address(desk: Client, admin: User) -> None:
    page = desk.get(ADD).content.decode()
    assert "password" not in page.replace("choose a password", "")
    response = desk.post(
        ADD, {"name": "  Nest   Rhys ", "email": "", "username": "ＮＥＳＴ", "roles": [EDITORS]}
    )

    person = User.objects.get(username="nest")
    assert response.headers["Location"] == LIST
    assert (person.name, person.email, person.has_usable_password()) == ("Nest Rhys", None, False)
    assert [g.name for g in person.groups.all()] == [EDITORS]
    assert [(e.action, e.actor_uid, e.details) for e in AuditEvent.objects.order_by("pk")] == [
        ("accounts.person_added", admin.uid, {}),
        ("accounts.roles_changed", admin.uid, {"added": [EDITORS], "removed": []}),
    ]


def test_add_refuses_what_another_has(desk: Client) -> None:
    UserFactory(email="wyn@example.org", username="wyn")

    response = desk.post(ADD, {"name": "Other", "email": "WYN@example.org", "username": "Wyn"})

    text = response.content.decode()
    assert (response.status_code, User.objects.count()) == (200, 2)
    assert "Another person has that address." in text
    assert "That sign-in name is taken." in text


def test_change_of_address_leaves_it_to_be_confirmed(desk: Client) -> None:
    person = UserFactory(email="old@example.org")

    desk.post(_edit(person), _data(person, email=" New@example.org", name="New Name"))

    person.refresh_from_db()
    assert (person.email, person.name, person.name_key) == ("new@example.org", "New Name", "new name")
    assert EmailAddress.objects.filter(user=person).count() == 0


def test_roles_are_changed_and_recorded(desk: Client, admin: User) -> None:
    person = EditorFactory()

    desk.post(_edit(person), _data(person, roles=[ADMINISTRATORS]))
    desk.post(_edit(person), _data(person))

    assert [g.name for g in person.groups.all()] == [ADMINISTRATORS]
    event = AuditEvent.objects.get()
    assert (event.action, event.subject) == ("accounts.roles_changed", f"person:{person.uid}")
    assert event.details == {"added": [ADMINISTRATORS], "removed": [EDITORS]}


def test_role_added_to_another_is_recorded_alone(admin: User) -> None:
    person = EditorFactory()

    save_person(person=person, roles=[EDITORS, ADMINISTRATORS], actor=admin)

    assert AuditEvent.objects.get().details == {"added": [ADMINISTRATORS], "removed": []}


def test_groups_that_are_no_roles_are_neither_given_nor_taken(admin: User) -> None:
    person = EditorFactory()
    person.groups.add(Group.objects.create(name="Choir"))

    save_person(person=person, roles=["Moderators"], actor=admin)

    assert [group.name for group in person.groups.all()] == ["Choir"]


def test_last_administrator_stays(desk: Client, admin: User) -> None:
    AdministratorFactory(is_active=False)

    response = desk.post(_edit(admin), _data(admin, name="Typed Name", roles=[]))

    assert response.status_code == 200
    assert "This is the last administrator who can sign in." in response.content.decode()
    assert "Typed Name" in response.content.decode()
    admin.refresh_from_db()
    assert (admin.is_active, admin.name, admin.groups.count()) == (True, "Ada Min", 1)


def test_administrator_does_not_take_their_own_access_away(desk: Client, admin: User) -> None:
    AdministratorFactory()

    response = desk.post(_edit(admin), _data(admin, roles=[]))

    assert "You cannot take your own access away." in response.content.decode()
    assert admin.groups.count() == 1


def test_account_is_frozen_elsewhere(desk: Client) -> None:
    person = UserFactory()

    page = desk.get(_edit(person)).content.decode()
    desk.post(_edit(person), _data(person, is_active=""))

    assert f'href="/admin/account-safety/{person.uid}/"' in page
    assert User.objects.filter(pk=person.pk, is_active=True).count() == 1


def test_another_administrator_may(desk: Client) -> None:
    other = AdministratorFactory()

    desk.post(_edit(other), _data(other, roles=[]))

    assert other.groups.count() == 0


def test_service_refuses_too(admin: User) -> None:
    admin.is_active = False
    with pytest.raises(LastAdministratorError, match="last administrator"):
        save_person(person=admin, roles=[ADMINISTRATORS], actor=admin)


def test_only_superuser_who_is_nobody_else_s_administrator_stays(admin: User) -> None:
    """A superuser in no group is an administrator too."""
    root = User.objects.create_superuser("root")
    User.objects.filter(pk=admin.pk).update(is_active=False)
    root.is_active = False

    with pytest.raises(LastAdministratorError):
        save_person(person=root, roles=[], actor=admin)


def test_only_superusers_change_superusers(desk: Client) -> None:
    root = User.objects.create_superuser("root")

    assert desk.post(_edit(root), _data(root, email="mine@example.org")).status_code == 302
    root.refresh_from_db()
    assert root.email is None


def test_nobody_is_deleted_even_by_a_superuser(client: Client) -> None:
    root = User.objects.create_superuser("root")
    person = UserFactory()
    sign_in(client, root)

    with pytest.raises(NoReverseMatch):
        reverse("wagtailusers_users:delete", args=[person.pk])
    assert client.get(f"/admin/users/delete/{person.pk}/").status_code == 404
    for action in ("delete", "assign_role", "set_active_state"):
        client.post(
            f"/admin/bulk/accounts/user/{action}/?id={person.pk}", {"role": 1, "mark_as_active": "False"}
        )
    assert User.objects.filter(pk=person.pk, is_active=True, has_role=False).count() == 1
    assert "Delete" not in client.get(_edit(person)).content.decode()
    assert "bulk" not in client.get(LIST).content.decode()


@pytest.mark.parametrize("path", [LIST, ADD])
def test_editors_see_nobody(client: Client, path: str) -> None:
    sign_in(client, EditorFactory())

    assert client.get(path).headers["Location"] == "/admin/"


def test_sidebar_shows_the_name_and_not_the_sign_in_name(desk, admin):
    said = desk.get("/admin/").content.decode()

    assert '"name": "Ada"' in said
    assert f'"name": "{admin.username}"' not in said
