"""Words of a message, as an organiser types them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.messaging.copy_kinds import CopyKind
from lms.messaging.copy_services import check_subject
from lms.messaging.copy_text import WordsError, check_words


class CopyForm(forms.Form):
    """Subject and text; each refuses its own placeholders in place."""

    subject = forms.CharField(
        label=gettext_lazy("Subject"),
        max_length=120,
        error_messages={"required": gettext_lazy("Write a subject.")},
    )
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={"required": gettext_lazy("Write what the message says.")},
    )

    def __init__(self, data: Any = None, *, kind: CopyKind, initial: dict[str, str] | None = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        self.kind = kind
        known = "; ".join(f"{{{gap.name}}}: {gap.about}" for gap in kind.gaps)
        self.fields["text"].help_text = _(
            "Paragraphs with an empty line between them. The button stands below them by itself."
        ) + (" " + _("You may write %(known)s.") % {"known": known} if known else "")
        subject = ", ".join(f"{{{name}}}" for name in kind.in_subject)
        self.fields["subject"].help_text = _(
            "Seen on locked screens: name the matter, but no party, no outcome and nobody’s own words."
        ) + (" " + _("You may write %(known)s.") % {"known": subject} if subject else "")

    def clean_subject(self) -> str:
        subject = " ".join(self.cleaned_data["subject"].split())
        try:
            check_subject(subject, allowed=self.kind.names, in_subject=self.kind.in_subject)
        except WordsError as error:
            raise ValidationError(error.message, code=error.code) from error
        return subject

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].replace("\r\n", "\n").strip()
        try:
            check_words(text, allowed=self.kind.names)
        except WordsError as error:
            raise ValidationError(error.message, code=error.code) from error
        return text
