"""Who earned a place in the network: by the cohort's rule on what was confirmed, or by hand."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cohorts.admissions.decisions.telling import organisers_of
from cohorts.following.errors import NoReasonError, RuleDecidesError
from cohorts.following.models import AfterRules, NetworkEarned, NetworkRule
from cohorts.following.signals import network_earned, network_revoked
from cohorts.pathway.models import SEEN_WHILE, Stage
from cohorts.pathway.selectors import Standing, pathway_of, standing_of
from cohorts.programmes.models import Cohort, Place
from lms.accounts.models import User
from lms.audit.services import record
from lms.messaging.notices import notify
from lms.queue.services import enqueue

IN_DOUBT = "following.network_in_doubt"
TELL_JOB = "cohorts.following.tasks.tell_of_doubt_job"
SETTLE_COHORT_JOB = "cohorts.following.tasks.settle_cohort_network_job"
AT_A_TIME = 100  # places by one job
# Somebody whose papers or whose poll an organiser confirmed was selected before, written down or not.
WAS_SELECTED = {Stage.SELECTED, Stage.NOMINATED, Stage.ELECTED, Stage.NOT_ELECTED}


def rules_of(cohort: Cohort) -> AfterRules:
    """What ``cohort`` goes by; unsaved where nobody chose anything. One query."""
    return AfterRules.objects.filter(cohort=cohort).first() or AfterRules(cohort=cohort)


@transaction.atomic
def set_rules(*, cohort: Cohort, network_rule: str, quiet_days: int, actor: User) -> AfterRules:
    """``cohort`` goes by these from now on. Repeatable; recorded where the rule changed.

    Whoever meets the new rule earns the network, by jobs. Nobody loses it by a new rule.
    """
    before = rules_of(cohort).network_rule
    rules, _is_new = AfterRules.objects.update_or_create(
        cohort=cohort, defaults={"network_rule": network_rule, "quiet_days": quiet_days}
    )
    if network_rule != before:
        record(
            actor_uid=actor.uid,
            action="cohorts.network_rule_set",
            subject=f"cohort:{cohort.uid}",
            rule=network_rule,
        )
        enqueue(SETTLE_COHORT_JOB, cohort.pk, 0)
    return rules


def is_met(place: Place, rule: str, standing: Standing | None) -> bool:
    """Whether ``rule`` is met by what was completed and confirmed; never where organisers decide."""
    counting = standing.counting if standing else ()
    confirmed = {Stage(entry.stage) for entry in counting if entry.confirmed_at is not None}
    completed = place.completed_at is not None
    selected, elected = bool(confirmed & WAS_SELECTED), Stage.ELECTED in confirmed
    return {
        NetworkRule.ALL: completed and selected and elected,
        NetworkRule.COMPLETED: completed,
        NetworkRule.SELECTED: completed and selected,
        NetworkRule.ELECTED: elected,
        NetworkRule.BY_HAND: False,
    }[NetworkRule(rule)]


@transaction.atomic
def settle_network(place_id: int) -> NetworkEarned | None:
    """Whoever meets the rule has earned the network, once; what stands on a corrected entry is in doubt.

    Idempotent; locks the place. Sends ``network_earned`` after the commit of the first time only.
    Nothing is taken away: organisers are told of a doubt and decide. Nobody earns it who has left.
    """
    place = _locked(place_id)
    if place is None:
        return None
    pathway = pathway_of(place)
    standing = standing_of(pathway) if pathway else None
    found = NetworkEarned.objects.filter(place=place).first()
    if found is not None:
        _look_again(found, place, standing)
        return found
    rule = rules_of(place.cohort).network_rule
    if place.state not in SEEN_WHILE or not is_met(place, rule, standing):
        return None
    return _earn(place, rule, None)


def _locked(place_id: int) -> Place | None:
    held = Place.objects.select_for_update(of=("self",)).select_related("cohort", "trainee")
    return held.filter(pk=place_id).first()


def _earn(place: Place, rule: str, actor: User | None) -> NetworkEarned:
    made = NetworkEarned.objects.create(
        place=place,
        rule=rule,
        rule_words=str(NetworkRule(rule).label),
        by_uid=actor.uid if actor else None,
    )
    transaction.on_commit(lambda: network_earned.send(sender=NetworkEarned, place_id=place.pk))
    return made


def _look_again(found: NetworkEarned, place: Place, standing: Standing | None) -> None:
    """By the rule as it was then; what an organiser decided or kept is in no doubt."""
    if found.revoked_at or found.kept_at or found.by_uid or place.state not in SEEN_WHILE:
        return
    met = is_met(place, found.rule, standing)
    if met == (found.in_doubt_since is None):
        return
    found.in_doubt_since = None if met else timezone.now()
    found.save(update_fields=["in_doubt_since"])
    if not met:
        enqueue(TELL_JOB, found.pk)


def tell_of_doubt(*, earned: NetworkEarned) -> None:
    """The cohort's organisers have a notice that something was corrected. Repeatable."""
    if earned.in_doubt_since is None:
        return
    place = earned.place
    link = reverse("cohorts:pathway_of", args=[place.cohort.slug, place.uid])
    for person in organisers_of(place.cohort):
        key = f"{earned.pk} {earned.in_doubt_since.isoformat()}"
        notify(recipient=person, kind=IN_DOUBT, key=key, link=link)


@transaction.atomic
def give_by_hand(*, place: Place, actor: User) -> NetworkEarned:
    """The holder of ``place`` has earned the network because an organiser says so. Idempotent; recorded.

    What was taken back can be given again, and the signal is sent again.

    Raises ``RuleDecidesError`` in a cohort whose rule decides, unless it was given there before.
    """
    held = _locked(place.pk)
    if held is None:
        raise RuleDecidesError
    found = NetworkEarned.objects.filter(place=held).first()
    if found is not None and found.revoked_at is None:
        return found
    if held.state not in SEEN_WHILE or (
        found is None and rules_of(held.cohort).network_rule != NetworkRule.BY_HAND
    ):
        raise RuleDecidesError
    if found is None:
        found = _earn(held, NetworkRule.BY_HAND, actor)
    else:
        found.revoked_at, found.revoked_by_uid, found.revoked_because = None, None, ""
        found.by_uid, found.at = actor.uid, timezone.now()
        found.save()
        transaction.on_commit(lambda: network_earned.send(sender=NetworkEarned, place_id=held.pk))
    _record(actor, "cohorts.network_given", held)
    return found


@transaction.atomic
def keep_network(*, earned: NetworkEarned, actor: User) -> None:
    """It stays earned although what it rested on was corrected. Repeatable; recorded."""
    place = _locked(earned.place_id)
    earned.refresh_from_db()
    if place is None or earned.in_doubt_since is None or earned.revoked_at is not None:
        return
    earned.in_doubt_since, earned.kept_at = None, timezone.now()
    earned.save(update_fields=["in_doubt_since", "kept_at"])
    _record(actor, "cohorts.network_kept", place)


@transaction.atomic
def revoke_network(*, earned: NetworkEarned, because: str, actor: User) -> None:
    """It counts no longer, for a reason that stays. Repeatable: the first stays. Recorded.

    Sends ``network_revoked`` after the commit. Raises ``NoReasonError``.
    """
    if not because.strip():
        raise NoReasonError
    place = _locked(earned.place_id)
    earned.refresh_from_db()
    if place is None or earned.revoked_at is not None:
        return
    earned.revoked_at, earned.revoked_by_uid = timezone.now(), actor.uid
    earned.revoked_because, earned.in_doubt_since = because.strip(), None
    earned.save()
    _record(actor, "cohorts.network_revoked", place)
    transaction.on_commit(lambda: network_revoked.send(sender=NetworkEarned, place_id=place.pk))


def settle_cohort_network(*, cohort_id: int, after: int = 0) -> int:
    """Open places of the cohort are settled by its rule; how many were looked at. A hundred by one job."""
    places = Place.objects.open().filter(cohort=cohort_id, pk__gt=after).order_by("pk")
    keys = list(places.values_list("pk", flat=True)[:AT_A_TIME])
    if len(keys) == AT_A_TIME:
        enqueue(SETTLE_COHORT_JOB, cohort_id, keys[-1])
    for pk in keys:
        settle_network(pk)
    return len(keys)


def _record(actor: User, action: str, place: Place) -> None:
    record(actor_uid=actor.uid, action=action, subject=f"place:{place.uid}", about_uid=place.trainee.uid)
