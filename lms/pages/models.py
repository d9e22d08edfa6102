"""The site's own pages, settings, images and documents."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import storages
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.documents.models import AbstractDocument, Document
from wagtail.fields import StreamField
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, Image

from lms.pages import colour, recordings
from lms.pages.addresses import InItsLanguage
from lms.pages.blocks import PageBody
from lms.pages.publishing import KeepsRules, PageForm
from lms.pages.uploads import check_upload

DEFAULT_ACCENT = "#a3202d"
DEFAULT_ACCENT_DARK = "#f0857f"


class SiteImage(AbstractImage):
    """A picture; its original is private, its renditions are public."""

    admin_form_fields = (*Image.admin_form_fields,)

    def generate_rendition_file(self, filter: Filter, *, source: File | None = None) -> File:
        """Wagtail leaves its temporary file open; here its bytes are handed on and it is closed."""
        with super().generate_rendition_file(filter, source=source) as made:
            made.seek(0)
            return ContentFile(made.read(), name=made.name)


def public_storage() -> Any:
    return storages["public"]


class SiteRendition(AbstractRendition):
    """One size of a picture."""

    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_filter"
            )
        ]


class SiteDocument(AbstractDocument):
    """A file to download, a recording, or captions; private, served through a check."""

    admin_form_fields = (*Document.admin_form_fields,)

    # How long a recording or a film plays; empty where the file does not say it.
    seconds = models.PositiveIntegerField(null=True, blank=True, editable=False)

    def clean(self) -> None:
        """A new file must be what its name says (``lms.pages.uploads``)."""
        if self.file and not self.file._committed:
            try:
                check_upload(self.file.file, self.file.name, self.file.size)
            except ValidationError as error:
                raise ValidationError({"file": error}) from error

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new file is measured, through whichever door it comes."""
        if self.file and not self.file._committed:
            self.seconds = recordings.seconds_of(self.file.file, self.file.name)
        super().save(*args, **kwargs)


TITLE = TitleFieldPanel("title", required_on_save=False)  # a draft may be without


class HomePage(KeepsRules, InItsLanguage):
    """The front page: what this is, for whom, and the way in."""

    base_form_class = PageForm
    # Its documents may be read without signing in; those of any other page need an account.
    documents_are_public = True

    introduction = models.CharField(_("introduction"), max_length=400, blank=True)
    body = StreamField(PageBody(), blank=True)

    content_panels: ClassVar = [TITLE, FieldPanel("introduction"), FieldPanel("body")]
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    max_count = None

    class Meta:
        verbose_name = _("home page")


class StandardPage(KeepsRules, InItsLanguage):
    """A page of text: about, privacy, accessibility."""

    base_form_class = PageForm
    # Its documents may be read without signing in; those of any other page need an account.
    documents_are_public = True

    introduction = models.CharField(_("introduction"), max_length=400, blank=True)
    body = StreamField(PageBody(), blank=True)

    content_panels: ClassVar = [TITLE, FieldPanel("introduction"), FieldPanel("body")]
    parent_page_types: ClassVar = ["pages.HomePage", "pages.StandardPage"]

    class Meta:
        verbose_name = _("standard page")


_hex = RegexValidator(r"^#[0-9a-fA-F]{6}$", _("Write the colour as # and six digits, such as #a3202d."))


@register_setting(icon="cog")
class SiteSettings(BaseGenericSetting):
    """The organisation: its name, look, and the person who helps."""

    organisation = models.CharField(_("organisation"), max_length=120, default="Hustings")
    logo = models.ForeignKey(
        SiteImage, verbose_name=_("logo"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    accent = models.CharField(
        _("accent colour, light"), max_length=7, default=DEFAULT_ACCENT, validators=[_hex]
    )
    accent_dark = models.CharField(
        _("accent colour, dark"), max_length=7, default=DEFAULT_ACCENT_DARK, validators=[_hex]
    )
    help_name = models.CharField(_("who helps"), max_length=120, blank=True)
    help_email = models.EmailField(_("their e-mail address"), blank=True)
    help_telephone = models.CharField(_("their telephone"), max_length=40, blank=True)
    help_reply = models.CharField(
        _("reply time"), max_length=120, blank=True, help_text=_("Such as “within one working day”.")
    )
    help_hours = models.CharField(_("hours"), max_length=120, blank=True)
    # Changes with whatever every page shows of the organisation; lms.pages.selectors watches it.
    revision = models.CharField(max_length=32, default="", editable=False)

    panels: ClassVar = [
        MultiFieldPanel(
            [FieldPanel("organisation"), FieldPanel("logo"), FieldPanel("accent"), FieldPanel("accent_dark")],
            heading=_("Organisation"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("help_name"),
                FieldPanel("help_email"),
                FieldPanel("help_telephone"),
                FieldPanel("help_reply"),
                FieldPanel("help_hours"),
            ],
            heading=_("Get help"),
        ),
    ]

    class Meta:
        verbose_name = _("organisation and help")

    def clean(self) -> None:
        """Each accent reads as text on paper and on a sheet, and carries readable text itself."""
        grounds = {
            "accent": (self.accent, (colour.LIGHT_PAPER, colour.LIGHT_SHEET)),
            "accent_dark": (self.accent_dark, (colour.DARK_PAPER, colour.DARK_SHEET)),
        }
        problems = {
            field: problem
            for field, (accent, papers) in grounds.items()
            if (problem := _unreadable(accent, papers, dark=field == "accent_dark"))
        }
        if problems:
            raise ValidationError(problems)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The new look has a revision of its own."""
        self.revision = uuid.uuid4().hex
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "revision"}
        super().save(*args, **kwargs)


def _unreadable(accent: str, papers: tuple[str, str], *, dark: bool) -> str:
    """Why ``accent`` cannot be read on one of ``papers``, with the ratio measured; or nothing."""
    try:
        _hex(accent)
    except ValidationError:
        return ""  # the field's own validator says so
    measured = min(colour.contrast(accent, paper) for paper in papers)
    if measured < colour.LEAST_CONTRAST:
        ratio = {"ratio": f"{int(measured * 10) / 10:.1f}", "least": colour.LEAST_CONTRAST}
        if dark:
            return (
                _(
                    "On the dark page this colour has a contrast of %(ratio)s to 1; words need %(least)s. "
                    "Choose a lighter one."
                )
                % ratio
            )
        return (
            _(
                "On the light page this colour has a contrast of %(ratio)s to 1; words need %(least)s. "
                "Choose a darker one."
            )
            % ratio
        )
    on_accent = colour.text_on(accent)
    if (measured := colour.contrast(accent, on_accent)) < colour.LEAST_CONTRAST:
        return _(
            "Words on a button of this colour would have a contrast of %(ratio)s to 1; they need %(least)s."
        ) % {"ratio": f"{int(measured * 10) / 10:.1f}", "least": colour.LEAST_CONTRAST}
    return ""
