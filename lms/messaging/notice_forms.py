"""What a person chooses about notices."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.messaging.kinds import NoticeKind, Rhythm, known_kinds
from lms.messaging.letter_parts import LetterPart, known_parts
from lms.messaging.models import NoticeChoice, QuietHours
from lms.messaging.notices_models import QUIET_FROM, QUIET_UNTIL


class RhythmsForm(forms.Form):
    """For every kind that can be put off, and every part of the weekly letter, how often. Two queries."""

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
                self._offer(kind, chosen.get(kind.code, kind.default))
        for part in known_parts():
            if part.concerns(person):
                self._offer(part, chosen.get(part.code, Rhythm.WEEKLY))
        self.fields.update(hours)

    def _offer(self, what: NoticeKind | LetterPart, chosen: str) -> None:
        self.fields[what.code] = forms.ChoiceField(
            label=what.title,
            help_text=what.about,
            choices=[(rhythm.value, rhythm.label) for rhythm in what.rhythms],
            initial=chosen,
        )

    @property
    def rhythms(self) -> dict[str, str]:
        """What was chosen for each kind; of a valid form."""
        return {code: value for code, value in self.cleaned_data.items() if code not in ("begins", "ends")}
