"""What the overview holds on people, for the notice, the download and the erasure."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from cohorts.overview.models import Announcement, AnnouncementTo, HelpDeed, HelpSign
from lms.accounts.models import User
from lms.privacy.registry import Fate, Item, Part, PersonalData, rows


def _held(person: User) -> Iterable[Item]:
    yield from rows(
        _("When you might have needed a hand"),
        HelpSign.objects.filter(place__trainee=person).order_by("pk"),
        {
            "place__cohort__title": _("Cohort"),
            "sign": _("What was noticed"),
            "number": _("Days or sessions"),
            "subject": _("Course"),
            "found_at": _("From"),
            "ended_at": _("Until"),
        },
    )
    yield from rows(
        _("What organisers noted that they did for you"),
        HelpDeed.objects.filter(place__trainee=person).order_by("pk"),
        {"kind": _("What"), "note": _("Note"), "at": _("When")},
    )
    yield from rows(
        _("What you noted that you did for others"),
        HelpDeed.objects.filter(actor=person).order_by("pk"),
        {"kind": _("What"), "at": _("When")},
    )
    yield from rows(
        _("Messages to cohorts that you wrote"),
        Announcement.objects.filter(author=person).order_by("pk"),
        {"title": _("Heading"), "text": _("Message"), "created_at": _("When")},
    )


HANDS = PersonalData(
    code="hands",
    title=_("Whether you might need a hand"),
    why=_(
        "So that nobody drops out unnoticed: organisers see who has not come or not learnt for some time, "
        "by rules that are the same for everybody (legitimate interest, Article 6(1)(f))."
    ),
    seen_by=_("You, and the organisers of your cohort."),
    kept=_("180 days after the last day of the cohort; messages to a cohort for a year."),
    models=(
        "cohorts.HelpSign",
        "cohorts.HelpDeed",
        "cohorts.Announcement",
        "cohorts.AnnouncementTo",
    ),
    export=_held,
    erase=(
        Part(
            Fate.REMOVED,
            _("When you might have needed a hand"),
            lambda person: HelpSign.objects.filter(place__trainee=person),
        ),
        Part(
            Fate.REMOVED,
            _("What organisers noted that they did for you"),
            lambda person: HelpDeed.objects.filter(place__trainee=person),
        ),
        Part(
            Fate.REMOVED,
            _("Which messages to cohorts went to you"),
            lambda person: AnnouncementTo.objects.filter(place__trainee=person),
        ),
        Part(
            Fate.ANONYMISED,
            _("Messages that you wrote to cohorts, and what you noted that you did"),
            lambda person: (
                Announcement.objects.filter(author=person).count()
                + HelpDeed.objects.filter(actor=person).count()
            ),
            why=_("Others were told them. They stay, from “Someone who left”."),
        ),
    ),
    order=34,
    step=26,
)
