"""Blocks that ask something of the learner, and the body of a lesson."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from lms.pages.blocks import PageBody, SpokenBlock

# Block types that can ask something of the learner before a lesson counts.
ASKING = ("question", "checklist", "writing")


class AskingBlock(SpokenBlock):
    required = blocks.BooleanBlock(
        required=False, default=True, label=_("Counts towards the lesson"),
        help_text=_("The lesson is done when everything that counts is done."),
    )


class OptionBlock(blocks.StructBlock):
    text = blocks.CharBlock(max_length=300)
    correct = blocks.BooleanBlock(required=False)
    feedback = blocks.CharBlock(max_length=500, required=False)


class QuestionBlock(AskingBlock):
    kind = blocks.ChoiceBlock(
        choices=[
            ("single", _("One right answer")),
            ("multiple", _("Several right answers")),
            ("true_false", _("True or false")),
        ],
        default="single",
    )
    question = blocks.TextBlock(max_length=500)
    options = blocks.ListBlock(OptionBlock(), min_num=2, max_num=8)
    explanation = blocks.RichTextBlock(features=["bold", "italic", "link"], required=False)

    class Meta:
        icon = "help"
        template = "courses/blocks/question.html"


class ChecklistBlock(AskingBlock):
    title = blocks.CharBlock(max_length=160)
    introduction = blocks.CharBlock(max_length=300, required=False)
    items = blocks.ListBlock(blocks.CharBlock(max_length=300), min_num=1)

    class Meta:
        icon = "tick-inverse"
        template = "courses/blocks/checklist.html"


class WritingBlock(AskingBlock):
    title = blocks.CharBlock(max_length=160)
    prompt = blocks.RichTextBlock(features=["bold", "italic", "link", "ul"])
    least_words = blocks.IntegerBlock(min_value=0, max_value=2000, required=False)
    most_words = blocks.IntegerBlock(min_value=1, max_value=2000, required=False)

    class Meta:
        icon = "edit"
        template = "courses/blocks/writing.html"


class LessonBody(PageBody):
    """What a lesson is made of."""

    question = QuestionBlock()
    checklist = ChecklistBlock()
    writing = WritingBlock()
