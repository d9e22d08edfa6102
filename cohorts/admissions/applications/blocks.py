"""The questions of an application form, as organisers put them together in Wagtail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from lms.pages.drafting import LineBlock, NumberBlock, PlainTextBlock


class AskBlock(blocks.StructBlock):
    """What every question has. A question without its words is left out of the form."""

    question = LineBlock(max_length=300, label=_("Question"))
    help = PlainTextBlock(required=False, max_length=1_000, label=_("Help below the question"))
    required = blocks.BooleanBlock(required=False, default=True, label=_("Has to be answered"))


class ShortTextBlock(AskBlock):
    class Meta:
        icon = "pilcrow"
        label = _("A line of text")
        label_format = "{question}"


class LongTextBlock(AskBlock):
    most_words = NumberBlock(
        required=False, min_value=1, max_value=3_000, label=_("At most so many words"), default=300
    )

    class Meta:
        icon = "doc-full"
        label = _("A longer text")
        label_format = "{question}"


class ChoiceQuestionBlock(AskBlock):
    options = blocks.ListBlock(LineBlock(max_length=200), min_num=2, max_num=20, label=_("To choose from"))
    several = blocks.BooleanBlock(required=False, label=_("Several may be chosen"))

    class Meta:
        icon = "list-ul"
        label = _("A choice")
        label_format = "{question}"


class FileQuestionBlock(AskBlock):
    class Meta:
        icon = "doc-empty"
        label = _("A file (PDF, text document or picture)")
        label_format = "{question}"


class RecordingQuestionBlock(AskBlock):
    most_minutes = NumberBlock(
        required=False, min_value=1, max_value=10, label=_("At most so many minutes"), default=3
    )

    class Meta:
        icon = "media"
        label = _("A recording, sound or film, from the phone")
        label_format = "{question}"


class QuestionsBlock(blocks.StreamBlock):
    """The whole form. ``eligible`` names who may answer instead: text or a recording."""

    short = ShortTextBlock()
    long = LongTextBlock()
    choice = ChoiceQuestionBlock()
    file = FileQuestionBlock()
    recording = RecordingQuestionBlock()

    class Meta:
        max_num = 40
