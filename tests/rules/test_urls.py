"""Every address × every role: what happens. An address that is missing from the table fails."""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from django.urls import resolve

from lms.accounts.middleware import BEFORE_SECOND_FACTOR
from tests.rules.table import ADMIN, FORM, SITE, Row
from tests.rules.world import ROLES, SAMPLE, World, make_world, outcome, routes

pytestmark = pytest.mark.django_db

ADMIN_PREFIX = "admin/"


@pytest.fixture
def world() -> World:
    return make_world()


def section(route: str) -> str:
    """The part of Wagtail's admin to which a route belongs: its first word, or “” for the home page."""
    word = route.removeprefix(ADMIN_PREFIX).partition("/")[0]
    return "" if re.search(r"[\^\\<.]", word) else word


def try_rows(world: World, rows: list[Row]) -> dict[str, dict[str, str]]:
    """What each role is answered at each address; nobody's deed is there for the next one."""
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        address = row.address.format(**world.names)
        answers = found[row.title] = {}
        for role in ROLES:
            client = world.client(role)
            place = transaction.savepoint()
            response = client.generic(row.method, address, row.body(world), FORM)
            answers[role] = outcome(response)
            if response.streaming:
                list(response.streaming_content)  # read to its end, a file is closed
            transaction.savepoint_rollback(place)
    return found


def different(world: World, rows: list[Row]) -> list[str]:
    """Each row that is answered in another way: its title, and what is true, as the table would say it."""
    found = try_rows(world, rows)
    return [
        f"{row.title}: {' '.join(found[row.title].values())}"
        for row in rows
        if found[row.title] != row.outcomes(world)
    ]


def test_no_address_is_missing_from_the_table():
    ours = {route for route in routes() if not route.startswith(ADMIN_PREFIX)}
    named = {resolve(row.address.format(**SAMPLE)).route for row in SITE}

    assert sorted(ours - named) == []


def test_no_section_of_the_admin_is_missing_from_the_table():
    sections = {section(route) for route in routes() if route.startswith(ADMIN_PREFIX)}

    assert sorted(sections - {row.section for row in ADMIN}) == []


def test_site_answers_each_role_as_the_table_says(world):
    assert different(world, SITE) == []


def test_admin_answers_each_role_as_the_table_says(world):
    assert different(world, ADMIN) == []


def test_staff_without_a_second_factor_reach_nothing_but_its_set_up(world):
    client = world.client("editor", second_factor=False)
    open_to_them = set()
    for row in [*SITE, *ADMIN]:
        if row.method == "GET":
            address = row.address.format(**world.names)
            match = resolve(address.partition("?")[0])
            if outcome(client.get(address)) != "factor":
                open_to_them.add(match.view_name)

    assert open_to_them <= BEFORE_SECOND_FACTOR | {"admin_sign_in"}
