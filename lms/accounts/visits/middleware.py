"""Whose request it is, told to everything behind."""

from __future__ import annotations

from typing import Any

from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions import middleware
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from lms.accounts.models import User
from lms.accounts.visits.notices import greet
from lms.accounts.visits.services import note_seen

_BACKEND = "lms.accounts.backends.SignInBackend"


class SessionMiddleware(middleware.SessionMiddleware):
    """Django's; it also tells the session which browser speaks, and notes now and then that it was used.

    After a sign-in it sees to it that the person hears of a new device.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.session.agent = request.META.get("HTTP_USER_AGENT", "")  # type: ignore[attr-defined]

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response = super().process_response(request, response)
        session: Any = request.session
        arrival = getattr(request, "_arrival", None)
        if arrival is not None and request.user == arrival.person:
            greet(request, response, arrival)
        if session.seen_at is not None and session.session_key:
            note_seen(session_key=session.session_key, seen_at=session.seen_at, agent=session.agent)
        return response


class PersonMiddleware(AuthenticationMiddleware):
    """``request.user``: the person who came with the session, if they may come in.

    Not lazy as Django's: every page asks, and whatever asks goes through a wrapper then.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = whose(request)


def whose(request: HttpRequest) -> Any:
    """The person of this request, or Django's anonymous one. The session's query is the only one.

    Whoever is switched off or frozen, or changed the password elsewhere, is nobody from here on.
    Where anything is out of the ordinary Django's own ``get_user`` decides, which asks once more.
    """
    if not hasattr(request, "_cached_user"):
        person = usual_person(request.session)
        request._cached_user = person or auth.get_user(request)  # type: ignore[attr-defined]
    return request._cached_user  # type: ignore[attr-defined]


def usual_person(session: Any) -> User | None:
    """Who came with the session, if it is theirs, they may come in, and their password is the same still.

    The session's query is the only one.
    """
    signed = session.get(auth.HASH_SESSION_KEY, "")  # loads the session
    person: User | None = session.person
    is_usual = (
        person is not None
        and session.get(auth.SESSION_KEY) == str(person.pk)
        and session.get(auth.BACKEND_SESSION_KEY) == _BACKEND
        and person.may_come_in
        and constant_time_compare(signed, person.get_session_auth_hash())
    )
    return person if is_usual else None
