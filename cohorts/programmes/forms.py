"""What organisers type when they set a cohort up."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.programmes.models import Cohort, CohortCourse, Phase, Removal
from cohorts.programmes.selectors import lessons_with_work, programmes_running
from cohorts.programmes.setting_up import RESERVED
from courses.content.models import Course, Lesson
from lms.accounts.models import User


class DayInput(forms.DateInput):
    """A day, chosen in the browser's own way."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """A day and a time on the clock on the wall."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


DAYS = ("starts_on", "ends_on", "hear_by", "list_ends_on")
MOMENTS = ("opens_at", "closes_at")


class CohortForm(forms.ModelForm):
    """A cohort as a whole, but for phases, courses and people. ``uid`` makes sending it twice harmless."""

    uid = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)

    class Meta:
        model = Cohort
        fields = (
            "title",
            "slug",
            "places",
            "starts_on",
            "ends_on",
            "opens_at",
            "closes_at",
            "hear_by",
            "offers_last",
            "list_ends_on",
            "appeal_days",
            "sessions_needed",
            "final_work",
            "final_lesson",
            "gives_certificate",
            "conduct",
        )
        widgets = {
            **{name: DayInput() for name in DAYS},
            **{name: MomentInput() for name in MOMENTS},
            "conduct": forms.Textarea(attrs={"rows": 8}),
        }
        help_texts = {
            "slug": gettext_lazy("The last part of the page’s address: small letters, digits and hyphens."),
            "opens_at": gettext_lazy("Leave both empty as long as nobody can apply."),
            "closes_at": gettext_lazy("The first moment that is too late."),
            "hear_by": gettext_lazy("Every applicant is promised an answer by the end of this day."),
            "list_ends_on": gettext_lazy("Everybody who is still on the waiting list hears on this day."),
            "sessions_needed": gettext_lazy("None: sessions do not count towards completing."),
            "gives_certificate": gettext_lazy(
                "Made by itself on the day somebody meets the rule. It names the programme and the cohort."
            ),
            "final_work": gettext_lazy("Such as “a selection statement”. Empty: none is asked for."),
            "final_lesson": gettext_lazy(
                "Whoever’s work in this lesson a reviewer accepts has done the final work, by itself. "
                "Otherwise you say on somebody’s page that you have seen it."
            ),
            "conduct": gettext_lazy("Trainees read it and accept it on their page."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.fields = {"uid": self.fields["uid"], "programme": _programme_field(), **self.fields}
        else:
            del self.fields["uid"]
        choose_final_lesson(self)
        self.fields["slug"].required = False

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data.get("slug") or "")
        if slug in RESERVED:
            raise forms.ValidationError(_("This address is taken by a page of the site. Choose another one."))
        return slug

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if facts.get("final_lesson") and not facts.get("final_work"):
            self.add_error("final_work", _("Say in a few words what the final work is."))
        return facts

    def save(self, commit: bool = True) -> Cohort:
        if self.instance.pk is None:
            self.instance.programme = self.cleaned_data["programme"]
        made: Cohort = super().save(commit)
        return made


def choose_final_lesson(form: CohortForm) -> None:
    """Offered is every lesson of the cohort's courses that asks for work; without any, nothing is asked."""
    lessons = lessons_with_work(form.instance) if form.instance.pk else Lesson.objects.none()
    if not lessons.exists() and form.instance.final_lesson_id is None:
        del form.fields["final_lesson"]
        return
    field = cast(forms.ModelChoiceField, form.fields["final_lesson"])
    field.queryset = lessons | Lesson.objects.filter(pk=form.instance.final_lesson_id)
    field.label_from_instance = lambda lesson: f"{lesson.course.title}: {lesson.title}"  # type: ignore[method-assign,assignment]
    field.empty_label = _("None: organisers say that they have seen it")


def _programme_field() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        programmes_running(),
        label=gettext_lazy("Programme"),
        help_text=gettext_lazy("Programmes are written and published under “Edit the site”."),
    )


class CloneForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    starts_on = forms.DateField(
        label=gettext_lazy("First day"),
        widget=DayInput(),
        help_text=gettext_lazy("Every other date moves by as many days. People are not taken along."),
    )


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2_000,
        help_text=gettext_lazy("Everybody in the cohort, and everybody who applied, reads it."),
    )


class OrganiserForm(forms.Form):
    """Somebody with an account, named by the address."""

    email = forms.EmailField(label=gettext_lazy("Their e-mail address"), max_length=254)

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        found = User.objects.filter(email=email, is_active=True).first()
        if found is None:
            raise forms.ValidationError(
                _("Nobody here has this address. Invite them first; then name them here.")
            )
        self.whom: User = found
        return email


class PlaceForm(OrganiserForm):
    """A place given by hand: to somebody with an account."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Such as “deferred from the last cohort”. The person can read it."),
    )
    although_promised = forms.BooleanField(
        label=gettext_lazy("Give it all the same"),
        required=False,
        widget=forms.HiddenInput(),
        help_text=gettext_lazy(
            "Then one of those who hold an offer finds the cohort full on accepting it. You hear of it, and "
            "write to them."
        ),
    )

    def ask_again(self, why: str) -> None:
        """Say ``why`` no place was given, and offer to give it all the same."""
        self.fields["although_promised"].widget = forms.CheckboxInput()
        self.add_error("although_promised", why)


class RemovalForm(forms.Form):
    """Why a place is to be taken away."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2_000,
        help_text=gettext_lazy("The person reads it at once, and can answer before anybody confirms it."),
    )


class ReplyForm(forms.ModelForm):
    class Meta:
        model = Removal
        fields = ("reply",)
        widgets = {"reply": forms.Textarea(attrs={"rows": 6})}


class RowsOfCohort(forms.BaseInlineFormSet):
    """Rows of a cohort; the tick that takes one away says so."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = self.words_for_taking_away

    words_for_taking_away = gettext_lazy("Take this phase away")


class CoursesOfCohort(RowsOfCohort):
    words_for_taking_away = gettext_lazy("Take this course out of the cohort; who is on it stays on it")


PhaseFormSet = forms.inlineformset_factory(
    Cohort,
    Phase,
    formset=RowsOfCohort,
    fields=("title", "starts_on", "ends_on"),
    widgets={"starts_on": DayInput(), "ends_on": DayInput()},
    extra=3,
    max_num=20,
    can_delete=True,
    can_delete_extra=False,
)


class CohortCourseForm(forms.ModelForm):
    class Meta:
        model = CohortCourse
        fields = ("course", "opens_after", "due_after", "is_required")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["course"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (for mypy)
        field.queryset = Course.objects.filter(retired_at=None).order_by("title")


CourseFormSet = forms.inlineformset_factory(
    Cohort,
    CohortCourse,
    form=CohortCourseForm,
    formset=CoursesOfCohort,
    extra=2,
    max_num=20,
    can_delete=True,
    can_delete_extra=False,
)
