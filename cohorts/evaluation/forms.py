"""What organisers ask, and what trainees answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.evaluation.errors import EvaluationBegunError
from cohorts.evaluation.models import HIGHEST, LOWEST, Evaluation, Question, QuestionKind
from cohorts.programmes.forms import DayInput

MOST_QUESTIONS, MOST_CHOICES = 12, 10


class EvaluationForm(forms.ModelForm):
    """When the cohort is asked. Once it is being asked, only the last day can be moved."""

    class Meta:
        model = Evaluation
        fields = ("opens_on", "closes_on", "introduction")
        widgets = {
            "opens_on": DayInput(),
            "closes_on": DayInput(),
            "introduction": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "opens_on": gettext_lazy("On this day everybody who takes part is asked by a notice."),
            "closes_on": gettext_lazy("You see what they said on the day after, and not before."),
            "introduction": gettext_lazy("A sentence or two above the questions."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_begun = bool(self.instance.pk and self.instance.has_begun)
        self.fields["introduction"].required = False
        if self.has_begun:
            for name in ("opens_on", "introduction"):
                self.fields[name].disabled = True

    def clean_opens_on(self) -> Any:
        day = self.cleaned_data["opens_on"]
        if not self.has_begun and day < timezone.localdate():
            raise forms.ValidationError(_("Choose today or a later day."))
        return day

    def clean_closes_on(self) -> Any:
        day = self.cleaned_data["closes_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("Choose today or a later day."))
        return day


class QuestionForm(forms.ModelForm):
    class Meta:
        model = Question
        fields = ("text", "kind", "lowest", "highest", "options", "order")
        widgets = {"options": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "lowest": gettext_lazy("For a question from 1 to 5."),
            "highest": gettext_lazy("For a question from 1 to 5."),
            "options": gettext_lazy("For a choice: one answer a line."),
        }

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        lines = [line for line in data.get("options", "").splitlines() if line.strip()]
        if data.get("kind") == QuestionKind.CHOICE and not 2 <= len(lines) <= MOST_CHOICES:
            self.add_error("options", _("Write two to ten answers, one a line."))
        return data


class BaseQuestionFormSet(forms.BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        if self.instance.has_begun and self.has_changed():
            raise forms.ValidationError(EvaluationBegunError.default_message)


QuestionFormSet = forms.inlineformset_factory(
    Evaluation,
    Question,
    form=QuestionForm,
    formset=BaseQuestionFormSet,
    extra=1,
    max_num=MOST_QUESTIONS,
    validate_max=True,
    can_delete=True,
)


class AnswersForm(forms.Form):
    """The questions of one cohort, none of them required but that something is said."""

    def __init__(self, *args: Any, evaluation: Evaluation, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.questions = list(evaluation.questions.all())
        for question in self.questions:
            self.fields[_name(question)] = _field(question)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(data.values()):
            raise forms.ValidationError(_("Answer at least one question."))
        return data

    @property
    def answers(self) -> dict[int, int | str]:
        """What was said, by the key of the question; questions left out are left out."""
        said = {question.pk: self.cleaned_data[_name(question)] for question in self.questions}
        return {key: value for key, value in said.items() if value not in ("", None)}


def _name(question: Question) -> str:
    return f"q{question.pk}"


def _field(question: Question) -> forms.Field:
    if question.kind == QuestionKind.TEXT:
        return forms.CharField(
            label=question.text,
            required=False,
            max_length=3000,
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text=_("Nobody learns who wrote it. Leave out names, yours too."),
        )
    if question.kind == QuestionKind.SCALE:
        words = {LOWEST: question.lowest, HIGHEST: question.highest}
        choices = [
            (number, f"{number} – {words[number]}" if words.get(number) else str(number))
            for number in range(LOWEST, HIGHEST + 1)
        ]
    else:
        choices = list(enumerate(question.choices, start=1))
    return forms.TypedChoiceField(
        label=question.text,
        required=False,
        coerce=int,
        empty_value=None,
        choices=choices,
        widget=forms.RadioSelect(attrs={"id": _name(question)}),
    )
