"""Setting programmes and cohorts up: made, announced, cloned for the next intake, cancelled."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from cohorts.programmes.completion import SETTLE_COHORT_JOB
from cohorts.programmes.errors import CohortClosedError, CohortStateError
from cohorts.programmes.models import Cohort, CohortCourse, CohortState, Phase, Place, Programme
from cohorts.programmes.signals import cohort_cancelled
from lms.accounts.grants.services import end_role, grant_role
from lms.accounts.models import ORGANISERS, User
from lms.audit.services import record
from lms.messaging.notices import notify
from lms.queue.services import enqueue

TELL_CANCELLED_JOB = "cohorts.programmes.tasks.tell_cancelled_job"
CANCELLED = "cohorts.cancelled"
SCOPE = "cohort"
AT_A_TIME = 50  # people told by one job


@transaction.atomic
def write_programme(*, key: UUID, slug: str, title: str) -> Programme:
    """The programme whose page has ``key`` has the page's name and address. Idempotent.

    An address that another programme has already gets the key's first signs behind it.
    """
    if Programme.objects.filter(slug=slug).exclude(key=key).exists():
        slug = f"{slug[:240]}-{str(key)[:8]}"
    facts = {"slug": slug, "title": title, "retired_at": None}
    programme, _is_new = Programme.objects.update_or_create(key=key, defaults=facts)
    return programme


@transaction.atomic
def retire_programme(*, key: UUID) -> None:
    """No new cohort can be made of the programme; those that there are go on. Idempotent."""
    Programme.objects.filter(key=key, retired_at=None).update(retired_at=timezone.now())


@transaction.atomic
def cancel_programme(*, programme: Programme, reason: str, actor: User) -> Programme:
    """``programme`` ends, and so does each of its cohorts that is not over. Idempotent; recorded.

    Everybody is told once, as ``cancel_cohort`` says. Raises ``CohortStateError`` without a reason.
    """
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    if programme.cancelled_at is not None:
        return programme
    if not reason.strip():
        raise CohortStateError(_("Say why. Everybody in the programme reads it."))
    programme.cancelled_at, programme.cancelled_because = timezone.now(), reason.strip()
    programme.save(update_fields=["cancelled_at", "cancelled_because"])
    record(actor_uid=actor.uid, action="cohorts.cancelled_programme", subject=f"programme:{programme.uid}")
    for cohort in Cohort.objects.filter(programme=programme, ends_on__gte=timezone.localdate()).order_by(
        "pk"
    ):
        cancel_cohort(cohort=cohort, reason=reason, actor=actor)
    return programme


@transaction.atomic
def note_set_up(*, cohort: Cohort, actor: User) -> None:
    """What was set is recorded, and places are settled by the rule as it is now. Repeatable."""
    _record(cohort, actor, "cohorts.set_up")
    enqueue(SETTLE_COHORT_JOB, cohort.pk)


@transaction.atomic
def announce_cohort(*, cohort: Cohort, actor: User) -> Cohort:
    """Everybody can see ``cohort``, and apply from its opening on. Idempotent; recorded.

    Raises ``CohortClosedError`` for a cancelled one.
    """
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if cohort.state == CohortState.CANCELLED:
        raise CohortClosedError
    if cohort.state == CohortState.PREPARING:
        cohort.state, cohort.announced_at = CohortState.ANNOUNCED, timezone.now()
        cohort.save(update_fields=["state", "announced_at"])
        _record(cohort, actor, "cohorts.announced_cohort")
    return cohort


@transaction.atomic
def clone_cohort(*, cohort: Cohort, title: str, slug: str, starts_on: date, actor: User) -> Cohort:
    """A cohort like ``cohort`` that begins on ``starts_on``: dates moved, courses and rules kept, no people.

    Idempotent by title and first day: the same clone asked for again is the one that is there. It
    is being prepared, whatever the first one is. Locks ``cohort``; recorded.

    Raises ``CohortStateError`` for an address that another cohort has.
    """
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    known = Cohort.objects.filter(cloned_from=cohort, title=title, starts_on=starts_on).first()
    if known is not None:
        return known
    if Cohort.objects.filter(slug=slug).exists():
        raise CohortStateError(_("Another cohort has this address already. Choose another one."))
    by = starts_on - cohort.starts_on
    made = Cohort.objects.create(
        programme=cohort.programme,
        slug=slug,
        title=title,
        places=cohort.places,
        starts_on=cohort.starts_on + by,
        ends_on=cohort.ends_on + by,
        opens_at=_moved(cohort.opens_at, by),
        closes_at=_moved(cohort.closes_at, by),
        hear_by=cohort.hear_by and cohort.hear_by + by,
        list_ends_on=cohort.list_ends_on and cohort.list_ends_on + by,
        offers_last=cohort.offers_last,
        appeal_days=cohort.appeal_days,
        sessions_needed=cohort.sessions_needed,
        final_work=cohort.final_work,
        final_lesson=cohort.final_lesson,
        gives_certificate=cohort.gives_certificate,
        conduct=cohort.conduct,
        cloned_from=cohort,
    )
    for phase in cohort.phases.all():
        Phase.objects.create(
            cohort=made, title=phase.title, starts_on=phase.starts_on + by, ends_on=phase.ends_on + by
        )
    for one in cohort.cohort_courses.all():
        CohortCourse.objects.create(
            cohort=made,
            course=one.course,
            opens_after=one.opens_after,
            due_after=one.due_after,
            is_required=one.is_required,
        )
    _record(made, actor, "cohorts.cloned_cohort")
    return made


@transaction.atomic
def move_phases(*, cohort: Cohort, by: timedelta, actor: User) -> None:
    """Each phase of ``cohort`` is so much later. Not idempotent; recorded."""
    for phase in Phase.objects.select_for_update().filter(cohort=cohort):
        phase.starts_on, phase.ends_on = phase.starts_on + by, phase.ends_on + by
        phase.save(update_fields=["starts_on", "ends_on"])
    _record(cohort, actor, "cohorts.set_up")


def _moved(moment: datetime | None, by: timedelta) -> datetime | None:
    """The same time on the clock on the wall, so many days later: also across the change of clocks."""
    if moment is None:
        return None
    local = timezone.localtime(moment)
    return timezone.make_aware(local.replace(tzinfo=None) + by)


@transaction.atomic
def cancel_cohort(*, cohort: Cohort, reason: str, actor: User) -> Cohort:
    """``cohort`` does not take place; everybody in it is told once, by jobs. Idempotent; recorded.

    Nothing is deleted: records can be exported, and their retention starts. Sends
    ``cohort_cancelled`` on commit. Raises ``CohortStateError`` without a reason.
    """
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if cohort.state == CohortState.CANCELLED:
        return cohort
    if not reason.strip():
        raise CohortStateError(_("Say why. Everybody in the cohort reads it."))
    cohort.state, cohort.cancelled_at = CohortState.CANCELLED, timezone.now()
    cohort.cancelled_because = reason.strip()
    cohort.save(update_fields=["state", "cancelled_at", "cancelled_because"])
    _record(cohort, actor, "cohorts.cancelled_cohort")
    enqueue(TELL_CANCELLED_JOB, cohort.pk)
    cohort_id = cohort.pk
    transaction.on_commit(lambda: cohort_cancelled.send(sender=Cohort, cohort_id=cohort_id))
    return cohort


def tell_cancelled(*, cohort: Cohort, after: int = 0) -> int:
    """Up to 50 of those who have a place have their notice; the rest by another job. Repeatable."""
    places = Place.objects.taking_up_room().filter(cohort=cohort, pk__gt=after).select_related("trainee")
    shown = list(places.order_by("pk")[:AT_A_TIME])
    for place in shown:
        notify(
            recipient=place.trainee,
            kind=CANCELLED,
            key=f"cancelled:{cohort.uid}",
            context={"cohort": cohort.title, "reason": cohort.cancelled_because},
            link=f"/my/place/{place.uid}/",
        )
    if len(shown) == AT_A_TIME:
        enqueue(TELL_CANCELLED_JOB, cohort.pk, shown[-1].pk)
    return len(shown)


@transaction.atomic
def add_organiser(*, cohort: Cohort, person: User, actor: User) -> None:
    """``person`` organises ``cohort`` from their next request on. Idempotent; recorded by the grant."""
    grant_role(person=person, role=ORGANISERS, actor=actor, scope_kind=SCOPE, scope_uid=cohort.uid)


@transaction.atomic
def take_organiser(*, cohort: Cohort, person: User, actor: User) -> None:
    """``person`` organises ``cohort`` no longer. Idempotent; recorded."""
    end_role(person=person, role=ORGANISERS, actor=actor, scope_kind=SCOPE, scope_uid=cohort.uid)


def free_slug(title: str) -> str:
    """An address made from ``title`` that no cohort has."""
    base = slugify(title)[:70] or "cohort"
    taken = set(Cohort.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | RESERVED
    if base not in taken:
        return base
    return next(f"{base}-{n}" for n in range(2, 1000) if f"{base}-{n}" not in taken)


RESERVED = {"new", "import", "programmes", "outcomes"}


def _record(cohort: Cohort, actor: User, action: str) -> None:
    record(actor_uid=actor.uid, action=action, subject=f"cohort:{cohort.uid}")
