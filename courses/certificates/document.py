"""What stands on the paper: a certificate's frozen facts as words, sizes and pictures."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from courses.certificates.models import Achievement, Certificate
from lms import pdf
from lms.language import interface_language

TEMPLATE = "pdf/certificate.html"
DAY = "j F Y"

NAME_WIDTH = 228 * 72 / 25.4 * 0.96  # points; the rest is for the last letter of a broken line
NAME_HEIGHT = 44 * 72 / 25.4
NAME_SIZES = (60, 55, 50, 46, 42, 38, 34, 30, 27, 24, 21, 18, 16, 14, 12, 10)  # points
MOST_IN_A_ROW, MOST_STOPS = 6, 12
LONGEST_LABEL = {
    1: 110,
    2: 90,
    3: 70,
    4: 54,
    5: 42,
    6: 34,
}  # characters, by labels in a row: three lines each


def in_words(number: int) -> str:
    """A number up to twenty as a word, larger ones in digits."""
    words = (
        gettext("no"), gettext("one"), gettext("two"), gettext("three"), gettext("four"), gettext("five"),
        gettext("six"), gettext("seven"), gettext("eight"), gettext("nine"), gettext("ten"),
        gettext("eleven"), gettext("twelve"), gettext("thirteen"), gettext("fourteen"), gettext("fifteen"),
        gettext("sixteen"), gettext("seventeen"), gettext("eighteen"), gettext("nineteen"), gettext("twenty"),
    )  # fmt: skip
    return words[number] if number < len(words) else str(number)


def time_in_words(minutes: int) -> str:
    """Planned time as people say it: minutes below an hour, else hours to the nearest half."""
    if minutes < 60:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": in_words(minutes)}
    hours, half = divmod(round(minutes / 30), 2)
    if half:
        return gettext("%(count)s and a half hours") % {"count": in_words(hours)}
    return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": in_words(hours)}


def lessons_in_words(lessons: int) -> str:
    return ngettext("%(count)s lesson", "%(count)s lessons", lessons) % {"count": in_words(lessons)}


def deed(certificate: Certificate) -> SafeString:
    """The sentence after the name: what was done, how much of it, and when."""
    facts = {
        "course": certificate.course_title,
        "date": date_format(certificate.completed_on, DAY).replace(" ", "\u00a0"),
    }
    if certificate.achievement is None:
        return format_html(
            gettext("completed <strong>{course}</strong>, a course of {lessons} and {time}, on {date}."),
            lessons=lessons_in_words(certificate.lessons),
            time=time_in_words(certificate.minutes),
            **facts,
        )
    if not (parts := parts_in_words(certificate.achievement)):
        return format_html(gettext("completed <strong>{course}</strong> on {date}."), **facts)
    return format_html(
        gettext("completed <strong>{course}</strong>, a programme of {parts}, on {date}."),
        parts=parts,
        **facts,
    )


def parts_in_words(achievement: Achievement) -> str:
    """What a programme was made of: “seven live sessions and two courses”; empty where nothing is counted."""
    sessions = ngettext("%(count)s live session", "%(count)s live sessions", achievement.sessions)
    courses = ngettext("%(count)s course", "%(count)s courses", achievement.courses)
    said = [
        words % {"count": in_words(number)}
        for words, number in ((sessions, achievement.sessions), (courses, achievement.courses))
        if number
    ]
    if len(said) == 2:
        return gettext("%(one)s and %(other)s") % {"one": said[0], "other": said[1]}
    return said[0] if said else ""


def edition_in_words(certificate: Certificate) -> str:
    """Which edition of the course was completed; of a programme, when it began."""
    if certificate.edition is None:
        assert certificate.achievement is not None  # noqa: S101 - the database says so
        began = date_format(certificate.achievement.began_on, DAY)
        return gettext("Begun on %(date)s") % {"date": began}
    published = timezone.localtime(certificate.edition.published_at, timezone.get_default_timezone())
    return gettext("Edition %(number)s, %(date)s") % {
        "number": certificate.edition.number,
        "date": date_format(published, DAY),
    }


def verification_url(certificate: Certificate) -> str:
    """The address that the QR code holds."""
    return settings.SITE_URL.rstrip("/") + reverse("certificates:verify", args=[certificate.printed_number])


def check_address() -> str:
    """Where to type the number, as it is read out: host and path, without the scheme."""
    return urlsplit(settings.SITE_URL).netloc + reverse("certificates:search").rstrip("/")


def name_size(name: str) -> int:
    """The largest size, in points, at which ``name`` fits its place: large on one line, smaller on more."""
    width = pdf.width_in_em(name)
    widest_word = max((pdf.width_in_em(word) for word in name.split()), default=0)
    for size in NAME_SIZES:
        lines = -(-width * size // NAME_WIDTH)
        most = 1 if size > 38 else 2 if size > 24 else 8
        unbroken = widest_word * size <= NAME_WIDTH or size <= 18
        if lines <= most and unbroken and (lines + (lines > 1) * 0.3) * size * 1.2 <= NAME_HEIGHT:
            return size
    return NAME_SIZES[-1]


def stops(modules: list[str]) -> list[str]:
    """The modules as labels short enough for the line; a long list ends in “and 4 more”."""
    longest = LONGEST_LABEL[min(len(modules), MOST_IN_A_ROW) or 1]
    shown = [title if len(title) <= longest else title[: longest - 1].rstrip() + "…" for title in modules]
    if len(shown) > MOST_STOPS:
        more = len(shown) - MOST_STOPS + 1
        last = ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more}
        shown = [*shown[: MOST_STOPS - 1], last]
    return shown


def qr_picture(address: str) -> str:
    """A QR code of ``address`` as a picture that can stand in the page itself."""
    code = segno.make(address, error="m", micro=False)
    return str(code.svg_data_uri(dark="#1d1a22", light=None, border=0, scale=4))


def document_context(certificate: Certificate) -> dict[str, Any]:
    """Everything the template needs, in the language that is active."""
    address = verification_url(certificate)
    labels = stops(certificate.modules)
    rows = -(-len(labels) // MOST_IN_A_ROW)
    return {
        "certificate": certificate,
        "name_size": name_size(certificate.name),
        # The optical size may be set for a face that has that axis, and for no other.
        "name_is_display": pdf.is_drawn_by("Literata", certificate.name),
        "deed": deed(certificate),
        "long_title": len(certificate.course_title) > 90,
        "stops": labels,
        "columns": min(len(labels), MOST_IN_A_ROW),
        "rows": rows,
        "check_address": check_address(),
        "edition": edition_in_words(certificate),
        "is_programme": certificate.achievement is not None,
        "qr": qr_picture(address),
        "qr_alternative": gettext("QR code: check this certificate at %(address)s") % {"address": address},
    }


def render_document(certificate: Certificate) -> bytes:
    """The certificate's PDF file. The same certificate gives the same bytes.

    In the language of the course, if the interface speaks it when the file is made.
    """
    language = interface_language(certificate.language)
    with translation.override(language):
        title = gettext("Certificate %(number)s: %(course)s") % {
            "number": certificate.printed_number,
            "course": certificate.course_title,
        }
        context = document_context(certificate)
    return pdf.render_pdf(TEMPLATE, context, language=language, title=title)
