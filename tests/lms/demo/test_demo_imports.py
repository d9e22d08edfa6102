"""The file of the demo is tried, says of each line why, and changes nobody."""

from __future__ import annotations

import pytest

from cohorts.imports.models import Import, ImportState
from cohorts.programmes.models import CohortCourse, CourseCredit
from lms.accounts.models import User
from lms.demo.cohorts_imports import keep_import
from tests.cohorts.sessions.ground import organiser, place, running
from tests.factories.content import course_of, published_course

pytestmark = pytest.mark.django_db
PEOPLE = (
    ("Joel Francis", "joel.francis@example.org"),
    ("Harpreet Kaur Gill", "harpreet.gill@example.org"),
    ("Nadia Ahmed", "trainee@example.org"),
    ("Gareth Llŷr Pugh", "gareth.pugh@example.org"),
)


def test_file_is_tried_once_and_brings_nothing_in():
    cohort, actor = running(), organiser()
    CohortCourse.objects.create(cohort=cohort, course=course_of(published_course()))
    for name, email in PEOPLE:
        held = place(cohort, name)
        User.objects.filter(pk=held.trainee_id).update(email=email)

    for _twice in range(2):
        keep_import(cohort=cohort, organiser=actor)

    file = Import.objects.get()
    assert file.state == ImportState.CHECKED
    assert [(row.name, row.outcome) for row in file.rows.all()] == [
        ("Joel Francis", "new"),
        ("Harpreet Kaur Gill", "new"),
        ("Nadia Ahmed", "same"),
        ("JOEL FRANCIS", "refused"),
        ("Kit Lomas", "refused"),
        ("Gareth Llŷr Pugh", "new"),
    ]
    assert not CourseCredit.objects.exists()
