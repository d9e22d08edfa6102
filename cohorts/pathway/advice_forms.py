"""What to do about one date, as an editor types it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.programmes.forms import DayInput


class AdviceForm(forms.Form):
    """Words, where the law has it, and the day on which the two were compared."""

    text = forms.CharField(
        label=gettext_lazy("What to do"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "One or two sentences in plain words. Say an hour or a number only if the source has it. Empty, "
            "the words that come with the site count."
        ),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=300,
        widget=forms.URLInput(),
        validators=[URLValidator(schemes=["https"])],
        help_text=gettext_lazy("The address of the law or of the official guidance, beginning with https."),
    )
    checked_on = forms.DateField(
        label=gettext_lazy("Compared with the source on"),
        widget=DayInput(),
        help_text=gettext_lazy("It stands beside the words, and your name on this screen."),
    )
    is_shown = forms.BooleanField(
        label=gettext_lazy("Show these words"),
        required=False,
        help_text=gettext_lazy("Without it they are a draft, and the words that come with the site count."),
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")

    def clean_text(self) -> str:
        return " ".join(self.cleaned_data["text"].split())

    def clean_checked_on(self) -> Any:
        day = self.cleaned_data["checked_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("That day is still to come."))
        return day
