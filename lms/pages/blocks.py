"""Blocks that any page may use. Their rules apply at publishing, never to drafts.

A block's ``clean`` asks ``problems`` only when validation is not deferred: what is
half done is saved as it stands. What it says names the field and what to do.
"""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import BlockGroup, StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock

from lms.pages.drafting import (
    AddressBlock,
    DayBlock,
    DescribedImageBlock,
    ItemsBlock,
    LineBlock,
    NumberBlock,
    PlainTextBlock,
    WrittenBlock,
)
from lms.pages.embeds import frame_address

RICH = ["bold", "italic", "link", "document-link", "ol", "ul"]
LANGUAGES = [("en-gb", _("English")), ("cy", _("Welsh"))]
NATIONS = [
    ("england", _("England")),
    ("wales", _("Wales")),
    ("scotland", _("Scotland")),
    ("northern_ireland", _("Northern Ireland")),
]
VIDEO_FILES, AUDIO_FILES = ("mp4", "webm"), ("mp3", "m4a", "ogg")

WORDS = _("Words")
MEDIA = _("Pictures, sound and files")

Problems = dict[str, Any]


def problem(message: Any) -> ValidationError:
    return ValidationError(message)


def _both(one: Any, other: Any) -> Any:
    """What is wrong inside a list and with the list itself, told together; else the first."""
    if not isinstance(one, ListBlockValidationError) or not isinstance(other, ListBlockValidationError):
        return one
    return ListBlockValidationError(
        block_errors={**other.block_errors, **one.block_errors},
        non_block_errors=[*one.non_block_errors.as_data(), *other.non_block_errors.as_data()],
    )


class SpokenBlock(blocks.StructBlock):
    """A block that can state its own language where it differs from the page's."""

    language = blocks.ChoiceBlock(
        choices=LANGUAGES,
        required=False,
        label=_("Language"),
        help_text=_("Only where it differs from the page’s language: it tells screen readers how to speak."),
    )

    def get_form_layout(self) -> BlockGroup:
        """The language, which is seldom set, is folded away."""
        return BlockGroup([name for name in self.child_blocks if name != "language"], settings=["language"])

    def clean(self, value: Any) -> Any:
        """The fields’ own rules, then this block’s; every problem found is told at once."""
        cleaned: Problems = {}
        errors: Problems = {}
        for name, child in value.items():
            try:
                cleaned[name] = self.child_blocks[name].clean(child)
            except ValidationError as error:
                errors[name], cleaned[name] = error, child
        if not self.is_deferred_validation:
            for name, found in self.problems(cleaned).items():
                errors[name] = _both(errors[name], found) if name in errors else found
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return self._to_struct_value(cleaned)

    def problems(self, value: Any) -> Problems:
        """What must be put right before publishing, by the name of the field."""
        return {}


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


class PictureBlock(SpokenBlock):
    image = DescribedImageBlock(label=_("Picture"))
    caption = LineBlock(max_length=300, required=False, label=_("Caption"))

    class Meta:
        icon = "image"
        label = _("Picture")
        group = MEDIA
        template = "pages/blocks/picture.html"
        description = _("A picture, described in words or marked as decoration.")
        label_format = "{caption}"
        preview_value = {"caption": _("Counting in the sports hall, a little after midnight.")}
        preview_template = "courses/content/preview_picture.html"


def _ending(document: Any) -> str:
    return str(getattr(document, "file_extension", "") or "").lower()


class MediaBlock(SpokenBlock):
    """What video and audio share."""

    title = LineBlock(max_length=160, label=_("Title"))
    file = DocumentChooserBlock(required=False, label=_("File"))
    minutes = NumberBlock(min_value=1, max_value=240, required=False, label=_("Length in minutes"))
    transcript = WrittenBlock(
        features=["bold", "italic", "link"],
        required=False,
        label=_("Transcript"),
        help_text=_("Everything that is said, and what is seen where it matters."),
    )

    @staticmethod
    def has_transcript(value: Any) -> bool:
        transcript = value.get("transcript")
        return bool(transcript and transcript.source)


class VideoBlock(MediaBlock):
    embed_url = AddressBlock(
        required=False,
        label=_("Or the address of a video elsewhere"),
        help_text=_("On YouTube or Vimeo. Nothing is loaded from there until the learner asks for it."),
    )
    captions = DocumentChooserBlock(
        required=False, label=_("Captions"), help_text=_("A file that ends in .vtt.")
    )
    poster = DescribedImageBlock(required=False, label=_("Picture shown before it plays"))

    def problems(self, value: Any) -> Problems:
        found: Problems = {}
        file, address, captions = value.get("file"), value.get("embed_url"), value.get("captions")
        if not file and not address:
            found["file"] = problem(_("Choose a video file, or give the address of a video elsewhere."))
        if file and address:
            found["embed_url"] = problem(_("Give a file or an address, not both: remove one of them."))
        if file and _ending(file) not in VIDEO_FILES:
            found["file"] = problem(_("This is not a video. Choose a file that ends in .mp4 or .webm."))
        if address and not file and not frame_address(address):
            found["embed_url"] = problem(
                _("Give the https:// address of one video on YouTube or Vimeo; no other site is allowed.")
            )
        if captions and _ending(captions) != "vtt":
            found["captions"] = problem(_("Captions are a file that ends in .vtt. Choose another file."))
        if file and not captions and not self.has_transcript(value):
            found.setdefault(
                "captions",
                problem(_("Add captions, or write the transcript: not everybody can hear the video.")),
            )
        return found

    class Meta:
        icon = "media"
        label = _("Video")
        group = MEDIA
        template = "pages/blocks/video.html"
        description = _("A video with captions or a transcript, from a file or from YouTube or Vimeo.")
        label_format = "{title}"
        preview_value = {
            "title": _("Inside a planning committee"),
            "embed_url": "https://vimeo.com/123456789",
            "minutes": 6,
            "transcript": "<p>The chair opens the meeting and asks for interests to be declared.</p>",
        }


class AudioBlock(MediaBlock):
    def problems(self, value: Any) -> Problems:
        found: Problems = {}
        if not value.get("file"):
            found["file"] = problem(_("Choose a recording."))
        elif _ending(value["file"]) not in AUDIO_FILES:
            found["file"] = problem(
                _("This is not a recording. Choose a file that ends in .mp3, .m4a or .ogg.")
            )
        if not self.has_transcript(value):
            found["transcript"] = problem(_("Write the transcript: not everybody can hear the recording."))
        return found

    class Meta:
        icon = "media"
        label = _("Recording")
        group = MEDIA
        template = "pages/blocks/audio.html"
        description = _("A sound recording with its transcript.")
        label_format = "{title}"
        preview_value = {
            "title": _("A councillor on her first surgery"),
            "minutes": 4,
            "transcript": "<p>Six people came, and four of them about the same bus.</p>",
        }


class DownloadBlock(SpokenBlock):
    title = LineBlock(max_length=160, label=_("Title"))
    document = DocumentChooserBlock(label=_("File"))
    description = LineBlock(max_length=300, required=False, label=_("What it is for"))

    class Meta:
        icon = "download"
        label = _("File to download")
        group = MEDIA
        template = "pages/blocks/download.html"
        description = _("A file that the learner keeps: a form, a template, a map.")
        label_format = "{title}"
        preview_value = {"title": _("Power map"), "description": _("One page to fill in and print.")}
        preview_template = "courses/content/preview_download.html"


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
