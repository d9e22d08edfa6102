"""What staff choose when they look after somebody's account. No free texts: the record holds kinds."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.accounts.safety.standing import FreezeReason


class FreezeForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why"),
        help_text=_("The record of actions keeps what you choose. The person does not see it."),
        choices=FreezeReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )
