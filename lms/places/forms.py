"""Forms of places."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.errors import DomainError
from lms.places.lists import check_size


class ListForm(forms.Form):
    """A list of places to bring in."""

    file = forms.FileField(
        label=_("List"),
        help_text=_(
            "A CSV file of at most 10 MB with the columns of the ONS lookups, such as WD24CD, WD24NM, "
            "LAD24CD, LAD24NM, CTY24CD, PCON24CD and PCON24NM, of any year."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )
    as_at = forms.DateField(
        label=_("As at"),
        help_text=_("The day from which the list is right. What is new begins on it."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    whole = forms.BooleanField(
        label=_("This list is whole"),
        required=False,
        help_text=_(
            "Then what it does not have has ended, for each kind of place and each nation that it names. "
            "Leave this unticked for a part of a list."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["as_at"].initial = timezone.localdate

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        try:
            check_size(file.size)
        except DomainError as error:
            raise forms.ValidationError(error.message, code=error.code) from None
        return file


class FindForm(forms.Form):
    q = forms.CharField(
        label=_("Name of the council"),
        max_length=100,
        error_messages={"required": _("Write a part of its name.")},
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
