"""The whole data model of cohorts in one place; the rooms define, this file only re-exports."""

from cohorts.admissions.applications.models import (
    Answer,
    Application,
    ApplicationForm,
    Criterion,
    DiversityAnswer,
    FormEdition,
)
from cohorts.overview.models import Announcement, AnnouncementTo, HelpDeed, HelpRules, HelpSign
from cohorts.programmes.models import Cohort, CohortCourse, Phase, Place, PlaceEvent, Programme
from cohorts.sessions.models import (
    Attendance,
    CalendarFeed,
    CallReport,
    KnownName,
    LiveSession,
    ReportedPerson,
    SessionRating,
    SessionReply,
    Telling,
)

__all__ = [
    "Announcement",
    "AnnouncementTo",
    "Answer",
    "Application",
    "ApplicationForm",
    "Attendance",
    "CalendarFeed",
    "CallReport",
    "Cohort",
    "CohortCourse",
    "Criterion",
    "DiversityAnswer",
    "FormEdition",
    "HelpDeed",
    "HelpRules",
    "HelpSign",
    "KnownName",
    "LiveSession",
    "Phase",
    "Place",
    "PlaceEvent",
    "Programme",
    "ReportedPerson",
    "SessionRating",
    "SessionReply",
    "Telling",
]
