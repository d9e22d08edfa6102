"""What waits for an editor, in the weekly letter."""

from __future__ import annotations

import re
from datetime import date

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core import mail
from wagtail.models import Comment, PageSubscription, Workflow

from courses.content.letter import editors, waiting_for_editor
from lms.accounts.models import EDITORS
from lms.messaging.gathered import ask_for_gathered_letters
from tests.factories.accounts import AdministratorFactory, EditorFactory, OrganiserFactory, UserFactory
from tests.factories.content import (
    block,
    published_course,
)
from tests.queue import run_queue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("settled")]
OLD = date(2020, 1, 1).isoformat()
LAW = {
    "kind": "law",
    "title": "By hand",
    "text": "<p>By hand.</p>",
    "nation": "wales",
    "source": "The Act",
    "source_url": "https://www.legislation.gov.uk/",
    "checked_on": OLD,
}


def test_nothing_waits_and_nothing_is_said():
    assert waiting_for_editor(EditorFactory()) is None
    assert not editors().filter(pk__in=[OrganiserFactory().pk, UserFactory().pk]).exists()


def test_letter_names_pages_to_read_comments_and_law_by_number():
    editor, other = EditorFactory(name="Edda"), EditorFactory(name="Odd")
    page = published_course("Planning law", body=[block("callout", LAW, id="law")])
    page.save_revision(user=other)
    Workflow.objects.get(name="Second pair of eyes").start(page, other)
    PageSubscription.objects.create(user=editor, page=page, comment_notifications=True)
    Comment.objects.create(page=page, user=other, text="Is this so?", contentpath="title")
    Comment.objects.create(page=page, user=editor, text="Mine.", contentpath="title")

    said, others = waiting_for_editor(editor), waiting_for_editor(other)

    assert said is not None
    assert others is not None
    assert said.lines == (
        "1 page waits for a second pair of eyes.",
        "1 open comment on pages that you follow.",
        "2 points of law were not checked for half a year.",
    )
    assert said.link == "/admin/"
    # Whoever asked does not read it themselves, and follows no comments.
    assert (others.lines, others.link) == (said.lines[2:], "/admin/reports/needs-checking/")


@time_machine.travel("2027-03-08T08:05:00+00:00", tick=False)
def test_editor_gets_it_on_monday_and_nobody_without_the_role():
    published_course("Planning law", body=[block("callout", LAW, id="law")])
    editor, person = EditorFactory(email="edda@example.org"), UserFactory(email="nadia@example.org")

    ask_for_gathered_letters()
    run_queue()

    assert [letter.to for letter in mail.outbox] == [["edda@example.org"]]
    assert "2 points of law were not checked for half a year." in mail.outbox[0].body
    assert re.search(r"http://testserver/admin/reports/needs-checking/", mail.outbox[0].body)
    editor.groups.remove(Group.objects.get(name=EDITORS))
    assert not editors().filter(pk__in=[editor.pk, person.pk]).exists()


@pytest.mark.parametrize("pages", [1, 5])
def test_queries_do_not_grow_with_what_waits(pages, django_assert_num_queries):
    editor = AdministratorFactory()
    for number in range(pages):
        published_course(
            f"Course {number}", body=[block("callout", {**LAW, "title": f"L{number}"}, id=f"l{number}")]
        )
    waiting_for_editor(editor)

    with django_assert_num_queries(10):
        waiting_for_editor(editor)
