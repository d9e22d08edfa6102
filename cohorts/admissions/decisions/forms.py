"""What reviewers, organisers and applicants hand in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cohorts.admissions.applications.models import Criterion
from cohorts.admissions.decisions.models import MAX_WORDS, Outcome, Review, Verdict
from cohorts.admissions.decisions.ranking import LEAST, MOST
from lms.accounts.models import User

APPLICANT_READS = _("The applicant can read this.")
SCALE = {
    1: _("1 – nothing of it shows"),
    2: _("2 – a little of it shows"),
    3: _("3 – it shows"),
    4: _("4 – it shows clearly"),
    5: _("5 – it stands out"),
}


class _Form(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.RadioSelect):  # the field’s own id is the fieldset’s
                field.widget.attrs["id"] = f"{self.add_prefix(name)}-choice"


def words_field(label: Any, hint: Any = APPLICANT_READS, *, rows: int = 4, **facts: Any) -> forms.CharField:
    facts.setdefault("max_length", MAX_WORDS)
    return forms.CharField(label=label, help_text=hint, widget=forms.Textarea(attrs={"rows": rows}), **facts)


class PlanForm(_Form):
    each = forms.IntegerField(
        label=_("Reviews of each application"),
        help_text=_("Two are the least that shows where judgements differ."),
        min_value=1,
        max_value=5,
    )
    is_blind = forms.BooleanField(
        label=_("Reviewers do not see who it is"),
        help_text=_("Name, address, files and recordings are left out of what reviewers read."),
        required=False,
    )


class ReviewerForm(_Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("Of somebody who has an account here. They read what they are given, and nothing else."),
    )

    def clean_email(self) -> str:
        found = User.objects.filter(email=self.cleaned_data["email"].lower(), is_active=True).first()
        if found is None or not found.may_come_in:
            raise forms.ValidationError(
                _("Nobody with this address has an account here. Invite them first."), code="unknown"
            )
        self.person = found
        return str(found.email)


class ScoreForm(_Form):
    """The mark for one criterion, and why; needed only once the review is to be done."""

    points = forms.TypedChoiceField(
        label=_("Mark"),
        choices=[(mark, SCALE[mark]) for mark in range(LEAST, MOST + 1)],
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        required=False,
    )
    reason = words_field(_("Why"), rows=3, required=False)

    def __init__(self, *args: Any, criterion: Criterion, is_done: bool, **kwargs: Any) -> None:
        self.criterion = criterion
        super().__init__(*args, prefix=f"c{criterion.pk}", **kwargs)
        if is_done:
            self.fields["points"].required = self.fields["reason"].required = True
            self.fields["points"].error_messages["required"] = _("Choose a mark.")
            self.fields["reason"].error_messages["required"] = _("Say why, in a sentence or two.")
        # “optional” would be said of what is needed in the end.
        self.use_required_attribute = False


class ReviewForm(_Form):
    words = words_field(_("Anything else"), required=False)


def score_forms(
    review: Review, criteria: Iterable[Criterion], data: Any = None, *, is_done: bool = False
) -> list[ScoreForm]:
    """A form for each criterion, filled with what the reviewer gave before."""
    given = {one.criterion_id: one for one in review.scores.all()}
    forms_ = []
    for criterion in criteria:
        score = given.get(criterion.pk)
        initial = {"points": score.points, "reason": score.reason} if score else {}
        forms_.append(ScoreForm(data, criterion=criterion, is_done=is_done, initial=initial))
    return forms_


class QuestionForm(_Form):
    question = words_field(
        _("What do you want to ask?"),
        _(
            "The applicant gets these words, and five days to reply. Say what you found and where. "
            "Nothing counts before they were heard."
        ),
    )


class SettleForm(_Form):
    verdict = forms.ChoiceField(label=_("Does it count?"), choices=Verdict.choices, widget=forms.RadioSelect)
    because = words_field(_("Why"), rows=3)


class ReplyForm(_Form):
    reply = words_field(
        _("Your reply"),
        _(
            "Those who decide about your application read it, and nobody else. "
            "You can change it until they do."
        ),
    )


class DecisionForm(_Form):
    outcome = forms.ChoiceField(label=_("Decision"), choices=Outcome.choices, widget=forms.RadioSelect)
    reason = words_field(
        _("What do you want to say?"),
        _("The applicant can read this. Say what decided it, kindly and truly; it is often all they hear."),
        rows=6,
    )


class PrepareForm(DecisionForm):
    """One decision for several applications: those that were ticked, or a stretch of the ranking."""

    first = forms.IntegerField(label=_("From rank"), min_value=1, required=False)
    last = forms.IntegerField(label=_("To rank"), min_value=1, required=False)

    def __init__(self, *args: Any, ticked: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if ticked:
            del self.fields["first"], self.fields["last"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if "first" in self.fields:
            first, last = said.get("first"), said.get("last")
            if not first or not last or first > last:
                raise forms.ValidationError(
                    _("Tick applications on the board, or say from which rank to which."), code="nobody"
                )
        return said


class CorrectionForm(DecisionForm):
    apology = words_field(
        _("What went wrong?"),
        _("The applicant reads it above the corrected decision. Say what was wrong, and that you are sorry."),
    )


class BackForm(_Form):
    because = words_field(
        _("What should be different?"), _("For whoever prepared it. The applicant does not read this.")
    )


class AppealForm(_Form):
    words = words_field(
        _("What should we look at again?"),
        _("Somebody who had no part in the decision reads it, with your application. Their answer is final."),
    )


class AnswerForm(_Form):
    outcome = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            ("stands", _("The decision stands")),
            ("changed", _("The decision is changed: the next free place is theirs")),
        ],
        widget=forms.RadioSelect,
    )
    answer = words_field(_("Why"), rows=6)
