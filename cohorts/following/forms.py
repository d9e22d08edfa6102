"""Selections, by-elections, a letter to candidates, and what a cohort goes by afterwards."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.following.models import AfterRules
from cohorts.programmes.forms import DayInput
from lms.places.models import Council, Ward
from lms.places.selectors import councils_on


class _TownForm(forms.Form):
    """A council, and a ward by its name: the wards of a council are not known before it is chosen."""

    uid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    council = forms.ModelChoiceField(
        queryset=Council.objects.none(),
        label=gettext_lazy("Council"),
        empty_label=gettext_lazy("Choose a council"),
    )
    ward_name = forms.CharField(
        label=gettext_lazy("Ward"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Its name, if it is one ward. Leave it empty for the whole council."),
    )
    note = forms.CharField(
        label=gettext_lazy("What to know"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "Whom to write to, what is asked for. Every trainee who means to stand there reads it."
        ),
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, label_suffix="", **kwargs)
        self.fields["council"].queryset = councils_on(timezone.localdate())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["ward"], council, name = None, data.get("council"), data.pop("ward_name", "")
        if council is not None and name:
            data["ward"] = (
                Ward.objects.filter(council=council, name__iexact=name.strip()).order_by("pk").last()
            )
            if data["ward"] is None:
                self.add_error("ward_name", _("We know no ward of that name on this council."))
        return data


class OpeningForm(_TownForm):
    opens_on = forms.DateField(label=gettext_lazy("Opens on"), widget=DayInput())
    closes_on = forms.DateField(label=gettext_lazy("Closes on"), widget=DayInput())
    field_order = ("uid", "council", "ward_name", "opens_on", "closes_on", "note")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        opens, closes = data.get("opens_on"), data.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", _("The last day cannot be before the first."))
        elif closes and closes < timezone.localdate():
            self.add_error("closes_on", _("That day is over: nobody could apply any more."))
        return data


class ByElectionForm(_TownForm):
    poll_on = forms.DateField(label=gettext_lazy("Day of the poll"), widget=DayInput())
    field_order = ("uid", "council", "ward_name", "poll_on", "note")

    def clean_poll_on(self) -> Any:
        day = self.cleaned_data["poll_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("That day is over."))
        return day


class CouncilLetterForm(forms.Form):
    """To everybody who stands on one council; sent only once it was looked at."""

    uid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    council = forms.ModelChoiceField(
        queryset=Council.objects.none(),
        label=gettext_lazy("To the candidates on"),
        empty_label=gettext_lazy("Choose a council"),
    )
    title = forms.CharField(
        label=gettext_lazy("Heading"),
        max_length=120,
        help_text=gettext_lazy(
            "It stands on the page and in the letter, never in the subject of the e-mail."
        ),
    )
    text = forms.CharField(
        label=gettext_lazy("Message"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy("Plain text. An empty line begins a new paragraph."),
    )

    def __init__(self, data: Any = None, *, councils: list[Council]) -> None:
        super().__init__(data, label_suffix="")
        keys = [council.pk for council in councils]
        self.fields["council"].queryset = Council.objects.filter(pk__in=keys)  # type: ignore[attr-defined]


class AfterRulesForm(forms.ModelForm):
    class Meta:
        model = AfterRules
        fields = ("network_rule", "quiet_days")
        widgets = {"network_rule": forms.RadioSelect(attrs={"id": "who-earns-it"})}
        help_texts = {
            "network_rule": gettext_lazy(
                "Only what an organiser confirmed counts. Nobody loses it by a new rule."
            ),
            "quiet_days": gettext_lazy(
                "After somebody was not chosen: no lesson done and nothing written down for so many days."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
