"""The form of the reading settings."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.reading import OFFERED, Reading

WORDS = {
    "face": {"serif": _("Literata, a book face"), "sans": _("Source Sans, without serifs"),
             "clear": _("Atkinson Hyperlegible, letters hard to confuse")},
    "size": {"1": _("Smaller"), "2": _("As it comes"), "3": _("Larger"), "4": _("Much larger"),
             "5": _("Largest")},
    "spacing": {"1": _("As it comes"), "2": _("Wider"), "3": _("Widest")},
    "ground": {"paper": _("Paper"), "plain": _("Plain"), "cream": _("Cream"), "blue": _("Blue-grey"),
               "green": _("Green")},
    "light": {"device": _("As the device"), "light": _("Light"), "dark": _("Dark")},
}  # fmt: skip
ORDER = {"size": "12345"}  # otherwise as offered


class Choice(forms.ChoiceField):
    """One of what is offered; left out, it stays as it is."""

    widget = forms.RadioSelect

    def __init__(self, name: str, label: Any) -> None:
        super().__init__(
            label=label,
            required=False,
            choices=[(value, WORDS[name][value]) for value in ORDER.get(name, OFFERED[name])],
            error_messages={
                "invalid_choice": _("“%(value)s” is not offered. Nothing was changed; choose one of these.")
            },
        )


class ReadingForm(forms.Form):
    """``chosen`` is what the form was filled in with, on top of what stood before."""

    face = Choice("face", _("Letters"))
    size = Choice("size", _("Size"))
    spacing = Choice("spacing", _("Space between lines, words and letters"))
    ground = Choice("ground", _("Colour of the page"))
    light = Choice("light", _("Light or dark"))

    def __init__(self, data: Any = None, *, before: Reading) -> None:
        super().__init__(data, initial=asdict(before), auto_id="reading-%s")
        self.before = before

    @property
    def chosen(self) -> Reading:
        said = {name: value for name, value in self.cleaned_data.items() if value}
        return Reading(**{**asdict(self.before), **said})

    def choices(self) -> list[tuple[Any, str]]:
        """Each field with the value that the site comes with, for the page's script."""
        return [(self[name], OFFERED[name][0]) for name in self.fields]
