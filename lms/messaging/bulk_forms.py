"""A letter to many, as an organiser writes it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.messaging.bulk_audiences import audiences
from lms.messaging.bulk_letters import PLACEHOLDERS
from lms.messaging.bulk_models import BulkSend
from lms.messaging.bulk_services import WORDS
from lms.messaging.copy_text import WordsError, check_words

_is_web_address = URLValidator(schemes=["https", "http"])


def _text_help() -> str:
    known = "; ".join(f"{{{name}}}: {what}" for name, what in PLACEHOLDERS.items())
    help_text = _("Paragraphs with an empty line between them. You may write %(known)s.")
    return help_text % {"known": known}


class BulkForm(forms.Form):
    """Subject, text, one button, and the lists to which it goes."""

    subject = forms.CharField(
        label=gettext_lazy("Subject"),
        max_length=120,
        help_text=gettext_lazy(
            "Seen on locked screens: name the matter, but no party, no outcome and nobody’s own words."
        ),
        error_messages={"required": gettext_lazy("Write a subject.")},
    )
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={"required": gettext_lazy("Write what the letter says.")},
    )
    link_text = forms.CharField(
        label=gettext_lazy("Words of the button"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("What happens when somebody presses it: “See the dates”. Both or neither."),
    )
    link_url = forms.CharField(
        label=gettext_lazy("Where the button leads"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("An address such as https://…, or a path of this site such as /courses/."),
    )
    audiences = forms.MultipleChoiceField(
        label=gettext_lazy("To whom"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Only those who allow letters by e-mail at the very moment of sending get it, and once each."
        ),
        error_messages={"required": gettext_lazy("Choose at least one list.")},
    )

    def __init__(self, data: Any = None, *, bulk: BulkSend | None = None) -> None:
        initial = {name: getattr(bulk, name) for name in WORDS} if bulk is not None else None
        super().__init__(data, initial=initial, label_suffix="")
        self.fields["text"].help_text = _text_help()
        self.fields["audiences"].choices = [(one.code, one.title) for one in audiences()]  # type: ignore[attr-defined]

    def clean_subject(self) -> str:
        """On one line, without placeholders."""
        subject = " ".join(self.cleaned_data["subject"].split())
        if "{" in subject or "}" in subject:
            raise ValidationError(
                _("A subject takes no placeholders: it is seen on locked screens."), code="words"
            )
        return subject

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].replace("\r\n", "\n").strip()
        try:
            check_words(text, allowed=PLACEHOLDERS)
        except WordsError as error:
            raise ValidationError(error.message, code=error.code) from error
        return text

    def clean_link_url(self) -> str:
        url: str = self.cleaned_data["link_url"]
        if url.startswith("/") and not url.startswith(("//", "/\\")):
            parts = urlsplit(url)
            if not parts.netloc and "\\" not in url and " " not in url:
                return url
        if url:
            try:
                _is_web_address(url)
            except ValidationError:
                raise ValidationError(
                    _("Write a whole address such as https://…, or a path that begins with /."), code="url"
                ) from None
        return url

    def clean(self) -> dict[str, Any]:
        """The button has both its words and its address, or there is none."""
        cleaned = super().clean() or {}
        words, url = cleaned.get("link_text"), cleaned.get("link_url")
        if words and url == "":
            self.add_error("link_url", _("Say where the button leads, or leave its words out."))
        if url and words == "":
            self.add_error("link_text", _("Say what is on the button, or leave its address out."))
        return cleaned
