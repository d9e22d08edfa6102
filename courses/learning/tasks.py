"""Jobs of the learning room."""

from __future__ import annotations

from courses.content.models import Course
from courses.learning.services import settle_course


def settle_course_job(course_id: int) -> None:
    """Queue door to ``settle_course``. A vanished course is not an error."""
    course = Course.objects.filter(pk=course_id).first()
    if course is not None:
        settle_course(course=course)
