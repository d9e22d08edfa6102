"""Who is shown the way to the editor's side."""

from __future__ import annotations

import pytest
import rules
from django.contrib.auth.models import AnonymousUser

from tests.factories.accounts import AdministratorFactory, EditorFactory, OrganiserFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("factory", "edits", "writes"),
    [
        (AdministratorFactory, True, True),
        (EditorFactory, True, True),
        (OrganiserFactory, False, True),  # writes drafts, which an editor publishes
        (UserFactory, False, False),
        (AnonymousUser, False, False),
    ],
)
def test_who_edits_pages_and_who_writes_drafts(factory, edits, writes):
    user = factory()

    assert rules.has_perm("pages.edit_pages", user) is edits
    assert rules.has_perm("pages.write_drafts", user) is writes
