"""Panels inside the page of the desk."""

from __future__ import annotations

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString

from lms.desk.registry import Panel

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_panel(context: template.Context, panel: Panel) -> SafeString:
    """The panel, with the page's own context below its own: what every template is told is asked once."""
    with context.push(**panel.context, panel=panel.context):
        return get_template(panel.template).template.render(context)  # type: ignore[attr-defined]
