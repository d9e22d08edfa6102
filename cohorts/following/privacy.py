"""What this room holds on people, for the notice, the download, the erasure and the published periods."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cohorts.following.models import (
    AfterLetter,
    ByElection,
    ByElectionAsk,
    ByElectionConsent,
    NetworkEarned,
    SelectionOpening,
)
from lms.accounts.models import User
from lms.privacy.registry import Fate, Item, Part, PersonalData, rows
from lms.privacy.retention import Period

EARNED_KEPT = timedelta(days=5 * 365)  # as long as the pathway on which it rests
TOWN_KEPT = timedelta(days=365)


def _export(person: User) -> Iterable[Item]:
    yield from rows(
        _("Your place in the network"),
        NetworkEarned.objects.filter(place__trainee=person).order_by("pk"),
        {
            "place__cohort__title": _("Cohort"),
            "at": _("Earned"),
            "rule_words": _("The rule then"),
            "revoked_at": _("Taken back"),
            "revoked_because": _("Why it was taken back"),
        },
    )
    yield from rows(
        _("Letters after a decision"),
        AfterLetter.objects.filter(entry__pathway__place__trainee=person).order_by("pk"),
        {"stage": _("About"), "due_at": _("Due"), "sent_at": _("Sent"), "stopped_at": _("Stopped")},
    )
    yield from rows(
        _("By-elections: that your organisers may think of you"),
        ByElectionConsent.objects.filter(pathway__place__trainee=person).order_by("pk"),
        {"words": _("The words"), "given_at": _("Agreed"), "withdrawn_at": _("Withdrawn")},
    )
    yield from rows(
        _("By-elections you were asked about"),
        ByElectionAsk.objects.filter(pathway__place__trainee=person).order_by("pk"),
        {
            "by_election__council__name": _("Council"),
            "by_election__ward__name": _("Ward"),
            "by_election__poll_on": _("Day of the poll"),
            "asked_at": _("Asked"),
            "is_interested": _("You are interested"),
            "answered_at": _("Answered"),
        },
    )
    for title, model in (
        (_("By-elections that you wrote down for your cohorts"), ByElection),
        (_("Open selections that you wrote down for your cohorts"), SelectionOpening),
    ):
        yield from rows(
            title,
            model.objects.filter(added_by_uid=person.uid).order_by("pk"),
            {"council__name": _("Council"), "note": _("What to know"), "added_at": _("Written down")},
        )


AFTER = PersonalData(
    code="after_the_pathway",
    title=_("What follows on your way to a seat"),
    why=_(
        "To write to you kindly after a decision, to tell you of by-elections if you want that (consent, "
        "Articles 6(1)(a) and 9(2)(a)), and to know who earned a place in the network."
    ),
    seen_by=_("You, and the organisers of your cohort while you hold your place. Nobody else."),
    kept=_("Five years; what you were asked about a by-election, a year after its poll."),
    models=(
        "cohorts.NetworkEarned",
        "cohorts.AfterLetter",
        "cohorts.ByElectionConsent",
        "cohorts.ByElectionAsk",
        "cohorts.ByElection",
        "cohorts.SelectionOpening",
    ),
    export=_export,
    erase=(
        Part(
            Fate.REMOVED,
            _("Letters after a decision"),
            lambda person: AfterLetter.objects.filter(entry__pathway__place__trainee=person),
        ),
        Part(
            Fate.REMOVED,
            _("That you want to hear of by-elections, and what you said about them"),
            lambda person: ByElectionConsent.objects.filter(pathway__place__trainee=person),
        ),
        Part(
            Fate.REMOVED,
            _("Which by-elections you were asked about"),
            lambda person: ByElectionAsk.objects.filter(pathway__place__trainee=person),
        ),
        Part(
            Fate.REMOVED,
            _("That you earned a place in the network"),
            lambda person: NetworkEarned.objects.filter(place__trainee=person),
        ),
        Part(
            Fate.ANONYMISED,
            _("Open selections and by-elections that you wrote down for your cohorts"),
            lambda person: (
                ByElection.objects.filter(added_by_uid=person.uid).count()
                + SelectionOpening.objects.filter(added_by_uid=person.uid).count()
            ),
            why=_("Others go by them. They stay, and do not say who wrote them down."),
        ),
    ),
    order=39,
    step=26,
)


def _earned(before: datetime) -> QuerySet[NetworkEarned]:
    return NetworkEarned.objects.filter(at__lt=before)


def _by_elections(before: datetime) -> QuerySet[ByElection]:
    return ByElection.objects.filter(poll_on__lt=before.date())


def _openings(before: datetime) -> QuerySet[SelectionOpening]:
    return SelectionOpening.objects.filter(closes_on__lt=before.date())


def _expire_town(before: datetime) -> int:
    """Selections name nobody, so they are not counted; they go with the by-elections of their time."""
    _openings(before).delete()
    return sum(1 for one in _by_elections(before) if one.delete())


EARNED_PERIOD = Period(
    "network_earned",
    _("That you earned a place in the network"),
    after=_("from that day"),
    why=_("Councillors sit for four years, and the way there is kept for five."),
    keep=EARNED_KEPT,
    old=lambda before: _earned(before).count(),
    expire=lambda before: sum(1 for one in _earned(before) if one.delete()),
    order=49,
)
TOWN_PERIOD = Period(
    "by_elections",
    _("Open selections and by-elections, and who was asked about them"),
    after=_("from the last day to apply, or from the poll"),
    why=_("Long enough to look back on what was done, and no longer."),
    keep=TOWN_KEPT,
    old=lambda before: _by_elections(before).count(),
    expire=lambda before: _expire_town(before),
    order=50,
)
