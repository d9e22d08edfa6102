"""What this room puts on the pages of pathways, of cohorts, and on the desk."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.following.models import AfterLetter, ByElectionAsk, ByElectionConsent, NetworkEarned, NetworkRule
from cohorts.following.network import rules_of
from cohorts.following.selectors import (
    by_elections_of,
    in_doubt,
    near_dates,
    openings_for,
    openings_of,
    quiet_after,
    waiting_letters,
)
from cohorts.pathway.models import Pathway
from cohorts.pathway.selectors import SOON, Standing, standing_of
from cohorts.programmes.doors import me
from cohorts.programmes.glance import Glance, Part
from cohorts.programmes.models import Cohort
from cohorts.programmes.rules import runs_some_cohort
from lms.accounts.models import User
from lms.desk.registry import NextStep, Panel

SEEN_FOR = timedelta(days=14)  # a question about a by-election leads the desk so long


def day(cohort: Cohort, user: User, standings: list[Standing]) -> Part | None:
    """The organiser's day of one cohort. Six queries, however many people."""
    rules = rules_of(cohort)
    context = {
        "cohort": cohort,
        "near": near_dates(standings),
        "quiet": quiet_after(standings, rules.quiet_days),
        "quiet_days": rules.quiet_days,
        "letters": waiting_letters(cohort),
        "doubts": in_doubt(cohort),
        "openings": openings_of(cohort),
        "by_elections": by_elections_of(cohort),
        "rule": NetworkRule(rules.network_rule).label,
    }
    return Part("cohorts/following/day.html", context)


def one(pathway: Pathway, user: User) -> Part | None:
    """To organisers of one person: the letter that waits, and the network. Three queries."""
    place = pathway.place
    letters = AfterLetter.objects.filter(entry__pathway=pathway).order_by("-due_at", "-pk")
    context = {
        "cohort": place.cohort,
        "place": place,
        "letter": letters.first(),
        "earned": NetworkEarned.objects.filter(place=place).first(),
        "by_hand": rules_of(place.cohort).network_rule == NetworkRule.BY_HAND,
    }
    return Part("cohorts/following/one.html", context)


def own(pathway: Pathway, user: User) -> Part | None:
    """To the trainee: open selections, by-elections if they want, and the network. Four queries."""
    context = {
        "place": pathway.place,
        "pathway": pathway,
        "openings": openings_for(pathway),
        "consent": ByElectionConsent.objects.filter(pathway=pathway, withdrawn_at=None).first(),
        "asks": open_asks(pathway.place.trainee, pathway),
        "earned": NetworkEarned.objects.filter(place=pathway.place).first(),
        "is_asked": not standing_of(pathway).is_won,
        "consent_words": consent_words(),
    }
    return Part("cohorts/following/own.html", context)


def consent_words() -> str:
    """What the trainee reads beside the button, kept with the consent as it was read."""
    return _("My organisers may ask me when there is a by-election on the council where I mean to stand.")


def open_asks(person: User, pathway: Pathway | None = None) -> list[ByElectionAsk]:
    """By-elections about which ``person`` was asked and which are to come. One query."""
    asks = ByElectionAsk.objects.filter(
        pathway__place__trainee=person,
        by_election__withdrawn_at=None,
        by_election__poll_on__gte=timezone.localdate(),
    )
    if pathway is not None:
        asks = asks.filter(pathway=pathway)
    return list(asks.select_related("by_election__council", "by_election__ward").order_by("-asked_at", "pk"))


def glance(cohort: Cohort, user: User) -> Glance | None:
    """Letters that go out next morning unless somebody stops them, and places that need a decision."""
    letters, doubts = len(waiting_letters(cohort)), len(in_doubt(cohort))
    href = reverse("cohorts:pathway", args=[cohort.slug])
    if doubts:
        words = ngettext("place in the network to decide", "places in the network to decide", doubts)
        return Glance(doubts, words, "", href, is_urgent=True)
    if letters:
        words = ngettext("letter after a decision waits", "letters after a decision wait", letters)
        return Glance(letters, words, _("Until the next morning"), href)
    return None


def next_step(person: User) -> NextStep | None:
    """A by-election about which they were asked and have not said anything, for two weeks."""
    if not person.in_cohorts:
        return None
    asks = [ask for ask in open_asks(person) if ask.is_interested is None]
    asks = [ask for ask in asks if ask.asked_at > timezone.now() - SEEN_FOR]
    if not asks:
        return None
    return NextStep(
        title=_("A question from your organisers"),
        text=_("It is about something you wanted to hear of. No answer is an answer too."),
        label=_("Read and answer"),
        href=reverse("my_cohorts:by_election", args=[asks[0].uid]),
    )


def desk(request: HttpRequest) -> Panel | None:
    """To organisers: in which of their cohorts somebody has a poll in the next two weeks. Numbers only.

    One query, none for others.
    """
    user = me(request)
    if not runs_some_cohort(user):
        return None
    today = timezone.localdate()
    near = Pathway.objects.visible_to(user).exclude(place__trainee=user)
    near = near.filter(poll_on__gte=today, poll_on__lte=today + SOON)
    found: dict[tuple[str, str], int] = {}
    for slug, title in near.order_by("place__cohort__title", "pk").values_list(
        "place__cohort__slug", "place__cohort__title"
    ):
        found[slug, title] = found.get((slug, title), 0) + 1
    if not found:
        return None
    rows = [{"slug": slug, "title": title, "number": number} for (slug, title), number in found.items()]
    return Panel("cohorts/following/desk.html", {"cohorts": rows})
