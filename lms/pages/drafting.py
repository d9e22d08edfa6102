"""Fields of blocks that keep whatever was typed, and judge it only when the page is published.

Wagtail saves a draft by itself every second or so, but only what validates. Its own
fields put off “required” until publishing and nothing else: half a web address or a
sentence too long would stop the saving. These put off everything.
"""

from __future__ import annotations

import json
import uuid
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, URLValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.list_block import ListValue
from wagtail.images.blocks import ImageBlock
from wagtail.rich_text import RichText, get_text_for_indexing

EMPTY = _("Write something here before you publish.")
TOO_LONG = _("Shorten this to %(limit_value)d characters before you publish. It has %(show_value)d.")
BAD_ADDRESS = _("Give the whole web address, beginning with https://.")
BAD_DATE = _("Write the date as year, month and day: 2027-05-06.")
# Ids of list items that came without one; the same words in the same place get the same id.
ITEMS = uuid.UUID("6f1d2f0e-5b7e-4d0a-9d0c-3f9f1c0f7a11")


class KeepsTyped:
    """What a draft holds stays exactly as it was typed."""

    def clean(self, value: Any) -> Any:
        if self.is_deferred_validation:  # type: ignore[attr-defined]
            return value
        return super().clean(value)  # type: ignore[misc]


def _limits(limit: int | None, validators: Any) -> list[Any]:
    """Not the field's own ``max_length``: that makes browsers cut off what is pasted."""
    return [*validators, *([MaxLengthValidator(limit, TOO_LONG)] if limit else [])]


class LineBlock(KeepsTyped, blocks.CharBlock):
    """One line of plain text."""

    def __init__(self, max_length: int | None = None, validators: Any = (), **kwargs: Any) -> None:
        super().__init__(validators=_limits(max_length, validators), **kwargs)
        self.field.error_messages["required"] = EMPTY

    class Meta:
        default = ""


class PlainTextBlock(KeepsTyped, blocks.TextBlock):
    """Plain text of several lines."""

    def __init__(self, max_length: int | None = None, validators: Any = (), **kwargs: Any) -> None:
        super().__init__(validators=_limits(max_length, validators), **kwargs)
        self.field_options["error_messages"] = {"required": EMPTY}

    class Meta:
        default = ""


class WrittenBlock(KeepsTyped, blocks.RichTextBlock):
    """Rich text; paragraphs without a word count as empty."""

    def clean(self, value: RichText) -> RichText:
        if not self.is_deferred_validation and not get_text_for_indexing(value.source or "").strip():
            if self.required:
                raise ValidationError(EMPTY, code="required")
            return RichText("")
        return super().clean(value)

    class Meta:
        default = ""


class AddressBlock(KeepsTyped, blocks.URLBlock):
    """A web address: http or https."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.field.error_messages |= {"required": BAD_ADDRESS, "invalid": BAD_ADDRESS}
        self.field.validators = [URLValidator(schemes=["http", "https"], message=BAD_ADDRESS)]

    class Meta:
        default = ""


class NumberBlock(blocks.IntegerBlock):
    """A whole number."""

    def clean(self, value: Any) -> Any:
        if not self.is_deferred_validation:
            return super().clean(value)
        try:
            return self.field.to_python(value)
        except ValidationError:
            return value


class DayBlock(blocks.DateBlock):
    """A date; a draft may hold one half typed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)
        self.field_options["error_messages"] = {"required": BAD_DATE, "invalid": BAD_DATE}

    def clean(self, value: Any) -> Any:
        if not self.is_deferred_validation:
            return super().clean(value)
        try:
            return self.field.to_python(value)
        except ValidationError:
            return value

    def to_python(self, value: Any) -> date | str | None:
        try:
            return super().to_python(value) or value
        except ValueError:  # 2027-02-31
            return value


class ItemsBlock(blocks.ListBlock):
    """A list whose items have ids that last, also those that were written without one."""

    # Wagtail's own mark: the first argument of ``__init__`` is the child block.
    def __init__(self, child_block: blocks.Block, **kwargs: Any) -> None:
        super().__init__(child_block, **kwargs)

    __init__.has_child_block_arg = True  # type: ignore[attr-defined]

    def _with_ids(self, raw: list[Any]) -> list[Any]:
        return [
            item
            if self._item_is_in_block_format(item)
            else {
                "type": "item",
                "value": item,
                "id": str(uuid.uuid5(ITEMS, f"{place}:{json.dumps(item, sort_keys=True, default=str)}")),
            }
            for place, item in enumerate(raw)
        ]

    def to_python(self, value: Any) -> Any:
        return super().to_python(self._with_ids(value))

    def bulk_to_python(self, values: Any) -> Any:
        return super().bulk_to_python([self._with_ids(value) for value in values])

    def clean(self, value: Any) -> Any:
        if not self.is_deferred_validation:
            return super().clean(value)
        child_block = self.child_block
        children = [
            ListValue.ListChild(child_block, child_block.clean(child.value), id=child.id)
            for child in self.normalize(value).bound_blocks
        ]
        return ListValue(self, bound_blocks=children)


class NotChosenYet:
    """In the place of a picture: the words already written for it. Counts as no picture."""

    pk = None

    def __init__(self, words: str, decorative: bool) -> None:
        self.contextual_alt_text, self.decorative = words, decorative

    def __bool__(self) -> bool:
        return False


class DescribedImageBlock(ImageBlock):
    """Wagtail's picture with its description, which a draft keeps also before the picture is chosen."""

    def _struct_value_to_image(self, struct_value: Any) -> Any:
        image = super()._struct_value_to_image(struct_value)
        if image:
            return image
        words, decorative = struct_value.get("alt_text") or "", bool(struct_value.get("decorative"))
        return NotChosenYet(words, decorative) if words or decorative else None

    def _image_to_struct_value(self, image: Any) -> dict[str, Any]:
        return self._parts(image)

    @staticmethod
    def _parts(value: Any) -> dict[str, Any]:
        if value is None:
            return {"image": None, "alt_text": "", "decorative": False}
        image = None if isinstance(value, NotChosenYet) else value
        return {"image": image, "alt_text": value.contextual_alt_text, "decorative": value.decorative}

    def normalize(self, value: Any) -> Any:
        return value if isinstance(value, NotChosenYet) else super().normalize(value)

    def clean(self, value: Any) -> Any:
        super().clean(self._parts(value)["image"])
        return value

    def get_form_context(self, value: Any, prefix: str = "", errors: Any = None) -> dict[str, Any]:
        context = blocks.StructBlock.get_form_context(self, self._parts(value), prefix=prefix, errors=errors)
        return {**context, "suggested_alt_text": self._parts(value)["image"]}

    def get_form_state(self, value: Any) -> dict[str, Any]:
        parts = self._parts(value)
        return {**parts, "image": self.child_blocks["image"].get_form_state(parts["image"])}

    def get_prep_value(self, value: Any) -> dict[str, Any]:
        parts = self._parts(value)
        return {**parts, "image": self.child_blocks["image"].get_prep_value(parts["image"])}

    def extract_references(self, value: Any) -> Any:
        return super().extract_references(self._parts(value)["image"])


# Migrations need no more than the shape: there, these are Wagtail's own blocks.
DECONSTRUCT_ALIASES = {
    LineBlock: "wagtail.blocks.CharBlock",
    PlainTextBlock: "wagtail.blocks.TextBlock",
    WrittenBlock: "wagtail.blocks.RichTextBlock",
    AddressBlock: "wagtail.blocks.URLBlock",
    NumberBlock: "wagtail.blocks.IntegerBlock",
    DayBlock: "wagtail.blocks.DateBlock",
    ItemsBlock: "wagtail.blocks.ListBlock",
}
