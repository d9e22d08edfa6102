"""Ending every way in that is open at this moment."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from lms.accounts.links import end_links
from lms.accounts.models import User


def end_access(*, person: User) -> None:
    """Nobody is signed in as ``person`` any more, and no signed link of theirs opens. Repeatable."""
    end_links(person=person)
    _end_sessions(person)


def _end_sessions(person: User) -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(person.pk):
            store(session.session_key).delete()
