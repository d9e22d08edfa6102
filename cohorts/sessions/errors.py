"""What sessions refuse, in words for whoever asked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.errors import DomainError


class NoSuchTimeError(DomainError):
    code = "no_such_time"
    default_message = _("On that day the clocks go forward past this time. Choose another time.")


class SessionCancelledError(DomainError):
    code = "session_cancelled"
    default_message = _("This session is cancelled, so nothing about it can be changed. Plan a new one.")


class SessionOverError(DomainError):
    code = "session_over"
    default_message = _("This session is over, so it can no longer be moved or cancelled.")


class SessionInPastError(DomainError):
    code = "session_in_past"
    default_message = _(
        "One of these sessions would then be in the past. Nothing was moved. Choose other days."
    )


class NotBegunError(DomainError):
    code = "not_begun"
    default_message = _("This session has not begun. There is nothing to note yet.")


class WrongCodeError(DomainError):
    code = "wrong_code"
    default_message = _(
        "This is not the code that is shown now. Look at the screen or ask who leads the session; you can "
        "try again."
    )


class TooManyTriesError(DomainError):
    code = "too_many_tries"
    default_message = _("That was too many tries. Ask who leads the session to note that you are there.")


class NothingToWatchError(DomainError):
    code = "nothing_to_watch"
    default_message = _("There is no recording of this session, or no longer.")


class ReportUnreadableError(DomainError):
    code = "report_unreadable"
    default_message = _(
        "This does not look like a participants’ report of Zoom or Teams. Nothing was changed. Download the "
        "report again as CSV, with the times of joining and leaving, and choose that file."
    )


class RatingClosedError(DomainError):
    code = "rating_closed"
    default_message = _("Opinions on this session can be given for a week after it. That week is over.")


class RecordingFileError(DomainError):
    code = "recording_file"
    default_message = _("This file is no MP4, WebM or M4A recording. Nothing was changed.")


class CaptionsError(DomainError):
    code = "captions"
    default_message = _(
        "These are no captions in the form WebVTT (a file that ends in .vtt, at most 1 MB). Nothing was "
        "changed."
    )
