"""Blocks that any page may use. Their rules apply at publishing, never to drafts.

A block's ``clean`` asks ``problems`` only when validation is not deferred: what is
half done is saved as it stands. What it says names the field and what to do.
"""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from lms.pages.drafting import AddressBlock, DayBlock, ItemsBlock, LineBlock, PlainTextBlock, WrittenBlock
from lms.pages.media_blocks import AudioBlock, DownloadBlock, PictureBlock, VideoBlock
from lms.pages.spoken import Problems, SpokenBlock, problem

RICH = ["bold", "italic", "link", "document-link", "ol", "ul"]
NATIONS = [
    ("england", _("England")),
    ("wales", _("Wales")),
    ("scotland", _("Scotland")),
    ("northern_ireland", _("Northern Ireland")),
]

WORDS = _("Words")


class HeadingBlock(SpokenBlock):
    text = LineBlock(max_length=200, label=_("Heading"))
    level = blocks.ChoiceBlock(
        choices=[("2", _("Section")), ("3", _("Sub-section"))],
        default="2",
        label=_("Level"),
        help_text=_("A sub-section stands below a section."),
    )

    class Meta:
        icon = "title"
        label = _("Heading")
        group = WORDS
        template = "pages/blocks/heading.html"
        description = _("Starts a section. People jump from heading to heading.")
        label_format = "{text}"
        preview_value = {"text": _("What a ward councillor does in a week"), "level": "2"}


class TextBlock(SpokenBlock):
    text = WrittenBlock(features=RICH, label=_("Text"))

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = WORDS
        template = "pages/blocks/text.html"
        description = _("Paragraphs, lists and links.")
        label_format = "{text}"
        preview_value = {
            "text": "<p>A councillor has <b>no power alone</b>. Decisions are taken by the full council, a "
            "committee, the cabinet or an officer to whom the power was given.</p>"
        }


class KeyPointsBlock(SpokenBlock):
    title = LineBlock(max_length=120, label=_("Title"))
    points = ItemsBlock(LineBlock(max_length=300, label=_("Point")), min_num=1, label=_("Points"))

    class Meta:
        icon = "list-ul"
        label = _("Key points")
        group = WORDS
        template = "pages/blocks/key_points.html"
        description = _("What to remember, in a few short lines.")
        label_format = "{title}"
        preview_value = {
            "title": _("Remember"),
            "points": [
                _("Ask your local party for this year’s timetable."),
                _("Keep a copy of what you send."),
            ],
        }


class CalloutBlock(SpokenBlock):
    kind = blocks.ChoiceBlock(
        choices=[("note", _("Note")), ("warning", _("Warning")), ("law", _("Law"))],
        default="note",
        label=_("Kind"),
        help_text=_("A point of law needs its source, the source’s address and the day it was checked."),
    )
    title = LineBlock(max_length=120, label=_("Title"))
    text = WrittenBlock(features=["bold", "italic", "link", "ul"], label=_("Text"))
    nation = blocks.ChoiceBlock(
        choices=NATIONS,
        required=False,
        label=_("Where it applies"),
        help_text=_("Leave empty where it applies everywhere."),
    )
    source = LineBlock(max_length=160, required=False, label=_("Source"))
    source_url = AddressBlock(required=False, label=_("Address of the source"))
    checked_on = DayBlock(required=False, label=_("Last checked"))

    def problems(self, value: Any) -> Problems:
        found: Problems = {}
        if value.get("kind") == "law":
            if not (value.get("source") or "").strip():
                found["source"] = problem(_("A point of law needs its source: name the act or the guidance."))
            if not value.get("source_url"):
                found["source_url"] = problem(_("A point of law needs the web address of its source."))
            if not value.get("checked_on"):
                found["checked_on"] = problem(_("Give the day on which you last checked the source."))
        checked_on = value.get("checked_on")
        if isinstance(checked_on, date) and checked_on > timezone.localdate():
            found["checked_on"] = problem(_("This day has not come yet. Give the day on which you checked."))
        return found

    class Meta:
        icon = "info-circle"
        label = _("Note, warning or law")
        group = WORDS
        template = "pages/blocks/callout.html"
        description = _("Something set apart: a note, a warning, or a point of law with its source.")
        label_format = "{kind}: {title}"
        preview_value = {
            "kind": "law",
            "title": _("When the papers are due"),
            "text": "<p>Nomination papers are delivered by hand, by four in the afternoon of the nineteenth "
            "working day before the poll.</p>",
            "nation": "england",
            "source": _("Electoral Commission, guidance for candidates"),
            "source_url": "https://www.electoralcommission.org.uk/",
            "checked_on": date(2026, 11, 2),
        }


class QuotationBlock(SpokenBlock):
    text = PlainTextBlock(max_length=1000, label=_("Words"))
    who = LineBlock(max_length=120, required=False, label=_("Who said it"))
    role = LineBlock(max_length=160, required=False, label=_("Who they are"))
    source_url = AddressBlock(required=False, label=_("Address of the source"))

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        group = WORDS
        template = "pages/blocks/quotation.html"
        description = _("Somebody’s own words, with their name.")
        label_format = "{who}: {text}"
        preview_value = {
            "text": _("I went to one meeting to complain about a bus, and found that I could read a budget."),
            "who": _("A ward councillor"),
            "role": _("elected after two tries"),
        }


# A block's definition is shared by all threads, and Wagtail switches its rules off and on
# while it validates a draft: two people saving at once must take turns.
_validating = threading.RLock()


class PageBody(blocks.StreamBlock):
    """What an ordinary page is made of; lessons add to it."""

    heading = HeadingBlock()
    text = TextBlock()
    key_points = KeyPointsBlock()
    callout = CalloutBlock()
    quotation = QuotationBlock()
    picture = PictureBlock()
    video = VideoBlock()
    audio = AudioBlock()
    download = DownloadBlock()

    def clean_deferred(self, value: Any) -> Any:
        with _validating:
            return super().clean_deferred(value)

    def clean(self, value: Any) -> Any:
        with _validating:
            if self.is_deferred_validation:
                return super().clean(value)
            return self._clean_for_publishing(value)

    def _clean_for_publishing(self, value: Any) -> Any:
        errors, general = {}, []
        cleaned = value
        try:
            cleaned = super().clean(value)
        except StreamBlockValidationError as error:
            errors, general = dict(error.block_errors), list(error.non_block_errors.as_data())
        section = False
        for place, child in enumerate(value):
            if child.block_type != "heading":
                continue
            if child.value.get("level") == "3" and not section and place not in errors:
                message = _("Put a section heading above this sub-section, or make it a section.")
                errors[place] = StructBlockValidationError(block_errors={"level": problem(message)})
            section = section or child.value.get("level") == "2"
        if errors or general:
            raise StreamBlockValidationError(block_errors=errors, non_block_errors=general)
        return cleaned
