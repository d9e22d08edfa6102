"""The forms of sessions."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.programmes.models import Cohort
from cohorts.sessions.call_reports import MOST_BYTES
from cohorts.sessions.models import LiveSession
from cohorts.sessions.patterns import MOST, Pattern, span
from courses.content.models import Lesson
from lms.accounts.grants.models import RoleGrant
from lms.accounts.models import ORGANISERS, User
from lms.calendars import ZONE
from lms.errors import DomainError

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class ByName(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.display_name)


class LessonChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.course.title}: {obj.title}"


def choose(field: Any, found: QuerySet[Any]) -> None:
    """``field`` offers ``found``."""
    field.queryset = found


def leaders_of(cohort: Cohort) -> QuerySet[User]:
    """Who may be named to lead: organisers of the whole and of the cohort, who have a second factor."""
    grants = RoleGrant.objects.open().filter(role=ORGANISERS, scope_uid=cohort.uid)
    staff = User.objects.filter(
        Q(groups__name=ORGANISERS) | Q(pk__in=grants.values("person")), is_active=True
    )
    return staff.distinct().order_by("name_key", "pk")


def lessons_of(cohort: Cohort) -> QuerySet[Lesson]:
    """The lessons of the cohort’s courses that are taught."""
    courses = cohort.cohort_courses.values("course")
    found = Lesson.objects.filter(course__in=courses, retired_at__isnull=True)
    return found.select_related("course").order_by("course__title", "pk")


class WhenForm(forms.Form):
    """A day, a time on the clock, and how long. ``when`` is beginning and end in UTC."""

    day = forms.DateField(label=_("Day"), widget=_DAY)
    clock = forms.TimeField(
        label=_("Time"), widget=_CLOCK, help_text=_("As the clock on the wall shows it in London.")
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=1440, initial=90)
    when: tuple[datetime, datetime] | None = None

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if {"day", "clock", "minutes"} <= set(facts):
            try:
                self.when = span(facts["day"], facts["clock"], facts["minutes"])
            except DomainError as error:
                self.add_error("clock", error.message)
        return facts


def when_of(session: LiveSession) -> dict[str, Any]:
    """What ``WhenForm`` shows for a session that is planned."""
    local = session.starts_at.astimezone(ZONE)
    return {"day": local.date(), "clock": local.time(), "minutes": session.minutes}


class MoveForm(WhenForm):
    reason = forms.CharField(
        label=_("Why it is moved"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everyone in the cohort reads this, in a letter and on the site."),
    )


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is cancelled"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everyone in the cohort reads this, in a letter and on the site."),
    )


class SessionForm(forms.ModelForm):
    """What a session is, but for its time. ``facts`` are what services take."""

    meeting_url = forms.URLField(
        label=_("Address of the meeting"),
        required=False,
        max_length=1000,
        assume_scheme="https",
        help_text=_(
            "For a video call. Only this cohort sees it, from half an hour before; letters and calendars "
            "have our own address instead."
        ),
    )
    facilitators = ByName(
        queryset=User.objects.none(),
        label=_("Led by"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"id": "leaders"}),  # the field’s own id is the fieldset’s
    )
    lesson = LessonChoice(
        queryset=Lesson.objects.none(), label=_("Lesson that belongs to it"), required=False
    )

    class Meta:
        model = LiveSession
        fields = (
            "title",
            "aim",
            "place",
            "meeting_url",
            "facilitators",
            "guests",
            "materials",
            "lesson",
            "counts",
            "least_minutes",
            "is_recorded",
        )
        widgets = {"aim": forms.Textarea(attrs={"rows": 3}), "materials": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "aim": _("What people can do afterwards, in a sentence or two."),
            "place": _("For a room: its name and street. It stands in people’s calendars."),
            "guests": _("Names of those who speak without an account here."),
            "materials": _("One on each line: a name, a bar, its address. Slides | https://…"),
            "least_minutes": _("Of a report of the call: who was there for less was not there."),
            "is_recorded": _("People read this before they join."),
        }

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["facilitators"], leaders_of(cohort))
        choose(self.fields["lesson"], lessons_of(cohort))

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if not self.errors and not facts.get("place") and not facts.get("meeting_url"):
            self.add_error("place", _("Give a place, the address of a meeting, or both."))
        return facts

    @property
    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "facilitators"}


class PatternForm(WhenForm):
    """“Seven Mondays at 19:00 from 19 June.” ``pattern`` is what it says."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    title = forms.CharField(
        label=_("Title"), max_length=100, initial=_("Session"), help_text=_("Each gets its number behind it.")
    )
    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST, initial=7)
    weeks = forms.IntegerField(label=_("Every how many weeks"), min_value=1, max_value=12, initial=1)
    without = forms.CharField(
        label=_("Days to leave out"),
        required=False,
        help_text=_("As 2027-05-31, one on each line. They are made up for at the end."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    place = forms.CharField(label=_("Place"), max_length=300, required=False)
    meeting_url = forms.URLField(
        label=_("Address of the meeting"), required=False, max_length=1000, assume_scheme="https"
    )
    least_minutes = forms.IntegerField(label=_("Minutes to be there"), min_value=0, max_value=600, initial=60)
    is_recorded = forms.BooleanField(label=_("Is recorded"), required=False)
    field_order = ("title", "day", "clock", "minutes", "count", "weeks", "without")
    pattern: Pattern | None = None

    def clean_without(self) -> set[date]:
        try:
            return {date.fromisoformat(line) for line in self.cleaned_data["without"].split()}
        except ValueError:
            raise forms.ValidationError(_("Write each day as 2027-05-31, one on each line.")) from None

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        if not self.errors and not facts.get("place") and not facts.get("meeting_url"):
            self.add_error("place", _("Give a place, the address of a meeting, or both."))
        if not self.errors:
            self.pattern = Pattern(
                facts["day"],
                facts["clock"],
                facts["minutes"],
                facts["count"],
                facts["weeks"],
                facts["without"],
            )
            try:
                _spans = self.pattern.spans
            except DomainError as error:
                self.add_error("clock", error.message)
        return facts

    @property
    def facts(self) -> dict[str, Any]:
        names = ("title", "place", "meeting_url", "least_minutes", "is_recorded")
        return {name: self.cleaned_data[name] for name in names}


class RecordingForm(forms.Form):
    file = forms.FileField(
        label=_("Recording"),
        required=False,
        help_text=_("MP4, WebM or M4A, at most 1 GB. Leave it empty if it lies elsewhere."),
        widget=forms.ClearableFileInput(attrs={"accept": "video/mp4,video/webm,audio/mp4,.m4a"}),
    )
    captions = forms.FileField(
        label=_("Captions"),
        required=False,
        help_text=_(
            "A file that ends in .vtt, as Zoom and Teams give it with a recording. People read along in the "
            "player. Look through it first: names are often wrong."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".vtt,text/vtt"}),
    )
    url = forms.URLField(label=_("Or its address"), required=False, max_length=1000, assume_scheme="https")
    until = forms.DateField(
        label=_("Last day"), widget=_DAY, help_text=_("After it the recording is deleted, by itself.")
    )
    check_lesson = LessonChoice(
        queryset=Lesson.objects.none(),
        label=_("Lesson that checks it"),
        required=False,
        help_text=_("Whoever watched the recording and has done this lesson gets the same credit."),
    )

    def __init__(self, *args: Any, session: LiveSession, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session = session
        choose(self.fields["check_lesson"], lessons_of(session.cohort))

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until < timezone.localdate():
            raise forms.ValidationError(_("This day is over. Choose today or later."))
        return until

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        there = self.session.recording_file or self.session.recording_url
        if not self.errors and not facts.get("file") and not facts.get("url") and not there:
            self.add_error("file", _("Choose a file or give an address."))
        is_here = facts.get("file") or (self.session.recording_file and not facts.get("url"))
        if facts.get("captions") and not is_here:
            self.add_error("captions", _("Captions are shown with a recording that is kept here."))
        return facts


class ReportForm(forms.Form):
    file = forms.FileField(
        label=_("Participants’ report"),
        help_text=_(
            "The CSV or XLSX that Zoom or Teams gives you after the call. The file itself is not kept."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,text/csv,text/plain"}),
    )
    zone = forms.ChoiceField(
        label=_("Times in it"),
        required=False,
        choices=[
            ("", _("Find out by what fits the session")),
            ("Europe/London", _("As the clock shows them in London")),
            ("UTC", _("UTC")),
        ],
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("A report has at most 2 MB. Choose the report of this call alone."))
        return file


class PriorForm(forms.Form):
    reason = forms.CharField(
        label=_("What was learnt before, and where"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The trainee can read this."),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code of the session"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Six digits, shown by whoever leads the session."),
    )


class RatingForm(forms.Form):
    stars = forms.TypedChoiceField(
        label=_("How useful was it for you?"),
        coerce=int,
        choices=[
            (5, _("Very useful")),
            (4, _("Useful")),
            (3, _("Neither")),
            (2, _("Not very useful")),
            (1, _("Not useful")),
        ],
        widget=forms.RadioSelect(attrs={"id": "stars"}),
    )
    text = forms.CharField(
        label=_("What should we keep, and what should we change?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Nobody learns who wrote it. Leave out names, yours too."),
    )
