"""The periods of everything that is cleared away, and of what stays until something happens."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.models import EditingSession, FormState

from lms.accounts.invitations.models import Invitation
from lms.accounts.invitations.services import KEPT_AFTER_END
from lms.accounts.models import LetterRequest
from lms.accounts.safety.addresses import CAN_BE_UNDONE
from lms.accounts.safety.models import AddressChange, Recovery
from lms.accounts.safety.recovery import KEPT_AFTER_END as RECOVERIES_KEPT
from lms.accounts.services import FORGET_AFTER
from lms.accounts.visits.models import KnownDevice, Visit
from lms.accounts.visits.notices import REMEMBERED
from lms.consent.models import PendingSignUp
from lms.consent.services import CONFIRM_WITHIN
from lms.messaging.delivery import KEEP_SENT
from lms.messaging.models import Notice, OutgoingMessage
from lms.messaging.notices import KEEP_READ
from lms.places.models import ImportState, PlacesImport
from lms.places.services import KEEP_UNAPPLIED
from lms.privacy.erasing import COOLING_OFF, forget_erasures
from lms.privacy.models import Erasure, ErasureState
from lms.privacy.retention import Period, register_period
from lms.privacy.services import COPY_KEPT, forget_exports, too_old
from lms.queue.models import Job, JobState
from lms.queue.services import KEEP_DONE

# What this room clears away by itself. Everything else has its number where its clean-up is.
CANCELLED_KEPT = timedelta(days=365)
DRAFTS_KEPT = timedelta(days=30)
WHERE_EDITING_KEPT = timedelta(days=1)


def _old_letters(before: datetime) -> int:
    return LetterRequest.objects.filter(created_at__lt=before).count()


def _ended_sessions(before: datetime) -> int:
    return Visit.objects.filter(expire_date__lt=timezone.now()).count()


def _old_jobs(before: datetime) -> int:
    return Job.objects.filter(state=JobState.DONE, ended_at__lt=before).count()


register_period(
    Period(
        "account",
        _("Accounts, profiles, learning and texts"),
        after=_("from signing up"),
        why=_("You use them for as long as you like; nobody else knows when you are done."),
        until=_("until you ask us to erase them"),
        order=10,
    )
)
register_period(
    Period(
        "certificates",
        _("Certificates and their files"),
        after=_("from the day of issue"),
        why=_("Whoever shows one must be able to have it checked, years later too."),
        until=_("until you are erased; then only what a check needs, and nothing if you withdraw them"),
        order=12,
    )
)
register_period(
    Period(
        "record",
        _("The record of actions"),
        after=_("from the deed"),
        why=_(
            "A record that shrinks proves nothing. It holds numbers, kinds and times, "
            "never names or contents."
        ),
        until=_("for as long as the organisation runs this site"),
        order=14,
    )
)
register_period(
    Period(
        "cooling_off",
        _("The days before an erasure begins"),
        after=_("from asking"),
        why=_("So that you, or somebody who only found your device open, can take it back."),
        keep=COOLING_OFF,
        old=lambda before: Erasure.objects.filter(state=ErasureState.PENDING, asked_at__lt=before).count(),
        order=20,
    )
)
register_period(
    Period(
        "copies",
        _("Copies of everything held on you"),
        after=_("from being ready"),
        why=_("Long enough to fetch it; a file with everything in it should not lie about."),
        keep=COPY_KEPT,
        old=lambda before: too_old(before).count(),
        expire=forget_exports,
        order=22,
    )
)
register_period(
    Period(
        "cancelled",
        _("Erasures that were taken back"),
        after=_("from taking it back"),
        why=_("To answer questions about it."),
        keep=CANCELLED_KEPT,
        old=lambda before: Erasure.objects.filter(
            state=ErasureState.CANCELLED, cancelled_at__lt=before
        ).count(),
        expire=forget_erasures,
        order=24,
    )
)
register_period(
    Period(
        "letter_requests",
        _("Sign-ups that nobody confirmed, and other letters asked for at the door"),
        after=_("from asking"),
        why=_("The link in the letter works for as long."),
        keep=FORGET_AFTER,
        old=_old_letters,
        order=30,
    )
)
register_period(
    Period(
        "sessions",
        _("Where you are signed in"),
        after=_("from the last visit"),
        why=_("Who was signed in once is nobody’s business."),
        keep=timedelta(seconds=settings.SESSION_COOKIE_AGE),
        old=_ended_sessions,
        order=32,
    )
)
register_period(
    Period(
        "devices",
        _("Devices with which you signed in before"),
        after=_("from the last visit"),
        why=_("So that a letter warns you of devices that are new, and only of those."),
        keep=REMEMBERED,
        old=lambda before: KnownDevice.objects.filter(last_seen_at__lt=before).count(),
        order=33,
    )
)
register_period(
    Period(
        "addresses",
        _("Former e-mail addresses"),
        after=_("from the change"),
        why=_("So long a change can be undone from the former address."),
        keep=CAN_BE_UNDONE,
        old=lambda before: AddressChange.objects.filter(at__lt=before).count(),
        order=34,
    )
)
register_period(
    Period(
        "recoveries",
        _("That staff brought you back without your mailbox"),
        after=_("from its end"),
        why=_("To answer questions about it, and to notice a fraud."),
        keep=RECOVERIES_KEPT,
        old=lambda before: Recovery.objects.filter(expires_at__lt=before).count(),
        order=35,
    )
)
register_period(
    Period(
        "invitations",
        _("Invitations"),
        after=_("from being accepted or running out"),
        why=_("To answer questions about them, and not to invite the same person again at once."),
        keep=KEPT_AFTER_END,
        old=lambda before: (
            Invitation.objects.filter(accepted_at__lt=before).count()
            + Invitation.objects.filter(accepted_at=None, expires_at__lt=before).count()
        ),
        order=35,
    )
)
register_period(
    Period(
        "letters",
        _("Letters to you; their text is wiped when they are sent"),
        after=_("from sending"),
        why=_("To find out why something did not arrive."),
        keep=KEEP_SENT,
        old=lambda before: OutgoingMessage.objects.filter(sent_at__lt=before).count(),
        order=36,
    )
)
register_period(
    Period(
        "notices",
        _("Notices that you have read"),
        after=_("from reading them"),
        why=_("So that you can look up again what you were told."),
        keep=KEEP_READ,
        old=lambda before: Notice.objects.filter(read_at__lt=before).count(),
        order=37,
    )
)
register_period(
    Period(
        "updates",
        _("Sign-ups for updates that nobody confirmed"),
        after=_("from asking"),
        why=_("The link in the letter works for as long."),
        keep=CONFIRM_WITHIN,
        old=lambda before: PendingSignUp.objects.filter(created_at__lt=before).count(),
        order=38,
    )
)
register_period(
    Period(
        "places",
        _("Lists of places that were never applied"),
        after=_("from bringing them in"),
        why=_("Whoever brought one in has had time to look at the report."),
        keep=KEEP_UNAPPLIED,
        old=lambda before: PlacesImport.objects.filter(
            state=ImportState.CHECKED, created_at__lt=before
        ).count(),
        order=60,
    )
)
register_period(
    Period(
        "jobs",
        _("Notes of finished work, which hold numbers only"),
        after=_("from the end of the work"),
        why=_("To find out why something did not arrive."),
        keep=KEEP_DONE,
        old=_old_jobs,
        order=40,
    )
)
register_period(
    Period(
        "drafts",
        _("Unfinished forms in the editor"),
        after=_("from the last change"),
        why=_("Whoever comes back after that begins anew."),
        keep=DRAFTS_KEPT,
        old=lambda before: FormState.objects.filter(last_updated_at__lt=before).count(),
        expire=lambda before: FormState.objects.filter(last_updated_at__lt=before).delete()[0],
        order=50,
    )
)
register_period(
    Period(
        "where_editing",
        _("Who is editing which page at the moment"),
        after=_("from the last sign of life"),
        why=_("So that two editors do not write over each other."),
        keep=WHERE_EDITING_KEPT,
        old=lambda before: EditingSession.objects.filter(last_seen_at__lt=before).count(),
        expire=lambda before: EditingSession.objects.filter(last_seen_at__lt=before).delete()[0],
        order=52,
    )
)
