"""Who reviews work: rooms above say who may be given it, and whose work somebody may review."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from courses.assessment.work.models import WAITING, Work
from courses.content.models import Lesson
from lms.accounts.models import ORGANISERS, User
from lms.accounts.rules import is_organiser


class Reviewers(NamedTuple):
    """``able``: who may be given what a learner sends in a lesson; ``reach``: what somebody may review."""

    able: Callable[[User, Lesson], QuerySet[User]]
    reach: Callable[[Any], Q]


_known: dict[str, tuple[int, Reviewers]] = {}


def register_reviewers(name: str, reviewers: Reviewers, *, order: int) -> None:
    """The lowest ``order`` that names somebody counts; a name registered again is replaced."""
    _known[name] = (order, reviewers)


def _in_order() -> list[Reviewers]:
    return [reviewers for _order, reviewers in sorted(_known.values(), key=lambda pair: pair[0])]


def _least_busy(people: QuerySet[User], learner: User) -> QuerySet[User]:
    """Whoever can come in, never the learner; who has the fewest pieces waiting comes first."""
    waiting = Count("works_to_review", filter=Q(works_to_review__state__in=WAITING))
    found = people.filter(is_active=True).exclude(pk=learner.pk)
    return found.annotate(waiting_works=waiting).order_by("waiting_works", "pk")


def reviewer_for(learner: User, lesson: Lesson) -> User | None:
    """Whoever reviews what ``learner`` sends in ``lesson``; None where every organiser may."""
    found = (_least_busy(reviewers.able(learner, lesson), learner).first() for reviewers in _in_order())
    return next(filter(None, found), None)


def possible_reviewers(learner: User, lesson: Lesson) -> QuerySet[User]:
    """Everybody who may be given it, organisers of everything included; the least busy first."""
    able = Q(groups__name=ORGANISERS)
    for reviewers in _in_order():
        able |= Q(pk__in=reviewers.able(learner, lesson).values("pk"))
    people = User.objects.filter(pk__in=User.objects.filter(able).values("pk"))
    return _least_busy(people, learner)


def reviewable_by(user: Any) -> QuerySet[Work]:
    """Everything sent that is within the reach of ``user``, and never their own.

    To be named as its reviewer is not enough: whoever gave a role back reads nothing any more.
    """
    if not user.is_authenticated or not user.is_active:
        return Work.objects.none()
    sent = Work.objects.sent().exclude(learner=user.pk)
    if is_organiser(user):
        return sent
    reach = Q(pk__in=[])
    for reviewers in _in_order():
        reach |= reviewers.reach(user)
    return sent.filter(reach)
