"""What a learner has done, what remains, and where to go on; shaped for the screens that show it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from courses.content.models import Course, CourseEdition, Lesson, LessonEdition
from courses.learning.errors import LessonGoneError
from courses.learning.models import Enrolment, EnrolmentState, LessonProgress, RequirementMet
from lms.accounts.models import User


def words_in(text: str) -> int:
    """Words as a person counts them: runs of anything between white space."""
    return len(text.split())


def list_ids(children: Any) -> list[str]:
    """The ids of a list block's items, in order."""
    return [str(child.id) for child in children.bound_blocks]


def ruling_edition(course: Course) -> CourseEdition | None:
    """The current edition that decides what completes ``course``: the site's own language first."""
    return _first_in(CourseEdition.objects.current().filter(course=course), settings.LANGUAGE_CODE)


def _first_in(editions: Iterable[CourseEdition], *languages: str | None) -> CourseEdition | None:
    found = sorted(editions, key=lambda edition: edition.language)
    for language in languages:
        for edition in found:
            if edition.language == language:
                return edition
    return found[0] if found else None


def current_text(lesson: Lesson) -> LessonEdition:
    """The text of ``lesson`` that learners read now, in their language where there is one.

    Raises ``LessonGoneError``.
    """
    editions = CourseEdition.objects.current().filter(course_id=lesson.course_id)
    holding = {
        edition: entry["edition"]
        for edition in editions
        for entry in edition.lessons
        if entry["id"] == lesson.pk
    }
    edition = _first_in(holding, get_language(), settings.LANGUAGE_CODE)
    if edition is None:
        raise LessonGoneError
    return LessonEdition.objects.get(pk=holding[edition])
