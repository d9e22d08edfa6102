"""Nobody can tell from a page whether an address is known here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lms.accounts.models import LetterRequest, User
from lms.messaging.models import OutgoingMessage
from lms.queue.models import Job
from tests.factories.accounts import PASSWORD, UserFactory, add_app

pytestmark = pytest.mark.django_db

Cost = Callable[..., tuple[Any, dict[str, Any]]]
KNOWN, UNKNOWN, INACTIVE, NO_PASSWORD = (
    "known@example.org",
    "other@example.org",
    "idle0@example.org",
    "plain@example.org",
)


@pytest.fixture(autouse=True)
def _people() -> None:
    UserFactory(email=KNOWN)
    UserFactory(email=INACTIVE, is_active=False)
    UserFactory(email=NO_PASSWORD, password=None)
    Client().get(reverse("account_login"))  # what every visitor shares is in the cache


def _asked(cost: Cost, page: str, email: str, field: str = "email", **data: str) -> dict[str, Any]:
    client = Client()
    url = reverse(page)
    client.get(url)
    return cost(lambda: client.post(url, {field: email, **data}), hide=email)[1]


@pytest.mark.parametrize("email", [UNKNOWN, INACTIVE, NO_PASSWORD])
@pytest.mark.parametrize(
    ("name", "data", "queries", "hashes"),
    [
        (
            "account_signup",
            {"name": "Carys Lloyd", "password": "four calm green boats", "adult": "on"},
            35,
            1,
        ),
        ("account_reset_password", {}, 35, 0),
        ("account_request_login_code", {}, 35, 0),
    ],
)
def test_request_costs_the_same_for_every_address(
    cost: Cost, name: str, data: dict[str, str], queries: int, hashes: int, email: str
) -> None:
    known = _asked(cost, name, KNOWN, **data)
    other = _asked(cost, name, email, **data)

    assert known == other
    assert (known["status"], known["jobs"], known["letters"]) == (302, 1, 0)
    assert (known["queries"], known["hashes"]) == (queries, hashes)


@pytest.mark.parametrize("email", [UNKNOWN, INACTIVE, NO_PASSWORD, "not-an-address"])
def test_wrong_password_costs_the_same_for_every_name(cost: Cost, email: str) -> None:
    known = _asked(cost, "account_login", KNOWN, "login", password="a wrong one")
    other = _asked(cost, "account_login", email, "login", password="a wrong one")

    assert known == other
    assert (known["status"], known["hashes"], known["jobs"]) == (200, 1, 0)
    assert "do not go together" in known["text"]


def test_right_password_of_somebody_inactive_looks_wrong(cost: Cost) -> None:
    inactive = _asked(cost, "account_login", INACTIVE, "login", password=PASSWORD)
    unknown = _asked(cost, "account_login", UNKNOWN, "login", password=PASSWORD)

    assert inactive == unknown


def test_second_step_is_asked_only_after_the_right_password(cost: Cost) -> None:
    add_app(User.objects.get(email=KNOWN))

    wrong = _asked(cost, "account_login", KNOWN, "login", password="a wrong one")
    unknown = _asked(cost, "account_login", UNKNOWN, "login", password="a wrong one")
    right = _asked(cost, "account_login", KNOWN, "login", password=PASSWORD)

    assert wrong == unknown
    assert (right["status"], right["to"]) == (302, reverse("mfa_authenticate"))


def test_wrong_code_costs_the_same_for_every_address(cost: Cost) -> None:
    seen = []
    for email in (KNOWN, UNKNOWN, INACTIVE):
        client = Client()
        client.post(reverse("account_request_login_code"), {"email": email})
        url = reverse("account_confirm_login_code")
        seen.append(cost(lambda c=client, u=url: c.post(u, {"code": "nonsense"}), hide=email)[1])

    assert seen[0] == seen[1] == seen[2]
    assert seen[0]["status"] == 200


@pytest.mark.parametrize("name", ["account_email_verification_sent", "account_reset_password_done"])
def test_page_after_the_request_says_the_same(cost: Cost, name: str) -> None:
    texts = []
    for email in (KNOWN, UNKNOWN):
        client = Client()
        if name == "account_reset_password_done":
            client.post(reverse("account_reset_password"), {"email": email})
        else:
            client.post(
                reverse("account_signup"),
                {"email": email, "name": "Ann", "password": "four calm green boats", "adult": "on"},
            )
        texts.append(cost(lambda c=client: c.get(reverse(name)), hide=email)[1])

    assert texts[0] == texts[1]


@pytest.mark.parametrize(
    ("name", "known", "unknown"),
    [
        ("account_signup", "About your account", "Finish your account"),
        ("account_reset_password", "Choose a new password", "About your request to sign in"),
        ("account_request_login_code", "Your sign-in code", "About your request to sign in"),
    ],
)
def test_the_one_job_answers_either_with_one_letter(
    name: str, known: str, unknown: str, run_jobs: Callable[[], None], mailoutbox: list[Any]
) -> None:
    data = {"name": "Ann", "password": "four calm green boats", "adult": "on"}
    for email in (KNOWN, UNKNOWN):
        Client().post(reverse(name), {"email": email, **data})

    assert Job.objects.filter(task="lms.accounts.tasks.answer_letter_request_job").count() == 2
    run_jobs()

    assert Job.objects.count() == 4
    assert OutgoingMessage.objects.count() == 2
    assert [(m.to, m.subject) for m in mailoutbox] == [([KNOWN], known), ([UNKNOWN], unknown)]


def test_request_is_forgotten_when_answered(run_jobs: Callable[[], None]) -> None:
    for email in (KNOWN, UNKNOWN):
        Client().post(reverse("account_request_login_code"), {"email": email})
        Client().post(reverse("account_reset_password"), {"email": email})
    assert LetterRequest.objects.count() == 4

    run_jobs()

    assert LetterRequest.objects.count() == 0


def test_changing_ones_address_tells_nothing_about_the_new_one(cost: Cost) -> None:
    seen = []
    for email in (KNOWN, UNKNOWN):
        client = Client()
        client.post(reverse("account_login"), {"login": UserFactory().email, "password": PASSWORD})
        seen.append(
            cost(
                lambda c=client, e=email: c.post(reverse("account_email"), {"email": e, "action_add": "1"}),
                hide=email,
            )[1]
        )

    assert seen[0] == seen[1]
    assert (seen[0]["status"], seen[0]["jobs"]) == (302, 1)
