"""The whole data model of courses in one place; the rooms define, this file only re-exports."""

from courses.assessment.models import Attempt
from courses.assessment.work.models import Review, Work, WorkVersion
from courses.certificates.models import Achievement, Certificate, CertificateEvent
from courses.content.models import (
    Course,
    CourseEdition,
    CourseIndexPage,
    CoursePage,
    Lesson,
    LessonEdition,
    LessonPage,
    ModulePage,
)
from courses.content.review import ReviewTask
from courses.learning.models import (
    Enrolment,
    LessonProgress,
    RequirementMet,
    Tick,
    Writing,
    WritingVersion,
)

__all__ = [
    "Achievement",
    "Attempt",
    "Certificate",
    "CertificateEvent",
    "Course",
    "CourseEdition",
    "CourseIndexPage",
    "CoursePage",
    "Enrolment",
    "Lesson",
    "LessonEdition",
    "LessonPage",
    "LessonProgress",
    "ModulePage",
    "RequirementMet",
    "Review",
    "ReviewTask",
    "Tick",
    "Work",
    "WorkVersion",
    "Writing",
    "WritingVersion",
]
