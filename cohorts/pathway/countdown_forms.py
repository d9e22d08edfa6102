"""A line of one's own, and a poll that is moved."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.programmes.forms import DayInput


class LineForm(forms.Form):
    """What there is to do, and by when if there is a day."""

    words = forms.CharField(
        label=gettext_lazy("What there is to do"),
        max_length=200,
        help_text=gettext_lazy("For you alone: organisers do not see it, and calendars say “To do”."),
    )
    on = forms.DateField(label=gettext_lazy("By which day"), required=False, widget=DayInput())

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")

    def clean_words(self) -> str:
        return " ".join(self.cleaned_data["words"].split())

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        today = timezone.localdate()
        if day is not None and not today.year - 1 <= day.year <= today.year + 10:
            raise forms.ValidationError(_("Look at the year: it is too far from this one."))
        return day


class MoveForm(forms.Form):
    """The new day, and why."""

    poll_on = forms.DateField(label=gettext_lazy("New day of the poll"), widget=DayInput())
    reason = forms.CharField(
        label=gettext_lazy("Why it was moved"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One sentence; it stays in the history. Say where you read it, if you can."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")

    def clean_poll_on(self) -> Any:
        day = self.cleaned_data["poll_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("That day is over. Choose one that is still to come."))
        if day.year > timezone.localdate().year + 10:
            raise forms.ValidationError(_("Look at the year: no poll is that far away."))
        return day
