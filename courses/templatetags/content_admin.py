"""Tags for the editor's screens of courses."""

from __future__ import annotations

from django import template
from wagtail.models import Page

from courses.content.impact import Impact, impact_of_page
from courses.content.models import CoursePage, LessonPage, ModulePage

register = template.Library()


@register.simple_tag
def learners_in(page: Page) -> Impact:
    """The learners in what ``page`` is or has below it; nobody for other kinds of page."""
    page = page.specific
    return impact_of_page(page) if isinstance(page, CoursePage | ModulePage | LessonPage) else Impact()
