"""Choosing a file, and saying what its columns mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.imports.meanings import EMAIL, FIRST, LAST, NAME, OFTEN, Group
from cohorts.imports.reading import MOST_BYTES


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Table of people"),
        help_text=gettext_lazy(
            "CSV or XLSX, up to 5 MB and 5,000 people, with a line of headings and a column of names or "
            "e-mail addresses. Nothing is changed, and nobody is written to, before you have seen what it "
            "would do."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,text/csv"}),
        error_messages={"required": gettext_lazy("Choose a file.")},
        allow_empty_file=True,
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 5 MB. Divide it into several."))
        return file


class ColumnsForm(forms.Form):
    """A choice for each column, and what is to happen to people who are not in the cohort."""

    gives_places = forms.BooleanField(
        label=gettext_lazy("Give a place to people who have an account and no place yet"), required=False
    )
    invites = forms.BooleanField(
        label=gettext_lazy("Invite people who have no account"),
        required=False,
        help_text=gettext_lazy(
            "Each gets one letter when you bring the file in, never by trying it. Once they have an account, "
            "bring the file in again."
        ),
    )

    def __init__(
        self,
        *args: Any,
        heads: Sequence[str],
        samples: Sequence[Sequence[str]],
        guesses: Sequence[str],
        choices: Sequence[Group],
        may_invite: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if not may_invite:
            del self.fields["invites"]
        self.heads = heads
        options = [pair for label, pairs in choices for pair in ([(label, pairs)] if label else pairs)]
        for place, head in enumerate(heads):
            cells = [line[place] for line in samples if place < len(line) and line[place]]
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=head, choices=options, required=False, initial=guesses[place], help_text=_sample(cells)
            )

    @property
    def of_columns(self) -> list[forms.BoundField]:
        return [self[f"column-{place}"] for place in range(len(self.heads))]

    @property
    def others(self) -> list[forms.BoundField]:
        return [self[name] for name in ("gives_places", "invites") if name in self.fields]

    @property
    def columns(self) -> list[str]:
        return [self.cleaned_data.get(f"column-{place}", "") for place in range(len(self.heads))]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        meanings = [facts.get(f"column-{place}", "") for place in range(len(self.heads))]
        if not {EMAIL, NAME, FIRST, LAST} & set(meanings):
            self.add_error(None, _("Say which column has the names or the e-mail addresses."))
        for place, meaning in enumerate(meanings):
            if meaning not in OFTEN and meaning in meanings[:place]:
                self.add_error(f"column-{place}", _("Another column means this already. Choose one of them."))
        return facts


def _sample(cells: Sequence[str]) -> str:
    """What stands in the column; escaped, because hints may hold markup."""
    from django.utils.html import escape

    short = [cell if len(cell) <= 40 else f"{cell[:39]}…" for cell in cells]
    return escape(" · ".join(" ".join(cell.split()) for cell in short)) or _("Empty")
