"""Jobs of the learning room."""

from __future__ import annotations

from courses.content.models import Course
from courses.learning.news import tell_of_changes
from courses.learning.services import settle_course
from lms.queue.services import enqueue


def settle_course_job(course_id: int) -> None:
    """Queue door to ``settle_course``. A vanished course is not an error."""
    course = Course.objects.filter(pk=course_id).first()
    if course is not None:
        settle_course(course=course)


def tell_of_changes_job(course_id: int, language: str, at: str, after: int) -> None:
    """Queue door to ``tell_of_changes``; asks for the next step itself. A vanished course is not an error."""
    course = Course.objects.filter(pk=course_id).first()
    if course is not None and (last := tell_of_changes(course=course, language=language, at=at, after=after)):
        enqueue("courses.learning.tasks.tell_of_changes_job", course_id, language, at, last)
