"""Addresses and fields that no page of ours sends are answered in words, on either database."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from tests.factories.accounts import AdministratorFactory, UserFactory, sign_in
from tests.factories.content import writing_block
from tests.factories.learning import enrolled, learner, taught, write_url

pytestmark = pytest.mark.django_db

NUL = [
    "/%00",
    "/courses/%00/",
    "/courses/a%00/join/",
    "/courses/%00/leave/",
    "/courses/a/%00/b/",
    "/certificates/%00.pdf",
    "/documents/1/%00",
    "/media/%00",
    "/account/signup/confirm/%00/",
    "/account/password/reset/key/%00-abc/",
]
OTHERS = [
    "/courses/" + "a" * 5000 + "/",
    "/courses/%ff%fe/",
    "/courses/%ED%A0%80/",
    "/certificates/" + "7" * 5000 + "/",
    "/certificates/%F0%9F%8C%B9/",
    "/documents/999999999999999999/x.pdf",
    "/account/password/reset/key/zzzzzzzzzzzzzzzzzz-abc/",
]


@pytest.mark.parametrize("path", NUL + OTHERS)
def test_strange_addresses_are_no_fault_of_ours(path: str) -> None:
    for client in (Client(), sign_in(Client(), UserFactory())):
        assert client.get(path).status_code in {200, 302, 404, 410}


@pytest.mark.parametrize(
    "path",
    [
        "users/?q=%00",
        "pages/search/?q=%00",
        "certificates/?q=%00",
        "jobs/?state=%00",
        "record/?actor_uid=%00",
        "jobs/99999999999999999999999/",
        "certificates/99999999999999999999999/",
    ],
)
def test_strange_questions_of_the_admin_are_no_fault_of_ours(path: str) -> None:
    client = sign_in(Client(), AdministratorFactory())

    assert client.get(f"/admin/{path}").status_code in {200, 404}


@pytest.mark.parametrize(
    ("deed", "fields", "status"),
    [
        ("keep", {"choose": "1", "block": "w\0"}, 409),
        ("keep", {"choose": "9" * 300, "block": "w"}, 409),
        ("keep", {"text": "a\0b", "block": "w", "base": "0"}, 200),
        ("keep", {"text": "x", "block": "w", "base": "9" * 5000}, 200),
        ("keep", {"text": "x", "block": "w", "base": "-1"}, 200),
        ("tick", {"tick": "\0", "block": "w"}, 409),
        ("answer", {"choice": "\0", "block": "\0"}, 409),
        ("place", {"block": "\0"}, 200),
        ("place", {"block": "w", "age": "9" * 400}, 200),
    ],
)
def test_strange_fields_are_no_fault_of_ours(deed: str, fields: dict[str, str], status: int) -> None:
    edition, person = taught([writing_block(id="w")]), learner()
    enrolled(edition, person)
    client = sign_in(Client(), person)

    answer = client.post(
        write_url(edition, deed),
        {"submission": str(uuid.uuid4()), **fields},
        headers={"accept": "application/json"},
    )

    assert answer.status_code == status


@pytest.mark.parametrize("cookie", ['"\\000abc"', "x" * 4000, '"\\ud800"'])
def test_strange_cookies_are_no_cookies(cookie: str) -> None:
    answer = Client().get("/courses/", headers={"cookie": f"sessionid={cookie}; messages={cookie}"})

    assert answer.status_code == 200


def test_sign_in_name_has_an_end() -> None:
    answer = Client().post("/account/login/", {"login": "a" * 300_000, "password": "b" * 300_000})

    assert answer.status_code == 200
    assert "at most 254 characters" in answer.content.decode()
