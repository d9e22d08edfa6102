"""The form by which several sessions are moved or cancelled at once."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.programmes.models import Cohort
from cohorts.sessions.forms import choose
from cohorts.sessions.models import LiveSession
from lms.pages.templatetags.components import at_time


class WithTime(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title} – {at_time(obj.starts_at)}"


class SeveralForm(forms.Form):
    """Which sessions, what becomes of them, and why. With ``days`` all are ticked, to be moved by them."""

    MOST_DAYS = 366
    MOVE, CANCEL = "move", "cancel"

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    sessions = WithTime(
        queryset=LiveSession.objects.none(),
        label=gettext_lazy("Sessions to come"),
        widget=forms.CheckboxSelectMultiple(attrs={"id": "chosen"}),
        error_messages={"required": gettext_lazy("Choose at least one session.")},
    )
    with_phases = forms.BooleanField(
        label=gettext_lazy("Move the phases of the cohort by the same days"), required=False
    )
    what = forms.ChoiceField(
        label=gettext_lazy("What becomes of them"),
        choices=[(MOVE, gettext_lazy("They are moved")), (CANCEL, gettext_lazy("They do not take place"))],
        widget=forms.RadioSelect(attrs={"id": "what"}),
    )
    days = forms.IntegerField(
        label=gettext_lazy("Days later"),
        required=False,
        min_value=-MOST_DAYS,
        max_value=MOST_DAYS,
        help_text=gettext_lazy(
            "For moving: 7 is a week later, -7 a week earlier. The time on the clock stays, also when "
            "the clocks change between."
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Everyone in the cohort reads this, in a letter and on the site."),
    )

    def __init__(self, data: Any = None, *, cohort: Cohort, days: int = 0) -> None:
        super().__init__(data)
        to_come = LiveSession.objects.planned().filter(cohort=cohort, starts_at__gt=timezone.now())
        choose(self.fields["sessions"], to_come.order_by("starts_at", "pk"))
        if not days or not cohort.phases.exists():
            self.fields["with_phases"].widget = forms.HiddenInput()
        self.fields["sessions"].required = not days  # after a move of the cohort, phases alone will do
        if days:
            if not to_come:
                self.fields["sessions"].widget = forms.MultipleHiddenInput()
            self.initial = {"sessions": to_come, "with_phases": True, "what": self.MOVE, "days": days}

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        is_move = facts.get("what") == self.MOVE
        facts["with_phases"] = bool(is_move and facts.get("with_phases"))
        if is_move and "days" in facts and not facts["days"]:
            self.add_error("days", _("Say by how many days."))
        if "sessions" in facts and not facts["sessions"] and not facts["with_phases"]:
            self.add_error("sessions", _("Choose at least one session."))
        return facts
