"""What work puts on the desk: an answer that came back, and what waits for a reviewer."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from courses.assessment.work.models import WAITING, Work, WorkState
from courses.assessment.work.rules import organises_something
from courses.content.selectors import published_lesson
from courses.learning.rules import learner_of
from courses.learning.writes import address_of
from lms.accounts.models import User
from lms.accounts.rules import is_organiser
from lms.desk.registry import NextStep, Panel


class OnDesk(NamedTuple):
    back: list[Work]  # theirs, for another go
    waiting: list[Work]  # for their answer


def known_of(user: User) -> OnDesk:
    """Both kinds, read once for one request by one query: the step and the panel share it."""
    known: OnDesk | None = getattr(user, "_works_on_desk", None)
    if known is None:
        pool = Q(reviewer=user.pk) | Q(reviewer=None) if is_organiser(user) else Q(reviewer=user.pk)
        waits = Q(pool, state__in=WAITING) & ~Q(learner=user.pk)
        found = Work.objects.filter(waits | Q(learner=user.pk, state=WorkState.RETURNED))
        rows = list(found.select_related("lesson__course").order_by("state_since", "pk"))
        waiting = [one for one in rows if one.learner_id != user.pk]
        if waiting and not organises_something(user):  # their role ended since
            waiting = []
        known = OnDesk([one for one in rows if one.learner_id == user.pk], waiting)
        user._works_on_desk = known  # type: ignore[attr-defined]
    return known


def next_step(user: User) -> NextStep | None:
    """The oldest piece that came back for another go. One query; more where there is one."""
    work = next(iter(known_of(user).back), None)
    if work is None or published_lesson(work.lesson) is None:
        return None
    return NextStep(
        title=_("“%(title)s” came back with an answer") % {"title": work.title},
        text=_("Read what your reviewer wrote, change what you want, and send it again."),
        label=_("Read the answer"),
        href=f"{address_of(work.lesson)}#block-{work.block}",
    )


def works_panel(request: HttpRequest) -> Panel | None:
    """What waits for their answer with the day promised first, and what came back to them.

    No query after the step.
    """
    found = known_of(learner_of(request))
    if not found.waiting and not found.back:
        return None
    promised = [work.promised_on for work in found.waiting if work.promised_on]
    context = {"number": len(found.waiting), "first": min(promised, default=None), "back": found.back}
    return Panel("courses/assessment/desk_works.html", context)
