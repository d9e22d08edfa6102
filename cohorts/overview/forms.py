"""What organisers type on the screens of the overview."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.overview.grid import ORDERS, STATES, Wanted
from cohorts.overview.models import Announcement, HelpDeed, HelpRules
from cohorts.overview.selectors import AUDIENCES
from cohorts.overview.services import LONGEST_PUT_OFF

ORDER_WORDS = {
    "name": _("Name"),
    "-lessons": _("Most lessons first"),
    "lessons": _("Fewest lessons first"),
    "-sessions": _("Most sessions first"),
    "sessions": _("Fewest sessions first"),
}
STATE_WORDS = {
    "open": _("Taking part or pausing"),
    "active": _("Taking part"),
    "paused": _("Pausing"),
    "completed": _("Completed"),
    "gone": _("No longer taking part"),
}


class FilterForm(forms.Form):
    """What of the grid to show; anything that is not understood is left out, never an error."""

    text = forms.CharField(label=_("Name"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("Who"), required=False, choices=[(name, STATE_WORDS[name]) for name in STATES]
    )
    order = forms.ChoiceField(
        label=_("Order"), required=False, choices=[(name, ORDER_WORDS[name]) for name in ORDER_WORDS]
    )
    needs_hand = forms.BooleanField(label=_("Might need a hand"), required=False)

    def wanted(self, page: str = "") -> Wanted:
        self.is_valid()
        asked: dict[str, Any] = self.cleaned_data
        order = str(asked.get("order") or "")
        return Wanted(
            text=asked.get("text") or "",
            state=asked.get("state") or "open",
            order=order if order in ORDERS else "name",
            needs_hand=bool(asked.get("needs_hand")),
            page=int(page) if page.isdecimal() and len(page) < 7 else 1,
        )


class RulesForm(forms.ModelForm):
    class Meta:
        model = HelpRules
        fields = ("quiet_days", "missed_in_a_row", "behind_days", "work_days")


class DeedForm(forms.ModelForm):
    """``uid`` makes sending it twice harmless."""

    field_order = ("uid",)
    uid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    class Meta:
        model = HelpDeed
        fields = ("kind", "note")
        help_texts = {"note": _("Facts only: the person can read this in the copy of their data.")}
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}


class PutOffForm(forms.Form):
    until = forms.DateField(
        label=_("Remind me on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.initial.setdefault("until", today + timedelta(days=7))
        limits = {"min": today + timedelta(days=1), "max": today + LONGEST_PUT_OFF}
        self.fields["until"].widget.attrs.update({name: day.isoformat() for name, day in limits.items()})


class AnnouncementForm(forms.ModelForm):
    """To a cohort or a part of it; ``one`` names a single person instead, and then nothing is chosen."""

    field_order = ("uid",)
    uid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    audience = forms.ChoiceField(label=_("To whom"), choices=list(AUDIENCES.items()))

    class Meta:
        model = Announcement
        fields = ("audience", "title", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 12})}
        help_texts = {
            "title": _("It stands on the page and in the letter, never in the subject of the e-mail."),
            "text": _("Plain text. An empty line begins a new paragraph."),
        }

    def __init__(self, *args: Any, one: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.one = one
        if one:
            del self.fields["audience"]

    @property
    def to(self) -> str:
        return f"one:{self.one}" if self.one else str(self.cleaned_data["audience"])
