"""What the rooms of cohorts write into the record of actions, in the words in which people read it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cohorts.admissions.decisions.models import Verdict
from cohorts.programmes.models import PlaceState
from cohorts.sessions.models import AttendanceState
from lms.audit.words import register_words

_COHORTS = {
    "cohorts.set_up": _("Changed the settings of a cohort"),
    "cohorts.announced_cohort": _("Announced a cohort"),
    "cohorts.cloned_cohort": _("Made a cohort after another one"),
    "cohorts.cancelled_cohort": _("Cancelled a cohort"),
    "cohorts.cancelled_programme": _("Cancelled a programme"),
    "cohorts.place_changed": _("Changed a place in a cohort"),
    "cohorts.final_work_done": _("Confirmed final work"),
    "cohorts.removal_proposed": _("Proposed to take a place away"),
    "cohorts.removal_confirmed": _("Took a place away"),
    "cohorts.removal_dropped": _("Gave up taking a place away"),
    "cohorts.announced": _("Wrote to a cohort"),
    "cohorts.sign_put_off": _("Put off looking after somebody"),
    "cohorts.grid_exported": _("Took the table of a cohort"),
    "cohorts.import_read": _("Read a file about a cohort"),
    "cohorts.import_applied": _("Brought a file into a cohort"),
    "cohorts.import_emptied": _("Deleted what was in a file about a cohort"),
    "cohorts.import_report": _("Took the report on a file about a cohort"),
    "cohorts.brought_in": _("Brought in what somebody did elsewhere"),
    "cohorts.records_exported": _("Took the records of a cohort"),
    "cohorts.evaluation_set_up": _("Set up the questions at the end"),
    "cohorts.evaluation_changed": _("Changed the questions at the end"),
    "cohorts.read_place": _("Opened somebody’s place in a cohort"),
    "cohorts.read_progress": _("Looked at how somebody is getting on"),
    "cohorts.read_application": _("Opened an application"),
}
_ADMISSIONS = {
    "applications.form": _("Changed the form of a cohort"),
    "applications.brought_in": _("Brought in an application from elsewhere"),
    "applications.let_in_late": _("Let an application in late"),
    "applications.withdrawn": _("Withdrew an application"),
    "applications.joined": _("Joined two applications"),
    "applications.moved": _("Moved an application to another cohort"),
    "admissions.read_application": _("Opened an application to judge it"),
    "admissions.plan_changed": _("Changed how applications are read"),
    "admissions.reviewer_named": _("Named a reviewer"),
    "admissions.reviewer_ended": _("Ended somebody’s reviewing"),
    "admissions.reviews_shared": _("Shared applications out among reviewers"),
    "admissions.finding_asked": _("Asked an applicant about something found"),
    "admissions.finding_settled": _("Settled something found"),
    "admissions.decision_prepared": _("Prepared a decision"),
    "admissions.decision_checked": _("Checked a decision"),
    "admissions.decision_sent_back": _("Sent a decision back"),
    "admissions.decision_dropped": _("A prepared decision was dropped"),
    "admissions.decision_published": _("Published a decision"),
    "admissions.batch_publishing": _("Began to publish decisions"),
    "admissions.batch_stopped": _("Stopped decisions before they were known"),
    "admissions.batch_published": _("Decisions were published"),
    "admissions.offer_open": _("An offer was made"),
    "admissions.offer_accepted": _("An offer was accepted"),
    "admissions.offer_declined": _("An offer was declined"),
    "admissions.offer_expired": _("An offer ran out"),
    "admissions.offer_withdrawn": _("An offer was taken back"),
    "admissions.left_waiting_list": _("Left the waiting list"),
    "admissions.appeal_answered": _("Answered the wish for another look"),
}
_SESSIONS = {
    "sessions.plan": _("Planned a session"),
    "sessions.edit": _("Changed a session"),
    "sessions.move": _("Moved a session"),
    "sessions.cancel": _("Cancelled a session"),
    "sessions.code": _("Showed the code of a session"),
    "sessions.mark": _("Noted who was at a session"),
    "sessions.recognise": _("Recognised what was learnt before"),
    "sessions.recording": _("Put a recording there"),
    "sessions.forget_recording": _("Took a recording away"),
    "sessions.report": _("Brought in the report of a call"),
    "sessions.apply_report": _("Took attendance from the report of a call"),
    "sessions.drop_report": _("Put the report of a call away"),
    "sessions.export": _("Took the attendance of a cohort"),
}
_PATHWAY = {
    "cohorts.pathway_confirmed": _("Confirmed a stage of the pathway"),
    "cohorts.pathway_corrected": _("Corrected a stage of the pathway"),
}
_DETAILS = {
    "announcement": _("announcement"),
    "audience": _("to whom"),
    "people": _("people"),
    "other": _("the other one"),
    "each": _("reviews of each"),
    "is_blind": _("without names"),
    "reviews": _("reviews"),
    "missing": _("missing"),
    "decisions": _("decisions"),
    "verdict": _("verdict"),
    "what": _("what"),
    "sessions": _("sessions"),
    "courses": _("courses"),
    "attendance": _("attendance"),
    "cohort_organising": _("only organiser of a cohort"),
    "admissions_reviews": _("reviews to write"),
    "admissions_prepared": _("prepared decisions"),
}


def register() -> None:
    register_words(
        deeds={**_COHORTS, **_ADMISSIONS, **_SESSIONS, **_PATHWAY},
        things={
            "cohort": _("cohort"),
            "programme": _("programme"),
            "place": _("place in a cohort"),
            "session": _("session"),
            "application": _("application"),
            "decision": _("decision"),
            "batch": _("decisions published together"),
            "offer": _("offer"),
            "finding": _("something found"),
            "appeal": _("wish for another look"),
        },
        details=_DETAILS,
        values={
            "state": {**dict(PlaceState.choices), **dict(AttendanceState.choices)},
            "verdict": dict(Verdict.choices),
        },
    )
