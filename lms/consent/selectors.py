"""Reading the ledger: who may be reached, and in which words they said so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from lms.accounts.models import Standing
from lms.consent.models import (
    UPDATES,
    Channel,
    ConsentEntry,
    ConsentSettings,
    ConsentWording,
    Subscriber,
)


def offered_channels() -> list[Channel]:
    """The channels that are set up, e-mail always first. One query."""
    ways = ConsentSettings.objects.first() or ConsentSettings()  # `load` would write a row
    return [channel for channel in Channel if channel == Channel.EMAIL or getattr(ways, channel.value)]


def wordings_in_force(language: str, *, form: str = UPDATES) -> dict[str, ConsentWording]:
    """For each channel the newest words in ``language``, else in the site's first. One query."""
    rows = ConsentWording.objects.filter(form=form, language__in=(language, settings.LANGUAGE_CODE))
    newest: dict[tuple[str, str], ConsentWording] = {}
    for row in rows.order_by("version"):
        newest[row.channel, row.language] = row
    found = {}
    for channel in Channel:
        words = newest.get((channel, language)) or newest.get((channel, settings.LANGUAGE_CODE))
        if words is not None:
            found[channel.value] = words
    return found


def _subject(uid: UUID) -> Q:
    own = Subscriber.objects.filter(person__uid=uid).values("uid")
    return Q(subject_uid=uid) | Q(subject_uid__in=own)


def may_contact(subject_uid: UUID, channel: str, purpose: str = UPDATES) -> bool:
    """Whether this person or subscriber allows ``channel`` at this moment: the latest entry counts.

    One query. Asked at the moment of sending, for each letter.
    """
    entries = ConsentEntry.objects.filter(_subject(subject_uid), channel=channel, purpose=purpose)
    latest = entries.order_by("-pk").values_list("given", flat=True).first()
    return bool(latest)


def subscribers_allowing(channel: str, purpose: str = UPDATES) -> QuerySet[Subscriber]:
    """The confirmed subscribers whose latest entry for ``channel`` gives consent. One query.

    Account holders who are not active (frozen, dead, erased) are left out.
    """
    latest = (
        ConsentEntry.objects.filter(subject_uid=OuterRef("uid"), channel=channel, purpose=purpose)
        .order_by("-pk")
        .values("given")[:1]
    )
    active = Q(person__isnull=True) | Q(person__standing=Standing.ACTIVE, person__is_active=True)
    allowing = Subscriber.objects.reachable().filter(active).alias(allows=Subquery(latest))
    return allowing.filter(allows=True).select_related("person")


def count_subscribers() -> dict[str, int]:
    """How many there are, and how many allow each channel; numbers only. Five queries."""
    total = Subscriber.objects.reachable().aggregate(total=Count("pk"))["total"]
    return {"total": total, **{channel.value: subscribers_allowing(channel).count() for channel in Channel}}


@dataclass(frozen=True)
class Choice:
    """How one channel stands for one subject: since when, in which words."""

    channel: Channel
    words: ConsentWording | None  # those in force now
    entry: ConsentEntry | None

    @property
    def given(self) -> bool:
        return bool(self.entry and self.entry.given)

    @property
    def shown(self) -> ConsentWording | None:
        """What was agreed to, or what would be."""
        agreed = self.entry.wording if self.given and self.entry else None
        return agreed or self.words

    @property
    def text(self) -> str:
        return self.shown.text if self.shown else ""

    @property
    def language(self) -> str:
        return self.shown.language if self.shown else ""


def choices_of(subject_uid: UUID | None, language: str) -> list[Choice]:
    """Each channel that is offered or was allowed, with its state. Three queries."""
    latest: dict[str, ConsentEntry] = {}
    if subject_uid is not None:
        newest = (
            ConsentEntry.objects.filter(
                subject_uid=OuterRef("subject_uid"), channel=OuterRef("channel"), purpose=UPDATES
            )
            .order_by("-pk")
            .values("pk")[:1]
        )
        entries = ConsentEntry.objects.filter(subject_uid=subject_uid, pk=Subquery(newest))
        latest = {entry.channel: entry for entry in entries.select_related("wording")}
    words, offered = wordings_in_force(language), offered_channels()
    return [
        Choice(channel=channel, words=words.get(channel), entry=latest.get(channel))
        for channel in Channel
        if channel in offered or (channel in latest and latest[channel].given)
    ]


def entries_of(subject_uids: Iterable[UUID]) -> QuerySet[ConsentEntry]:
    """The ledger of these subjects, newest first; for a person's download."""
    return ConsentEntry.objects.filter(subject_uid__in=list(subject_uids)).select_related("wording")


def subscriber_of(person: object) -> Subscriber | None:
    """The subscriber who is this account holder. One query."""
    return Subscriber.objects.filter(person=person, erased_at__isnull=True).first()  # type: ignore[misc]


def allowed_channels(subject_uids: Iterable[UUID]) -> dict[UUID, set[str]]:
    """Which channels each of these subjects allows. One query, for a page of a list."""
    newest = (
        ConsentEntry.objects.filter(
            subject_uid=OuterRef("subject_uid"), channel=OuterRef("channel"), purpose=UPDATES
        )
        .order_by("-pk")
        .values("pk")[:1]
    )
    rows = ConsentEntry.objects.filter(subject_uid__in=list(subject_uids), given=True, pk=Subquery(newest))
    found: dict[UUID, set[str]] = {}
    for uid, channel in rows.values_list("subject_uid", "channel"):
        found.setdefault(uid, set()).add(channel)
    return found
