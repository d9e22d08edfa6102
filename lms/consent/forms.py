"""Forms of consent. Each field says what it is for; no choice is made beforehand."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lms.accounts.forms import AddressField, NameField
from lms.consent.errors import NoChannelError, WordsChangedError
from lms.consent.ledger import words_seen
from lms.consent.links import read_words, sign_words
from lms.consent.models import Channel, ConsentWording
from lms.places.errors import PostcodeError
from lms.places.postcodes import normalise_postcode

_NUMBER = re.compile(r"^\+?[0-9][0-9 ().-]{5,30}[0-9]$")
NEEDS = {Channel.TELEPHONE: "phone", Channel.TEXT: "phone", Channel.POST: "postal_address"}
_MISSING = {
    "phone": _("Write the number at which we may reach you, or untick that choice."),
    "postal_address": _("Write the address to which we may send post, or untick that choice."),
}


class PhoneField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Telephone number"),
            max_length=40,
            required=False,
            widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        number = str(super().clean(value))
        if number and not _NUMBER.match(number):
            raise forms.ValidationError(_("Write the number in digits, such as 020 7946 0123."), code="phone")
        return number


class PostcodeField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Postcode"),
            max_length=12,
            required=False,
            widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        postcode = str(super().clean(value))
        try:
            return normalise_postcode(postcode) if postcode else ""
        except PostcodeError as error:
            raise forms.ValidationError(error.message, code=error.code) from None


def _in_its_language(words: ConsentWording) -> str:
    """The words, marked where they are in another language than the page (WCAG 3.1.2)."""
    if words.language == get_language():
        return words.text
    return format_html('<span lang="{}">{}</span>', words.language, words.text)


def _tick(channel: str) -> str:
    """The name of the box for ``channel``; “email” alone is the address."""
    return f"by_{channel}"


def _postal_address(help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=_("Postal address"),
        max_length=400,
        required=False,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
    )


class _ShowsWords(forms.Form):
    """Knows which words it shows, and asks for new ticks when they are not those that were read."""

    words = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, wordings: dict[str, ConsentWording], language: str, **kwargs: Any
    ):
        super().__init__(data, **kwargs)
        self.wordings, self.language = wordings, language
        self.seen: dict[str, ConsentWording] = {}
        self.initial["words"] = self._token()

    def _ids(self) -> dict[str, int]:
        return {channel: words.pk for channel, words in self.wordings.items()}

    def _token(self) -> str:
        return sign_words(self._ids())

    def see(self, ticked: list[str]) -> None:
        """``seen`` are the words that stood beside what was ticked; else an error for the whole form."""
        token = self.cleaned_data.get("words") or ""
        try:
            self.seen = words_seen(token=token, channels=ticked, language=self.language)
        except WordsChangedError as error:
            self.add_error(None, error.message)

    def full_clean(self) -> None:
        """A form that comes back never shows other words beside a tick than those that were read."""
        super().full_clean()
        if not self.is_bound or not self.errors:
            return
        shown = read_words(self.data.get(self.add_prefix("words"), ""))
        if any(shown.get(channel) != pk for channel, pk in self._ids().items()):
            ticks = {_tick(channel) for channel in Channel}
            kept = {name: value for name, value in self.data.items() if name not in ticks}
            self.data = {**kept, self.add_prefix("words"): self._token()}
            if WordsChangedError.default_message not in self.non_field_errors():
                self.add_error(None, WordsChangedError.default_message)


class UpdatesForm(_ShowsWords):
    """The public sign-up: who, where, and one choice for each channel that is set up."""

    name = NameField(
        label=_("Your name"),
        help_text=_("So that we can address you."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = AddressField(
        help_text=_(
            "For one letter with which you confirm that it is yours, and for updates if you choose e-mail."
        ),
        error_messages={"required": _("Write your e-mail address.")},
    )
    phone = PhoneField(help_text=_("Only for what you choose below: calls, text messages."))
    postcode = PostcodeField(help_text=_("So that we can tell you what happens near you. Given to nobody."))
    postal_address = _postal_address(_("Only if you choose post below."))
    # People do not see this field; whoever fills it in is a program.
    leave_empty = forms.CharField(required=False)

    def __init__(self, data: Any = None, *, wordings: dict[str, ConsentWording], **kwargs: Any) -> None:
        super().__init__(data, wordings=wordings, **kwargs)
        needed = {NEEDS[Channel(channel)] for channel in wordings if channel in NEEDS}
        for name in {"phone", "postal_address"} - needed:
            del self.fields[name]
        for channel, words in wordings.items():
            self.fields[_tick(channel)] = forms.BooleanField(required=False, label=_in_its_language(words))

    @property
    def about_you(self) -> list[forms.BoundField]:
        names = ("name", "email", "phone", "postcode", "postal_address")
        return [self[name] for name in names if name in self.fields]

    @property
    def choices(self) -> list[forms.BoundField]:
        return [self[_tick(channel)] for channel in self.wordings]

    @property
    def is_program(self) -> bool:
        return bool(self.data.get("leave_empty"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        ticked = [channel for channel in self.wordings if data.get(_tick(channel))]
        if not ticked:
            self.add_error(None, NoChannelError.default_message)
            return data
        for name in {NEEDS[Channel(channel)] for channel in ticked if channel in NEEDS}:
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _MISSING[name])
        self.see(ticked)
        return data

    @property
    def details(self) -> dict[str, Any]:
        """What was typed, for the service."""
        names = ("name", "email", "phone", "postcode", "postal_address")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class StartForm(_ShowsWords):
    """One channel of the preference page that is to begin, with what it needs if we do not have that."""

    def __init__(self, data: Any = None, *, channel: Channel, needs: str = "", **kwargs: Any) -> None:
        super().__init__(data, prefix=channel.value, **kwargs)
        self.channel, self.needs = channel, needs
        if needs == "phone":
            self.fields["phone"] = PhoneField()
        elif needs == "postal_address":
            self.fields["postal_address"] = _postal_address()
        if needs:
            self.fields[needs].required = True

    def clean(self) -> dict[str, Any]:
        self.see([self.channel.value])
        return super().clean() or {}


class NewAddressForm(forms.Form):
    email = AddressField(
        label=_("New e-mail address"), help_text=_("We send a letter there. The change is made by its link.")
    )


class WordsForm(forms.Form):
    """Other words for one choice."""

    text = forms.CharField(
        label=_("Words"),
        max_length=500,
        min_length=10,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Whole sentences that say who writes, about what, and how to stop it. People who agreed before "
            "agreed to the earlier words; the ledger keeps those."
        ),
    )
