"""What every block of ours can do: state its language, and tell all its problems at once."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import BlockGroup, StructBlockValidationError

LANGUAGES = [("en-gb", _("English")), ("cy", _("Welsh"))]

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
