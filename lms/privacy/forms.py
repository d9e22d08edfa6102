"""What people choose when they ask to be erased, and what staff decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import normalise_name
from lms.accounts.models import Standing, User
from lms.privacy.errors import NoSuchPersonError
from lms.privacy.models import DelayReason, WithholdReason

KEEP, WITHDRAW = "keep", "withdraw"


class EraseForm(forms.Form):
    """``has_certificates`` and ``is_staff`` leave out what does not concern the person."""

    certificates = forms.ChoiceField(
        label=_("Your certificates"),
        choices=[
            (KEEP, _("Keep them verifiable: whoever I show one to can still check its number")),
            (WITHDRAW, _("Withdraw them: none is valid any more, and their pages name nobody")),
        ],
        initial=KEEP,
        widget=forms.RadioSelect(attrs={"id": "certificates"}),  # the field’s own id is the fieldset’s
    )
    successor = forms.CharField(
        label=_("Who takes over what you look after?"),
        help_text=_("Their e-mail address. If you name nobody, it goes to an administrator."),
        required=False,
        max_length=254,
    )
    sure = forms.BooleanField(label=_("I want everything about me to be erased after seven days"))

    def __init__(
        self, *args: Any, person: User, has_certificates: bool, is_staff: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        if not has_certificates:
            del self.fields["certificates"]
        if not is_staff:
            del self.fields["successor"]

    def clean_successor(self) -> User | None:
        typed = self.cleaned_data["successor"].strip()
        if not typed:
            return None
        people = User.objects.filter(is_active=True, standing=Standing.ACTIVE, has_role=True)
        found = people.filter(email=normalise_name(typed)).exclude(pk=self.person.pk).first()
        if found is None:
            raise forms.ValidationError(NoSuchPersonError().message)
        return found

    @property
    def choices(self) -> dict[str, Any]:
        return {
            "keep_certificates": self.cleaned_data.get("certificates", KEEP) == KEEP,
            "successor": self.cleaned_data.get("successor"),
        }


class DecisionForm(forms.Form):
    """One decision on one item that others wrote in confidence."""

    code = forms.CharField(widget=forms.HiddenInput)
    key = forms.CharField(widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        label=_("Decision"),
        choices=[("include", _("Goes into the copy")), ("withhold", _("Is withheld"))],
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(
        label=_("If it is withheld: why"), choices=WithholdReason.choices, required=False
    )


class DelayForm(forms.Form):
    """Until when an entry of “who saw it” is not shown, and why."""

    until = forms.DateField(label=_("Shown from"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.ChoiceField(label=_("Why"), choices=DelayReason.choices)

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if until <= timezone.localdate():
            raise forms.ValidationError(_("Choose a day that has not come yet."))
        return until
