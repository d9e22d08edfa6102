"""What others wrote about a person in confidence, and the decisions whether they may read it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from lms.accounts.models import User
from lms.audit.services import record
from lms.privacy.errors import NoReasonError, UnknownItemError
from lms.privacy.models import ConfidentialDecision, WithholdReason
from lms.privacy.registry import PersonalData, Record, all_data, data_called


@dataclass(frozen=True)
class Waiting:
    """One item and the newest decision on it: None while nobody decided."""

    data: PersonalData
    item: Record
    decision: ConfidentialDecision | None


def _newest(person_uid: UUID, code: str) -> dict[str, ConfidentialDecision]:
    found = ConfidentialDecision.objects.filter(person_uid=person_uid, code=code).order_by("pk")
    return {decision.key: decision for decision in found}


def verdicts(person_uid: UUID, code: str) -> dict[str, bool]:
    """Whether each item on which somebody decided enters the download. One query."""
    return {key: decision.include for key, decision in _newest(person_uid, code).items()}


def items_about(person: User) -> list[Waiting]:
    """Everything that others wrote about ``person`` in confidence, with what was decided."""
    found = []
    for data in all_data():
        if data.confidential:
            said = _newest(person.uid, data.code)
            items = [item for item in data.export(person) if isinstance(item, Record)]
            found += [Waiting(data, item, said.get(item.key)) for item in items]
    return found


@transaction.atomic
def decide(
    *, person: User, code: str, key: str, include: bool, reason: str, actor: User
) -> ConfidentialDecision:
    """The item enters the next copy of ``person``, or is withheld for ``reason``.

    Asked again for the same, nothing is added. Records ``privacy.confidential`` with ids and kinds only.

    Raises ``UnknownItemError`` and ``NoReasonError``.
    """
    data = data_called(code)
    if data is None or not data.confidential or key not in _keys(data, person):
        raise UnknownItemError
    reason = "" if include else reason
    if not include and reason not in set(WithholdReason.values) - {""}:
        raise NoReasonError
    User.objects.select_for_update().get(pk=person.pk)
    last = _newest(person.uid, code).get(key)
    if last is not None and (last.include, last.reason) == (include, reason):
        return last
    record(
        actor_uid=actor.uid,
        action="privacy.confidential",
        subject=f"{code}:{key}"[:200],
        about_uid=person.uid,
        include=include,
        reason=reason,
    )
    return ConfidentialDecision.objects.create(
        person_uid=person.uid, code=code, key=key, include=include, reason=reason, decided_by_uid=actor.uid
    )


def _keys(data: PersonalData, person: User) -> set[str]:
    return {item.key for item in data.export(person) if isinstance(item, Record)}
