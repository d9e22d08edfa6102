"""What a person chooses about notices."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.messaging.kinds import known_kinds
from lms.messaging.models import NoticeChoice, QuietHours
from lms.messaging.notices_models import QUIET_FROM, QUIET_UNTIL


class RhythmsForm(forms.Form):
    """For every kind that can be put off, how often. Two queries."""

    begins = forms.TimeField(
        label=_("No letters from"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(
        label=_("until"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Twice the same time: letters may come at any hour."),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        quiet = QuietHours.objects.filter(person=person).first()
        kwargs["initial"] = {
            "begins": quiet.begins if quiet else QUIET_FROM,
            "ends": quiet.ends if quiet else QUIET_UNTIL,
        }
        super().__init__(*args, **kwargs)
        chosen = dict(NoticeChoice.objects.filter(person=person).values_list("kind", "rhythm"))
        hours = {name: self.fields.pop(name) for name in ("begins", "ends")}
        for kind in known_kinds():
            if not kind.decisive:
                self.fields[kind.code] = forms.ChoiceField(
                    label=kind.title,
                    help_text=kind.about,
                    choices=[(rhythm.value, rhythm.label) for rhythm in kind.rhythms],
                    initial=chosen.get(kind.code, kind.default),
                    # the field’s own id is the fieldset’s
                    widget=forms.RadioSelect(attrs={"id": f"choice-{kind.code}"}),
                )
        self.fields.update(hours)

    @property
    def rhythms(self) -> dict[str, str]:
        """What was chosen for each kind; of a valid form."""
        return {code: value for code, value in self.cleaned_data.items() if code not in ("begins", "ends")}
