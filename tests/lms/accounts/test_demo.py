"""One click into the demo, and never elsewhere."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse

from lms.accounts.checks import demo_stays_at_home
from tests.factories.accounts import AdministratorFactory, EditorFactory, UserFactory, add_app

pytestmark = pytest.mark.django_db
DEMO, LOGIN = "/account/demo/", "/account/login/"


@pytest.fixture
def demo(settings: Any) -> None:
    settings.DEMO = True


def _offered(client: Client) -> list[str]:
    text = client.get(LOGIN).content.decode()
    return re.findall(r'name="person"\s+value="([^"]*)"', text)


@pytest.mark.usefixtures("demo")
def test_sign_in_page_offers_those_who_exist(client: Client) -> None:
    UserFactory(email="someone@example.org")
    AdministratorFactory(email="admin@example.org")
    UserFactory(email="mentor@example.org", is_active=False)
    UserFactory(email="trainee@example.org")

    assert _offered(client) == ["trainee@example.org", "admin@example.org"]
    text = client.get(LOGIN).content.decode()
    assert "A course in progress, the next step, and certificates." in text


@pytest.mark.usefixtures("demo")
def test_one_click_counts_as_second_factor(client: Client) -> None:
    editor = EditorFactory(email="editor@example.org")
    add_app(editor)

    response = client.post(DEMO, {"person": "editor@example.org", "next": "/admin/"})

    assert response.headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


@pytest.mark.usefixtures("demo")
def test_one_click_changes_person(client: Client) -> None:
    trainee = UserFactory(email="trainee@example.org")
    EditorFactory(email="editor@example.org")

    client.post(DEMO, {"person": "editor@example.org"})
    client.post(DEMO, {"person": "trainee@example.org"})

    assert client.session["_auth_user_id"] == str(trainee.pk)
    assert client.get("/admin/").status_code == 403


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("email", ["someone@example.org", "mentor@example.org", ""])
def test_nobody_else_gets_in(client: Client, email: str) -> None:
    UserFactory(email="someone@example.org")

    assert client.post(DEMO, {"person": email}).headers["Location"] == LOGIN
    assert "_auth_user_id" not in client.session


def test_without_demo_there_is_no_such_page(client: Client) -> None:
    UserFactory(email="trainee@example.org")

    assert client.post(DEMO, {"person": "trainee@example.org"}).status_code == 404
    assert _offered(client) == []


def test_demo_session_is_no_second_factor_once_the_demo_is_over(client: Client, settings: Any) -> None:
    settings.DEMO = True
    EditorFactory(email="editor@example.org")
    client.post(DEMO, {"person": "editor@example.org"})
    settings.DEMO = False

    assert client.get("/admin/").headers["Location"].startswith(reverse("accounts:second_factor"))


@pytest.mark.parametrize(
    ("demo", "hosts", "errors"),
    [
        (True, ["127.0.0.1", "localhost", "[::1]", "testserver"], []),
        (True, ["localhost", "learn.example.org"], ["lms.E010"]),
        (True, ["*"], ["lms.E010"]),
        (False, ["learn.example.org"], []),
    ],
)
def test_demo_is_refused_where_others_can_reach_it(
    settings: Any, demo: bool, hosts: list[str], errors: list[str]
) -> None:
    settings.DEMO, settings.ALLOWED_HOSTS = demo, hosts

    assert [e.id for e in demo_stays_at_home(None)] == errors
    assert ["lms.E010" for e in run_checks(tags=["security"]) if e.id == "lms.E010"] == errors


def test_demo_is_refused_with_production_settings_wherever_it_is(settings: Any) -> None:
    settings.DEMO = True
    assert demo_stays_at_home(None) == []

    settings.SETTINGS_MODULE = "lms.settings.production"

    assert [error.id for error in demo_stays_at_home(None)] == ["lms.E010"]
