"""The small world in which the table of addresses is tried, and what an answer is called there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from wagtail.models import Page

from cohorts.admissions.decisions.appeals import ask_for_another_look
from cohorts.admissions.decisions.deciding import prepare_decision
from cohorts.admissions.decisions.findings import ask_applicant
from cohorts.admissions.decisions.models import Review
from cohorts.admissions.decisions.reviewing import name_reviewer
from lms.accounts.invitations.files import start_batch
from lms.accounts.invitations.models import Invitation
from lms.accounts.invitations.services import invite
from lms.accounts.models import ADMINISTRATORS, EDITORS, ORGANISERS, SAFEGUARDING, User
from lms.accounts.safety.recovery import open_recovery
from lms.pages.models import SiteSettings
from lms.queue.models import Job, JobState
from tests.cohorts.admissions.decisions import made
from tests.factories import certificates, content, learning, pages
from tests.factories.accounts import UserFactory, sign_in
from tests.rules.applications import writes
from tests.rules.evaluations import asked
from tests.rules.pathways import stands
from tests.rules.programmes import suspended
from tests.rules.sessions import met
from tests.rules.works import sent

ROLES = ("anonymous", "learner", "other", "editor", "organiser", "administrator", "safeguarding")
NOWHERE = UUID(int=0)


@dataclass
class World:
    """One course with a learner on it who holds a certificate; everybody else holds nothing."""

    people: dict[str, User | None] = field(default_factory=dict)
    names: dict[str, Any] = field(default_factory=dict)
    _signed_in: dict[tuple[str, bool], dict[str, str]] = field(default_factory=dict)

    def client(self, role: str, *, second_factor: bool = True) -> Client:
        """A browser of its own each time, all with the one session of their person."""
        person = self.people[role]
        client = Client(raise_request_exception=False)
        if person is None:
            return client
        key = role, second_factor
        if key not in self._signed_in:
            device = sign_in(Client(), person, second_factor=second_factor)
            self._signed_in[key] = {name: morsel.value for name, morsel in device.cookies.items()}
        client.cookies.load(self._signed_in[key])
        return client


def make_world() -> World:
    people: dict[str, User | None] = {
        "anonymous": None,
        "learner": UserFactory(name="Nadia Ahmed"),
        "other": UserFactory(name="Gareth Pugh"),
        "editor": UserFactory(group=EDITORS),
        "organiser": UserFactory(group=ORGANISERS),
        "administrator": UserFactory(group=ADMINISTRATORS),
        "safeguarding": UserFactory(group=SAFEGUARDING),
    }
    learner = people["learner"]
    page = content.published_course("Planning law", body=[learning.checklist(id="b1")])
    edition = content.edition_of(page)
    entry = edition.lessons[0]
    learning.enrolled(edition, learner)
    held = certificates.made(learner, title="Standing for council")
    former = certificates.revoked(learner, "replaced", title="Another course")
    document = pages.document()
    picture = pages.picture(width=40, height=30).get_rendition("width-20")
    names = {
        "course": edition.slug,
        "module": entry["module"],
        "lesson": entry["slug"],
        "key": entry["key"],
        "earned": held.earned.uid,
        "who": learner.uid,
        "nowhere": NOWHERE,
        "certificate": held.uid,
        "person": learner.uid,
        **_invited(people["administrator"]),
        "recovery": _recovered(learner),
        **met(learner, people["organiser"]),
        **writes(learner),
        "row": held.pk,
        "former": former.pk,
        "number": held.number,
        "shown": held.printed_number,
        "picture": picture.file.name,
        "document": document.pk,
        "filename": document.filename,
        "page": page.pk,
        "job": Job.objects.create(task="x", state=JobState.PARKED).pk,
        "root": Page.objects.get(depth=1).pk,
        "settings": SiteSettings.load().pk,
        **_applied(learner, people["organiser"]),
    }
    names |= suspended(names["meets"])
    asked(names["meets"], people["organiser"])
    names |= stands(names["attendee"], people["organiser"])
    names |= sent(learner)
    return World(people, names)


def _applied(learner: User, organiser: User | None) -> dict[str, Any]:
    """The learner was offered a place; somebody else’s decision is prepared, another one’s is appealed."""
    assert organiser is not None
    intake = made.cohort()
    made.criteria(intake)
    mine, other, refused = made.applied(intake, person=learner), made.applied(intake), made.applied(intake)
    made.decided(mine, "offer")
    made.decided(refused, "not_now")
    finding = ask_applicant(application=mine, question="Is this yours?", actor=organiser)
    review = Review.objects.create(application=other, person=UserFactory())
    name_reviewer(cohort=intake, person=review.person, actor=organiser)
    prepared = prepare_decision(application=other, outcome="offer", reason="Welcome.", actor=organiser)
    return {
        "intake": intake.slug,
        "applied": mine.uid,
        "judged": other.uid,
        "finding": finding.uid,
        "review": review.uid,
        "reviewer": review.person.uid,
        "decision": prepared.uid,
        "appeal": ask_for_another_look(application=refused, words="Please.").uid,
    }


def _invited(administrator: User | None) -> dict[str, Any]:
    """An invitation, and a file of people, both made by the administrator alone."""
    assert administrator is not None
    invitation, _is_new = invite(email="ines@example.org", name="Ines", actor=administrator)
    Invitation.objects.update(sent_at=timezone.now() - timedelta(days=1))
    batch = start_batch(content=b"email\nolu@example.org\n", actor=administrator)
    return {"invitation": invitation.uid, "batch": batch.uid}


def _recovered(person: User) -> UUID:
    """A recovery opened by a second administrator, so that the table's may confirm it."""
    second = UserFactory(group=ADMINISTRATORS)
    recovery = open_recovery(
        person=person, actor=second, email="new@example.org", checked="met", resets_factors=False
    )
    return recovery.uid


# Plausible parts of addresses, for asking the resolver alone.
SAMPLE = {
    **dict.fromkeys(("course", "module", "lesson", "filename", "picture", "intake"), "x"),
    **dict.fromkeys(
        ("applied", "judged", "finding", "review", "reviewer", "decision", "appeal"),
        NOWHERE,
    ),
    **dict.fromkeys(
        ("key", "earned", "certificate", "who", "nowhere", "person", "invitation", "batch", "recovery"),
        NOWHERE,
    ),
    "meets": "x",
    "taught": "x",
    "applying": "x",
    "writing": NOWHERE,
    "asking": 1,
    **dict.fromkeys(
        ("meeting", "attendee", "brought", "call", "programme", "removal", "removed", "stood"), NOWHERE
    ),
    **dict.fromkeys(("opening", "by_election", "seat", "sent", "version"), NOWHERE),
    **dict.fromkeys(("document", "page", "root", "job", "row", "former"), 1),
    **dict.fromkeys(("number", "shown"), "0000-0000-0000-0"),
}


def outcome(response: HttpResponse) -> str:
    """``200``, ``403`` …; a redirect is ``login``, ``factor`` or an arrow and where it leads."""
    if response.status_code not in (301, 302, 303):
        return str(response.status_code)
    target = response["Location"].partition("?")[0]
    names = {"/account/login/": "login", "/account/second-factor/": "factor"}
    return names.get(target, f"→{target}")


def routes(patterns: list[Any] | None = None, before: str = "") -> set[str]:
    """Every route of the site as the resolver names it."""
    found = set()
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        part = str(pattern.pattern)
        route = before + (part.removeprefix("^") if before else part)
        if isinstance(pattern, URLResolver):
            found |= routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            found.add(route)
    return found
