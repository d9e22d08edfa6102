"""What waits for staff, in their weekly letter: how many of each, and never of whom."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from rules import has_perm

from lms.accounts.models import ADMINISTRATORS, ORGANISERS, User
from lms.messaging.delivery import open_troubles
from lms.messaging.letter_parts import LetterPart, Part, register_letter_part
from lms.messaging.phone_round import unreached
from lms.queue.selectors import parked_jobs_count


def staff() -> QuerySet[User]:
    """Whoever could have any of it to look after."""
    return User.objects.filter(Q(groups__name__in=(ADMINISTRATORS, ORGANISERS)) | Q(is_superuser=True))


def concerns_staff(person: User) -> bool:
    return bool(has_perm("messaging.read_phone_round", person) or has_perm("messaging.read_unsent", person))


def waiting_for_staff(person: User) -> Part | None:
    """At most three queries, besides those for the roles of ``person``."""
    lines = tuple(_lines(person))
    if not lines:
        return None
    return Part(
        title=_("Waiting for you as staff"),
        lines=lines,
        link=reverse("wagtailadmin_home"),
        label=_("Look after it"),
    )


def _lines(person: User) -> Iterator[str]:
    if has_perm("messaging.read_phone_round", person) and (count := unreached().count()):
        words = ngettext(
            "Phone round: %(n)s decision reached nobody by letter or screen.",
            "Phone round: %(n)s decisions reached nobody by letter or screen.",
            count,
        )
        yield words % {"n": count}
    if not has_perm("messaging.read_unsent", person):
        return
    if count := open_troubles():
        words = ngettext("%(n)s letter did not leave.", "%(n)s letters did not leave.", count)
        yield words % {"n": count}
    if count := parked_jobs_count():
        words = ngettext(
            "%(n)s background job is parked after its last attempt.",
            "%(n)s background jobs are parked after their last attempt.",
            count,
        )
        yield words % {"n": count}


def register() -> None:
    register_letter_part(
        LetterPart(
            code="messaging.staff",
            title=gettext_lazy("What waits for you as staff"),
            about=gettext_lazy("The phone round, letters that did not leave, jobs that need somebody."),
            say=waiting_for_staff,
            people=staff,
            order=20,
            concerns=concerns_staff,
        )
    )
