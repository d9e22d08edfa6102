"""Taking an answer."""

from __future__ import annotations

from uuid import uuid5

from django.http import HttpRequest

from courses.assessment.services import answer_question
from courses.content.models import Lesson
from courses.learning.rules import learner_of
from courses.learning.writes import lesson_write, submission_of, wants_json


@lesson_write
def answer(request: HttpRequest, lesson: Lesson, block: str) -> None:
    """Mark an answer. A form sent again from the browser's history with another choice is another answer."""
    chosen = request.POST.getlist("choice")
    submission = submission_of(request)
    if not wants_json(request):
        submission = uuid5(submission, " ".join(sorted(chosen)))
    answer_question(
        learner=learner_of(request), lesson=lesson, block=block, chosen=chosen, submission=submission
    )
