"""What the pathway holds on people, for the notice, the download, the erasure and the published periods."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cohorts.pathway.countdown_models import CountdownItem, DateAdvice, PollMove
from cohorts.pathway.models import Pathway, PathwayEntry
from lms.accounts.models import User
from lms.privacy.registry import Fate, Item, Part, PersonalData, rows
from lms.privacy.retention import Period

KEPT = timedelta(days=5 * 365)  # councillors sit for four years (Local Government Act 1972, s. 7)


def _mine(person: User) -> QuerySet[Pathway]:
    return Pathway.objects.filter(place__trainee=person)


def _export(person: User) -> Iterable[Item]:
    yield from rows(
        _("Where you want to stand"),
        _mine(person).order_by("pk"),
        {
            "place__cohort__title": _("Cohort"),
            "council__name": _("Council"),
            "ward__name": _("Ward"),
            "poll_on": _("Day of the poll"),
            "is_by_election": _("By-election"),
            "changed_at": _("Changed"),
        },
    )
    yield from rows(
        _("Your way to a seat"),
        PathwayEntry.objects.filter(pathway__place__trainee=person).order_by("on", "pk"),
        {
            "stage": _("What happened"),
            "on": _("Day"),
            "council__name": _("Council"),
            "ward__name": _("Ward"),
            "note": _("Note"),
            "entered_at": _("Written down"),
            "confirmed_at": _("Confirmed"),
            "withdrawn_at": _("Corrected or taken back"),
        },
    )
    yield from rows(
        _("Your list before the poll"),
        CountdownItem.objects.filter(pathway__place__trainee=person).order_by("on", "pk"),
        {
            "event": _("Day of the law"),
            "words": _("In your words"),
            "on": _("By"),
            "ticked_at": _("Ticked"),
        },
    )
    yield from rows(
        _("When your poll was moved"),
        PollMove.objects.filter(pathway__place__trainee=person).order_by("at", "pk"),
        {"was_on": _("It was on"), "poll_on": _("Now it is on"), "reason": _("Reason"), "at": _("Moved")},
    )


PATHWAY = PersonalData(
    code="pathway",
    title=_("Your way to a seat on a council"),
    why=_(
        "To support you on the way and to count how many of a programme are selected and elected. You write "
        "it down yourself, if you want to (consent, Articles 6(1)(a) and 9(2)(a))."
    ),
    seen_by=_("You, and the organisers of your cohort while you hold your place. Nobody else."),
    kept=_(
        "Five years after the last change, or until you ask us to erase it. How many of a cohort were "
        "selected and elected stays, as numbers that lead to nobody."
    ),
    models=("cohorts.Pathway", "cohorts.PathwayEntry", "cohorts.CountdownItem", "cohorts.PollMove"),
    export=_export,
    erase=(
        Part(Fate.REMOVED, _("Where you want to stand, your dates, and what happened on the way"), _mine),
    ),
    order=38,
    step=27,
)


def _advice(person: User) -> QuerySet[DateAdvice]:
    return DateAdvice.objects.filter(checked_by_uid=person.uid).order_by("pk")


ADVICE = PersonalData(
    code="date_advice",
    title=_("What you wrote about the dates before polls"),
    why=_("To say who last compared our words with the law (legitimate interest, Article 6(1)(f))."),
    seen_by=_("Whoever edits these words."),
    kept=_("As long as the words are used."),
    models=("cohorts.DateAdvice",),
    export=lambda person: rows(
        _("What to do before polls, in your words"),
        _advice(person),
        {"nation": _("Nation"), "event": _("Day of the law"), "text": _("Text"), "checked_on": _("Checked")},
    ),
    erase=(
        Part(
            Fate.ANONYMISED,
            _("Words about dates that you checked"),
            _advice,
            why=_("They are the organisation’s. They hold your number, which leads to nobody."),
        ),
    ),
    order=39,
    step=28,
)


def _old(before: datetime) -> QuerySet[Pathway]:
    far = Q(poll_on__isnull=True) | Q(poll_on__lt=before.date())
    return Pathway.objects.filter(far, changed_at__lt=before)


PERIOD = Period(
    "pathway",
    _("Where you want to stand, and what happened on the way to a seat"),
    after=_("from the last change, or from the poll if that is later"),
    why=_("Councillors sit for four years, and the programme counts who is elected."),
    keep=KEPT,
    old=lambda before: _old(before).count(),
    expire=lambda before: sum(1 for one in _old(before) if one.delete()),
    order=48,
)
