"""The form of a profile. Each field says what it is for and who sees it, as it is declared."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.forms import NameField
from lms.accounts.models import Profile, User
from lms.accounts.profiles.declared import declared
from lms.accounts.profiles.zones import OFTEN, zone_called
from lms.errors import DomainError
from lms.names import name_key
from lms.places.models import Council, Nation, Ward
from lms.places.selectors import (
    councils_on,
    find_councils,
    places_of_postcode,
    successors_of,
    wards_of,
)

_PHONE = re.compile(r"^\+?[0-9()\s./-]+$")
_LEAST_DIGITS, _MOST_DIGITS = 7, 15  # ITU-T E.164 §6.2.1: at most 15 digits


class SuggestingInput(forms.TextInput):
    """A line of text with suggestions of the browser's own; anything may be typed."""

    def __init__(self, suggestions: tuple[str, ...], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.suggestions = suggestions

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        list_id = f"{(attrs or {}).get('id', name)}_list"
        line = super().render(name, value, {**(attrs or {}), "list": list_id}, renderer)
        options = format_html_join("", "<option>{}</option>", ((one,) for one in self.suggestions))
        return format_html('{}<datalist id="{}">{}</datalist>', line, list_id, options)


def _councils() -> tuple[str, ...]:
    """The names of all councils of today. One query."""
    return tuple(councils_on(timezone.localdate()).values_list("name", flat=True))


def _words(name: str) -> dict[str, Any]:
    field = declared(name)
    return {"label": field.label, "help_text": field.hint}


def _ended(profile: Profile) -> list[Council | Ward]:
    """What the person chose and what is no more: the council, else the ward alone."""
    today = timezone.localdate()
    places = (profile.council, profile.ward)
    return [one for one in places if one and one.ends_on and one.ends_on <= today][:1]


class ProfileForm(forms.Form):
    """What a person tells about themselves. A postcode only helps to find the council, and is not kept."""

    name = NameField(**_words("name"), widget=forms.TextInput(attrs={"autocomplete": "name"}))
    certificate_name = NameField(**_words("certificate_name"), required=False)
    pronouns = forms.CharField(**_words("pronouns"), required=False, max_length=60)
    phone = forms.CharField(
        **_words("phone"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    nation = forms.ChoiceField(
        **_words("nation"),
        required=False,
        choices=[("", gettext_lazy("Not said")), *Nation.choices],
    )
    postcode = forms.CharField(
        label=gettext_lazy("Postcode"),
        required=False,
        max_length=12,
        help_text=gettext_lazy("To find your council, if you do not write it below. It is not kept."),
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    council = forms.CharField(
        **_words("council"),
        required=False,
        max_length=120,
        widget=SuggestingInput((), attrs={"autocomplete": "off"}),
    )
    ward = forms.ModelChoiceField(
        **_words("ward"),
        required=False,
        queryset=Ward.objects.none(),
        empty_label=gettext_lazy("Not said"),
    )
    access_needs = forms.CharField(
        **_words("access_needs"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    time_zone = forms.CharField(
        **_words("time_zone"), required=False, max_length=40, widget=SuggestingInput(OFTEN)
    )
    language = forms.ChoiceField(
        **_words("language"),
        required=False,
        choices=[("", gettext_lazy("As my device says")), *settings.LANGUAGES],
    )

    def __init__(self, data: Any = None, *, person: User) -> None:
        kept = Profile.objects.filter(user=person).select_related("council", "ward").first()
        profile = kept or Profile(user=person)
        self.ended = _ended(profile)
        self.successors = successors_of(profile.council) if profile.council in self.ended else []
        own = {
            name: getattr(profile, name)
            for name in ("certificate_name", "pronouns", "phone", "nation", "access_needs")
        }
        super().__init__(
            data,
            initial={
                "name": person.name,
                **own,
                "council": "" if profile.council in self.ended else str(profile.council or ""),
                "ward": profile.ward_id,
                "time_zone": person.time_zone,
                "language": person.language,
            },
        )
        self.fields["council"].widget.suggestions = _councils()
        wards = wards_of(profile.council) if profile.council else []
        if wards:
            self.fields["ward"].queryset = Ward.objects.filter(pk__in=[ward.pk for ward in wards])  # type: ignore[attr-defined]
        else:
            del self.fields["ward"]

    def clean_phone(self) -> str:
        phone = " ".join(self.cleaned_data["phone"].split())
        digits = sum(character.isdigit() for character in phone)
        if phone and not (_PHONE.match(phone) and _LEAST_DIGITS <= digits <= _MOST_DIGITS):
            raise forms.ValidationError(_("Write a telephone number in digits, such as 01632 960 123."))
        return phone

    def clean_time_zone(self) -> str:
        typed = self.cleaned_data["time_zone"]
        if not typed:
            return ""
        zone = zone_called(typed)
        if zone is None:
            raise forms.ValidationError(
                _("We know no time zone of that name. Write a city, such as Paris, or Europe/Paris.")
            )
        return "" if zone == settings.TIME_ZONE else zone

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        postcode = data.pop("postcode", "")
        typed = data.get("council", "")
        data["council"] = None
        if typed:
            data["council"] = self._council_called(typed, data.get("nation", ""))
        elif postcode:
            data["council"] = self._council_at(postcode)
        data.setdefault("ward", None)
        return data

    def _council_called(self, typed: str, nation: str) -> Council | None:
        found = [one for one in find_councils(typed) if not nation or one.nation == nation]
        key = name_key(typed)
        exactly = [one for one in found if key in {name_key(one.name), name_key(one.name_cy)}]
        found = exactly or found
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(one.name for one in found[:5])
            message = _("Several councils have that in their name: {names}. Write the whole name.")
            self.add_error("council", message.format(names=names))
        elif nation:
            self.add_error("council", _("We know no council of that name in that nation."))
        else:
            self.add_error("council", _("We know no council of that name."))
        return None

    def _council_at(self, postcode: str) -> Council | None:
        try:
            guess = places_of_postcode(postcode)
        except DomainError as error:
            self.add_error("postcode", error.message)
            return None
        if guess is None:
            self.add_error(
                "postcode", _("We could not find that postcode. Write the council’s name instead.")
            )
            return None
        return guess.council
