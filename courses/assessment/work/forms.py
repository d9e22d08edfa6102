"""What a reviewer fills in: a level for each criterion, words, and what follows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.assessment.work.models import Outcome, Review, Work
from courses.assessment.work.reviewers import possible_reviewers
from courses.assessment.work.services import ANSWER_WITHIN, LONGEST_PROMISE
from lms.accounts.models import User

PREFIX = "level-"


class ReviewForm(forms.Form):
    """``rubric`` is that of the version; an empty criterion is simply not spoken of.

    A draft (``is_draft``) may lack anything; what is returned has words and an outcome.
    """

    words = forms.CharField(
        label=_("What you think"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("The learner can read this. One thing that works, one thing to do next."),
        error_messages={"required": _("Write what you think. The learner waits for your words.")},
    )
    outcome = forms.ChoiceField(
        label=_("What follows"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether it is accepted or comes back for another go.")},
    )

    def __init__(
        self, *args: Any, rubric: list[dict[str, Any]], review: Review | None, is_draft: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if is_draft:
            self.fields["words"].required = self.fields["outcome"].required = False
        if review is not None:
            self.initial.update(words=review.words, outcome=review.outcome)
            self.initial.update({PREFIX + criterion: level for criterion, level in review.levels.items()})
        criteria = {
            PREFIX + one["id"]: forms.ChoiceField(
                label=one["title"], required=False, choices=one["levels"], widget=forms.RadioSelect
            )
            for one in rubric
        }
        self.fields = {**criteria, **self.fields}
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.RadioSelect):  # the field’s own id is the fieldset’s
                field.widget.attrs["id"] = f"choose-{name}"

    @property
    def said(self) -> dict[str, Any]:
        """What the services take, of a valid form."""
        data = self.cleaned_data
        levels = {
            name.removeprefix(PREFIX): level
            for name, level in data.items()
            if name.startswith(PREFIX) and level
        }
        return {"levels": levels, "words": data["words"], "outcome": data["outcome"]}


class PromiseForm(forms.Form):
    promised_on = forms.DateField(
        label=_("I will answer by"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.initial.setdefault("promised_on", today + ANSWER_WITHIN)
        limits = {"min": today, "max": today + timedelta(days=LONGEST_PROMISE.days)}
        self.fields["promised_on"].widget.attrs.update({name: str(day) for name, day in limits.items()})


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.display_name)


class PassOnForm(forms.Form):
    """Everybody who may review it but whoever has it now."""

    to = PersonField(queryset=User.objects.none(), label=_("Who reads it instead"), empty_label=None)

    def __init__(self, *args: Any, work: Work, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = possible_reviewers(work.learner, work.lesson)
        if work.reviewer_id is not None:
            people = people.exclude(pk=work.reviewer_id)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]
