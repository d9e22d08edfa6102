"""Certificates as a person sees them on their own pages, and how to find one by its number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core import signing
from django.db import DEFAULT_DB_ALIAS
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.certificates.models import (
    Achievement,
    Certificate,
    CertificateEvent,
    CertificateState,
    Earned,
    EventKind,
)
from courses.certificates.number import printed
from courses.content.models import CourseEdition
from courses.learning.models import Enrolment
from lms.accounts.models import User
from lms.accounts.selectors import printed_name
from lms.pages.selectors import Stop
from lms.statements import Statement

LINK_SECONDS = 5 * 60
LINK_SALT = "courses.certificates.pdf"
USUAL_WAIT = timedelta(seconds=60)
NEWS = timedelta(days=30)  # for so long the desk tells of a correction


@dataclass(frozen=True)
class Award:
    """A completed course or programme, and its newest certificate: None until the first is issued.

    ``state`` is ``being_made``, ``ready`` or ``revoked``. ``offer`` is the name in which the
    holder may have a replacement, empty if the certificate says it already. ``earlier``, the
    certificates it replaces, and ``life``, what happened to all of them, are there where the
    page shows them.
    """

    earned: Earned
    certificate: Certificate | None
    offer: str = ""
    earlier: list[Certificate] = field(default_factory=list)
    life: list[Stop] = field(default_factory=list)

    @property
    def is_hidden(self) -> bool:
        return self.certificate is not None and self.certificate.hidden_at is not None

    @property
    def corrected_at(self) -> dt.datetime | None:
        """When somebody corrected what this certificate replaces, if that is news."""
        at: dt.datetime | None = getattr(self.certificate, "corrected_at", None)
        return at if at and timezone.now() - at < NEWS else None

    @property
    def state(self) -> str:
        if self.certificate is None:
            return "being_made"
        if self.certificate.state == CertificateState.REVOKED:
            return "revoked"
        return "ready" if self.certificate.is_made else "being_made"

    @property
    def title(self) -> str:
        if self.certificate is not None:
            return self.certificate.course_title
        if isinstance(self.earned, Achievement):
            return self.earned.title
        edition = self.earned.completed_edition
        return edition.title if edition else ""

    @property
    def takes_longer(self) -> bool:
        """Waiting for more than a minute: something is in the way, and is being tried again."""
        since = self.certificate.issued_at if self.certificate else self.earned.completed_at
        return self.state == "being_made" and since is not None and timezone.now() - since > USUAL_WAIT

    @property
    def seconds_to_next_look(self) -> int:
        """How long the page waits before it asks again: soon at first, then seldom."""
        return 20 if self.takes_longer else 2


def _newest_first() -> QuerySet[Certificate]:
    """Certificates with the moment at which what they replace was corrected."""
    corrections = CertificateEvent.objects.filter(certificate=OuterRef("replaces"), kind=EventKind.CORRECT)
    return Certificate.objects.annotate(corrected_at=Subquery(corrections.values("at")[:1])).order_by("-pk")


_ENROLMENT = [field.attname for field in Enrolment._meta.concrete_fields]
_ACHIEVEMENT = [field.attname for field in Achievement._meta.concrete_fields]
_CERTIFICATE = [field.attname for field in Certificate._meta.concrete_fields]


def _with_certificates(earned: QuerySet[Any], *columns: str) -> QuerySet[Any, Any]:
    """What was earned, newest first, each with its certificates, newest first."""
    corrections = CertificateEvent.objects.filter(
        certificate=OuterRef("certificates__replaces"), kind=EventKind.CORRECT
    )
    return (
        earned.annotate(corrected_at=Subquery(corrections.values("at")[:1]))
        .order_by("-completed_at", "-pk", "-certificates__pk")
        .values_list(*columns, "corrected_at", *(f"certificates__{name}" for name in _CERTIFICATE))
    )


def _for_courses(learner: int) -> QuerySet[Any, Any]:
    completed = Enrolment.objects.filter(learner=learner).completed()
    return _with_certificates(completed, *_ENROLMENT, "completed_edition__title")


def _for_programmes(learner: int) -> QuerySet[Any, Any]:
    return _with_certificates(Achievement.objects.filter(learner=learner), *_ACHIEVEMENT)


_COURSES = Statement(_for_courses, learner=int)
_PROGRAMMES = Statement(_for_programmes, learner=int)


def awards_of(user: User) -> list[Award]:
    """Everything ``user`` completed with its newest certificate, newest first.

    One query; a second one for whoever was ever in a cohort: nobody else completes a programme.
    """
    awards = _course_awards(user)
    if user.in_cohorts:
        awards += _programme_awards(user)
        awards.sort(key=_completed_at, reverse=True)
    return awards


def _completed_at(award: Award) -> dt.datetime:
    at = award.earned.completed_at
    assert at is not None  # noqa: S101 - only what is completed is asked for
    return at


def _course_awards(user: User) -> list[Award]:
    awards: dict[int, Award] = {}
    width = len(_ENROLMENT)
    for row in _COURSES.rows(learner=user.pk):
        enrolment = Enrolment.from_db(DEFAULT_DB_ALIAS, _ENROLMENT, row[:width])
        if enrolment.pk in awards:  # of a chain, the newest comes first
            continue
        title, *rest = row[width:]
        enrolment.completed_edition = CourseEdition(pk=enrolment.completed_edition_id, title=title)
        awards[enrolment.pk] = Award(enrolment, _joined_certificate(*rest))
    return list(awards.values())


def _programme_awards(user: User) -> list[Award]:
    awards: dict[int, Award] = {}
    width = len(_ACHIEVEMENT)
    for row in _PROGRAMMES.rows(learner=user.pk):
        achievement = Achievement.from_db(DEFAULT_DB_ALIAS, _ACHIEVEMENT, row[:width])
        if achievement.pk not in awards:
            awards[achievement.pk] = Award(achievement, _joined_certificate(*row[width:]))
    return list(awards.values())


def _joined_certificate(corrected_at: dt.datetime | None, *values: Any) -> Certificate | None:
    if values[0] is None:
        return None
    certificate = Certificate.from_db(DEFAULT_DB_ALIAS, _CERTIFICATE, values)
    certificate.corrected_at = corrected_at  # type: ignore[attr-defined]  # as ``_newest_first``
    return certificate


def awards_with_their_life(user: User) -> list[Award]:
    """As ``awards_of``, with what may be replaced and all that happened.

    Four queries, and up to three more for whoever was ever in a cohort.
    """
    wanted = printed_name(user).printed
    awards = [_with_its_life(earned, user, wanted) for earned in _completed(user)]
    return sorted(awards, key=_completed_at, reverse=True)


def award_with_its_life(user: User, uid: UUID) -> Award | None:
    """As ``awards_with_their_life``, for what ``user`` completed under this uid."""
    earned = next((one for one in _completed(user, uid=uid)), None)
    return _with_its_life(earned, user, printed_name(user).printed) if earned else None


def _with_its_life(earned: Earned, user: User, wanted: str) -> Award:
    chain = list(earned.certificates.all())
    newest = chain[0] if chain else None
    return Award(earned, newest, _offer(newest, wanted), chain[1:], life_of(reversed(chain), reader=user))


def _completed(user: User, **only: UUID) -> list[Earned]:
    events = Prefetch("events", CertificateEvent.objects.select_related("actor"))
    certificates = Prefetch("certificates", _newest_first().prefetch_related(events))
    courses = Enrolment.objects.visible_to(user).completed().select_related("completed_edition")
    courses = courses.filter(**only)
    earned: list[Earned] = list(courses.prefetch_related(certificates).order_by("-completed_at", "-pk"))
    if user.in_cohorts:
        earned += Achievement.objects.filter(learner=user, **only).prefetch_related(certificates)
    return earned


def _offer(certificate: Certificate | None, wanted: str) -> str:
    if certificate is None or certificate.state != CertificateState.VALID:
        return ""
    return wanted if certificate.name != wanted else ""


def award_for(earned: Earned) -> Award:
    """The newest certificate for what was completed, and what may replace it. Two queries."""
    certificate = earned.certificates.order_by("-pk").first()
    offer = _offer(certificate, printed_name(earned.learner).printed) if certificate else ""
    return Award(earned, certificate, offer)


def earned_by(user: User, uid: UUID) -> Earned | None:
    """What ``user`` completed under this uid, a course or a programme. At most two queries."""
    courses = Enrolment.objects.visible_to(user).completed().select_related("completed_edition")
    return courses.filter(uid=uid).first() or Achievement.objects.filter(learner=user, uid=uid).first()


def life_of(certificates: Iterable[Certificate], *, reader: User) -> list[Stop]:
    """The chain, oldest first, as a line with stops: each certificate with what happened to it.

    For the holder no staff are named: an administrator reads who it was.
    """
    parts = []
    for certificate in certificates:
        stops = tuple(
            Stop(_event_words(event, certificate), "done", _event_note(event, reader))
            for event in certificate.events.all()
        )
        note = _("made out to %(name)s, completed on %(date)s") % {
            "name": certificate.name,
            "date": date_format(certificate.completed_on, "j F Y"),
        }
        parts.append(Stop(certificate.printed_number, "done", note, stops=stops))
    return parts


def _event_words(event: CertificateEvent, certificate: Certificate) -> str:
    if event.kind == EventKind.REVOKE:
        reason = certificate.get_revoked_reason_display()
        return _("Revoked: %(reason)s") % {"reason": reason[:1].lower() + reason[1:]}
    return event.get_kind_display()


def _event_note(event: CertificateEvent, reader: User) -> str:
    when = date_format(timezone.localtime(event.at), "j F Y, H:i")
    if event.actor is None:
        words = when
    elif event.actor == reader:
        words = _("%(when)s, by you") % {"when": when}
    elif event.certificate.learner_id == reader.pk:
        words = _("%(when)s, by the organisation") % {"when": when}
    else:
        words = _("%(when)s, by %(who)s") % {"when": when, "who": event.actor.display_name}
    return f"{words}. {event.reason}" if event.reason else words


def chain_of(certificate: Certificate) -> list[Certificate]:
    """All certificates for the same course or programme, oldest first, with their events. Two queries."""
    events = Prefetch("events", CertificateEvent.objects.select_related("actor"))
    return list(certificate.earned.certificates.order_by("pk").prefetch_related(events))


def earliest_completion(certificate: Certificate) -> dt.date:
    """The first day on which it can have been completed: there was a place, and this edition."""
    if certificate.achievement is not None:
        return certificate.achievement.began_on
    assert certificate.enrolment and certificate.edition  # noqa: S101, PT018 - the database says so
    began = (certificate.enrolment.created_at, certificate.edition.published_at)
    return max(timezone.localdate(at, timezone.get_default_timezone()) for at in began)


def certificate_by_number(number: str) -> Certificate | None:
    """The certificate with this number (as ``read_number`` gives it), with what was earned."""
    return Certificate.objects.select_related("edition", "achievement").filter(number=number).first()


def pdf_link(certificate: Certificate) -> str:
    """A path to the file that anybody may open within five minutes."""
    token = signing.dumps(certificate.number, salt=LINK_SALT)
    return reverse("certificates:pdf", args=[printed(certificate.number)]) + f"?link={token}"


def opens_pdf(token: str, certificate: Certificate) -> bool:
    """Whether ``token`` was made for this certificate within the last five minutes."""
    try:
        return bool(signing.loads(token, salt=LINK_SALT, max_age=LINK_SECONDS) == certificate.number)
    except signing.BadSignature:
        return False
