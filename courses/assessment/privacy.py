"""What assessment holds on people, for the notice, the download and the erasure."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from courses.assessment.models import Attempt
from lms.accounts.models import User
from lms.privacy.registry import Fate, Item, Part, PersonalData, rows


def _export(person: User) -> Iterable[Item]:
    return rows(
        _("Answers"),
        Attempt.objects.filter(learner=person).order_by("pk"),
        {
            "lesson__title": _("Lesson"),
            "block": _("Part of the lesson"),
            "chosen": _("Chosen"),
            "correct": _("Right"),
            "raw": _("Mark"),
            "maximum": _("Out of"),
            "created_at": _("When"),
        },
    )


ANSWERS = PersonalData(
    code="answers",
    title=_("Your answers to questions in lessons"),
    why=_("To tell you what was right, and to know when a lesson is done (contract, Article 6(1)(b))."),
    seen_by=_("You alone. Editors see how often a question is answered wrongly, never by whom."),
    kept=_("Until you ask us to erase them."),
    models=("courses.Attempt",),
    export=_export,
    erase=(Part(Fate.REMOVED, _("Your answers"), lambda person: Attempt.objects.filter(learner=person)),),
    order=22,
    step=28,
)
