"""What a person may hand to the certificate pages."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from courses.certificates.life import REASONS_TO_REVOKE
from courses.certificates.models import MAX_REASON, Certificate
from courses.certificates.number import NumberError, read_number

MOST_BYTES = 5 * 1024 * 1024
TOO_LARGE = _("The file is larger than 5 MB. A certificate is far smaller, so this is not the issued file.")
NOT_A_PDF = _("This is not a PDF file. Choose the file as it was downloaded, not a photograph or a scan.")


class NumberForm(forms.Form):
    """A certificate number as a person typed it."""

    number = forms.CharField(
        label=_("Certificate number"),
        help_text=_("It stands in the lower left corner of the certificate: 7KQ2-M9XD-4TRP-5, for example."),
        max_length=100,
        error_messages={
            "required": _("Type the number that stands on the certificate."),
            "max_length": _("A certificate number has 13 letters and digits. This is longer."),
        },
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "size": 20}
        ),
    )

    def clean_number(self) -> str:
        try:
            return read_number(self.cleaned_data["number"])
        except NumberError as error:
            raise forms.ValidationError(error.message, code=error.code) from error


class FileForm(forms.Form):
    """A file to compare with the issued one. ``sha256`` is there once the form is valid."""

    file = forms.FileField(
        label=_("PDF file"),
        help_text=_("Up to 5 MB. The file is compared and not kept."),
        allow_empty_file=True,
        error_messages={
            "required": _("Choose the PDF file of the certificate."),
            "invalid": _("Choose the PDF file of the certificate."),
        },
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    @classmethod
    def too_large(cls) -> FileForm:
        """A bound form that says only that the file is too large, without having read it."""
        form = cls({}, MultiValueDict())
        form.fields["file"].required = False
        form.full_clean()
        form.add_error("file", forms.ValidationError(TOO_LARGE, code="too_large"))
        return form

    def clean_file(self) -> UploadedFile | None:
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is None:
            return None
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(TOO_LARGE, code="too_large")
        content = file.read()
        # The standard lets up to 1024 bytes stand before the header (ISO 32000-1, annex H, note 13).
        if b"%PDF-" not in content[:1024]:
            raise forms.ValidationError(NOT_A_PDF, code="not_a_pdf")
        self.sha256 = hashlib.sha256(content).hexdigest()
        return file


class ReplaceForm(forms.Form):
    """The name that the holder was shown, and agreed to have printed."""

    name = forms.CharField(widget=forms.HiddenInput, strip=False)


def _reason_field(**facts: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Why"),
        help_text=_("The holder and the administrators can read it; the public page never shows it."),
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        **facts,
    )


class CorrectForm(forms.Form):
    """What a certificate should say instead, and why."""

    name = forms.CharField(
        label=_("Name on the certificate"),
        help_text=_("On this certificate only. The name in the person’s profile stays as it is."),
        max_length=200,
        error_messages={"required": _("Type the name as it should stand on the certificate.")},
    )
    completed_on = forms.DateField(
        label=_("Completed on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Choose the day on which the course was completed."),
            "invalid": _("Choose the day on which the course was completed."),
        },
    )
    reason = _reason_field(error_messages={"required": _("Say why the certificate is corrected.")})

    def __init__(self, data: Any = None, *, certificate: Certificate) -> None:
        initial = {"name": certificate.name, "completed_on": certificate.completed_on}
        super().__init__(data, initial=initial, label_suffix="")


class RevokeForm(forms.Form):
    """Why a certificate is revoked, and that it is meant."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[(reason.value, reason.label) for reason in REASONS_TO_REVOKE],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why the certificate is revoked.")},
        help_text=_("The public page shows the reason and the date."),
    )
    note = _reason_field(required=False)
    sure = forms.BooleanField(
        label=_("I understand that this cannot be undone."),
        error_messages={"required": _("Tick this to revoke the certificate.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
