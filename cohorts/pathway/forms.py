"""Where somebody stands, and what happened on the way."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.pathway.limits import MOST_ELECTORS
from cohorts.pathway.models import Pathway, PathwayEntry, Stage
from cohorts.programmes.forms import DayInput
from lms.places.models import Council, Ward
from lms.places.selectors import councils_on, wards_of

FIRST_YEAR = 1974  # the councils of today's law begin on 1 April 1974 (Local Government Act 1972, s. 1)


class PollForm(forms.Form):
    """Council, ward and day. The wards are those of the council that was kept, so they come second."""

    council = forms.ModelChoiceField(
        queryset=Council.objects.none(),
        label=gettext_lazy("Council"),
        empty_label=gettext_lazy("Choose a council"),
        help_text=gettext_lazy("The council on which you want to sit; it need not be where you live."),
    )
    ward = forms.ModelChoiceField(
        queryset=Ward.objects.none(),
        label=gettext_lazy("Ward"),
        required=False,
        empty_label=gettext_lazy("Not known yet"),
    )
    poll_on = forms.DateField(
        label=gettext_lazy("Day of the poll"),
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy("Leave it empty if you do not know it yet. Ordinary polls are in May."),
    )
    is_by_election = forms.BooleanField(label=gettext_lazy("It is a by-election"), required=False)

    def __init__(self, data: Any = None, *, pathway: Pathway | None) -> None:
        kept = {}
        if pathway is not None:
            kept = {name: getattr(pathway, name) for name in ("council", "ward", "poll_on", "is_by_election")}
        super().__init__(data, initial=kept, label_suffix="")
        self.kept = pathway
        chosen = pathway.council if pathway else None
        councils = councils_on(timezone.localdate())
        if chosen is not None:
            councils = councils | Council.objects.filter(pk=chosen.pk)  # one that is no more stays choosable
        self.fields["council"].queryset = councils  # type: ignore[attr-defined]
        wards = wards_of(chosen, pathway.poll_on if pathway else None) if chosen else []
        if wards:
            rows = Ward.objects.filter(pk__in=[ward.pk for ward in wards])
            self.fields["ward"].queryset = rows  # type: ignore[attr-defined]
        else:
            del self.fields["ward"]

    def clean_poll_on(self) -> Any:
        day = self.cleaned_data["poll_on"]
        if day is not None and not FIRST_YEAR <= day.year <= timezone.localdate().year + 10:
            raise forms.ValidationError(_("Look at the year: no poll is that far away."))
        return day

    def clean(self) -> dict[str, Any]:
        """A ward belongs to the council that was chosen; with another council it is left empty."""
        data = super().clean() or {}
        ward, council = data.get("ward"), data.get("council")
        if ward is not None and council is not None and ward.council_id != council.pk:
            data["ward"] = None
        data.setdefault("ward", None)
        return data


class LimitForm(forms.Form):
    """What the limit follows from. Sent by GET: it is worked out and forgotten."""

    electors = forms.IntegerField(
        label=gettext_lazy("Electors in the ward"),
        min_value=1,
        max_value=MOST_ELECTORS,
        help_text=gettext_lazy(
            "As on the register on the last day for publishing the notice of election. Your council’s "
            "elections office gives you the number; until then take last year’s."
        ),
    )
    candidates = forms.TypedChoiceField(
        label=gettext_lazy("How you stand"),
        coerce=int,
        choices=[
            (1, gettext_lazy("alone")),
            (2, gettext_lazy("two candidates together")),
            (3, gettext_lazy("three or more together")),
        ],
        help_text=gettext_lazy("Candidates who share an agent, leaflets or an office stand together."),
    )
    poll_on = forms.DateField(label=gettext_lazy("Day of the poll"), widget=DayInput())


class EntryForm(forms.Form):
    """One thing that happened."""

    stage = forms.ChoiceField(
        label=gettext_lazy("What happened"),
        choices=Stage.choices,
        widget=forms.RadioSelect(attrs={"id": "what-happened"}),  # the field’s own id is the fieldset’s
    )
    on = forms.DateField(
        label=gettext_lazy("On which day"),
        widget=DayInput(),
        help_text=gettext_lazy("Days may come in any order; older ones can be added later."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For you and the organisers of your cohort. Nobody else reads it."),
    )

    def __init__(self, data: Any = None, *, entry: PathwayEntry | None = None, stage: str = "") -> None:
        kept: dict[str, Any] = {"stage": stage or None}
        if entry is not None:
            kept = {"stage": entry.stage, "on": entry.on, "note": entry.note}
        super().__init__(data, initial=kept, label_suffix="")

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("That day is still to come. Write it down once it has happened."))
        if day.year < FIRST_YEAR:
            raise forms.ValidationError(_("Look at the year: that is very long ago."))
        return day
