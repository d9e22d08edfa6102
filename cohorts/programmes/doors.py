"""The doors of the pages of a cohort: whoever has no business with it finds no such page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from rules import has_perm

from cohorts.programmes.models import Cohort
from lms.accounts.models import User

View = Callable[..., HttpResponseBase]


def me(request: HttpRequest) -> User:
    return cast(User, request.user)


def for_those_who(rule: str) -> Callable[[View], View]:
    """The view gets the cohort; to whom ``rule`` does not open it, there is no such page."""

    def guard(view: View) -> View:
        @wraps(view)
        @login_required
        @never_cache
        def guarded(request: HttpRequest, cohort: str, **kwargs: Any) -> HttpResponseBase:
            found = Cohort.objects.select_related("programme").filter(slug=cohort).first()
            if found is None or not has_perm(rule, request.user, found):
                raise Http404
            return view(request, found, **kwargs)

        return guarded

    return guard


for_organisers = for_those_who("cohorts.run_cohort")
