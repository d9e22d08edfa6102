"""The public page of a programme, in Wagtail; and the list of all of them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from cohorts.programmes.completion import rule_in_words
from cohorts.programmes.models import Programme
from cohorts.programmes.selectors import open_for_applications, to_come
from lms.pages.addresses import InItsLanguage
from lms.pages.blocks import PageBody
from lms.pages.models import TITLE
from lms.pages.publishing import KeepsRules, PageForm


class ProgrammeIndexPage(KeepsRules, InItsLanguage):
    """All programmes, under ``/programmes/``."""

    base_form_class = PageForm
    documents_are_public = True

    introduction = models.CharField(_("introduction"), max_length=400, blank=True)

    template = "cohorts/programmes/index_page.html"
    content_panels: ClassVar = [TITLE, FieldPanel("introduction")]
    parent_page_types: ClassVar = ["pages.HomePage"]
    subpage_types: ClassVar = ["cohorts.ProgrammePage"]

    class Meta:
        verbose_name = _("programmes")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["programmes"] = ProgrammePage.objects.child_of(self).live().order_by("path")
        return context


class ProgrammePage(KeepsRules, InItsLanguage):
    """What a programme is, for whom, and what applicants want to know; its cohorts stand beside."""

    base_form_class = PageForm
    documents_are_public = True

    introduction = models.CharField(_("introduction"), max_length=400, blank=True)
    body = StreamField(PageBody(), blank=True)

    template = "cohorts/programmes/programme_page.html"
    content_panels: ClassVar = [TITLE, FieldPanel("introduction"), FieldPanel("body")]
    parent_page_types: ClassVar = ["cohorts.ProgrammeIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("programme")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        programme = Programme.objects.filter(key=self.translation_key).first()
        context["programme"] = programme
        context["apply_url"] = f"/programmes/{programme.slug}/apply/" if programme else ""
        context["open_cohorts"] = [
            (cohort, rule_in_words(cohort))
            for cohort in (open_for_applications(programme)[:3] if programme else [])
        ]
        context["coming_cohorts"] = list(to_come(programme)[:3]) if programme else []
        return context
