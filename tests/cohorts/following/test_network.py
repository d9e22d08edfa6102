"""Who earned a place in the network: by the cohort's rule, once, and never taken away silently."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cohorts.following.errors import NoReasonError, RuleDecidesError
from cohorts.following.models import NetworkEarned, NetworkRule
from cohorts.following.network import (
    give_by_hand,
    is_met,
    keep_network,
    revoke_network,
    set_rules,
    settle_network,
)
from cohorts.following.signals import network_earned, network_revoked
from cohorts.pathway.models import PathwayEntry
from cohorts.pathway.selectors import Standing
from cohorts.pathway.services import confirm_entry, take_back, write_entry
from cohorts.programmes.models import Place, PlaceState
from lms.audit.models import AuditEvent
from lms.messaging.models import Notice
from tests.cohorts.following.ground import DAY, NOON, stands, wrote
from tests.cohorts.overview.ground import running
from tests.factories.accounts import OrganiserFactory
from tests.queue import run_queue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_travel):
    time_travel(NOON)


@pytest.fixture
def heard():
    """What the signals said, in order."""
    said: list[tuple[str, int]] = []

    def earned(sender, place_id, **kwargs):
        said.append(("earned", place_id))

    def revoked(sender, place_id, **kwargs):
        said.append(("revoked", place_id))

    network_earned.connect(earned)
    network_revoked.connect(revoked)
    yield said
    network_earned.disconnect(earned)
    network_revoked.disconnect(revoked)


@pytest.fixture
def organiser():
    return OrganiserFactory()


@pytest.mark.parametrize(
    ("rule", "completed", "confirmed", "met"),
    [
        ("all", True, ["selected", "elected"], True),
        ("all", True, ["elected"], True),
        ("all", True, ["selected"], False),
        ("all", False, ["selected", "elected"], False),
        ("completed", True, [], True),
        ("completed", False, ["elected"], False),
        ("selected", True, ["nominated"], True),
        ("selected", True, ["not_elected"], True),
        ("selected", True, ["shortlisted", "not_selected"], False),
        ("elected", False, ["elected"], True),
        ("elected", True, ["nominated"], False),
        ("by_hand", True, ["selected", "elected"], False),
    ],
)
def test_each_rule_counts_what_it_says(rule, completed, confirmed, met):
    place = Place(completed_at=timezone.now() if completed else None)
    entries = tuple(PathwayEntry(stage=stage, on=DAY, confirmed_at=timezone.now()) for stage in confirmed)
    assert is_met(place, rule, Standing(None, entries)) is met


@given(st.sampled_from([rule.value for rule in NetworkRule]), st.booleans())
def test_what_nobody_confirmed_never_counts(rule, completed):
    place = Place(completed_at=NOON if completed else None)
    entries = tuple(PathwayEntry(stage=stage, on=DAY) for stage in ("selected", "nominated", "elected"))
    assert is_met(place, rule, Standing(None, entries)) is (rule == "completed" and completed)


def test_elected_and_completed_earns_it_once(heard, organiser, django_capture_on_commit_callbacks):
    pathway = stands(running(), completed_at=NOON)
    with django_capture_on_commit_callbacks(execute=True):
        wrote(pathway, "selected", DAY - dt.timedelta(days=60), by=organiser)
        entry = wrote(pathway, "elected")
        run_queue()
    assert (NetworkEarned.objects.count(), heard) == (0, [])

    with django_capture_on_commit_callbacks(execute=True):
        confirm_entry(entry=entry, actor=organiser)
        run_queue()
        for _time in range(2):
            settle_network(pathway.place_id)

    earned = NetworkEarned.objects.get()
    assert heard == [("earned", pathway.place_id)]
    assert (earned.rule, earned.rule_words, earned.by_uid) == (
        "all",
        "Completed the programme, was selected and was elected",
        None,
    )


def test_completing_later_earns_it_too(heard, organiser, django_capture_on_commit_callbacks):
    pathway = stands(running())
    wrote(pathway, "elected", by=organiser)
    run_queue()
    assert not NetworkEarned.objects.exists()

    Place.objects.filter(pk=pathway.place_id).update(completed_at=NOON)
    with django_capture_on_commit_callbacks(execute=True):
        settle_network(pathway.place_id)

    assert heard == [("earned", pathway.place_id)]


def test_a_correction_puts_it_in_doubt_and_takes_nothing(organiser, heard):
    cohort = running()
    pathway = stands(cohort, completed_at=NOON)
    entry = wrote(pathway, "elected", by=organiser)
    run_queue()

    take_back(entry=entry, actor=organiser)
    run_queue()

    earned = NetworkEarned.objects.get()
    assert (earned.in_doubt_since, earned.revoked_at, heard) == (timezone.now(), None, [])
    notice = Notice.objects.get(kind="following.network_in_doubt")
    assert notice.recipient == organiser
    assert notice.subject == "Something needs your decision"
    assert notice.link == f"/cohorts/{cohort.slug}/pathway/{pathway.place.uid}/"

    wrote(pathway, "elected", by=organiser)
    run_queue()
    earned.refresh_from_db()
    assert earned.in_doubt_since is None


def test_an_organiser_keeps_it_or_takes_it_back_with_a_reason(
    organiser, heard, django_capture_on_commit_callbacks
):
    pathway = stands(running(), completed_at=NOON)
    entry = wrote(pathway, "elected", by=organiser)
    run_queue()
    take_back(entry=entry, actor=organiser)
    run_queue()
    earned = NetworkEarned.objects.get()

    keep_network(earned=earned, actor=organiser)
    settle_network(pathway.place_id)
    earned.refresh_from_db()
    assert (earned.in_doubt_since, earned.kept_at) == (None, timezone.now())

    with pytest.raises(NoReasonError):
        revoke_network(earned=earned, because=" ", actor=organiser)
    with django_capture_on_commit_callbacks(execute=True):
        for _time in range(2):
            revoke_network(earned=earned, because="Written down by mistake.", actor=organiser)
        settle_network(pathway.place_id)
    earned.refresh_from_db()
    assert (earned.revoked_because, heard) == ("Written down by mistake.", [("revoked", pathway.place_id)])
    deeds = AuditEvent.objects.filter(action__startswith="cohorts.network").order_by("pk")
    assert [one.action for one in deeds] == ["cohorts.network_kept", "cohorts.network_revoked"]


def test_by_hand_only_where_the_cohort_says_so(organiser, heard, django_capture_on_commit_callbacks):
    cohort = running()
    pathway = stands(cohort)
    with pytest.raises(RuleDecidesError):
        give_by_hand(place=pathway.place, actor=organiser)

    set_rules(cohort=cohort, network_rule="by_hand", quiet_days=10, actor=organiser)
    with django_capture_on_commit_callbacks(execute=True):
        for _time in range(2):
            give_by_hand(place=pathway.place, actor=organiser)

    assert heard == [("earned", pathway.place_id)]
    assert NetworkEarned.objects.get().by_uid == organiser.uid
    revoke_network(earned=NetworkEarned.objects.get(), because="A mix-up.", actor=organiser)
    give_by_hand(place=pathway.place, actor=organiser)
    assert NetworkEarned.objects.get().revoked_at is None


def test_a_new_rule_gives_and_never_takes(organiser):
    cohort = running()
    done, other = stands(cohort, "Ada", completed_at=NOON), stands(cohort, "Ben")
    set_rules(cohort=cohort, network_rule="completed", quiet_days=14, actor=organiser)
    run_queue()
    assert [one.place_id for one in NetworkEarned.objects.all()] == [done.place_id]

    set_rules(cohort=cohort, network_rule="elected", quiet_days=14, actor=organiser)
    run_queue()
    earned = NetworkEarned.objects.get()
    assert (earned.rule, earned.in_doubt_since, other.place_id == earned.place_id) == (
        "completed",
        None,
        False,
    )


def test_nobody_earns_it_who_has_left(organiser):
    pathway = stands(running(), completed_at=NOON)
    wrote(pathway, "elected", by=organiser)
    Place.objects.filter(pk=pathway.place_id).update(state=PlaceState.REMOVED)
    run_queue()
    settle_network(pathway.place_id)
    assert not NetworkEarned.objects.exists()


def test_a_correction_years_later_follows_the_new_day(organiser, time_travel):
    pathway = stands(running(), completed_at=NOON)
    old = wrote(pathway, "elected", by=organiser)
    run_queue()
    time_travel(NOON + dt.timedelta(days=900))

    write_entry(
        pathway=pathway, stage="elected", on=DAY - dt.timedelta(days=1), actor=organiser, replaces=old
    )
    run_queue()

    assert NetworkEarned.objects.get().in_doubt_since is None
