"""The editor's form of a course page: a draft always saves, publishing asks for everything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

LIMITS = {"summary": 300, "introduction": 400}
MINUTES = (1, 240)

TOO_LONG = gettext_lazy("Shorten this to %(limit)d characters before you publish. It has %(length)d.")
BAD_MINUTES = gettext_lazy("Give a number of minutes from 1 to 240.")
NOT_READY = gettext_lazy("Some blocks are not ready to be published.")


class CoursePageForm(WagtailAdminPageForm):
    """Whatever stands in it can be saved as a draft, as it stands; a publish is checked in full."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in LIMITS.keys() & self.fields.keys():
            # No maxlength in the browser, which would cut off what is pasted.
            self.fields[name].widget.attrs.pop("maxlength", None)

    def defer_required_fields(self) -> None:
        super().defer_required_fields()
        if "slug" in self.fields:
            self.fields["slug"].validators = []

    def clean(self) -> dict[str, Any]:
        if self.is_deferred_validation:
            self._complete_draft()
        cleaned = super().clean()
        if not self.is_deferred_validation:
            self._check_for_publishing(cleaned)
        return cleaned

    def _complete_draft(self) -> None:
        """What Wagtail cannot save without, made up from what is there: a title and a free address."""
        data = self.cleaned_data
        kind = self.instance._meta.verbose_name
        untitled = _("Untitled %(kind)s") % {"kind": kind}
        if "title" in self.fields and not data.get("title"):
            data["title"] = untitled
        if "slug" not in self.fields:
            return
        typed = slugify(data.get("slug") or "", allow_unicode=True)
        if not self.instance.live and typed.startswith(slugify(untitled)):
            typed = ""  # it came from a draft without a title, which may have one by now
        base = typed or slugify(data.get("title") or "", allow_unicode=True) or slugify(untitled)
        slug, number = base, 1
        while not self.instance._slug_is_available(slug, self.parent_page, self.instance):
            number += 1
            slug = f"{base}-{number}"
        data["slug"] = slug

    def _check_for_publishing(self, cleaned: dict[str, Any]) -> None:
        for name, limit in LIMITS.items():
            length = len(cleaned.get(name) or "")
            if length > limit:
                self.add_error(name, ValidationError(TOO_LONG % {"limit": limit, "length": length}))
        minutes = cleaned.get("minutes")
        if minutes is not None and not MINUTES[0] <= minutes <= MINUTES[1]:
            self.add_error("minutes", BAD_MINUTES)
        for name, field in self.fields.items():
            if hasattr(field, "block") and name in self.errors:
                self._summarise(name, field)

    def _summarise(self, name: str, field: forms.Field) -> None:
        """What is wrong with the blocks is told at the top too, with the number of each block."""
        error = self.errors.as_data()[name][0]
        if isinstance(error, StreamBlockValidationError):
            error.message = NOT_READY
            stream = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            for line in _lines(stream, error):
                self.add_error(None, line)


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
