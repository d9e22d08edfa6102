"""Forms of accounts: our own, and django-allauth's in our words."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from lms.accounts.devices import note_device
from lms.accounts.fields import can_be_seen, normalise_name, tidy_name
from lms.accounts.models import User
from lms.accounts.safety.locks import end_pause
from lms.accounts.services import confirm_address

PASSWORD_HINT = _("At least 10 characters. Three or four words that do not belong together are good.")


class SharedDeviceField(forms.BooleanField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            label=_("Other people use this device too"),
            help_text=_("You are signed out when the browser closes, and nothing you type is kept on it."),
            **kwargs,
        )


class AddressField(forms.EmailField):
    """An e-mail address in the form in which we store it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("E-mail address"))
        kwargs.setdefault("widget", forms.EmailInput(attrs={"autocomplete": "email"}))
        super().__init__(max_length=254, **kwargs)

    def to_python(self, value: Any) -> str:
        return normalise_name(super().to_python(value) or "")


class NameField(forms.CharField):
    """A person's name as ``tidy_name`` leaves it, which may be longer than it was typed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=200, error_messages={"required": _("Write your name.")}, strip=False, **kwargs
        )

    def to_python(self, value: Any) -> str:
        return tidy_name(super().to_python(value) or "")

    def bound_data(self, data: Any, initial: Any) -> Any:
        """A form that comes back shows the name tidied: no page may hold a control byte."""
        bound = super().bound_data(data, initial)
        return tidy_name(bound) if isinstance(bound, str) else bound

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not can_be_seen(value):
            raise forms.ValidationError(self.error_messages["required"], code="required")


def _new_password(label: Any, help_text: Any = PASSWORD_HINT) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=1000,
        help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class _InOurWords:
    """Labels say what to type; a placeholder that vanishes is no label."""

    words: ClassVar[dict[str, tuple[Any, Any]]] = {}
    left_out: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, forms.Field] = self.fields  # type: ignore[attr-defined]
        for name in self.left_out:
            fields.pop(name, None)
        for name, (label, hint) in self.words.items():
            fields[name].label, fields[name].help_text = label, hint
        for field in fields.values():
            field.widget.attrs.pop("placeholder", None)
        if "code" in fields:
            fields["code"].widget.attrs.update(inputmode="numeric", autocapitalize="off", spellcheck="false")


class LoginForm(_InOurWords, account.LoginForm):
    words = {
        "login": (_("E-mail address or sign-in name"), ""),
        "password": (_("Password"), ""),
    }
    left_out = ("remember",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].max_length = 254
        self.fields["login"].validators.append(MaxLengthValidator(254))
        self.fields["login"].widget.attrs.update(
            autocomplete="username webauthn", autocapitalize="none", spellcheck="false"
        )
        self.fields["shared_device"] = SharedDeviceField()

    def user_credentials(self) -> dict[str, str]:
        return {"username": self.cleaned_data["login"], "password": self.cleaned_data["password"]}

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponseBase:
        response = super().login(request, redirect_url=redirect_url)
        note_device(request, shared=self.cleaned_data["shared_device"])
        return response


class SignUpForm(forms.Form):
    """Asks nothing of the database: the answer is by letter."""

    name = NameField(
        label=_("Your name"),
        help_text=_("As the people you learn with should see it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = AddressField(
        help_text=_("For signing in and for letters. Administrators see it; other learners do not.")
    )
    password = _new_password(_("Password"))
    adult = forms.BooleanField(
        label=_("I am 18 or over"),
        help_text=_("Courses and mentoring here are for adults. We keep the date on which you said so."),
        error_messages={"required": _("Accounts are for people of 18 or over. Tick the box if you are.")},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if password := data.get("password"):
            person = User(name=data.get("name", ""), email=data.get("email"))
            try:
                validate_password(password, person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return data


class ConfirmSignUpForm(forms.Form):
    """Shown where we cannot tell that it was this person who signed up."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1000,
        help_text=_("The one you chose when you signed up."),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class AskForPasswordForm(forms.Form):
    email = AddressField()


class AskForCodeForm(forms.Form):
    email = AddressField()
    shared_device = SharedDeviceField()


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Eight digits from the letter."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def clean_code(self) -> str:
        return "".join(c for c in self.cleaned_data["code"] if c.isdigit())


class AddEmailForm(_InOurWords, account.AddEmailForm):
    words = {"email": (_("New e-mail address"), _("We send a letter there. The change is made by its link."))}


class ChangePasswordForm(_InOurWords, account.ChangePasswordForm):
    words = {"oldpassword": (_("Current password"), ""), "password1": (_("New password"), PASSWORD_HINT)}
    left_out = ("password2",)


class SetPasswordForm(_InOurWords, account.SetPasswordForm):
    words = {"password1": (_("Password"), PASSWORD_HINT)}
    left_out = ("password2",)


class ResetPasswordKeyForm(_InOurWords, account.ResetPasswordKeyForm):
    words = {"password1": (_("New password"), PASSWORD_HINT)}
    left_out = ("password2",)

    def save(self) -> None:
        super().save()
        confirm_address(person=self.user)  # the link came by letter
        end_pause(person=self.user)


class ReauthenticateForm(_InOurWords, account.ReauthenticateForm):
    words = {"password": (_("Password"), "")}


_APP_CODE = (_("Code"), _("From your authenticator app, or one of your recovery codes."))


class AuthenticateForm(_InOurWords, mfa.AuthenticateForm):
    words = {"code": _APP_CODE}


class ReauthenticateByCodeForm(_InOurWords, mfa.ReauthenticateForm):
    words = {"code": _APP_CODE}


class ActivateTOTPForm(_InOurWords, totp.ActivateTOTPForm):
    words = {"code": (_("Code"), _("The six digits that the app shows now."))}


_KEY_NAME = (_("Name"), _("So that you can tell your passkeys apart, such as “My phone”."))


class AddPasskeyForm(_InOurWords, webauthn.AddWebAuthnForm):
    """Passkeys here can always be used to sign in, so the device must be able to recognise its owner."""

    words = {"name": _KEY_NAME}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].max_length = 60
        self.fields["passwordless"].widget = forms.HiddenInput()
        self.initial["passwordless"] = "on"


class EditPasskeyForm(_InOurWords, webauthn.EditWebAuthnForm):
    words = {"name": _KEY_NAME}
