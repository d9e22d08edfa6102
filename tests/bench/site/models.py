"""The bare Wagtail page: one rich-text field, Wagtail's own routing, a template of ten lines."""

from __future__ import annotations

from typing import ClassVar

from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page


class BarePage(Page):
    """A page with a title and one rich text."""

    body = RichTextField(blank=True)

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("body")]
    template = "bench/wagtail.html"
