"""Other people's data, seeded with marks that nothing else says, and looked for on every page by every role.

Each mark is also looked for where it may be read: a page that shows nothing would prove nothing.
"""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urljoin
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from courses.content.models import Lesson
from courses.learning.models import Enrolment, Writing
from lms.accounts.duties import hand_duties_over
from lms.accounts.grants.services import grant_role
from lms.accounts.invitations.services import invite
from lms.accounts.models import User
from lms.accounts.profiles.services import change_profile
from lms.accounts.safety.standing import correct_died, freeze_person, mark_died, unfreeze_person
from lms.accounts.services import save_person
from lms.audit.models import AuditEvent
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.consent import subscriber
from tests.rules.table import ADMIN, SITE
from tests.rules.world import ROLES, World, make_world

pytestmark = pytest.mark.django_db

OWNER, ADMINISTRATOR = "owner", "administrator"
WRITTEN = "I wrote quillwords in confidence"
# Where a mark stands, and who may meet it. Nobody else, and no page for strangers.
MARKS: dict[str, set[str]] = {
    "Zephyrine Quillmark": {OWNER, ADMINISTRATOR, "organiser", "safeguarding"},
    "quillmark-mail@example.org": {OWNER, ADMINISTRATOR, "safeguarding"},
    "Formerly Vexmark": {ADMINISTRATOR},
    "quill/quillself": {OWNER, ADMINISTRATOR},
    "01632 960987": {OWNER, ADMINISTRATOR},
    "Needs-a-quillramp": {OWNER},
    "Quillmark-on-paper": {OWNER},
    WRITTEN: {OWNER},
    "Subscriber Plumemark": {ADMINISTRATOR},
    "plumemark@example.org": {ADMINISTRATOR},
    "guestmark@example.org": {ADMINISTRATOR},
}
LINK = re.compile(r'(?:href|src)="(/[^"#]*)')
PER_VIEW = 1
# Leaves the session, begins one, or answers alike for everybody; each is a row of the table.
NOT_FOLLOWED = re.compile(r"logout|/static/|/media/|/documents/|failwhale|language=|\?(?:p|ordering|o)=")


def seed(world: World) -> User:
    person = UserFactory(name="Formerly Vexmark", email="quillmark-mail@example.org")
    change_profile(
        person=person,
        name="Zephyrine Quillmark",
        certificate_name="Quillmark-on-paper",
        pronouns="quill/quillself",
        phone="01632 960987",
        access_needs="Needs-a-quillramp",
    )
    lesson = Lesson.objects.get(key=world.names["key"])
    Enrolment.objects.create(learner=person, course=lesson.course)
    writing = Writing.objects.create(learner=person, lesson=lesson, block="b9", text=WRITTEN, number=1)
    writing.versions.create(number=1, text=WRITTEN, submission=uuid4())
    subscriber(name="Subscriber Plumemark", email="plumemark@example.org")
    administrator = world.people[ADMINISTRATOR]
    assert administrator is not None
    invite(email="guestmark@example.org", name="Guest", actor=administrator)
    return person


def addresses(world: World, marked: User) -> list[str]:
    """Every GET row of the table, those about a person also about the marked one."""
    found = []
    for row in [*SITE, *ADMIN]:
        if row.method == "GET" and not NOT_FOLLOWED.search(row.address):
            found.append(row.address.format(**world.names))
            if "{person}" in row.address:
                found.append(row.address.format(**{**world.names, "person": marked.uid}))
    return found


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
        if response.get("Content-Type", "").partition(";")[0] not in {"text/html", "text/plain", "text/csv"}:
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
    marked = seed(world)
    first = addresses(world, marked)
    leaks, unseen = [], []
    for role in [*ROLES, OWNER]:
        client = sign_in(Client(), marked) if role == OWNER else world.client(role)
        met = crawl(client, first)
        for mark, readers in MARKS.items():
            if role not in readers and mark in met:
                leaks.append(f"{role} meets “{mark}” at {sorted(met[mark])[:3]}")
            if role in readers and mark not in met:
                unseen.append(f"{role} does not meet “{mark}” anywhere")

    assert leaks == []
    assert unseen == []


def test_the_record_holds_no_contents_and_no_names():
    world = make_world()
    person, administrator = seed(world), world.people[ADMINISTRATOR]
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
