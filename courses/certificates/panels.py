"""What certificates show on pages of the rooms and packages below."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest

from courses.certificates.selectors import award_for, awards_of
from courses.learning.desk import known_of
from courses.learning.models import Enrolment
from lms.accounts.models import User
from lms.desk.registry import Panel

MOST_ON_THE_DESK = 3


def completion_panel(request: HttpRequest, enrolment: Enrolment) -> tuple[str, dict[str, Any]] | None:
    """Under a completed course: its certificate being made, ready, or revoked."""
    return "courses/certificates/panel.html", {"award": award_for(enrolment)}


def desk_panel(request: HttpRequest) -> Panel | None:
    """On the desk: the newest certificates, for whoever has any."""
    user = cast(User, request.user)
    awards = awards_of(user) if user.in_cohorts or known_of(user).has_completed else []
    if not awards:
        return None
    shown = awards[:MOST_ON_THE_DESK]
    return Panel("courses/certificates/desk.html", {"awards": shown, "more": len(awards) - len(shown)})
