"""Letters with notices in them: one notice, or several of a kind. Those of a day or a week: ``gathered``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, SafeMIMEText
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.accounts.links import sign_link
from lms.accounts.models import User
from lms.language import speaking
from lms.messaging.kinds import NoticeKind, Rhythm
from lms.messaging.models import Notice
from lms.messaging.notice_times import zone_of
from lms.messaging.notice_words import letter_words
from lms.messaging.outgoing import write_letter
from lms.queue.services import enqueue

MOST_IN_A_LETTER = 12  # one page; the rest stands on the site
STOP_PURPOSE, STOP_LASTS = "stop-notices", timedelta(days=400)
MAIL_JOB = "lms.messaging.tasks.mail_notices_job"
_METHOD = re.compile(rb"^METHOD:([A-Z]+)\s*$", re.MULTILINE)


def mail_notices(*, person: User) -> int:
    """Every notice of ``person`` that is due is in a letter, those of one kind in one; how many letters.

    Idempotent, and safe for two at once: the notices are marked in the transaction that writes
    the letter. Nobody who has no address by now, or may not come in, is written to.
    """
    now = timezone.now()
    due = Notice.objects.filter(recipient=person, rhythm=Rhythm.AT_ONCE, mailed_at=None, due_at__lte=now)
    if not person.email or not person.may_come_in:
        due.update(due_at=None)
        return 0
    found = sorted(due.order_by("created_at", "pk"), key=lambda notice: notice.kind)
    letters = [list(group) for _kind, group in groupby(found, key=lambda notice: notice.kind)]
    return sum(_mail(person, notices) for notices in letters)


def mail_due_notices() -> int:
    """Whoever has notices that became due has a job that mails them; returns how many people do."""
    due = Notice.objects.filter(mailed_at=None, due_at__lte=timezone.now())
    people = list(due.order_by().values_list("recipient", flat=True).distinct())
    for pk in people:
        enqueue(MAIL_JOB, pk)
    return len(people)


@transaction.atomic
def _mail(person: User, notices: Sequence[Notice]) -> bool:
    """One letter about ``notices``, which are of one kind; False if another worker was at them."""
    User.objects.select_for_update().values("pk").get(pk=person.pk)
    known = Notice.objects.filter(pk__in=[notice.pk for notice in notices], mailed_at=None)
    if known.count() != len(notices):
        return False
    first = notices[0]
    kind = first.known_kind
    with speaking(person.language):
        if kind is None or len(notices) > 1 or set(first.context) != kind.names:
            letter = _several(person, kind, notices)
        else:
            letter = _single(person, kind, first)
    write_down(person, letter, notices, kind=first.kind, key=str(first.uid))
    return True


def write_down(
    person: User, letter: EmailMultiAlternatives, notices: Sequence[Notice], *, kind: str, key: str
) -> None:
    """``letter`` is on its way, and each of ``notices`` knows that it is in it."""
    row = write_letter(letter, kind=kind, key=key, person_uid=person.uid)
    mine = Notice.objects.filter(pk__in=[notice.pk for notice in notices])
    mine.update(mailed_at=timezone.now(), letter=row)


def _single(person: User, kind: NoticeKind, notice: Notice) -> EmailMultiAlternatives:
    frame = frame_of(person, "" if kind.decisive else kind.code)
    frame |= {"link": absolute("messaging:notice", notice.uid), "button": kind.button or _("Read it")}
    words = letter_words(kind, person, notice, frame)
    letter = put_together(person, notice.subject, words.text, words.html, frame)
    _attach_calendars(letter, [notice])
    return letter


def _several(person: User, kind: NoticeKind | None, notices: Sequence[Notice]) -> EmailMultiAlternatives:
    stops = kind.code if kind and not kind.decisive else ""
    letter = list_of(person, notices[-1].subject, notices, stops)
    _attach_calendars(letter, notices)
    return letter


def list_of(
    person: User,
    subject: str,
    notices: Sequence[Notice],
    stops: str,
    *,
    template: str = "several",
    most: int = MOST_IN_A_LETTER,
    **more: Any,
) -> EmailMultiAlternatives:
    """As many as stand on one page, and how many more there are."""
    shown = [
        {
            "subject": notice.subject,
            "link": absolute("messaging:notice", notice.uid),
            "at": notice.created_at,
        }
        for notice in notices[:most]
    ]
    frame = frame_of(person, stops) | {
        "subject": subject,
        "notices": shown,
        "count": len(notices),
        "more": len(notices) - len(shown),
        "link": absolute("messaging:notices"),
        **more,
    }
    with timezone.override(zone_of(person)):
        text = render_to_string(f"messaging/notices/{template}.txt", frame)
        html = render_to_string(f"messaging/notices/{template}.html", frame)
    return put_together(person, subject, text, html, frame)


def frame_of(person: User, stops: str) -> dict[str, Any]:
    """What stands around the words; ``stops`` is what the link to end such letters ends: a kind,
    ``*`` and a rhythm, or nothing."""
    return {
        "name": person.display_name,
        "site_url": settings.SITE_URL,
        "settings_url": absolute("messaging:notice_settings"),
        "stop_url": stop_link(person, stops) if stops else "",
    }


def put_together(
    person: User, subject: str, text: str, html: str, frame: dict[str, Any]
) -> EmailMultiAlternatives:
    """Its headers let a mail program end such letters with one request (RFC 8058, section 3.1)."""
    headers = {"Auto-Submitted": "auto-generated"}
    if frame["stop_url"]:
        headers["List-Unsubscribe"] = f"<{frame['stop_url']}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    letter = EmailMultiAlternatives(
        subject, text.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [person.email or ""], headers=headers
    )
    letter.attach_alternative(html, "text/html")
    return letter


def _attach_calendars(letter: EmailMultiAlternatives, notices: Sequence[Notice]) -> None:
    for notice in notices:
        if notice.calendar:
            letter.attach(_calendar_part(bytes(notice.calendar)))


def stop_link(person: User, stops: str) -> str:
    """The whole address of a page with one button that ends such letters; the mail program may post there."""
    which = {"rhythm": stops[1:]} if stops.startswith("*") else {"kind": stops}
    return absolute("messaging:stop_notices", sign_link(person=person, purpose=STOP_PURPOSE, **which))


def absolute(name: str, *args: object) -> str:
    """The whole address of the page called ``name``."""
    return settings.SITE_URL + reverse(name, args=args)


def _calendar_part(file: bytes) -> SafeMIMEText:
    """As iMIP wants it (RFC 6047, section 2.4): the type says the method that the file has."""
    method = _METHOD.search(file)
    part = SafeMIMEText(file.decode(), "calendar", "utf-8")
    part.set_param("method", method[1].decode() if method else "PUBLISH")
    part.add_header("Content-Disposition", "attachment", filename="calendar.ics")
    return part
