"""Other people's data, seeded with marks that nothing else says, and looked for on every page by every role.

Each mark is also looked for where it may be read: a page that shows nothing would prove nothing.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any
from urllib.parse import urljoin
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from lms.accounts.duties import hand_duties_over
from lms.accounts.grants.services import grant_role
from lms.accounts.safety.standing import correct_died, freeze_person, mark_died, unfreeze_person
from lms.accounts.services import save_person
from lms.audit.models import AuditEvent
from tests.factories.accounts import sign_in
from tests.rules.marked import ADMINISTRATOR, MARKS, OWNER, REVIEWER, seed
from tests.rules.table import ADMIN, SITE
from tests.rules.world import NOWHERE, ROLES, World, make_world

pytestmark = pytest.mark.django_db

LINK = re.compile(r'(?:href|src)="(/[^"#]*)')
PER_VIEW = 1
STAFF = {"editor", "organiser", "administrator", "safeguarding"}
# A copy of everything is an archive; the one that is seeded holds nothing but its mark.
READ = {"text/html", "text/plain", "text/csv", "text/calendar", "application/json", "application/zip"}
# Leaves the session, begins one, or answers alike for everybody; each is a row of the table.
NOT_FOLLOWED = re.compile(r"logout|/static/|/media/|/documents/|failwhale|language=|\?(?:p|ordering|o)=")


def addresses(world: World, own: dict[str, Any]) -> list[str]:
    """Every GET row of the table, once with the world's own names and once with the marked person's."""
    rows = [row.address for row in [*SITE, *ADMIN] if row.method == "GET"]
    rows = [address for address in [*rows, "/account/data/copy/{copy}/"] if not NOT_FOLLOWED.search(address)]
    both = ({"copy": NOWHERE, **world.names}, {**world.names, **own})
    return list(dict.fromkeys(address.format(**names) for names in both for address in rows))


@cache
def view_of(address: str) -> str:
    try:
        return resolve(address.partition("?")[0]).view_name
    except Resolver404:
        return ""


def crawl(client: Client, first: list[str]) -> dict[str, set[str]]:
    """Each mark that some page showed, and on which addresses: the table's, and what links lead to."""
    waiting, seen, visits = list(first), set(first), dict.fromkeys(map(view_of, first), 0)
    met: dict[str, set[str]] = {}
    while waiting:
        address = waiting.pop(0)
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        if response.get("Content-Type", "").partition(";")[0] not in READ:
            continue
        text = body.decode("utf-8", "replace")
        for mark in MARKS:
            if mark in text:
                met.setdefault(mark, set()).add(address)
        for link in LINK.findall(text):
            link = urljoin(address, link.replace("&amp;", "&"))
            name = view_of(link)
            if link in seen or not name or NOT_FOLLOWED.search(link) or visits.get(name, 0) >= PER_VIEW:
                continue
            visits[name] = visits.get(name, 0) + 1
            seen.add(link)
            waiting.append(link)
    return met


def test_nobody_meets_what_is_not_for_them():
    world = make_world()
    marked, own = seed(world)
    first = addresses(world, own)
    leaks, unseen = [], []
    for role in [*ROLES, REVIEWER, OWNER]:
        client = sign_in(Client(), marked) if role == OWNER else world.client(role)
        # The table proves that the others meet a door there.
        met = crawl(client, [one for one in first if role in STAFF or not one.startswith("/admin/")])
        for mark, readers in MARKS.items():
            if role not in readers and mark in met:
                leaks.append(f"{role} meets “{mark}” at {sorted(met[mark])[:3]}")
            if role in readers and mark not in met:
                unseen.append(f"{role} does not meet “{mark}” anywhere")

    assert leaks == []
    assert unseen == []


def test_the_record_holds_no_contents_and_no_names():
    world = make_world()
    (person, _own), administrator = seed(world), world.people[ADMINISTRATOR]
    assert administrator is not None
    person.name, person.email = "Zephyrine Quillmark", "guestmark@example.org"
    save_person(person=person, roles=["organiser"], actor=administrator)
    grant_role(person=person, role="editor", actor=administrator, scope_kind="cohort", scope_uid=uuid4())
    hand_duties_over(person=person, successor=administrator)
    freeze_person(person=person, actor=administrator, reason="other")
    unfreeze_person(person=person, actor=administrator)
    mark_died(person=person, actor=administrator)
    correct_died(person=person, actor=administrator)
    save_person(person=person, roles=[], actor=administrator)
    client = world.client(ADMINISTRATOR)
    for address in (f"/admin/sees/{person.uid}/", f"/admin/sees/{person.uid}/former-names/"):
        assert client.get(address).status_code == 200
    list(client.get("/admin/record/export.csv", {"about": "Zephyrine Quillmark"}).streaming_content)

    rows = list(AuditEvent.objects.values_list("action", "subject", "details"))

    assert len({action for action, _subject, _details in rows}) >= 10
    told = [row for row in rows for mark in MARKS if mark.casefold() in repr(row).casefold()]
    assert told == []
