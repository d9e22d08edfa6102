"""Who may read what the site's pages hold."""

from __future__ import annotations

import rules
from django.contrib.auth.models import AnonymousUser

from lms.accounts.models import User
from lms.accounts.rules import is_administrator, is_editor, is_organiser
from lms.pages.models import SiteDocument
from lms.pages.selectors import pages_showing


@rules.predicate
def edits_pages(user: User | AnonymousUser) -> bool:
    """Editors and administrators, who see drafts too."""
    return bool(user.is_authenticated and (is_editor(user) or is_administrator(user)))


@rules.predicate
def writes_drafts(user: User | AnonymousUser) -> bool:
    """Whoever has something to do on the editor's side: organisers write drafts there."""
    return edits_pages(user) or bool(user.is_authenticated and is_organiser(user))


@rules.predicate
def is_shown_to(user: User | AnonymousUser, document: SiteDocument) -> bool:
    """On a live page: of the open site for everybody, of a course for people with an account."""
    pages = pages_showing(document)
    if user.is_authenticated:
        return bool(pages)
    return any(getattr(page.specific_class, "documents_are_public", False) for page in pages)


rules.add_perm("pages.edit_pages", edits_pages)
rules.add_perm("pages.write_drafts", writes_drafts)
rules.add_perm("pages.read_document", edits_pages | is_shown_to)
