"""Inviting, and accepting an invitation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from lms.accounts.forms import PASSWORD_HINT, AddressField, NameField
from lms.accounts.invitations.reading import LARGEST
from lms.accounts.invitations.services import WORKS_FOR
from lms.accounts.models import User
from lms.spreadsheets import looks_like_a_formula

TOO_LARGE = _("The file is larger than 2 MB. Divide it into several.")
DAYS = ((7, _("one week")), (14, _("two weeks")), (28, _("four weeks")))


def _language_field() -> forms.ChoiceField:
    names = settings.LANGUAGE_NAMES
    return forms.ChoiceField(
        label=_("Language of the letter"),
        choices=[(code, names[code]) for code, _name in settings.LANGUAGES],
        initial=settings.LANGUAGE_CODE,
    )


def _days_field() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=_("How long the invitation works"),
        choices=DAYS,
        coerce=lambda days: timedelta(days=int(days)),
        initial=WORKS_FOR.days,
    )


class InviteForm(forms.Form):
    """One person. A role is offered to those who may give one."""

    email = AddressField(help_text=_("The letter goes there, and it becomes the address of their account."))
    name = NameField(
        label=_("Name"),
        required=False,
        help_text=_("They can change it. It does not stand in the letter."),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        required=False,
        help_text=_("Given when they accept, if you may still give it then. Most people need none."),
    )
    language = _language_field()
    lasts = _days_field()

    def __init__(self, data: Any = None, *, roles: list[tuple[str, Any]]) -> None:
        super().__init__(data)
        if roles:
            self.fields["role"].choices = [("", _("None")), *roles]  # type: ignore[attr-defined]
        else:
            del self.fields["role"]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if looks_like_a_formula(name):
            raise forms.ValidationError(_("A name does not begin with a sign of arithmetic."), code="formula")
        return name


class FileForm(forms.Form):
    """A list of people; what is in it is looked at before anybody is invited."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_(
            "Up to 2 MB and 100,000 rows, with a column “email” and, if you like, a column “name”, or "
            "“first name” and “last name”. Nobody is invited before you have seen what is in it."
        ),
        allow_empty_file=True,
        error_messages={"required": _("Choose a file.")},
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
    )
    language = _language_field()
    lasts = _days_field()

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(TOO_LARGE, code="large")
        return bytes(file.read())


class AcceptForm(forms.Form):
    """What a newcomer says about themselves; the address is known."""

    name = NameField(
        label=_("Your name"),
        help_text=_("As the people you learn with should see it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        max_length=1000,
        help_text=PASSWORD_HINT,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    adult = forms.BooleanField(
        label=_("I am 18 or over"),
        help_text=_("Courses and mentoring here are for adults. We keep the date on which you said so."),
        error_messages={"required": _("Accounts are for people of 18 or over. Tick the box if you are.")},
    )

    def __init__(self, data: Any = None, *, email: str, name: str) -> None:
        super().__init__(data, initial={"name": name})
        self.email = email
        self.fields["password"].help_text = _(
            "%(hint)s Leave it empty to sign in with a code by e-mail each time."
        ) % {"hint": PASSWORD_HINT}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if password := data.get("password"):
            try:
                validate_password(password, User(name=data.get("name", ""), email=self.email))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return data
