"""What packages above show on a course that the learner has completed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from courses.learning.models import Enrolment

# Given the request and a completed enrolment: the template and its context, or nothing to show.
CompletionPanel = Callable[[HttpRequest, Enrolment], tuple[str, dict[str, Any]] | None]

_panels: list[CompletionPanel] = []


def register_completion_panel(function: CompletionPanel) -> CompletionPanel:
    """Show what ``function`` returns wherever a completed course is shown. Registering twice shows once."""
    if function not in _panels:
        _panels.append(function)
    return function


def render_completion_panels(request: HttpRequest, enrolment: Enrolment) -> list[str]:
    """The registered panels for ``enrolment``, in the order in which they were registered."""
    shown = (panel(request, enrolment) for panel in _panels)
    return [render_to_string(template, context, request) for template, context in filter(None, shown)]
