"""Beginning an application, proving its address, and being let in late."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cohorts.admissions.applications.errors import NotOpenError
from cohorts.admissions.applications.forms_frozen import current_edition
from cohorts.admissions.applications.models import Application, ApplicationState
from cohorts.admissions.applications.ways_in import end_ways, link_to
from cohorts.programmes.models import Cohort, CohortState
from lms.accounts.letters import send_letter
from lms.accounts.models import User
from lms.audit.services import record
from lms.language import content_language, speaking
from lms.queue.services import enqueue

LINK_JOB = "cohorts.admissions.applications.tasks.send_link_job"
LINKS_JOB = "cohorts.admissions.applications.tasks.send_links_job"
BEGUN = "cohorts/applications/email/begun"
GOING_ON = (ApplicationState.DRAFT, ApplicationState.SUBMITTED)
# Whoever asks for a link needs it also after the closing, to read, change or withdraw.
LINKED = (*GOING_ON, ApplicationState.WITHDRAWN)


@transaction.atomic
def start_application(
    *, cohort: Cohort, name: str, email: str, person: User | None = None, language: str = ""
) -> Application:
    """There is an application with ``name`` and ``email``, and a letter with its link is on its way.

    Does the same whether or not the address is known. Somebody signed in with that address gets
    the one that they have, if there is one. The caller has the person's word that they are 18 or over.
    Raises ``NotOpenError``.
    """
    if not cohort.takes_applications:
        raise NotOpenError
    own = person if person is not None and person.email == email else None
    if own is not None and (known := going_on_for(cohort, own).first()) is not None:
        return known
    now = timezone.now()
    application = Application.objects.create(
        cohort=cohort,
        edition=current_edition(cohort),
        applicant=own,
        confirmed_at=now if own else None,
        email=email,
        name=name,
        language=language or content_language(),
        adult_at=now,
    )
    enqueue(LINK_JOB, application.pk)
    return application


def going_on_for(cohort: Cohort, person: User) -> QuerySet[Application]:
    """What ``person`` has begun or sent there, the newest first."""
    mine = Application.objects.filter(cohort=cohort, applicant=person, state__in=GOING_ON)
    return mine.select_related("cohort__programme").order_by("-pk")


def send_link(*, application: Application) -> None:
    """The letter with the way in; what jobs call. Says nothing that was typed."""
    if application.state not in LINKED:
        return
    with speaking(application.language):
        context = {"link": link_to(application), "programme": application.cohort.programme.title}
        send_letter(BEGUN, application.email, context)


@transaction.atomic
def ask_for_links(*, cohort: Cohort, email: str) -> None:
    """A letter to ``email`` is on its way, for each application that has it. Never looks the address up."""
    enqueue(LINKS_JOB, cohort.pk, email, content_language())


def send_links(*, cohort: Cohort, email: str, language: str) -> int:
    """Each application with this address has its letter; where there is none, a letter says so."""
    found = Application.objects.filter(cohort=cohort, email=email, state__in=LINKED)
    mine = list(found.select_related("cohort__programme").order_by("-pk")[:5])
    for application in mine:
        send_link(application=application)
    if not mine:
        with speaking(language):
            send_letter("cohorts/applications/email/none", email, {"programme": cohort.programme.title})
    return len(mine)


@transaction.atomic
def confirm_address(*, application: Application, held: Container[Any]) -> Application:
    """The address is proved: whoever pressed the button in the letter reads its mail. Idempotent.

    Ways in from before end, unless this very device holds one. An account with the address has it.
    """
    application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if application.confirmed_at is not None:
        return application
    application.confirmed_at = timezone.now()
    application.applicant = application.applicant or User.objects.filter(email=application.email).first()
    application.save(update_fields=["confirmed_at", "applicant"])
    if application.uid not in held:
        end_ways(application)
    return application


@transaction.atomic
def let_in_late(*, cohort: Cohort, email: str, name: str, until: datetime, actor: User) -> Application:
    """Whoever has ``email`` can write and send until ``until``, and has a letter with the way in. Recorded.

    The newest application with that address, or a new one. Repeatable. Raises ``NotOpenError`` for
    a cohort that was not announced or is cancelled, and for a moment that has passed.
    """
    if cohort.state != CohortState.ANNOUNCED or until <= timezone.now():
        raise NotOpenError
    found = Application.objects.select_for_update(of=("self",)).filter(
        cohort=cohort, email=email, state__in=GOING_ON
    )
    application = found.order_by("-pk").first()
    if application is None:
        application = Application.objects.create(
            cohort=cohort, edition=current_edition(cohort), email=email, name=name
        )
    application.late_until = until
    application.save(update_fields=["late_until"])
    record(actor_uid=actor.uid, action="applications.let_in_late", subject=f"application:{application.uid}")
    enqueue(LINK_JOB, application.pk)
    return application
