"""A page's draft always saves; publishing asks for everything, and says where something is missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks import StreamValue
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.fields import StreamField

NOT_READY = gettext_lazy("Some blocks are not ready to be published.")


class PageForm(WagtailAdminPageForm):
    """Whatever stands in it can be saved as a draft, as it stands; a publish is checked in full."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False  # an empty one is made from the title

    def defer_required_fields(self) -> None:
        super().defer_required_fields()
        if "slug" in self.fields:
            self.fields["slug"].validators = []

    def clean(self) -> dict[str, Any]:
        if self.is_deferred_validation:
            self._complete_draft()
        elif "slug" in self.fields and self.cleaned_data.get("slug") == "" and self.cleaned_data.get("title"):
            self.cleaned_data["slug"] = self._free_slug(self.cleaned_data["title"])
        cleaned = super().clean()
        if not self.is_deferred_validation:
            self.check_for_publishing(cleaned)
            for name, field in self.fields.items():
                if hasattr(field, "block") and name in self.errors:
                    self._summarise(name, field)
        return cleaned

    def check_for_publishing(self, cleaned: dict[str, Any]) -> None:
        """What else publishing asks of this kind of page."""

    def _complete_draft(self) -> None:
        """What Wagtail cannot save without, made up from what is there: a title and a free address."""
        data = self.cleaned_data
        untitled = _("Untitled %(kind)s") % {"kind": self.instance._meta.verbose_name}
        if "title" in self.fields and not data.get("title"):
            data["title"] = untitled
        if "slug" not in self.fields:
            return
        typed = slugify(data.get("slug") or "", allow_unicode=True)
        if not self.instance.live and typed.startswith(slugify(untitled)):
            typed = ""  # it came from a draft without a title, which may have one by now
        data["slug"] = self._free_slug(typed or data.get("title") or "", untitled)

    def _free_slug(self, *words: str) -> str:
        """An address that no page beside this one has, from the first of ``words`` that gives one."""
        made = (slugify(text, allow_unicode=True) for text in [*words, self.instance._meta.verbose_name])
        base = next(filter(None, made))
        slug, number = base, 1
        while not self.instance._slug_is_available(slug, self.parent_page, self.instance):
            number += 1
            slug = f"{base}-{number}"
        return slug

    def _summarise(self, name: str, field: forms.Field) -> None:
        """What is wrong with the blocks is told at the top too, with the number of each block."""
        error = self.errors.as_data()[name][0]
        if isinstance(error, StreamBlockValidationError):
            error.message = NOT_READY
            stream = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            for line in _lines(stream, error):
                self.add_error(None, line)


class KeepsRules:
    """Put before ``Page``: a live page keeps the rules of its blocks, whichever door it comes through."""

    def missing_for_publishing(self) -> list[str]:
        """What keeps this page, as it stands in memory, from being published; a line each."""
        return missing(self)

    def save(self, clean: bool = True, *args: Any, **kwargs: Any) -> None:
        """Raises ``ValidationError``."""
        whole = clean and self.live and kwargs.get("update_fields") is None  # type: ignore[attr-defined]
        if whole:
            found = {name: lines for name, stream in _streams(self) if (lines := unready(stream))}
            if found:
                raise ValidationError(found)
        super().save(clean, *args, **kwargs)  # type: ignore[misc]


def _streams(page: Any) -> Iterator[tuple[str, StreamValue]]:
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            yield field.name, getattr(page, field.name)


def missing(page: Any) -> list[str]:
    """What the fields and the blocks of ``page`` lack for publishing, a line each."""
    lines: list[str] = []
    try:
        page.full_clean()
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            if name == NON_FIELD_ERRORS:
                lines += messages
                continue
            lines += [f"{_label(page, name)}: {message}" for message in messages]
    for _name, stream in _streams(page):
        lines += unready(stream)
    return lines


def _label(page: Any, name: str) -> str:
    try:
        return str(capfirst(page._meta.get_field(name).verbose_name))
    except FieldDoesNotExist:
        return name


def unready(stream: Any) -> list[str]:
    """What keeps these blocks from being published, a line each; empty when nothing does."""
    try:
        stream.stream_block.clean(stream)
    except StreamBlockValidationError as error:
        return list(_lines(stream, error))
    return []


def _lines(stream: Any, error: StreamBlockValidationError) -> Iterator[str]:
    for place, problem in sorted(error.block_errors.items()):
        child = stream[place]
        for where, message in _flat(child.block, problem):
            path = " → ".join([f"{place + 1}. {child.block.label}", *where])
            yield f"{path}: {message}"
    yield from _general(error)


def _flat(block: Any, error: ValidationError) -> Iterator[tuple[list[str], str]]:
    """Every message inside ``error`` with the labels that lead to it."""
    if isinstance(error, StructBlockValidationError):
        for name, inner in error.block_errors.items():
            child = block.child_blocks[name]
            for where, message in _flat(child, inner):
                yield [str(child.label), *where], message
        for message in _general(error):
            yield [], message
    elif isinstance(error, ListBlockValidationError):
        for place, inner in sorted(error.block_errors.items()):
            for where, message in _flat(block.child_block, inner):
                yield [str(place + 1), *where], message
        for message in _general(error):
            yield [], message
    else:
        for message in error.messages:
            yield [], message


def _general(error: Any) -> Iterator[str]:
    for problem in error.non_block_errors.as_data():
        yield from problem.messages
