"""Live sessions, who was there, and what people were told of them.

Moments are stored in UTC. A session is planned on the clock on the wall of Europe/London; see ``patterns``.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cohorts.programmes.models import Cohort, CohortState, Place
from courses.content.models import Lesson

JOIN_BEFORE = timedelta(minutes=30)  # so long before the beginning the meeting's address is shown


class SessionState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    CANCELLED = "cancelled", _("Cancelled")


class LiveSessionQuerySet(models.QuerySet["LiveSession"]):
    def planned(self) -> LiveSessionQuerySet:
        """Those that take place or took place."""
        return self.exclude(state=SessionState.CANCELLED)

    def counting(self) -> LiveSessionQuerySet:
        """Those of which the completion rule asks for some."""
        return self.planned().filter(counts=True)

    def to_come(self, now: datetime | None = None) -> LiveSessionQuerySet:
        return self.filter(ends_at__gt=now or timezone.now())

    def over(self, now: datetime | None = None) -> LiveSessionQuerySet:
        return self.planned().filter(ends_at__lte=now or timezone.now())

    def visible_to(self, user: Any) -> LiveSessionQuerySet:
        """Those of the cohorts that ``user`` sees, and those that they lead."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        led = LiveSession.facilitators.through.objects.filter(user=user.pk).values("livesession")
        return self.filter(Q(cohort__in=Cohort.objects.visible_to(user).values("pk")) | Q(pk__in=led))

    def attended_by(self, user: Any) -> LiveSessionQuerySet:
        """Those of the announced cohorts in which ``user`` takes part or pauses: the trainee's own."""
        places = Place.objects.open().filter(trainee_id=user.pk)
        announced = Q(cohort__state=CohortState.ANNOUNCED)
        return self.filter(announced, cohort__in=places.values("cohort"))


class LiveSession(models.Model):
    """One meeting of a cohort. Cancelled and moved, never deleted.

    ``uid`` is also its UID in calendars, ``sequence`` its SEQUENCE: one more with each change that
    a calendar must learn of (RFC 5545, section 3.8.7.4). ``number`` is its name in calendars and
    never changes. ``pattern`` and ``number`` together keep a pattern from being carried out twice.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveSmallIntegerField()
    pattern = models.UUIDField(null=True, editable=False)
    title = models.CharField(_("title"), max_length=120)
    aim = models.TextField(_("aim"), blank=True, max_length=1000)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=300, blank=True)
    meeting_url = models.URLField(_("address of the meeting"), max_length=1000, blank=True)
    facilitators = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="sessions_led", verbose_name=_("led by")
    )
    guests = models.CharField(_("guests"), max_length=300, blank=True)
    materials = models.TextField(_("materials"), blank=True, max_length=4000)  # a name and an address a line
    lesson = models.ForeignKey(Lesson, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    counts = models.BooleanField(_("counts towards completing"), default=True)
    least_minutes = models.PositiveSmallIntegerField(
        _("minutes to be there"), default=60, validators=[MaxValueValidator(600)]
    )
    is_recorded = models.BooleanField(_("is recorded"), default=False)
    # The recording, for whoever missed it: a file here or an address elsewhere, until the stated day.
    recording_file = models.FileField(upload_to="sessions/%Y/", blank=True, max_length=200)
    recording_url = models.URLField(max_length=1000, blank=True)
    recording_captions = models.FileField(upload_to="sessions/%Y/", blank=True, max_length=200)
    recording_until = models.DateField(null=True, blank=True)  # its last day
    recording_gone_at = models.DateTimeField(null=True, blank=True)
    check_lesson = models.ForeignKey(
        Lesson, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # The code shown on the evening, and when it is good.
    code = models.CharField(max_length=8, blank=True)
    code_from = models.DateTimeField(null=True, blank=True)
    code_until = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=SessionState, default=SessionState.PLANNED)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(auto_now_add=True)
    cancelled_because = models.TextField(blank=True)
    moved_because = models.TextField(blank=True)  # of the last move
    register_closed_at = models.DateTimeField(null=True, blank=True)

    objects = LiveSessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "number"], name="session_number_once_in_a_cohort"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_it_begins",
                violation_error_message=_("A session ends after it begins."),
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancelled_because=""),
                name="cancelled_session_has_a_reason",
                violation_error_message=_("Say why the session is cancelled."),
            ),
            models.CheckConstraint(
                condition=Q(recording_file="", recording_url="") | Q(recording_until__isnull=False),
                name="recording_has_a_last_day",
                violation_error_message=_("Say until when the recording is kept."),
            ),
            models.CheckConstraint(
                condition=Q(code="") | Q(code_from__isnull=False, code_until__gt=F("code_from")),
                name="code_is_good_for_a_while",
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], name="sessions_by_time")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_cancelled(self) -> bool:
        return self.state == SessionState.CANCELLED

    @property
    def is_online(self) -> bool:
        return bool(self.meeting_url)

    @property
    def is_over(self) -> bool:
        return self.ends_at <= timezone.now()

    @property
    def has_begun(self) -> bool:
        return self.starts_at <= timezone.now()

    @property
    def opens_at(self) -> datetime:
        """From when on the meeting's address is shown to those who belong there."""
        return self.starts_at - JOIN_BEFORE

    @property
    def can_be_joined(self) -> bool:
        """From half an hour before the beginning up to the end, unless it is cancelled."""
        return not self.is_cancelled and self.opens_at <= timezone.now() < self.ends_at

    @property
    def has_recording(self) -> bool:
        """There is one, and its last day is not over."""
        there = bool(self.recording_file or self.recording_url)
        return there and self.recording_until is not None and self.recording_until >= timezone.localdate()

    @property
    def minutes(self) -> int:
        return round((self.ends_at - self.starts_at).total_seconds() / 60)


class Coming(models.TextChoices):
    YES = "yes", _("I am coming")
    NO = "no", _("I can’t come")


class SessionReply(models.Model):
    """What one trainee last said to “will you be there?”."""

    session = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="replies")
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="session_replies")
    answer = models.CharField(max_length=3, choices=Coming)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "place"], name="one_reply_to_a_session")]


class AttendanceState(models.TextChoices):
    PRESENT = "present", _("Present")
    LATE = "late", _("Late")
    EXCUSED = "excused", _("Excused")
    ABSENT = "absent", _("Absent")


THERE = (AttendanceState.PRESENT, AttendanceState.LATE)


class AttendanceSource(models.TextChoices):
    """Where the state comes from. What a person entered by hand is changed by hand only."""

    HAND = "hand", _("By hand")
    CODE = "code", _("Code of the session")
    REPORT = "report", _("Report of the call")
    CLOSING = "closing", _("Closing of the register")
    IMPORT = "import", _("Brought from elsewhere")


class Credit(models.TextChoices):
    """Why the session counts for somebody. All are worth the same."""

    NONE = "", _("No credit yet")
    ATTENDED = "attended", _("Attended")
    RECORDING = "recording", _("Watched the recording and passed its check")
    PRIOR = "prior", _("Learnt before")


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def credited(self) -> AttendanceQuerySet:
        return self.exclude(credit=Credit.NONE)

    def visible_to(self, user: Any) -> AttendanceQuerySet:
        """One's own, those of the cohorts that one organises, and those of the sessions that one leads."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        led = LiveSession.facilitators.through.objects.filter(user=user.pk).values("livesession")
        run = Cohort.objects.organised_by(user).values("pk")
        return self.filter(Q(place__trainee_id=user.pk) | Q(session__cohort__in=run) | Q(session__in=led))


class Attendance(models.Model):
    """One trainee and one session: whether they were there, and whether it counts for them.

    ``state`` is empty until somebody or something says; ``minutes`` is known from reports only.
    ``has_rated`` says that they rated the session, and nothing says how.
    """

    session = models.ForeignKey(LiveSession, on_delete=models.PROTECT, related_name="attendances")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="attendances")
    state = models.CharField(max_length=8, choices=AttendanceState, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.CharField(max_length=8, choices=AttendanceSource, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    noted_at = models.DateTimeField(null=True, blank=True)
    watched_at = models.DateTimeField(null=True, blank=True)
    credit = models.CharField(max_length=9, choices=Credit, blank=True, default=Credit.NONE)
    credited_at = models.DateTimeField(null=True, blank=True)
    credit_reason = models.TextField(blank=True, max_length=1000)
    has_rated = models.BooleanField(default=False)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "place"], name="one_attendance_of_a_session"),
            models.CheckConstraint(
                condition=~Q(credit="attended") | Q(state__in=("present", "late")),
                name="only_who_was_there_attended",
            ),
            models.CheckConstraint(
                condition=~Q(credit="prior") | ~Q(credit_reason=""),
                name="prior_learning_has_a_reason",
                violation_error_message=_("Say what was learnt before, and where."),
            ),
            models.CheckConstraint(
                condition=Q(credit="", credited_at__isnull=True)
                | (~Q(credit="") & Q(credited_at__isnull=False)),
                name="credit_has_a_date",
            ),
        ]

    @property
    def was_there(self) -> bool:
        return self.state in THERE

    @property
    def has_credit(self) -> bool:
        return self.credit != Credit.NONE


class SessionRating(models.Model):
    """What somebody of the cohort thought of a session. Nothing here leads to the person, nor to the hour."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="ratings")
    stars = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])
    text = models.TextField(blank=True, max_length=2000)

    class Meta:
        ordering = ["id"]  # by chance: the order in which they came says who wrote them
        constraints = [
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="one_to_five_stars")
        ]


class Telling(models.Model):
    """One piece of news about a session that its cohort was told once: asked for, each person by a job."""

    session = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="tellings")
    what = models.CharField(max_length=12)
    sequence = models.PositiveIntegerField()  # a moved session is announced and reminded of anew
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "what", "sequence"], name="told_once_of_a_session")
        ]


class CalendarFeed(models.Model):
    """Somebody's own calendar of one kind: its address holds ``number``, so that a higher one ends it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="feeds")
    kind = models.CharField(max_length=12, default="sessions")
    number = models.PositiveIntegerField(default=1)
    is_open = models.BooleanField(default=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="one_feed_of_a_kind")]


class CallReport(models.Model):
    """One participants' report of a video call: people and minutes, the file itself is not kept."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(LiveSession, on_delete=models.CASCADE, related_name="reports")
    digest = models.CharField(max_length=64)
    layout = models.CharField(max_length=40)  # whose report it is, in words
    zone = models.CharField(max_length=64, blank=True)  # of the times in it
    unread = models.PositiveIntegerField(default=0)  # lines that nobody could make sense of
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "digest", "zone"], name="one_report_from_a_file")
        ]


class Matched(models.TextChoices):
    """How a name of a report came to a trainee."""

    OPEN = "", _("Open")
    EMAIL = "email", _("By e-mail address")
    NAME = "name", _("By name")
    KNOWN = "known", _("Known from before")
    HAND = "hand", _("By hand")
    NOBODY = "nobody", _("Nobody of the cohort")


class ReportedPerson(models.Model):
    """One name of a report: how long it was in the call, overlaps counted once, and whose it is."""

    report = models.ForeignKey(CallReport, on_delete=models.CASCADE, related_name="people")
    name = models.CharField(max_length=200)
    minutes = models.PositiveSmallIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    spans = models.JSONField(default=list)  # pairs of seconds since the epoch, merged, in order
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    matched = models.CharField(max_length=6, choices=Matched, blank=True, default=Matched.OPEN)

    class Meta:
        ordering = ["name", "pk"]


class KnownName(models.Model):
    """A name under which a trainee joins calls, said once by whoever reviewed a report."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="known_names")
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="known_names")
    name_key = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "name_key"], name="a_known_name_is_of_one_trainee")
        ]
