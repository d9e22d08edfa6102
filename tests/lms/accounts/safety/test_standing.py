"""Freezing an account and writing down that somebody has died; taking either back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lms.accounts.errors import LastAdministratorError, LinkUsedError, OwnAccessError, StandingError
from lms.accounts.links import read_link, sign_link
from lms.accounts.models import Standing, User
from lms.accounts.safety.standing import correct_died, freeze_person, mark_died, unfreeze_person
from lms.audit.models import AuditEvent
from tests.factories.accounts import (
    PASSWORD,
    AdministratorFactory,
    EditorFactory,
    OrganiserFactory,
    UserFactory,
    sign_in,
)

pytestmark = pytest.mark.django_db
LIST = "/admin/account-safety/"


@pytest.fixture
def actor() -> User:
    return AdministratorFactory(name="Ada Min")


def _freeze(person: User, actor: User, reason: str = "conduct") -> User:
    return freeze_person(person=person, actor=actor, reason=reason)


def _stand(person: User) -> tuple[str, bool]:
    return User.objects.values_list("standing", "is_active").get(pk=person.pk)


def _audit() -> list[tuple[str, dict[str, Any]]]:
    """What was written down, without the endings of sessions."""
    events = AuditEvent.objects.filter(action__in=_ACTIONS).order_by("pk")
    return [(event.action, event.details) for event in events]


_ACTIONS = [f"accounts.{name}" for name in ("frozen", "unfrozen", "marked_died", "died_corrected")]


def test_whoever_is_frozen_is_out_with_the_next_request(actor: User) -> None:
    person = UserFactory()
    theirs, feed = sign_in(Client(), person), sign_link(person=person, purpose="feed")
    assert theirs.get("/account/").status_code == 200

    _freeze(person, actor)

    assert theirs.get("/account/").status_code == 302
    with pytest.raises(LinkUsedError):
        read_link(purpose="feed", token=feed, max_age=None)
    anew = Client().post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert anew.status_code == 200
    assert "do not go together" in anew.content.decode()
    assert _stand(person) == ("frozen", False)


def test_what_ended_stays_ended_after_unfreezing(actor: User) -> None:
    person = UserFactory()
    theirs, feed = sign_in(Client(), person), sign_link(person=person, purpose="feed")
    _freeze(person, actor)

    unfreeze_person(person=person, actor=actor)

    assert _stand(person) == ("active", True)
    assert theirs.get("/account/").status_code == 302
    with pytest.raises(LinkUsedError):
        read_link(purpose="feed", token=feed, max_age=None)
    anew = Client().post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    assert anew.status_code == 302


def test_record_holds_kinds_and_whose_it_is(actor: User) -> None:
    person = UserFactory()

    _freeze(person, actor, "taken_over")
    mark_died(person=person, actor=actor)
    correct_died(person=person, actor=actor)
    unfreeze_person(person=person, actor=actor)

    assert _audit() == [
        ("accounts.frozen", {"reason": "taken_over"}),
        ("accounts.marked_died", {"was": "frozen"}),
        ("accounts.died_corrected", {"standing": "frozen"}),
        ("accounts.unfrozen", {}),
    ]
    about = AuditEvent.objects.filter(action__in=_ACTIONS).values_list("actor_uid", "about_uid", "subject")
    assert set(about) == {(actor.uid, person.uid, f"person:{person.uid}")}


@pytest.mark.parametrize("do", [_freeze, lambda p, a: mark_died(person=p, actor=a)])
def test_twice_is_once(actor: User, do: Any) -> None:
    person = UserFactory()
    do(person, actor)
    person.refresh_from_db()
    epoch = person.links_epoch

    do(person, actor)

    person.refresh_from_db()
    assert (person.links_epoch, len(_audit())) == (epoch, 1)


def test_taking_back_what_is_not_so_changes_nothing(actor: User) -> None:
    person = UserFactory()

    unfreeze_person(person=person, actor=actor)
    correct_died(person=person, actor=actor)

    assert (_stand(person), _audit()) == (("active", True), [])


def test_mistaken_death_of_somebody_active_makes_them_active(actor: User) -> None:
    person = UserFactory()
    mark_died(person=person, actor=actor)
    assert _stand(person) == ("died", False)

    correct_died(person=person, actor=actor)

    assert (_stand(person), person.standing) == (("active", True), Standing.ACTIVE)


@pytest.mark.parametrize(
    ("standing", "refused"),
    [
        ("died", (_freeze, lambda p, a: unfreeze_person(person=p, actor=a))),
        (
            "erased",
            (
                _freeze,
                lambda p, a: unfreeze_person(person=p, actor=a),
                lambda p, a: mark_died(person=p, actor=a),
                lambda p, a: correct_died(person=p, actor=a),
            ),
        ),
    ],
)
def test_standing_that_does_not_allow_it(actor: User, standing: str, refused: Any) -> None:
    person = UserFactory(standing=standing, is_active=False)

    for do in refused:
        with pytest.raises(StandingError):
            do(person, actor)

    assert (_stand(person), _audit()) == ((standing, False), [])


def test_nobody_freezes_themselves(actor: User) -> None:
    AdministratorFactory()
    with pytest.raises(OwnAccessError):
        _freeze(actor, actor)
    with pytest.raises(OwnAccessError):
        mark_died(person=actor, actor=actor)

    assert _stand(actor) == ("active", True)


def test_last_administrator_is_not_frozen_by_a_lead(actor: User) -> None:
    lead = UserFactory(group="safeguarding")
    AdministratorFactory(is_active=False)
    with pytest.raises(LastAdministratorError):
        _freeze(actor, lead)
    assert _stand(actor) == ("active", True)
    AdministratorFactory()

    _freeze(actor, lead)

    assert _stand(actor) == ("frozen", False)


# --- in Wagtail ---------------------------------------------------------------


@pytest.fixture
def desk(client: Client, actor: User) -> Client:
    return sign_in(client, actor)


def _at(person: User, act: str = "") -> str:
    return f"{LIST}{person.uid}/{act}"


def test_freezing_asks_and_says_what_it_does(desk: Client) -> None:
    person = UserFactory(name="Gwen Parry")
    page = desk.get(_at(person)).content.decode()
    assert f'href="{_at(person, "freeze/")}"' in page

    asked = desk.get(_at(person, "freeze/")).content.decode()
    assert "everybody who is signed in to the account is signed out" in asked
    assert _stand(person) == ("active", True)
    unsaid = desk.post(_at(person, "freeze/"), {})
    assert "Choose a reason." in unsaid.content.decode()
    done = desk.post(_at(person, "freeze/"), {"reason": "asked"}, follow=True)

    assert done.redirect_chain == [(_at(person), 302)]
    assert "This account is frozen" in done.content.decode()
    assert _stand(person) == ("frozen", False)
    desk.post(_at(person, "unfreeze/"))
    assert _stand(person) == ("active", True)


def test_page_of_a_death_is_gentle(desk: Client) -> None:
    person = UserFactory()

    asked = desk.get(_at(person, "died/")).content.decode()

    for words in (
        "We are sorry.",
        "no letter, notice or reminder is sent any more",
        "should hear it from a person",
        "it can be taken back here",
    ):
        assert words in asked
    desk.post(_at(person, "died/"))
    assert _stand(person) == ("died", False)
    desk.post(_at(person, "not-died/"))
    assert _stand(person) == ("active", True)


def test_page_that_no_longer_fits_leads_back(desk: Client) -> None:
    person = UserFactory()
    freeze = desk.get(_at(person, "not-died/"))

    assert freeze.headers["Location"] == _at(person)


def test_lead_meets_the_refusal_on_the_form(client: Client, actor: User) -> None:
    sign_in(client, UserFactory(group="safeguarding"))

    page = client.post(_at(actor, "freeze/"), {"reason": "conduct"})

    assert "This is the last administrator who can sign in." in page.content.decode()
    assert _stand(actor) == ("active", True)


@pytest.mark.parametrize("do", [_freeze, lambda p, a: mark_died(person=p, actor=a)])
def test_what_the_only_organiser_looked_after_passes_on(actor: User, do: Any) -> None:
    organiser = OrganiserFactory()

    do(organiser, actor)

    assert actor.groups.filter(name="organiser").exists()


def test_own_account_and_a_superusers_are_out_of_reach(desk: Client, actor: User) -> None:
    root = User.objects.create_superuser("root")

    assert "This is your own account." in desk.get(_at(actor)).content.decode()
    for person in (actor, root):
        assert "freeze/" not in desk.get(_at(person)).content.decode()
        assert desk.post(_at(person, "freeze/"), {"reason": "other"}).headers["Location"] == "/admin/"
        assert _stand(person) == ("active", True)


@pytest.mark.parametrize("factory", [EditorFactory, OrganiserFactory])
def test_others_see_no_account(client: Client, factory: Any) -> None:
    sign_in(client, factory())
    person = UserFactory(name="Gwen Parry")

    for url in (LIST, _at(person), _at(person, "freeze/")):
        assert client.get(url).headers["Location"] == "/admin/"
    client.post(_at(person, "freeze/"), {"reason": "other"})
    assert _stand(person) == ("active", True)


def test_people_are_found(desk: Client) -> None:
    UserFactory(name="Ŵyn Ellis", email="wyn@example.org")
    UserFactory(name="Gwen Parry", standing="frozen", is_active=False)

    def found(query: str) -> list[bool]:
        text = desk.get(f"{LIST}results/?{query}").content.decode()
        return ["Ŵyn Ellis" in text, "Gwen Parry" in text]

    assert [found("q=wyn"), found("q=PARRY"), found("standing=frozen"), found("")] == [
        [True, False],
        [False, True],
        [False, True],
        [True, True],
    ]


@pytest.mark.parametrize("people", [1, 25])
def test_list_asks_the_same_for_many(desk: Client, people: int, django_assert_num_queries: Any) -> None:
    desk.get(LIST)
    UserFactory.create_batch(people)

    with django_assert_num_queries(11):
        desk.get(LIST)
