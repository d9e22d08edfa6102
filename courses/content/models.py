"""Pages that editors write, and the rows and editions that outlive them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from courses.content.blocks import LessonBody


class Course(models.Model):
    """A course as people's records know it. Made at the first publish; retired, never deleted.

    ``key`` equals the page's ``translation_key``; there is no foreign key to a page.
    """

    key = models.UUIDField(unique=True, editable=False)
    title = models.CharField(max_length=255)
    open_to_all = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title


class Lesson(models.Model):
    """A lesson as people's records know it, wherever its page now lives."""

    key = models.UUIDField(unique=True, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="lessons")
    title = models.CharField(max_length=255)
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title


class LessonEdition(models.Model):
    """The text of a lesson as it was published once, by content: immutable, shared by editions.

    ``body`` is the raw stream (blocks with their ids). ``requirements`` lists what
    the lesson asks for: ``[{"id": block id, "kind": "question|checklist|writing", "label": …}]``.
    """

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="editions")
    language = models.CharField(max_length=12, default="en-gb")
    digest = models.CharField(max_length=64)
    title = models.CharField(max_length=255)
    introduction = models.TextField(blank=True)
    minutes = models.PositiveSmallIntegerField(default=10)
    body = models.JSONField(default=list)
    requirements = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lesson", "language", "digest"], name="one_lesson_edition_per_text"
            )
        ]


class CourseEditionQuerySet(models.QuerySet["CourseEdition"]):
    def current(self) -> CourseEditionQuerySet:
        return self.filter(is_current=True)


class CourseEdition(models.Model):
    """The course as a publish left it: outline, revisions, digest. Immutable but for ``is_current``.

    ``outline`` is::

        {"modules": [{"key", "title", "slug", "summary", "lessons": [
            {"key", "id", "edition", "title", "slug", "minutes", "requires"}]}]}

    where ``id`` is the ``Lesson``, ``edition`` its ``LessonEdition`` and ``requires`` the
    number of things the lesson asks for. ``minutes`` is the sum over lessons.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    language = models.CharField(max_length=12, default="en-gb")
    slug = models.SlugField(max_length=255, allow_unicode=True)
    title = models.CharField(max_length=255)
    summary = models.TextField(blank=True)
    description = models.TextField(blank=True)  # rich text of the course page, as stored
    outline = models.JSONField(default=dict)
    revisions = models.JSONField(default=dict)  # page translation key → Wagtail revision id
    minutes = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField(auto_now_add=True)
    is_current = models.BooleanField(default=False)

    objects = CourseEditionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="one_edition_per_number"),
            models.UniqueConstraint(
                fields=["course", "language"],
                condition=models.Q(is_current=True),
                name="one_current_edition_per_language",
            ),
            models.UniqueConstraint(
                fields=["slug", "language"],
                condition=models.Q(is_current=True),
                name="one_current_edition_per_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def lessons(self) -> list[dict[str, Any]]:
        """The lessons of all modules in order, each with its module's ``module`` slug."""
        return [
            {**lesson, "module": module["slug"], "module_title": module["title"]}
            for module in self.outline.get("modules", [])
            for lesson in module["lessons"]
        ]


class CourseIndexPage(Page):
    """The catalogue's place in the page tree; courses live below it."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("introduction")]
    parent_page_types: ClassVar = ["pages.HomePage"]
    subpage_types: ClassVar = ["courses.CoursePage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("course catalogue")


class CoursePage(Page):
    """A course: what it is for, and the modules below it."""

    summary = models.TextField(_("summary"), help_text=_("One or two sentences, shown in the catalogue."))
    description = RichTextField(
        _("description"), blank=True, features=["bold", "italic", "link", "ol", "ul"],
        help_text=_("What the learner will be able to do afterwards, and for whom the course is."),
    )
    open_to_all = models.BooleanField(
        _("open to everyone with an account"), default=True,
        help_text=_("Switch off to stop new learners from joining. Those who joined stay."),
    )

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("description"),
        FieldPanel("open_to_all"),
    ]
    parent_page_types: ClassVar = ["courses.CourseIndexPage"]
    subpage_types: ClassVar = ["courses.ModulePage"]

    class Meta:
        verbose_name = _("course")


class ModulePage(Page):
    """A part of a course: a title, one sentence, and lessons below it."""

    summary = models.TextField(_("summary"), blank=True)

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("summary")]
    parent_page_types: ClassVar = ["courses.CoursePage"]
    subpage_types: ClassVar = ["courses.LessonPage"]

    class Meta:
        verbose_name = _("module")


class LessonPage(Page):
    """One sitting: an introduction and a body of blocks."""

    introduction = models.TextField(
        _("introduction"), blank=True,
        help_text=_("The first paragraph: why this lesson is worth the learner's evening."),
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=10, null=True, validators=[MinValueValidator(1), MaxValueValidator(240)],
        help_text=_("How long a careful reader takes, with the checks."),
    )
    body = StreamField(LessonBody(), verbose_name=_("lesson"), blank=True)

    content_panels: ClassVar = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("introduction"), FieldPanel("minutes")], heading=_("About this lesson")),
        FieldPanel("body"),
    ]
    parent_page_types: ClassVar = ["courses.ModulePage"]
    subpage_types: ClassVar = []

    class Meta:
        verbose_name = _("lesson")
