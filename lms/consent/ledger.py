"""The ledger: giving and withdrawing consent, and the words for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from lms.accounts.models import User
from lms.audit.services import record
from lms.consent.errors import WordsChangedError
from lms.consent.links import read_words
from lms.consent.models import UPDATES, Actor, Channel, ConsentEntry, ConsentWording, Subscriber
from lms.consent.selectors import may_contact, wordings_in_force

WORDS_HOLD = timedelta(days=1)


def _subject(uid: UUID) -> UUID:
    """An account holder's entries stand under their subscriber's ``uid``."""
    own: UUID | None = Subscriber.objects.filter(person__uid=uid).values_list("uid", flat=True).first()
    return own or uid


@transaction.atomic
def give(
    *,
    subject_uid: UUID,
    wording: ConsentWording,
    form: str,
    page: str = "",
    actor: str = Actor.SELF,
    actor_uid: UUID | None = None,
    purpose: str = UPDATES,
) -> ConsentEntry | None:
    """The subject allows the channel of ``wording`` from now on, having read it.

    Idempotent: where the channel is allowed already, nothing is written and None is returned; what
    counts is the words of the first yes. Locks the subscriber.
    """
    subject_uid = _subject(subject_uid)
    Subscriber.objects.select_for_update().filter(uid=subject_uid).first()
    if may_contact(subject_uid, wording.channel, purpose):
        return None
    return ConsentEntry.objects.create(
        subject_uid=subject_uid,
        channel=wording.channel,
        purpose=purpose,
        given=True,
        wording=wording,
        form=form,
        page=page,
        actor=actor,
        actor_uid=actor_uid,
    )


@transaction.atomic
def withdraw(
    *,
    subject_uid: UUID,
    channel: str,
    form: str,
    page: str = "",
    actor: str = Actor.SELF,
    actor_uid: UUID | None = None,
    purpose: str = UPDATES,
) -> ConsentEntry | None:
    """The subject does not allow ``channel`` from now on; the next send leaves them out.

    Idempotent: where it is not allowed, nothing is written and None is returned. The entry
    names the words that had been agreed to. Locks the subscriber.
    """
    subject_uid = _subject(subject_uid)
    Subscriber.objects.select_for_update().filter(uid=subject_uid).first()
    entries = ConsentEntry.objects.filter(subject_uid=subject_uid, channel=channel, purpose=purpose)
    latest = entries.order_by("-pk").first()
    if latest is None or not latest.given:
        return None
    return ConsentEntry.objects.create(
        subject_uid=subject_uid,
        channel=channel,
        purpose=purpose,
        given=False,
        wording_id=latest.wording_id,
        form=form,
        page=page,
        actor=actor,
        actor_uid=actor_uid,
    )


@transaction.atomic
def withdraw_all(
    *, subject_uid: UUID, form: str, page: str = "", actor: str = Actor.SELF, actor_uid: UUID | None = None
) -> int:
    """The subject allows no channel any more; returns how many were allowed. Idempotent."""
    withdrawn = [
        withdraw(
            subject_uid=subject_uid, channel=channel, form=form, page=page, actor=actor, actor_uid=actor_uid
        )
        for channel in Channel
    ]
    return sum(entry is not None for entry in withdrawn)


def words_seen(*, token: str, channels: Iterable[str], language: str) -> dict[str, ConsentWording]:
    """The words that the person had before them when they ticked ``channels``.

    If the words have changed since, those that were shown still count for a day. Raises
    ``WordsChangedError`` after that, and for a form that does not say what it showed.
    """
    channels, shown = list(channels), read_words(token)
    present = {words.channel: words for words in wordings_in_force(language).values()}
    if not all(channel in shown for channel in channels):
        raise WordsChangedError
    if all(channel in present and present[channel].pk == shown[channel] for channel in channels):
        return {channel: present[channel] for channel in channels}
    if not read_words(token, max_age=int(WORDS_HOLD.total_seconds())):
        raise WordsChangedError
    rows = ConsentWording.objects.in_bulk([shown[channel] for channel in channels])
    seen = {words.channel: words for words in rows.values()}
    if set(seen) != set(channels):
        raise WordsChangedError
    return seen


@transaction.atomic
def reword(*, form: str, channel: str, language: str, text: str, actor: User) -> ConsentWording:
    """``text`` stands beside ``channel`` from now on; the words before it stay in the ledger.

    Idempotent: the words that are in force are not written again.
    """
    same = ConsentWording.objects.filter(form=form, channel=channel, language=language)
    newest = same.order_by("-version").first()
    if newest is not None and newest.text == text:
        return newest
    version = (same.aggregate(last=Max("version"))["last"] or 0) + 1
    words = ConsentWording.objects.create(
        form=form, channel=channel, language=language, version=version, text=text, made_by_uid=actor.uid
    )
    record(actor_uid=actor.uid, action="consent.reworded", subject=f"consent_wording:{words.pk}")
    return words
