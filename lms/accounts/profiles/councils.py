"""What ending a council touches, and the form that asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.models import Profile, Standing
from lms.names import name_key
from lms.places.models import Council
from lms.places.selectors import codes_of, find_councils

MOST_SUCCESSORS = 20


@dataclass(frozen=True)
class Touched:
    """How much of what hangs on a council: nobody is named."""

    people: int
    wards: int
    codes: int


def touched_by_end(council: Council) -> Touched:
    """What would end with ``council``, or did, and how many people have it in their profile."""
    people = Profile.objects.filter(council=council).exclude(user__standing=Standing.ERASED)
    end = council.ends_on
    codes = codes_of(council).filter(ends_on=end)
    return Touched(people.count(), council.wards.filter(ends_on=end).count(), codes.count())


class EndForm(forms.Form):
    """The first day on which a council is no more, and who takes over."""

    on = forms.DateField(
        label=gettext_lazy("It ends on"),
        help_text=gettext_lazy("The first day on which it is no more."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    successors = forms.CharField(
        label=gettext_lazy("Councils that take over"),
        help_text=gettext_lazy("One name a line. Bring them in as a list first, if they are new."),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, *, council: Council) -> None:
        self.council = council
        names = council.successors.order_by("name_key").values_list("name", flat=True)
        super().__init__(data, initial={"on": council.ends_on, "successors": "\n".join(names)})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day = data.get("on") or timezone.localdate()
        lines = [line.strip() for line in data.get("successors", "").splitlines() if line.strip()]
        data["found"] = [self._called(line, day) for line in lines[:MOST_SUCCESSORS]]
        return data

    def _called(self, text: str, day: date) -> Council | None:
        """The one council of that name on that day; an error on the form where there is none, or several."""
        found = [one for one in find_councils(text, day=day) if one.pk != self.council.pk]
        exact = [one for one in found if name_key(one.name) == name_key(text)]
        if len(exact or found) == 1:
            return (exact or found)[0]
        if found:
            names = ", ".join(one.name for one in found[:5])
            why = _("Several councils have “%(text)s” in their name: %(names)s. Write the whole name.")
            self.add_error("successors", why % {"text": text, "names": names})
        else:
            why = _("On that day there is no other council called “%(text)s”.")
            self.add_error("successors", why % {"text": text})
        return None
