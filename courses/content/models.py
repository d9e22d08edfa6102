"""Pages that editors write, and the rows and editions that outlive them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.documents import get_document_model_string
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from courses.content.blocks import ASKING, LessonBody
from courses.content.drafting import CoursePageForm, beyond_limits
from courses.content.narration import narration_from
from courses.content.panels import ImpactPanel
from lms.language import in_language
from lms.pages.addresses import language_in_address
from lms.pages.publishing import KeepsRules


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
    ``narration`` names the documents of the text read aloud, by primary key as ``body`` does:
    ``{"sound": …, "times": …}``, without ``times`` where it does not follow the text, or empty.
    """

    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="editions")
    language = models.CharField(max_length=12, default="en-gb")
    digest = models.CharField(max_length=64)
    title = models.CharField(max_length=255)
    introduction = models.TextField(blank=True)
    minutes = models.PositiveSmallIntegerField(default=10)
    body = models.JSONField(default=list)
    requirements = models.JSONField(default=list)
    narration = models.JSONField(default=dict)
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
            {"key", "id", "edition", "title", "slug", "minutes", "requires", "news"}]}]}

    where ``id`` is the ``Lesson``, ``edition`` its ``LessonEdition`` and ``requires`` the
    number of things the lesson asks for. ``news`` is only there where an editor told of a
    change: ``{"text", "at"}``; see ``courses.content.news``. ``minutes`` is the sum over lessons.
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

    @cached_property
    def lessons(self) -> list[dict[str, Any]]:
        """The lessons of all modules in order, each with its module's ``module`` slug."""
        return [
            {**lesson, "module": module["slug"], "module_title": module["title"]}
            for module in self.outline.get("modules", [])
            for lesson in module["lessons"]
        ]


TITLE = TitleFieldPanel("title", required_on_save=False)
ADDRESS = FieldPanel(
    "slug",
    required_on_save=False,
    heading=_("Address"),
    help_text=_("The page’s part of its address. When it changes, the old address leads to the new."),
)


class CatalogueTreePage(KeepsRules, Page):
    """What the four kinds of page share: plain addresses, a draft that always saves, a preview."""

    base_form_class = CoursePageForm
    private_page_options: ClassVar[list[str]] = []  # the plain views ask nobody but the edition
    promote_panels: ClassVar[list[Any]] = []  # not used; the address stands with the rest

    class Meta:
        abstract = True

    def missing_for_publishing(self) -> list[str]:
        return [*super().missing_for_publishing(), *beyond_limits(self)]

    def plain_path(self) -> str:
        """The address of the view that shows this page, from ``url_path`` alone: no query."""
        raise NotImplementedError

    def _slugs(self, count: int) -> list[str]:
        """The last ``count`` parts of the page's place in the tree."""
        return self.url_path.strip("/").split("/")[-count:]

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str | None, str | None] | None:
        """Wagtail's three parts, with the path of the plain view."""
        parts = super().get_url_parts(request=request)
        if parts is None:
            return None
        try:
            return parts[0], parts[1], in_language(self.plain_path(), language_in_address(self, request))
        except NoReverseMatch:
            return parts[0], None, None

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        return []

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Wagtail's own address of the page leads to the plain view."""
        return HttpResponseRedirect(in_language(self.plain_path(), language_in_address(self, request)))

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        return {**super().get_preview_context(request, mode_name), "preview": True, "asking": ASKING}


class CourseIndexPage(CatalogueTreePage):
    """The catalogue's place in the page tree; courses live below it."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels: ClassVar = [TITLE, FieldPanel("introduction"), ADDRESS]
    parent_page_types: ClassVar = ["pages.HomePage"]
    subpage_types: ClassVar = ["courses.CoursePage"]
    max_count_per_parent = 1
    page_description = _("The list of courses; one for each language.")
    preview_modes: ClassVar[list[Any]] = []

    class Meta:
        verbose_name = _("course catalogue")

    def plain_path(self) -> str:
        return reverse("courses:index")

    def get_admin_default_ordering(self) -> str:
        return "ord"


class CoursePage(CatalogueTreePage):
    """A course: what it is for, and the modules below it."""

    summary = models.TextField(_("summary"), help_text=_("One or two sentences, shown in the catalogue."))
    description = RichTextField(
        _("description"),
        blank=True,
        features=["bold", "italic", "link", "ol", "ul"],
        help_text=_("What the learner will be able to do afterwards, and for whom the course is."),
    )
    open_to_all = models.BooleanField(
        _("open to everyone with an account"),
        default=True,
        help_text=_("Switch off to stop new learners from joining. Those who joined stay."),
    )

    content_panels: ClassVar = [
        TITLE,
        ImpactPanel(heading=_("Learners")),
        FieldPanel("summary"),
        FieldPanel("description"),
        FieldPanel("open_to_all"),
        ADDRESS,
    ]
    parent_page_types: ClassVar = ["courses.CourseIndexPage"]
    subpage_types: ClassVar = ["courses.ModulePage"]
    page_description = _("A course; its modules and lessons stand below it.")
    preview_template = "courses/content/preview_course.html"

    class Meta:
        verbose_name = _("course")

    def plain_path(self) -> str:
        return reverse("courses:course", args=self._slugs(1))

    def get_admin_default_ordering(self) -> str:
        return "ord"

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return self.preview_template

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """The course as it would stand if everything below it were published."""
        children = self.get_children().type(ModulePage).specific() if self.pk else []
        return {**super().get_preview_context(request, mode_name), "modules": children}


class ModulePage(CatalogueTreePage):
    """A part of a course: a title, one sentence, and lessons below it."""

    summary = models.TextField(
        _("summary"), blank=True, help_text=_("One sentence, shown on the course page.")
    )

    content_panels: ClassVar = [
        TITLE,
        ImpactPanel(heading=_("Learners")),
        FieldPanel("summary"),
        ADDRESS,
    ]
    parent_page_types: ClassVar = ["courses.CoursePage"]
    subpage_types: ClassVar = ["courses.LessonPage"]
    page_description = _("A part of a course; its lessons stand below it.")
    preview_template = "courses/content/preview_module.html"

    class Meta:
        verbose_name = _("module")

    def plain_path(self) -> str:
        course, module = self._slugs(2)
        return f"{reverse('courses:course', args=[course])}#{module}"

    def get_admin_default_ordering(self) -> str:
        return "ord"

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return self.preview_template

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        children = self.get_children().type(LessonPage).specific() if self.pk else []
        return {**super().get_preview_context(request, mode_name), "lessons": children}


class LessonPage(CatalogueTreePage):
    """One sitting: an introduction and a body of blocks."""

    introduction = models.TextField(
        _("introduction"),
        blank=True,
        help_text=_("The first paragraph: why this lesson is worth the learner’s evening."),
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes"),
        default=10,
        null=True,
        help_text=_("How long a careful reader takes, with the checks."),
    )
    body = StreamField(LessonBody(), verbose_name=_("lesson"), blank=True)
    narration = models.ForeignKey(
        get_document_model_string(),
        verbose_name=_("recording"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "The lesson read aloud: .mp3, .m4a or .ogg. Without it learners hear their own device’s voice."
        ),
    )
    narration_times = models.ForeignKey(
        get_document_model_string(),
        verbose_name=_("times of the words"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "A file that ends in .vtt, with the recording’s words: the text is followed as it is read."
        ),
    )
    news = models.TextField(
        _("tell learners what changed"),
        blank=True,
        help_text=_(
            "One sentence for those who have begun or finished this lesson. They are told once, when you "
            "publish; if it is empty, nobody is. For the next change, write another sentence."
        ),
    )

    content_panels: ClassVar = [
        TITLE,
        ImpactPanel(heading=_("Learners")),
        MultiFieldPanel([FieldPanel("introduction"), FieldPanel("minutes")], heading=_("About this lesson")),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("narration"), FieldPanel("narration_times")],
            heading=_("Read aloud"),
            help_text=_("Record it again when the words change: the recording goes with the published text."),
        ),
        FieldPanel("news"),
        ADDRESS,
    ]
    parent_page_types: ClassVar = ["courses.ModulePage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = _("One sitting of a course: text, pictures and checks.")
    preview_template = "courses/content/preview_lesson.html"

    class Meta:
        verbose_name = _("lesson")

    def plain_path(self) -> str:
        return reverse("courses:lesson", args=self._slugs(3))

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return self.preview_template

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        narration = narration_from(self.narration, self.narration_times)
        return {**super().get_preview_context(request, mode_name), "narration": narration}
