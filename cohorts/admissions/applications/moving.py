"""Applications that somebody made twice are joined; one can be moved to another cohort."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from cohorts.admissions.applications.errors import NotJoinedError, NotMovedError
from cohorts.admissions.applications.kinds import JOINED, MOVED
from cohorts.admissions.applications.models import Answer, Application, ApplicationState
from cohorts.admissions.applications.sending import tell_rooms
from cohorts.programmes.models import Cohort, CohortState
from lms.accounts.models import User
from lms.audit.services import record
from lms.messaging.kinds import NoticeKind
from lms.messaging.notices import notify


def alike(application: Application) -> QuerySet[Application]:
    """Other sent applications of the cohort that may be the same person's: address, account or name."""
    same = Q(email=application.email) | Q(name_key=application.name_key)
    if application.applicant_id:
        same |= Q(applicant=application.applicant_id)
    sent = Application.objects.submitted().filter(same, cohort=application.cohort_id)
    return sent.exclude(pk=application.pk).order_by("submitted_at", "pk")


def twice_there(cohort: Cohort) -> QuerySet[Application]:
    """Sent applications whose name or address another one has. Constant queries."""
    sent = Application.objects.submitted().filter(cohort=cohort).order_by()
    names = sent.values("name_key").annotate(n=Count("pk")).filter(n__gt=1).values("name_key")
    addresses = sent.values("email").annotate(n=Count("pk")).filter(n__gt=1).values("email")
    found = Application.objects.submitted().filter(cohort=cohort)
    return found.filter(Q(name_key__in=names) | Q(email__in=addresses)).order_by("name_key", "pk")


def _two(first: int, second: int) -> tuple[Application, Application]:
    """Both locked, always in the same order."""
    found = Application.objects.select_for_update(of=("self",)).select_related("cohort", "applicant")
    both = {one.pk: one for one in found.filter(pk__in=(first, second)).order_by("pk")}
    return both[first], both[second]


@transaction.atomic
def join_applications(*, keep: Application, other: Application, actor: User) -> Application:
    """``keep`` stands for both: it has what only ``other`` answered, and ``other`` leads on to it.

    Idempotent; recorded; the applicant is told. Raises ``NotJoinedError``.
    """
    if keep.pk == other.pk:
        raise NotJoinedError
    keep, other = _two(keep.pk, other.pk)
    if other.state == ApplicationState.MERGED and other.joined_to_id == keep.pk:
        return keep
    if keep.cohort_id != other.cohort_id or not (keep.state == other.state == ApplicationState.SUBMITTED):
        raise NotJoinedError
    answered = Answer.objects.filter(application=keep).values("block")
    Answer.objects.filter(application=other).exclude(block__in=answered).update(application=keep)
    other.state, other.joined_to = ApplicationState.MERGED, keep
    other.save(update_fields=["state", "joined_to"])
    _record(actor, "applications.joined", keep, other)
    tell_rooms(other)
    for person in {one.applicant for one in (keep, other) if one.applicant}:
        _tell(person, JOINED, f"joined:{other.uid}", cohort=keep.cohort.title)
    return keep


def may_move_to(application: Application) -> QuerySet[Cohort]:
    """Other cohorts of the programme that are announced and not over."""
    found = Cohort.objects.filter(programme=application.cohort.programme_id, state=CohortState.ANNOUNCED)
    return found.exclude(pk=application.cohort_id).order_by("starts_on", "pk")


@transaction.atomic
def move_application(*, application: Application, to: Cohort, reason: str, actor: User) -> Application:
    """There is a sent application in ``to`` with the same answers; the first one leads on to it.

    Idempotent; recorded; the applicant is told, with the reason. Raises ``NotMovedError``.
    """
    found = Application.objects.select_for_update(of=("self",)).select_related("cohort", "applicant")
    old = found.get(pk=application.pk)
    if old.state == ApplicationState.TRANSFERRED and old.joined_to and old.joined_to.cohort_id == to.pk:
        return old.joined_to
    if old.state != ApplicationState.SUBMITTED or not may_move_to(old).filter(pk=to.pk).exists():
        raise NotMovedError
    if not reason.strip():
        raise NotMovedError
    new = Application.objects.create(cohort=to, **{name: getattr(old, name) for name in _TAKEN_ALONG})
    Answer.objects.filter(application=old).update(application=new)
    old.state, old.joined_to = ApplicationState.TRANSFERRED, new
    old.save(update_fields=["state", "joined_to"])
    _record(actor, "applications.moved", new, old)
    tell_rooms(old)
    if new.applicant is not None:
        _tell(new.applicant, MOVED, f"moved:{old.uid}", cohort=to.title, reason=reason.strip())
    return new


_TAKEN_ALONG = (
    "edition",
    "applicant",
    "email",
    "name",
    "state",
    "standing",
    "number",
    "started_at",
    "saved_at",
    "submitted_at",
    "confirmed_at",
    "receipt_at",
    "language",
    "adult_at",
    "was_asked_diversity",
)


def _tell(person: User, kind: NoticeKind, key: str, **context: str) -> None:
    link = reverse("my_cohorts:applications")
    notify(recipient=person, kind=kind.code, key=key, context=context, link=link)


def _record(actor: User, action: str, application: Application, other: Application) -> None:
    details: dict[str, Any] = {"other": str(other.uid)}
    about = application.applicant.uid if application.applicant else None
    subject = f"application:{application.uid}"
    record(actor_uid=actor.uid, action=action, subject=subject, about_uid=about, **details)
