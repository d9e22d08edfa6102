"""Who gets in: the doors around the views of this room."""

from __future__ import annotations

from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from rules import has_perm

from cohorts.programmes.doors import View, for_organisers, me
from cohorts.sessions.models import LiveSession
from cohorts.sessions.selectors import MySession, my_session
from lms.accounts.models import User

__all__ = ["for_leaders", "for_organisers", "for_trainees", "me", "runs"]


def for_leaders(view: View) -> View:
    """``view`` gets the session; to whoever neither leads it nor runs its cohort there is no such page."""

    @wraps(view)
    @login_required
    @never_cache
    def guarded(request: HttpRequest, cohort: str, session: UUID, **kwargs: Any) -> HttpResponseBase:
        found = LiveSession.objects.select_related("cohort").filter(uid=session, cohort__slug=cohort).first()
        if found is None or not has_perm("cohorts.lead_session", request.user, found):
            raise Http404
        return view(request, found, **kwargs)

    return guarded


def runs(view: View) -> View:
    """Inside ``for_leaders``: only for whoever runs the cohort."""

    @wraps(view)
    def guarded(request: HttpRequest, session: LiveSession, **kwargs: Any) -> HttpResponseBase:
        if not has_perm("cohorts.run_cohort", request.user, session):
            raise Http404
        return view(request, session, **kwargs)

    return guarded


def for_trainees(view: View) -> View:
    """``view`` gets the session as the trainee sees it; whoever has no open place there finds none."""

    @wraps(view)
    @login_required
    @never_cache
    def guarded(request: HttpRequest, session: UUID, **kwargs: Any) -> HttpResponseBase:
        mine = _mine(me(request), session)
        if mine is None:
            raise Http404
        return view(request, mine, **kwargs)

    return guarded


def _mine(person: User, uid: UUID) -> MySession | None:
    sessions = LiveSession.objects.attended_by(person).filter(uid=uid)
    found = sessions.select_related("cohort", "lesson__course", "check_lesson__course").first()
    return None if found is None else my_session(person, found)
