from __future__ import annotations

import uuid

import pytest
import rules
from django.contrib.auth.models import AnonymousUser

from courses.learning.models import Enrolment, Writing
from courses.learning.services import save_writing, withdraw_learner
from tests.factories.accounts import AdministratorFactory, EditorFactory, OrganiserFactory
from tests.factories.content import writing_block
from tests.factories.learning import enrolled, learner, lessons_of, taught

pytestmark = pytest.mark.django_db


def test_who_may_learn_and_who_may_read():
    edition = taught()
    holder = enrolled(edition)
    left = enrolled(edition)
    withdraw_learner(learner=left.learner, course=edition.course)
    off = enrolled(edition, learner(is_active=False))
    people = {
        "holder": (holder.learner, True, True),
        "left": (left.learner, False, False),
        "stranger": (learner(), False, False),
        "editor": (EditorFactory(), False, True),
        "organiser": (OrganiserFactory(), False, False),
        "administrator": (AdministratorFactory(), False, True),
        "superuser": (learner(is_superuser=True), False, True),
        "switched off": (off.learner, False, False),
        "visitor": (AnonymousUser(), False, False),
    }

    for place in (edition, edition.course, lessons_of(edition)[0]):
        found = {
            name: (
                rules.has_perm("courses.learn", person, place),
                rules.has_perm("courses.read_lesson", person, place),
            )
            for name, (person, _learns, _reads) in people.items()
        }
        assert found == {name: (learns, reads) for name, (_person, learns, reads) in people.items()}


def test_a_place_is_its_holders_alone():
    enrolment = enrolled(taught())

    assert rules.has_perm("courses.learn", enrolment.learner, enrolment)
    assert not rules.has_perm("courses.learn", learner(), enrolment)
    assert not rules.has_perm("courses.learn", enrolment.learner, None)


def test_the_list_of_places_agrees_with_its_owner():
    enrolment = enrolled(taught())

    assert list(Enrolment.objects.visible_to(enrolment.learner)) == [enrolment]
    for person in (learner(), EditorFactory(), learner(is_superuser=True), AnonymousUser()):
        assert list(Enrolment.objects.visible_to(person)) == []


def test_no_role_opens_another_persons_text():
    edition = taught([writing_block(id="w")])
    enrolment = enrolled(edition)
    save_writing(
        learner=enrolment.learner,
        lesson=lessons_of(edition)[0],
        block="w",
        text="Mine",
        base_number=0,
        submission=uuid.uuid4(),
    )
    writing = Writing.objects.get()

    assert rules.has_perm("courses.read_writing", enrolment.learner, writing)
    for person in (learner(), EditorFactory(), AdministratorFactory(), learner(is_superuser=True)):
        assert not rules.has_perm("courses.read_writing", person, writing)
