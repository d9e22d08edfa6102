"""Blocks that ask something of the learner, and the body of a lesson."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from lms.pages.blocks import PageBody, Problems, SpokenBlock, problem
from lms.pages.drafting import ItemsBlock, LineBlock, NumberBlock, PlainTextBlock, WrittenBlock

# Block types that can ask something of the learner before a lesson counts.
ASKING = ("question", "checklist", "writing", "work")

ASKS = _("Asks the learner")


class AskingBlock(SpokenBlock):
    required = blocks.BooleanBlock(
        required=False,
        default=True,
        label=_("Counts towards the lesson"),
        help_text=_("The lesson is done when everything that counts is done."),
    )


class OptionBlock(blocks.StructBlock):
    text = LineBlock(max_length=300, label=_("Answer"))
    correct = blocks.BooleanBlock(required=False, label=_("This is right"))
    feedback = LineBlock(
        max_length=500,
        required=False,
        label=_("What to say to those who choose it"),
        help_text=_("Why it is right, or what they may have mixed up."),
    )

    class Meta:
        icon = "radio-empty"
        label = _("Answer")
        label_format = "{text}"


class QuestionBlock(AskingBlock):
    kind = blocks.ChoiceBlock(
        choices=[
            ("single", _("One right answer")),
            ("multiple", _("Several right answers")),
            ("true_false", _("True or false")),
        ],
        default="single",
        label=_("Kind"),
    )
    question = PlainTextBlock(max_length=500, label=_("Question"))
    options = ItemsBlock(
        OptionBlock(),
        default=[{"text": "", "correct": False, "feedback": ""}] * 2,
        max_num=8,
        label=_("Answers to choose from"),
        help_text=_("They are shown in this order. The right ones never reach the browser before answering."),
    )
    explanation = WrittenBlock(
        features=["bold", "italic", "link"],
        required=False,
        label=_("Explanation"),
        help_text=_("Shown after answering, whatever was chosen."),
    )

    def problems(self, value: Any) -> Problems:
        options = list(value.get("options") or [])
        errors: list[Any] = []
        right = sum(1 for option in options if option.get("correct"))
        if value.get("kind") == "true_false":
            if len(options) != 2:
                errors.append(_("True or false has exactly two answers: add or remove some."))
        elif len(options) < 2:
            errors.append(_("Give at least two answers to choose from."))
        if right == 0:
            errors.append(_("Mark the right answer."))
        elif right > 1 and value.get("kind") != "multiple":
            errors.append(_("Mark one answer only as right, or change the kind of the question."))
        twins = self._twins(options)
        if not errors and not twins:
            return {}
        return {"options": ListBlockValidationError(block_errors=twins, non_block_errors=errors)}

    @staticmethod
    def _twins(options: list[Any]) -> dict[int, StructBlockValidationError]:
        """Options that say the same as an earlier one, by place; empty ones complain by themselves."""
        words = [" ".join((option.get("text") or "").casefold().split()) for option in options]
        seen: Counter[str] = Counter()
        found = {}
        for place, text in enumerate(words):
            if text and seen[text]:
                message = problem(_("This answer is there twice. Change or remove it."))
                found[place] = StructBlockValidationError(block_errors={"text": message})
            seen[text] += 1
        return found

    class Meta:
        icon = "help"
        label = _("Question")
        group = ASKS
        template = "courses/blocks/question.html"
        description = _("A check of what was understood. Marked at once, with a word on every answer.")
        label_format = "{question}"
        preview_value = {
            "required": True,
            "kind": "single",
            "question": _("Who takes the decision on a planning application?"),
            "options": [
                {"text": _("The ward councillor"), "correct": False},
                {"text": _("The planning committee, or an officer for it"), "correct": True},
            ],
        }


class ChecklistBlock(AskingBlock):
    title = LineBlock(max_length=160, label=_("Title"))
    introduction = LineBlock(max_length=300, required=False, label=_("Introduction"))
    items = ItemsBlock(LineBlock(max_length=300, label=_("Thing to do")), min_num=1, label=_("Things to do"))

    class Meta:
        icon = "tick-inverse"
        label = _("Checklist")
        group = ASKS
        template = "courses/blocks/checklist.html"
        description = _("Things to do, which the learner ticks and keeps.")
        label_format = "{title}"
        preview_value = {
            "required": True,
            "title": _("Before you apply"),
            "items": [_("Find out who runs the selection"), _("Ask two people to read your form")],
        }


class WritingBlock(AskingBlock):
    title = LineBlock(max_length=160, label=_("Title"))
    prompt = WrittenBlock(features=["bold", "italic", "link", "ul"], label=_("What to write"))
    least_words = NumberBlock(min_value=1, max_value=2000, required=False, label=_("At least so many words"))
    most_words = NumberBlock(min_value=1, max_value=2000, required=False, label=_("At most so many words"))

    def problems(self, value: Any) -> Problems:
        least, most = value.get("least_words"), value.get("most_words")
        if isinstance(least, int) and isinstance(most, int) and least > most:
            return {"most_words": problem(_("Make this at least as large as the least number of words."))}
        return {}

    class Meta:
        icon = "edit"
        label = _("Text to write")
        group = ASKS
        template = "courses/blocks/writing.html"
        description = _("A text that the learner writes, saves and keeps in their portfolio.")
        label_format = "{title}"
        preview_value = {
            "required": True,
            "title": _("Your statement"),
            "prompt": "<p>In your own words: why you, and why this ward?</p>",
            "least_words": 50,
            "most_words": 150,
        }


class CriterionBlock(blocks.StructBlock):
    title = LineBlock(max_length=120, label=_("What is looked at"))
    levels = ItemsBlock(
        LineBlock(max_length=200, label=_("Level in words")),
        min_num=2,
        max_num=4,
        default=["", ""],
        label=_("Levels"),
        help_text=_(
            "From the one to grow from to the one to reach, such as “says what”, “says what and why”."
        ),
    )

    class Meta:
        icon = "list-ul"
        label = _("Criterion")
        label_format = "{title}"


class WorkBlock(AskingBlock):
    title = LineBlock(max_length=160, label=_("Title"))
    prompt = WrittenBlock(features=["bold", "italic", "link", "ul", "ol"], label=_("What is asked for"))
    most_words = NumberBlock(min_value=1, max_value=3000, required=False, label=_("At most so many words"))
    takes_files = blocks.BooleanBlock(
        required=False,
        label=_("Takes a file"),
        help_text=_("A PDF, a text document or a picture, up to 10 MB."),
    )
    takes_recordings = blocks.BooleanBlock(
        required=False,
        label=_("Takes a recording"),
        help_text=_("As a phone makes it, up to 150 MB."),
    )
    rubric = ItemsBlock(
        CriterionBlock(),
        required=False,
        min_num=0,
        max_num=5,
        default=[],
        label=_("What the reviewer looks at"),
        help_text=_("Two to five criteria. Learners read them before they begin."),
    )

    class Meta:
        icon = "mail"
        label = _("Work for a reviewer")
        group = ASKS
        template = "courses/blocks/work.html"
        description = _(
            "A text, a file or a recording that the learner sends to a person and gets an answer to."
        )
        label_format = "{title}"
        preview_value = {
            "required": True,
            "title": _("Your selection statement"),
            "prompt": "<p>In your own words: why you, and why this ward?</p>",
            "most_words": 150,
            "takes_files": False,
            "takes_recordings": False,
            "rubric": [],
        }


class LessonBody(PageBody):
    """What a lesson is made of."""

    question = QuestionBlock()
    checklist = ChecklistBlock()
    writing = WritingBlock()
    work = WorkBlock()
