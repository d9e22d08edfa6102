"""Sending an application, its receipt, and taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.admissions.applications.errors import ClosedError, IncompleteError, NotWithdrawnError
from cohorts.admissions.applications.models import Answer, Application, ApplicationState
from cohorts.admissions.applications.selectors import Answered, answers_of
from cohorts.admissions.applications.signals import application_withdrawn
from cohorts.admissions.applications.ways_in import link_to
from lms.accounts.letters import send_letter
from lms.accounts.models import User
from lms.audit.services import record
from lms.language import speaking
from lms.pages.templatetags.components import at_time, on_date
from lms.queue.services import enqueue

ACCEPT_JOB = "cohorts.admissions.applications.tasks.accept_application_job"
RECEIVED = "cohorts/applications/email/received"


@dataclass(frozen=True)
class Lack:
    """One thing that an application needs before it can be sent. ``block`` is empty for the whole."""

    block: str
    words: str


def lacking(application: Application) -> list[Lack]:
    """What is missing or too long, in the order of the form."""
    found = [Lack(one.question.block, words) for one in answers_of(application) if (words := _lack(one))]
    if not application.standing:
        found.append(Lack("", _("Say whether you have looked at the rules for standing.")))
    return found


def _lack(one: Answered) -> str:
    if one.question.required and not one.is_given:
        return _("This needs an answer.")
    most, has = one.question.most_words, one.words
    if one.question.kind == "long" and most and has > most:
        return ngettext(
            "Shorten this to %(most)s word; it has %(has)s.",
            "Shorten this to %(most)s words; it has %(has)s.",
            most,
        ) % {"most": most, "has": has}
    return ""


@transaction.atomic
def submit_application(*, application: Application, at: datetime | None = None) -> Application:
    """The application is sent, with the moment at which it was. Idempotent: sent once, one receipt.

    ``at`` is when the press reached the server. Raises ``ClosedError`` from the closing moment on,
    and ``IncompleteError``.
    """
    found = Application.objects.select_for_update(of=("self",)).select_related("cohort", "edition")
    application = found.get(pk=application.pk)
    if application.state == ApplicationState.SUBMITTED:
        return application
    if application.state != ApplicationState.DRAFT or not application.may_be_written:
        raise ClosedError
    if lacking(application):
        raise IncompleteError
    application.state, application.submitted_at = ApplicationState.SUBMITTED, at or timezone.now()
    application.is_late = not application.cohort.takes_applications
    application.save(update_fields=["state", "submitted_at", "is_late"])
    enqueue(ACCEPT_JOB, application.pk)
    return application


@transaction.atomic
def accept_application(*, application: Application) -> None:
    """The applicant can be told of a decision: there is an account with the address; the receipt is out.

    Whoever has no account gets one without a password, and proves the address by signing in with a
    code. Whoever has one finds the application there, and can withdraw what is not theirs.
    Repeatable: the letter is asked for once, with the account.
    """
    application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if application.state != ApplicationState.SUBMITTED or application.receipt_at is not None:
        return
    if application.applicant_id is None:
        application.applicant = _account_for(application)
    application.receipt_at = timezone.now()
    application.save(update_fields=["applicant", "receipt_at"])
    cohort = application.cohort
    with speaking(application.language):
        context = {
            "link": link_to(application),
            "programme": cohort.programme.title,
            "sent_at": at_time(application.submitted_at),
            "hear_by": on_date(cohort.hear_by),
            "until": at_time(cohort.closes_at) if application.may_be_written else "",
        }
        send_letter(RECEIVED, application.email, context)


def _account_for(application: Application) -> User:
    known = User.objects.filter(email=application.email).first()
    if known is not None:
        return known
    is_default = application.language == settings.LANGUAGE_CODE
    try:
        with transaction.atomic():
            person = User.objects.create_user(
                email=application.email,
                password=None,
                name=application.name,
                language="" if is_default else application.language,
                confirmed_adult_at=application.adult_at,
            )
    except IntegrityError:  # signed up at the same moment
        return User.objects.get(email=application.email)
    record(actor_uid=None, action="accounts.signed_up", subject=f"person:{person.uid}")
    return person


@transaction.atomic
def withdraw_application(*, application: Application, actor: User | None = None) -> None:
    """It is read and decided no more. A draft is gone with all in it; what was sent is kept as withdrawn.

    Idempotent; recorded; sends ``application_withdrawn`` on commit. Raises ``NotWithdrawnError`` for
    what was joined or moved.
    """
    found = Application.objects.select_for_update(of=("self",)).filter(pk=application.pk).first()
    if found is None or found.state == ApplicationState.WITHDRAWN:
        return
    if found.state == ApplicationState.DRAFT:
        erase_application(application=found)
        return
    if found.state != ApplicationState.SUBMITTED:
        raise NotWithdrawnError
    found.state, found.withdrawn_at = ApplicationState.WITHDRAWN, timezone.now()
    found.save(update_fields=["state", "withdrawn_at"])
    record(
        actor_uid=actor.uid if actor else None,
        action="applications.withdrawn",
        subject=f"application:{found.uid}",
    )
    tell_rooms(found)


def tell_rooms(application: Application) -> None:
    """Rooms above hear on commit that the application is out of its cohort's admissions."""
    application_id = application.pk
    transaction.on_commit(
        lambda: application_withdrawn.send(sender=Application, application_id=application_id)
    )


@transaction.atomic
def erase_application(*, application: Application) -> None:
    """Nothing is left of it. The files go once that is certain; a crash in between leaves files that
    nothing names, never rows without files."""
    answers = Answer.objects.filter(application=application).exclude(file="")
    files = [name for name in answers.values_list("file", flat=True) if name]
    Application.objects.filter(joined_to=application).update(joined_to=None)
    application.delete()
    for name in files:
        transaction.on_commit(partial(default_storage.delete, name))
