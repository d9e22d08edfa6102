"""The demo after the last Monday: a by-election, open selections, one letter that waits and one long sent."""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid5

from django.utils import timezone

from cohorts.following.letters import follow_entry
from cohorts.following.models import AfterLetter, ByElectionConsent
from cohorts.following.network import settle_network
from cohorts.following.panels import consent_words
from cohorts.following.town import add_by_election, add_opening, answer, ask, give_consent
from cohorts.pathway.models import Pathway, PathwayEntry, Stage
from cohorts.programmes.models import Cohort
from lms.accounts.models import User
from lms.demo.cohorts_pathway import coming_poll
from lms.places.models import Council
from lms.places.selectors import find_councils, wards_of

SPACE = UUID("5b0c3c9e-3f0e-4a53-9d5e-7a4f2c1d8e60")  # so that a second run finds the same rows
WANT_TO_BE_ASKED = ("colin.mcbride@example.org", "tomasz.nowak@example.org")
QUIET_FOR = dt.timedelta(days=24)


def keep_what_follows(*, finished: Cohort, organiser: User) -> None:
    """Organisers have a day to look at. Repeatable: what people did with it stays."""
    for pathway in _pathways(finished, WANT_TO_BE_ASKED):
        if not ByElectionConsent.objects.filter(pathway=pathway).exists():
            give_consent(pathway=pathway, words=consent_words())
    _keep_by_election(finished, organiser)
    _keep_openings(organiser)
    _keep_the_quiet_one(finished)
    for place in finished.held_places.order_by("pk"):
        settle_network(place.pk)


def _pathways(cohort: Cohort, emails: tuple[str, ...]) -> list[Pathway]:
    found = Pathway.objects.filter(place__cohort=cohort, place__trainee__email__in=emails)
    return list(found.select_related("place__trainee").order_by("pk"))


def _council(name: str) -> Council | None:
    return next(iter(find_councils(name)), None)


def _keep_by_election(finished: Cohort, organiser: User) -> None:
    """On the council on which Colin is on the panel: he was asked, and would like it."""
    council = _council("Liverpool")
    if council is None:
        return
    found = add_by_election(
        uid=uuid5(SPACE, "by-election"),
        council=council,
        ward=next(iter(wards_of(council)), None),
        poll_on=coming_poll(timezone.localdate() + dt.timedelta(weeks=2)),
        note="The selection meeting is on a Sunday afternoon; whoever wants to be thought of has a week.",
        actor=organiser,
    )
    for pathway in _pathways(finished, WANT_TO_BE_ASKED[:1]):
        if not found.is_over and not found.asks.filter(pathway=pathway).exists():
            answer(ask=ask(by_election=found, pathway=pathway, actor=organiser), is_interested=True)


def _keep_openings(organiser: User) -> None:
    today = timezone.localdate()
    for name, opens, closes, note in (
        ("Manchester", -6, 12, "The form asks for two pages: what you did, and why you. Send it by e-mail."),
        ("Birmingham", 9, 37, "Nine wards choose again. The region writes to members next week."),
    ):
        if (council := _council(name)) is not None:
            add_opening(
                uid=uuid5(SPACE, name),
                council=council,
                ward=None,
                opens_on=today + dt.timedelta(days=opens),
                closes_on=today + dt.timedelta(days=closes),
                note=note,
                actor=organiser,
            )


def _keep_the_quiet_one(finished: Cohort) -> None:
    """Dev lost the poll, had his letter the morning after he wrote it down, and was not seen since."""
    lost = PathwayEntry.objects.filter(
        pathway__place__cohort=finished,
        pathway__place__trainee__email="dev.patel@example.org",
        stage=Stage.NOT_ELECTED,
        withdrawn_at=None,
    ).first()
    if lost is None or AfterLetter.objects.filter(entry=lost).exists():
        return
    then = timezone.now() - QUIET_FOR
    PathwayEntry.objects.filter(pathway=lost.pathway_id).update(entered_at=then)
    follow_entry(lost.pk)
    AfterLetter.objects.filter(entry=lost).update(
        due_at=then + dt.timedelta(days=1), sent_at=then + dt.timedelta(days=1)
    )
