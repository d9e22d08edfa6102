"""Whom a decision reached neither by mail nor on a screen: somebody rings them up."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from lms.accounts.models import Standing, User
from lms.audit.services import record
from lms.messaging.models import MessageState, Notice, Suppression

RING_AFTER = timedelta(days=3)
NOT_REACHED = (MessageState.FAILED, MessageState.STOPPED, MessageState.UNKNOWN)


def unreached() -> QuerySet[Notice]:
    """Decisive notices of people who are here, not read for three days, for which no letter works.

    No letter works where there is no address, where letters to it came back, and where the one
    letter was refused, was stopped, or is unknown.
    """
    refusing = Suppression.objects.values("address")
    no_letter = Q(recipient__email=None) | Q(recipient__email__in=refusing) | Q(letter__state__in=NOT_REACHED)
    return (
        Notice.objects.filter(
            no_letter,
            is_decisive=True,
            read_at=None,
            told_at=None,
            created_at__lt=timezone.now() - RING_AFTER,
            recipient__standing=Standing.ACTIVE,
        )
        .select_related("recipient", "recipient__profile")
        .defer("calendar", "context")
        .order_by("-created_at")
    )


def phone_of(notice: Notice) -> str:
    """The number in the person's profile; nothing where there is none."""
    profile = getattr(notice.recipient, "profile", None)
    return str(getattr(profile, "phone", ""))


@transaction.atomic
def mark_told(*, notice: Notice, actor: User) -> None:
    """The person was told by telephone; who rang is recorded. Repeatable: the first call stays."""
    found = Notice.objects.filter(pk=notice.pk, told_at=None)
    if found.update(told_at=timezone.now(), told_by_uid=actor.uid):
        record(
            actor_uid=actor.uid,
            action="messaging.told_by_phone",
            subject=f"notice:{notice.uid}",
            about_uid=notice.recipient.uid,
            kind=notice.kind,
        )
