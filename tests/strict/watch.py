"""Looks at every page that a test asks Django's test client for, and at every letter that is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.template.base import Template
from django.template.loader_tags import ExtendsNode
from django.test import Client

from lms.messaging.backend import QueuedEmailBackend
from tests.strict.markup import faults_of_letter, faults_of_page, faults_of_part

# Wagtail's own pages. Of them, only what our templates add is looked at.
WAGTAILS = re.compile(r"/admin/|/_util/")
LETTERS = re.compile(r"/account/mail/.+/html/\Z")  # a letter in a frame, not a page
WHOLE = re.compile(r"\s*(<!doctype|<html)", re.I)
OURS = Path(settings.BASE_DIR) / "templates"


def is_whole(html: str) -> bool:
    return bool(WHOLE.match(html))


def faults_of_answer(response: HttpResponse, path: str = "/") -> tuple[str, ...]:
    """What is wrong with an answer, if it is HTML; an answer without a body is none."""
    if response.streaming or not response.headers.get("Content-Type", "").startswith("text/html"):
        return ()
    html = response.content.decode(response.charset)
    if not html.strip():
        return ()
    if LETTERS.match(path):
        return tuple(faults_of_letter(html))
    return faults_of_page(html) if is_whole(html) else faults_of_part(html)


def faults_of_message(message: EmailMessage) -> Iterator[str]:
    for part in getattr(message, "alternatives", ()):
        if part[1] == "text/html":
            yield from faults_of_letter(str(part[0]))


class Watch:
    """While it is on, ``faults`` gathers what is wrong with any answer, letter and part of the admin."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.in_admin = False

    def note(self, what: str, faults: Sequence[str]) -> None:
        self.faults += [told for fault in faults if (told := f"{what}: {fault}") not in self.faults]

    def request(self, plain: Any, client: Client, **environment: Any) -> Any:
        path = environment.get("PATH_INFO", "/")
        self.in_admin = bool(WAGTAILS.match(path))
        response = plain(client, **environment)
        if not self.in_admin:
            method = environment.get("REQUEST_METHOD", "GET")
            self.note(f"{method} {path} ({response.status_code})", faults_of_answer(response, path))
        self.in_admin = False
        return response

    def send(self, plain: Any, backend: QueuedEmailBackend, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            self.note(f"letter “{message.subject}”", tuple(faults_of_message(message)))
        return int(plain(backend, messages))

    def render(self, plain: Any, template: Template, context: Any) -> str:
        html = str(plain(template, context))
        if self.in_admin and _is_addition(template):
            self.note(f"{template.name} in Wagtail", faults_of_part(html))
        return html


def _is_addition(template: Template) -> bool:
    """One of ours that is put into a page of Wagtail's; what extends one of its own is mostly its."""
    ours = Path(template.origin.name)
    return (
        OURS in ours.parents
        and bool({"admin", "content"} & set(ours.parts))
        and not any(isinstance(node, ExtendsNode) for node in template.nodelist)
    )


@contextmanager
def watched() -> Iterator[list[str]]:
    """The list to which is added what is wrong with anything that is asked for meanwhile."""
    watch = Watch()
    places = ((Client, "request"), (QueuedEmailBackend, "send_messages"), (Template, "_render"))
    plain = [getattr(owner, name) for owner, name in places]
    for (owner, name), act, old in zip(places, (watch.request, watch.send, watch.render), plain, strict=True):
        setattr(owner, name, _around(act, old))
    try:
        yield watch.faults
    finally:
        for (owner, name), old in zip(places, plain, strict=True):
            setattr(owner, name, old)


def _around(act: Any, plain: Any) -> Any:
    """A method that hands itself to ``act``: as what it was before, with its object and arguments."""
    return lambda owner, *given, **named: act(plain, owner, *given, **named)
