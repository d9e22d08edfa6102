"""No code where people read: not in their copies, not in the record of actions."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from lms.accounts.grants.services import grant_role
from lms.accounts.models import ORGANISERS, Standing
from lms.audit.services import record, record_read
from lms.audit.words import deed_in_words, details_said, known_deeds, known_details, known_things
from lms.privacy import registry
from lms.privacy.delays import reads_of
from lms.privacy.parts import _line
from lms.privacy.reading_words import reading_in_words
from lms.privacy.registry import all_data, data_called
from tests.factories.accounts import AdministratorFactory, UserFactory, sign_in

pytestmark = pytest.mark.django_db

# Short texts of a copy that people wrote themselves, names, or numbers by which things are found again.
WORDS_OF_THEIR_OWN = re.compile(
    r"(name|title|text|subject|note|email|phone|pronouns|postcode|postal_address|page|link|browser|system"
    r"|time_zone|number|sha256|label|block|item|reason|filename|file_name|name_key|object_str|username|version|words|old|new|sender|address)$"
)
# What is decided while the program runs: how the pieces of a name are filled in.
FILLED = {
    "accounts.recovery_{what}": ("opened", "confirmed", "withdrawn"),
    "admissions.batch_{deed}": ("publishing", "stopped", "published"),
    "admissions.decision_{deed}": ("prepared", "checked", "sent_back", "dropped", "published"),
    "admissions.finding_{deed}": ("asked", "settled"),
    "admissions.offer_{state.value}": ("accepted", "declined", "expired", "withdrawn"),
    "admissions.{deed}": ("plan_changed", "reviewer_named", "reviewer_ended", "reviews_shared"),
    "bulk.{action}": ("start", "pause", "resume", "stop", "send_unknown_again"),
    "certificates.{kind.value}": ("issue", "replace", "correct", "revoke", "hide", "show"),
}
DEED = re.compile(r"[a-z_]+\.[a-z_]+")
NAMED = re.compile(r"\b(read_)?action\b|DIED")
NO_DETAILS = {"certificate", "kind", "actor", "about", "reason", "details"}  # of those who write for them
WRITERS = {"record", "record_read", "_record", "_note", "record_decision", "note_event"}


def _trees():
    for package in ("lms", "courses", "cohorts", "networks"):
        for path in sorted((Path(settings.BASE_DIR) / package).rglob("*.py")):
            if not {"migrations", "demo"} & set(path.parts):
                yield ast.parse(path.read_text(encoding="utf-8"))


def _said(node):
    """What a piece of code says: a text, with the names in braces that it is filled with."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        return ["".join(_said(one)[0] for one in node.values)]
    if isinstance(node, ast.FormattedValue):
        return [f"{{{ast.unparse(node.value)}}}"]
    if isinstance(node, ast.IfExp):
        return [*_said(node.body), *_said(node.orelse)]
    return []


def _recorded():
    """Every deed, kind of thing and name of a detail that the code can write into the record."""
    deeds, things, details = set(), set(), set()
    for tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in WRITERS:
                given = {one.arg: one.value for one in node.keywords if one.arg}
                for argument in [given.get("action"), *node.args]:
                    deeds |= {one for one in _said(argument) if DEED.match(one)}
                things |= {one.partition(":")[0] for one in _said(given.get("subject"))}
                details |= given.keys() - {"actor_uid", "action", "subject", "about_uid"}
            elif isinstance(node, ast.Assign) and NAMED.search(ast.unparse(node.targets[0])):
                values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
                deeds |= {one for value in values for one in _said(value) if DEED.fullmatch(one)}
    return deeds, things, details


def test_every_deed_that_can_be_recorded_has_words():
    deeds, things, details = _recorded()
    filled = {one for one in deeds if "{" in one}
    deeds = (deeds - filled) | {
        re.sub(r"\{.*\}", word, one) for one, words in FILLED.items() for word in words
    }

    assert len(deeds) > 90
    assert filled <= FILLED.keys()
    assert deeds - known_deeds().keys() == set()
    assert things - known_things().keys() - {"{code}"} == set()
    assert (
        details - known_details().keys() - {"certificate", "kind", "actor", "about", "reason", "details"}
        == set()
    )


def test_every_field_of_a_copy_is_said_in_words(monkeypatch):
    """By its choices, or as somebody registered; other short texts are people’s own words."""
    met = {}

    def look(model, name):
        *path, last = name.split("__")
        for step in path:
            model = model._meta.get_field(step).related_model
        field = model._meta.get_field(last)
        met[f"{model._meta.label}.{field.name}"] = field
        return lambda value: ""

    monkeypatch.setattr(registry, "_speaker", look)
    person = UserFactory()
    for data in all_data():
        list(data.export(person))
    silent = [
        label
        for label, field in met.items()
        if field.get_internal_type() in {"CharField", "SlugField"}
        and not field.flatchoices
        and label.lower() not in registry._codes
        and not WORDS_OF_THEIR_OWN.search(label.rpartition(".")[2])
    ]

    assert len(met) > 150
    assert silent == []


def _page_of(person, code):
    """All that the page for people says of one kind of data."""
    return [words for item in data_called(code).export(person) for *_rest, words in _line(item)["facts"]]


def test_copy_says_roles_languages_and_standings_in_words():
    person = UserFactory(language="cy", reading="face:sans.size:4")
    grant_role(person=person, role=ORGANISERS, actor=None)
    person.standing = Standing.FROZEN
    person.save()

    lines = [_line(item) for item in data_called("account").export(person)]

    said = {name: words for name, _label, _value, words in lines[0]["facts"]}
    kept = {name: value for name, _label, value, _words in lines[0]["facts"]}
    assert said["standing"] == "frozen by staff"
    assert said["language"] == dict(settings.LANGUAGES)["cy"]
    assert said["groups__name"] == "organiser"
    assert said["reading"] == "letters: without serifs; size: 4"
    assert (kept["standing"], kept["groups__name"], kept["language"]) == ("frozen", "organiser", "cy")
    assert reading_in_words("nonsense") == "as the site comes"


def test_copy_says_deeds_and_what_they_were_about_in_words():
    person = UserFactory()
    record(actor_uid=person.uid, action="accounts.signed_up", subject=f"person:{person.uid}")
    reader = UserFactory().uid
    record_read(actor_uid=reader, action="accounts.list_people", subject="people", about_uid=person.uid)

    said = _page_of(person, "record")

    assert "Signed up" in said
    assert f"person {person.uid}" in said
    assert "Opened the list of people" in said
    assert not [words for words in said if DEED.fullmatch(words)]


def test_record_is_read_in_words_and_its_table_has_both():
    person, administrator = UserFactory(name="Nadia Ahmed"), AdministratorFactory()
    grant_role(person=person, role=ORGANISERS, actor=administrator)
    client = sign_in(Client(), administrator)

    page = client.get("/admin/record/").content.decode()
    table = b"".join(client.get("/admin/record/export.csv").streaming_content).decode()

    assert "Gave or ended roles" in page
    assert "given: organiser; ended: –" in page
    assert ">accounts.roles_changed<" not in page
    assert "accounts.roles_changed,Gave or ended roles" in table


def test_staff_see_reads_without_registered_words_by_their_deed():
    person, reader = UserFactory(), AdministratorFactory()
    record_read(actor_uid=reader.uid, action="certificates.unheard_of", subject="x", about_uid=person.uid)
    record_read(actor_uid=reader.uid, action="cohorts.read_place", subject="x", about_uid=person.uid)

    assert [str(one.what) for one in reads_of(person, reader=reader)] == [
        "your place in a cohort",
        "certificates.unheard_of",
    ]
    assert deed_in_words("nobody.said") == "nobody.said"
    said = details_said({"is_blind": True, "count": 3, "odd": []})
    assert said == "without names: yes; how many: 3; odd: –"


def test_nobody_decides_over_who_looked_at_themselves():
    lead, reader = UserFactory(), AdministratorFactory()
    record_read(actor_uid=reader.uid, action="cohorts.read_place", subject="x", about_uid=lead.uid)

    assert reads_of(lead, reader=lead) == []
    assert len(reads_of(lead, reader=reader)) == 1
