"""Making the demo, and making it again."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from cohorts.programmes.models import Cohort
from courses.content.models import Course
from lms.accounts.models import Standing, User
from lms.accounts.services import confirm_address
from lms.demo import (
    certificates,
    cohorts_applications,
    cohorts_countdown,
    cohorts_decisions,
    cohorts_finished,
    cohorts_following,
    cohorts_imports,
    cohorts_overview,
    cohorts_pathway,
    cohorts_programmes,
    cohorts_sessions,
    cohorts_work,
    invitations,
    letters,
    notices,
    places,
    profiles,
    progress,
    rights,
    site_pages,
    speaking_so_people_stay,
    standing_for_council,
    tree,
    updates,
    visits,
    welsh,
)
from lms.demo.files import keep_files
from lms.demo.people import LEARNERS, PASSWORD, PEOPLE, Learner, Person
from lms.errors import DomainError
from lms.pages.models import SiteSettings


class NotADemoError(DomainError):
    code = "not_a_demo"
    default_message = "Demo data is only made where DEMO is on, and this site is not a demo."


@dataclass(frozen=True)
class Made:
    """What is there now, for the command to tell."""

    lessons: int
    people: int
    minutes: int


@transaction.atomic
def make_demo(*, reset: bool = False) -> Made:
    """The demo organisation is there: pages, files, both courses, people and their progress.

    Repeatable: pages that no longer say what they should are published anew;
    people who hold a place on the course keep what they have done, unless
    ``reset``, which begins the demo people's courses again. Everyone else's rows
    stay as they are. One transaction. Queues the certificates of those who completed.

    Raises ``NotADemoError``.
    """
    if not settings.DEMO:
        raise NotADemoError
    team = {person.email: _keep_person(person) for person in PEOPLE}
    editor, organiser = team["editor@example.org"], team["organiser@example.org"]
    for place, user in enumerate(team.values()):
        visits.keep_visits(user=user, place=place)
        notices.keep_notices(user=user, place=place)
    _fill_settings()
    places.keep_places()
    updates.keep_updates()
    files = keep_files()
    home = tree.keep_site(owner=editor)
    index = tree.keep_index(home=home, owner=editor)
    content = standing_for_council.COURSE
    page = tree.keep_course(index=index, material=content, files=files, owner=editor)
    tree.keep_draft_course(
        index=index, material=speaking_so_people_stay.COURSE, files=files, owner=editor, writer=organiser
    )
    tree.keep_texts(home=home, owner=editor)
    welsh.keep_welsh(home=home, owner=editor)
    course = Course.objects.get(key=page.translation_key)
    # The first edition is older than the first learner's first evening.
    course.editions.filter(number=1).update(
        published_at=progress.evening(max(one.began for one in LEARNERS) + 7)
    )
    for learner in LEARNERS:
        user = _keep_learner(learner)
        if reset:
            progress.forget_progress(user=user)
        progress.take_course(user=user, learner=learner, course=course, content=content)
        certificates.keep_certificate(user=user, learner=learner, course=course)
    programme = cohorts_programmes.keep_programme(home=home, owner=editor)
    running = cohorts_programmes.keep_running(programme=programme, course=course, organiser=organiser)
    cohorts_sessions.keep_sessions(cohort=running, organiser=organiser, trainee=team["trainee@example.org"])
    cohorts_work.keep_work(cohort=running, organiser=organiser)
    cohorts_overview.keep_overview(cohort=running, organiser=organiser)
    cohorts_imports.keep_import(cohort=running, organiser=organiser)
    finished = cohorts_finished.keep_finished(programme=programme, organiser=organiser)
    cohorts_pathway.keep_ways(finished=finished, running=running, organiser=organiser)
    cohorts_countdown.keep_countdowns(finished=finished, running=running, organiser=organiser)
    cohorts_following.keep_what_follows(finished=finished, organiser=organiser)
    intake = cohorts_programmes.keep_intake(programme=programme, course=course)
    gareth = User.objects.get(email="gareth.pugh@example.org")
    certificates.keep_correction(holder=gareth, actor=organiser)
    notices.keep_unreached(user=gareth)
    notices.keep_gathered_letters(team=team.values())
    rights.keep_erasure()
    rights.keep_erased()
    letters.keep_letters(organiser=organiser)
    invitations.keep_invitations(organiser=organiser, member=team["trainee@example.org"])
    cohorts_decisions.keep_decisions(
        organiser=organiser, reviewer=editor, trainee=team["trainee@example.org"]
    )
    decided = Cohort.objects.filter(slug=cohorts_decisions.SLUG).first()
    cohorts_applications.keep_applications(intake=intake, decided=decided)
    profiles.keep_profiles()
    profiles.keep_safeguarding_lead()
    rights.keep_copy(person=team["trainee@example.org"])  # last: it holds what everything above made
    return Made(
        lessons=len(content.lessons),
        people=len({person.email for person in PEOPLE} | {learner.email for learner in LEARNERS}),
        minutes=sum(lesson.minutes for lesson in content.lessons),
    )


def _keep_person(person: Person) -> User:
    user = User.objects.filter(email=person.email).first()
    if user is None:
        user = User.objects.create_user(
            username=_username(person),
            email=person.email,
            password=PASSWORD,
            name=person.name,
            confirmed_adult_at=timezone.now(),
        )
    elif not user.check_password(PASSWORD) or not user.may_come_in:
        user.set_password(PASSWORD)
        user.is_active, user.standing = True, Standing.ACTIVE
        user.save(update_fields=["password", "is_active", "standing"])
    if person.group:
        user.groups.add(Group.objects.get_or_create(name=person.group)[0])
    confirm_address(person=user)
    if person.reads and not user.reading:  # what they chose since is theirs
        user.reading = person.reads
        user.save(update_fields=["reading"])
    return user


def _username(person: Person) -> str:
    return person.name.lower().replace(" ", ".")


def _keep_learner(learner: Learner) -> User:
    """Someone who is on the course; unless they are one of ``PEOPLE``, nobody can sign in as them."""
    known = {"email": learner.email} if learner.email else {"username": learner.username}
    user = User.objects.filter(**known).first()
    if user is None:
        user = User.objects.create_user(
            username=learner.username,
            email=learner.email,
            name=learner.name,
            confirmed_adult_at=timezone.now(),
        )
        confirm_address(person=user)
    return user


def _fill_settings() -> None:
    """The organisation's name and the person who helps, unless somebody has said who that is."""
    site = SiteSettings.load()
    if site.help_name:
        return
    site.organisation = site_pages.ORGANISATION
    for name, value in site_pages.HELP.items():
        setattr(site, name, value)
    site.save()
