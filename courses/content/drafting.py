"""The editor's form of a course page: what publishing asks besides the rules of blocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from lms.pages.media_blocks import AUDIO_FILES, NOT_A_RECORDING, ending_of
from lms.pages.publishing import PageForm

LIMITS = {"summary": 300, "introduction": 400, "news": 200}
MINUTES = (1, 240)

# What the documents of a lesson read aloud may end in.
NARRATION = {"narration": AUDIO_FILES, "narration_times": ("vtt",)}

TOO_LONG = gettext_lazy("Shorten this to %(limit)d characters before you publish. It has %(length)d.")
BAD_MINUTES = gettext_lazy("Give a number of minutes from 1 to 240.")
WRONG_ENDING = {
    "narration": NOT_A_RECORDING,
    "narration_times": gettext_lazy("The times are a file that ends in .vtt. Choose another file."),
}
TIMES_ALONE = gettext_lazy("These times belong to a recording: choose it too, or remove the times.")


class CoursePageForm(PageForm):
    """A draft may be as long as it likes; a publish keeps to the limits."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in LIMITS.keys() & self.fields.keys():
            # No maxlength in the browser, which would cut off what is pasted.
            self.fields[name].widget.attrs.pop("maxlength", None)

    def check_for_publishing(self, cleaned: dict[str, Any]) -> None:
        for name, message in _beyond_limits(cleaned):
            self.add_error(name, message)


def beyond_limits(page: Any) -> list[str]:
    """What is too long, too much or the wrong kind of file in ``page`` for publishing; a line each."""
    facts = {name: getattr(page, name, None) for name in [*LIMITS, "minutes", *NARRATION]}
    return [
        f"{capfirst(page._meta.get_field(name).verbose_name)}: {message}"
        for name, message in _beyond_limits(facts)
    ]


def _beyond_limits(facts: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, limit in LIMITS.items():
        length = len(facts.get(name) or "")
        if length > limit:
            yield name, TOO_LONG % {"limit": limit, "length": length}
    minutes = facts.get("minutes")
    if minutes is not None and not MINUTES[0] <= minutes <= MINUTES[1]:
        yield "minutes", str(BAD_MINUTES)
    for name, endings in NARRATION.items():
        if (document := facts.get(name)) is not None and ending_of(document) not in endings:
            yield name, str(WRONG_ENDING[name])
    if facts.get("narration_times") is not None and facts.get("narration") is None:
        yield "narration_times", str(TIMES_ALONE)
