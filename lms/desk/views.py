"""A person's own desk."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.accounts.models import User
from lms.desk.registry import next_step, panels


@login_required
def my(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    shown = [
        (panel.wide, render_to_string(panel.template, {**panel.context, "panel": panel.context}, request))
        for panel in panels(request)
    ]
    return render(
        request,
        "desk/my.html",
        {
            "greeting": greeting(timezone.localtime().hour, user.get_short_name()),
            "step": next_step(user),
            "panels": [html for wide, html in shown if not wide],
            "wide_panels": [html for wide, html in shown if wide],
        },
    )


def greeting(hour: int, name: str) -> str:
    """“Good evening, Nadia”: morning from five, afternoon from noon, evening from six."""
    if 5 <= hour < 12:
        return _("Good morning, %(name)s") % {"name": name}
    if 12 <= hour < 18:
        return _("Good afternoon, %(name)s") % {"name": name}
    return _("Good evening, %(name)s") % {"name": name}
