"""What staff choose when they look after somebody's account. No free texts: the record holds kinds."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.accounts.forms import AddressField
from lms.accounts.safety.models import IdentityCheck
from lms.accounts.safety.standing import FreezeReason


class FreezeForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why"),
        help_text=_("The record of actions keeps what you choose. The person does not see it."),
        choices=FreezeReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )


class RecoveryForm(forms.Form):
    """What is needed to bring somebody back; nothing about them but the new address."""

    email = AddressField(
        label=_("New address"),
        help_text=_("The person told us this, and nobody else. Read it back to them, letter by letter."),
    )
    checked = forms.ChoiceField(
        label=_("How we know who it is"),
        choices=IdentityCheck.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you made sure who it is.")},
    )
    resets_factors = forms.BooleanField(
        label=_("Their passkeys and authenticator app are lost too"),
        help_text=_("They are taken off the account, and the person sets new ones up."),
        required=False,
    )
