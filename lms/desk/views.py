"""A person's own desk."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.accounts.models import User
from lms.desk.registry import next_step, panels


@login_required
def my(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    shown = list(panels(request))
    return render(
        request,
        "desk/my.html",
        {
            "greeting": greeting(timezone.localtime().hour, user.get_short_name()),
            "step": next_step(user),
            "panels": [panel for panel in shown if not panel.wide],
            "wide_panels": [panel for panel in shown if panel.wide],
        },
    )


def greeting(hour: int, name: str) -> str:
    """“Good evening, Nadia”: morning from five, afternoon from noon, evening from six."""
    if 5 <= hour < 12:
        return _("Good morning, %(name)s") % {"name": name}
    if 12 <= hour < 18:
        return _("Good afternoon, %(name)s") % {"name": name}
    return _("Good evening, %(name)s") % {"name": name}
