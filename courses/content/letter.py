"""What waits for an editor, in their weekly letter: how many of each, and where to begin."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.models import Comment, PageSubscription, TaskState

from courses.content.selectors import law_to_check
from lms.accounts.models import ADMINISTRATORS, EDITORS, User
from lms.messaging.letter_parts import LetterPart, Part, register_letter_part


def editors() -> QuerySet[User]:
    """Whoever writes and publishes pages."""
    return User.objects.filter(
        Q(groups__name__in=(EDITORS, ADMINISTRATORS)) | Q(is_superuser=True)
    ).distinct()


def waiting_for_editor(person: User) -> Part | None:
    """Pages to read, comments, sources of law to look at again; None where nothing waits.

    The link leads to the first of them that there is.
    """
    found = list(_lines(person))
    if not found:
        return None
    return Part(
        title=_("Waiting for you as an editor"),
        lines=tuple(line for line, _link in found),
        link=found[0][1],
        label=_("Begin with the first"),
    )


def _lines(person: User) -> Iterator[tuple[str, str]]:
    to_read = TaskState.objects.reviewable_by(person).filter(status=TaskState.STATUS_IN_PROGRESS)
    # Nobody approves what they asked for themselves (``ReviewTask``).
    if count := to_read.exclude(workflow_state__requested_by=person).distinct().count():
        words = ngettext(
            "%(n)s page waits for a second pair of eyes.",
            "%(n)s pages wait for a second pair of eyes.",
            count,
        )
        yield words % {"n": count}, reverse("wagtailadmin_home")
    if count := open_comments(person).count():
        words = ngettext(
            "%(n)s open comment on pages that you follow.",
            "%(n)s open comments on pages that you follow.",
            count,
        )
        yield words % {"n": count}, reverse("wagtailadmin_home")
    if count := len(law_to_check(timezone.localdate())):
        words = ngettext(
            "%(n)s point of law was not checked for half a year.",
            "%(n)s points of law were not checked for half a year.",
            count,
        )
        yield words % {"n": count}, reverse("content_needs_checking")


def open_comments(person: User) -> QuerySet[Comment]:
    """Not resolved, by others, on pages of whose comments ``person`` wants to hear."""
    followed = PageSubscription.objects.filter(user=person, comment_notifications=True).values("page")
    return Comment.objects.filter(page__in=followed, resolved_at=None).exclude(user=person)


def register() -> None:
    register_letter_part(
        LetterPart(
            code="courses.editors",
            title=gettext_lazy("What waits for you as an editor"),
            about=gettext_lazy("Pages to read, comments, and sources of law to look at again."),
            say=waiting_for_editor,
            people=editors,
            order=15,
            concerns=lambda person: editors().filter(pk=person.pk).exists(),
        )
    )
