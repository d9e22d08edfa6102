"""Who gave which role when; and what ends with a role."""

from __future__ import annotations

from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction
from django.test import Client

from lms.accounts.duties import Duty, forget_duty, hand_duties_over, register_duty
from lms.accounts.errors import LastAdministratorError
from lms.accounts.grants.models import RoleGrant
from lms.accounts.grants.selectors import role_history, scopes_of
from lms.accounts.grants.services import end_every_role, end_role, grant_role
from lms.accounts.models import ADMINISTRATORS, EDITORS, ORGANISERS, SAFEGUARDING, User
from lms.accounts.rules import is_organiser, is_safeguarding_lead, is_staff_member, organises
from lms.accounts.services import save_person
from lms.audit.models import AuditEvent
from tests.factories.accounts import UserFactory, sign_in

pytestmark = pytest.mark.django_db


def again(person: User) -> User:
    return User.objects.get(pk=person.pk)


def test_a_role_for_the_whole_is_a_group_and_a_row_of_the_history():
    administrator, person = UserFactory(group=ADMINISTRATORS), UserFactory()

    grant_role(person=person, role=SAFEGUARDING, actor=administrator)
    grant_role(person=person, role=SAFEGUARDING, actor=administrator)

    row = role_history(person).get()
    assert (row.role, row.given_by, row.ended_at) == (SAFEGUARDING, administrator, None)
    assert is_safeguarding_lead(again(person))
    assert is_staff_member(again(person))
    event = AuditEvent.objects.get(action="accounts.roles_changed")
    assert (event.actor_uid, event.about_uid) == (administrator.uid, person.uid)
    assert event.details == {"added": [SAFEGUARDING], "removed": []}


def test_a_role_ends_once_and_says_by_whom():
    administrator, person = UserFactory(group=ADMINISTRATORS), UserFactory(group=EDITORS)

    end_role(person=person, role=EDITORS, actor=administrator)
    end_role(person=person, role=EDITORS, actor=administrator)

    row = role_history(person).get()
    assert (row.given_by, row.ended_by) == (None, administrator)
    assert not again(person).has_role
    assert AuditEvent.objects.filter(action="accounts.roles_changed").count() == 1


def test_an_organiser_of_one_cohort_organises_that_cohort_only():
    administrator, person = UserFactory(group=ADMINISTRATORS), UserFactory()
    ours, theirs = uuid4(), uuid4()

    grant_role(person=person, role=ORGANISERS, actor=administrator, scope_kind="cohort", scope_uid=ours)
    grant_role(person=person, role=ORGANISERS, actor=administrator, scope_kind="cohort", scope_uid=ours)

    found = again(person)
    assert scopes_of(found, ORGANISERS) == {ours}
    assert scopes_of(found, EDITORS) == set()
    assert (organises(found, ours), organises(found, theirs), is_organiser(found)) == (True, False, False)
    assert is_staff_member(found)  # and so needs a second factor
    assert not found.groups.exists()

    end_role(person=person, role=ORGANISERS, actor=administrator, scope_kind="cohort", scope_uid=ours)

    assert not organises(again(person), ours)
    assert not is_staff_member(again(person))


def test_scopes_of_somebody_without_a_role_ask_nothing(django_assert_num_queries):
    learner, organiser = UserFactory(), UserFactory(group=ORGANISERS)
    with django_assert_num_queries(0):
        assert scopes_of(learner, ORGANISERS) == set()
    with django_assert_num_queries(1):
        assert scopes_of(organiser, ORGANISERS) == scopes_of(organiser, EDITORS) == set()


def test_the_history_follows_groups_that_changed_by_another_way():
    person = UserFactory()
    group = Group.objects.get(name=EDITORS)

    person.groups.add(group)
    assert RoleGrant.objects.open().filter(person=person, role=EDITORS).count() == 1
    group.user_set.remove(person)
    assert not RoleGrant.objects.open().exists()
    group.user_set.add(person)
    group.user_set.clear()
    assert not RoleGrant.objects.open().exists()
    assert not again(person).has_role


def test_an_administrator_who_saves_a_person_is_in_the_history():
    administrator, person = UserFactory(group=ADMINISTRATORS), UserFactory(group=EDITORS)

    save_person(person=person, roles=[ORGANISERS], actor=administrator)

    told = {(row.role, row.given_by, row.ended_by) for row in role_history(person)}
    assert told == {(ORGANISERS, administrator, None), (EDITORS, None, administrator)}


def test_the_last_administrator_stays():
    administrator = UserFactory(group=ADMINISTRATORS)

    with pytest.raises(LastAdministratorError):
        end_role(person=administrator, role=ADMINISTRATORS, actor=None)

    assert role_history(administrator).get().ended_at is None


def test_the_database_holds_a_role_once():
    person = UserFactory(group=EDITORS)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(person=person, role=EDITORS)
    scope = uuid4()
    RoleGrant.objects.create(person=person, role=EDITORS, scope_kind="cohort", scope_uid=scope)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(person=person, role=EDITORS, scope_kind="cohort", scope_uid=scope)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(person=person, role=ORGANISERS, scope_kind="cohort")


def test_memberships_from_before_are_written_down_once():
    person = UserFactory(group=EDITORS)
    RoleGrant.objects.all().delete()
    write_down = import_module("lms.accounts.migrations.0012_roles_held_already").write_down

    class Editor:
        pass

    Editor.connection = connection
    write_down(apps, Editor)
    write_down(apps, Editor)

    row = role_history(person).get()
    assert (row.role, row.given_by, row.ended_at) == (EDITORS, None, None)


def test_a_role_taken_away_ends_access_with_the_next_request():
    administrator, organiser = UserFactory(group=ADMINISTRATORS), UserFactory(group=ORGANISERS)
    UserFactory(group=ORGANISERS)
    theirs = sign_in(Client(), organiser)
    assert theirs.get("/admin/certificates/").status_code == 200

    ours = sign_in(Client(), administrator)
    sent = {"name": organiser.name, "email": organiser.email, "username": organiser.username, "roles": []}
    assert ours.post(f"/admin/users/edit/{organiser.pk}/", sent).status_code == 302

    assert theirs.get("/admin/certificates/").status_code == 403
    assert theirs.get("/admin/").status_code == 403


def test_the_last_organiser_is_followed_by_whom_was_named():
    administrator, organiser = UserFactory(group=ADMINISTRATORS), UserFactory(group=ORGANISERS)
    editor = UserFactory(group=EDITORS)
    client = sign_in(Client(), administrator)
    address = f"/admin/users/edit/{organiser.pk}/"
    sent = {"name": "Typed anew", "email": organiser.email, "username": organiser.username, "roles": []}

    asked = client.post(address, sent)

    assert asked.status_code == 200
    page = asked.content.decode()
    assert "Nobody else organises" in page
    assert "Typed anew" in page
    assert is_organiser(again(organiser))

    assert client.post(address, {**sent, "asked": "on", "successor": editor.pk}).status_code == 302
    assert not is_organiser(again(organiser))
    assert is_organiser(again(editor))


def test_the_last_organiser_is_followed_by_an_administrator_where_nobody_was_named():
    administrator, organiser = UserFactory(group=ADMINISTRATORS), UserFactory(group=ORGANISERS)
    client = sign_in(Client(), administrator)
    sent = {"name": organiser.name, "email": organiser.email, "username": organiser.username, "asked": "on"}

    assert client.post(f"/admin/users/edit/{organiser.pk}/", sent).status_code == 302

    assert is_organiser(again(administrator))
    moved = AuditEvent.objects.get(action="accounts.duties_handed_over")
    assert moved.about_uid == organiser.uid
    assert moved.details == {"to": str(administrator.uid), "organising": 1}


def test_duties_of_rooms_above_pass_to_the_successor_once():
    giver, taker = UserFactory(), UserFactory()
    reviews = {giver.pk: 3}

    def hand_over(one: User, other: User) -> int:
        moved = reviews.pop(one.pk, 0)
        reviews[other.pk] = reviews.get(other.pk, 0) + moved
        return moved

    register_duty(Duty("reviews", "reviews", lambda one: reviews.get(one.pk, 0), hand_over))
    try:
        assert hand_duties_over(person=giver, successor=taker) == 3
        assert hand_duties_over(person=giver, successor=taker) == 0
        assert hand_duties_over(person=taker) == 0  # nobody is there to take them: never refused
    finally:
        forget_duty("reviews")
    assert reviews == {taker.pk: 3}


def test_whoever_is_emptied_holds_no_role_of_any_kind():
    person = UserFactory(group=EDITORS)
    grant_role(person=person, role=ORGANISERS, actor=None, scope_kind="cohort", scope_uid=uuid4())

    assert end_every_role(person=person, actor=None) == 2
    assert end_every_role(person=person, actor=None) == 0

    assert not is_staff_member(again(person))


def test_who_loses_one_cohort_keeps_the_other():
    person, first, second = UserFactory(), uuid4(), uuid4()
    for uid in (first, second):
        grant_role(person=person, role=ORGANISERS, actor=None, scope_kind="cohort", scope_uid=uid)
    assert set(scopes_of(again(person), ORGANISERS)) == {first, second}

    end_role(person=person, role=ORGANISERS, actor=None, scope_kind="cohort", scope_uid=first)

    assert set(scopes_of(again(person), ORGANISERS)) == {second}


def test_role_ends_for_whoever_has_the_person_in_hand():
    person = UserFactory()
    for role in (EDITORS, ORGANISERS):
        grant_role(person=person, role=role, actor=None)
    assert is_organiser(person)

    end_role(person=person, role=ORGANISERS, actor=None)

    assert not is_organiser(person)
