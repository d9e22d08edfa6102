"""Why a learner's deed was refused, in words for the learner."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.errors import DomainError


class CourseClosedError(DomainError):
    code = "course_closed"
    default_message = _("This course is not taking new learners at the moment.")


class NotEnrolledError(DomainError):
    code = "not_enrolled"
    default_message = _("You are not on this course yet. Join it on the course page and try again.")


class WithdrawnError(DomainError):
    code = "withdrawn"
    default_message = _(
        "You left this course. Join again on the course page: everything you did before is still there."
    )


class LessonGoneError(DomainError):
    code = "lesson_gone"
    default_message = _(
        "This lesson is not part of the course at the moment."
        " What you did and wrote in it is kept in your portfolio."
    )


class StillAsksError(DomainError):
    code = "still_asks"
    default_message = _("This lesson still asks for something before it counts.")


class TextTooLongError(DomainError):
    code = "too_long"
    default_message = _("This text is too long to keep.")


class VersionGoneError(DomainError):
    code = "version_gone"
    default_message = _("That version of your text could not be found. Open the lesson again.")


class TooFastError(DomainError):
    code = "too_fast"
    default_message = _(
        "A great many things were sent at once. What you typed is still here: wait a minute, then save again."
    )
