"""What applicants hand in, and what organisers do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField, inlineformset_factory
from django.forms.utils import ErrorDict
from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.admissions.applications.diversity import QUESTIONS
from cohorts.admissions.applications.models import Application, ApplicationForm, Criterion
from cohorts.admissions.applications.selectors import Answered
from cohorts.admissions.applications.writing import digest_of
from cohorts.programmes.models import Cohort
from lms.accounts.forms import AddressField, NameField
from lms.pages.handed_in import DOCUMENTS, PICTURES

STANDING = (
    ("checked", _("I have looked at the rules for standing")),
    ("talk", _("I would like to talk to somebody first")),
)
_TAKES = ",".join(f".{ending}" for ending in (*DOCUMENTS, *PICTURES))


class StartForm(forms.Form):
    name = NameField(
        label=_("Your name"),
        help_text=_("As you want to be called. The organisers see it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = AddressField(
        help_text=_("For a link back to your application, and for the decision."),
        error_messages={"required": _("Write your e-mail address.")},
    )
    adult = forms.BooleanField(
        label=_("I am 18 or over"),
        error_messages={"required": _("The programme is for people of 18 or over. Tick the box if you are.")},
    )
    shared = forms.BooleanField(
        required=False,
        label=_("Other people use this device too"),
        help_text=_(
            "Nothing you write is kept on it once the browser closes. The link in your letter leads back."
        ),
    )
    # People do not see this field; whoever fills it in is a program.
    leave_empty = forms.CharField(required=False)

    @property
    def shown(self) -> list[BoundField]:
        return [self[name] for name in ("name", "email", "adult", "shared")]

    @property
    def is_program(self) -> bool:
        return bool(self.data.get("leave_empty"))


class LinkForm(forms.Form):
    email = AddressField(help_text=_("The one with which you began."))


class AnswersForm(forms.Form):
    """A field for each question. It judges nothing, so that everything is kept: what lacks is said
    when one sends."""

    use_required_attribute = False

    def __init__(self, answered: list[Answered], *args: Any, standing: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answered = answered
        for one in answered:
            field = self.fields[f"q-{one.question.block}"] = _field(one)
            field.required = one.question.required
        self.fields["standing"] = forms.ChoiceField(
            label=_("The rules for standing as a councillor"),
            help_text=_("It does not decide whether you get a place."),
            choices=STANDING,
            widget=forms.RadioSelect(attrs={"id": "o-standing"}),  # the field’s own id is the fieldset’s
            initial=standing,
        )

    def full_clean(self) -> None:
        self._errors, self.cleaned_data = ErrorDict(renderer=self.renderer), {}

    def rows(self) -> list[tuple[Answered, BoundField, str]]:
        """Each question, its field, and the digest of what stands there now."""
        return [(one, self[f"q-{one.question.block}"], base_of(one)) for one in self.answered]

    def typed(self, block: str) -> str | None:
        """The text as it was sent; None where the field was not among what came."""
        value = self.data.get(f"q-{block}")
        return None if value is None else str(value)

    def chosen(self, block: str) -> list[str]:
        return list(self.data.getlist(f"q-{block}")) if hasattr(self.data, "getlist") else []


def base_of(one: Answered) -> str:
    return digest_of(list(one.choices) if one.question.kind == "choice" else one.text)


def _field(one: Answered) -> forms.Field:
    question = one.question
    facts: dict[str, Any] = {
        "label": question.text,
        "help_text": linebreaksbr(question.help, autoescape=True),
    }
    if question.kind == "short":
        return forms.CharField(
            **facts, initial=one.text, strip=False, widget=forms.TextInput(attrs={"maxlength": 500})
        )
    if question.kind == "long":
        rows = 4 if question.most_words and question.most_words < 100 else 9
        attrs: dict[str, Any] = {"rows": rows}
        if question.most_words:
            attrs["data-most-words"] = question.most_words
        return forms.CharField(**facts, initial=one.text, strip=False, widget=forms.Textarea(attrs=attrs))
    if question.kind == "choice":
        options = [(option, option) for option in question.options]
        own = {"id": f"o-{question.block}"}
        if question.several:
            facts |= {"initial": list(one.choices), "widget": forms.CheckboxSelectMultiple(attrs=own)}
            return forms.MultipleChoiceField(**facts, choices=options)
        facts |= {"initial": "".join(one.choices[:1]), "widget": forms.RadioSelect(attrs=own)}
        return forms.ChoiceField(**facts, choices=options)
    accept = _TAKES if question.kind == "file" else "audio/*,video/*"
    return forms.FileField(**facts, widget=forms.FileInput(attrs={"accept": accept}))


class DiversityForm(forms.Form):
    """Nothing is chosen beforehand, nothing has to be answered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            self.fields[question.code] = forms.ChoiceField(
                label=question.text,
                choices=question.options,
                widget=forms.RadioSelect(attrs={"id": f"o-{question.code}"}),
                required=False,
            )


# --- organisers -----------------------------------------------------------------------------


class FormFacts(forms.ModelForm):
    """What stands around the questions."""

    class Meta:
        model = ApplicationForm
        fields = ("introduction", "checks", "asks_diversity")
        widgets = {
            "introduction": forms.Textarea(attrs={"rows": 5}),
            "checks": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {"introduction": _("What applicants read before they begin.")}


CriterionFormSet = inlineformset_factory(
    Cohort,
    Criterion,
    fields=("title", "text", "order"),
    widgets={"text": forms.Textarea(attrs={"rows": 2})},
    extra=1,
    max_num=12,
    can_delete=True,
)


class LateForm(forms.Form):
    name = NameField(label=_("Name"))
    email = AddressField()
    until = forms.DateTimeField(
        label=_("Until"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("The first moment that is too late."),
    )

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if until <= timezone.now():
            raise forms.ValidationError(_("Choose a moment to come."))
        return until


class JoinForm(forms.Form):
    """Which of the other applications is the same person's."""

    def __init__(self, others: list[Application], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"] = forms.ChoiceField(
            label=_("The same person’s"),
            choices=[(str(one.uid), f"{one.name}, {one.email}") for one in others],
            widget=forms.RadioSelect(attrs={"id": "o-other"}),
        )


class MoveForm(forms.Form):
    def __init__(self, cohorts: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {
            "to": forms.ModelChoiceField(cohorts, label=_("Cohort"), empty_label=None),
            "reason": forms.CharField(
                label=_("Reason"), max_length=500, help_text=_("The applicant can read this.")
            ),
        }
