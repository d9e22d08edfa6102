"""Open selections, by-elections and a letter to the candidates of one council."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from cohorts.following.errors import (
    ByElectionOverError,
    NobodyStandsError,
    NotAskedForError,
    WardElsewhereError,
)
from cohorts.following.models import (
    AfterLetter,
    ByElection,
    ByElectionAsk,
    ByElectionConsent,
    SelectionOpening,
)
from cohorts.following.selectors import candidates_for, near_dates, openings_for, openings_of, quiet_after
from cohorts.following.town import (
    add_by_election,
    add_opening,
    answer,
    ask,
    give_consent,
    take_off,
    withdraw_consent,
)
from cohorts.following.writing import write_to_candidates
from cohorts.overview.models import Announcement
from cohorts.pathway.selectors import standings_of
from cohorts.programmes.models import Place, PlaceState
from cohorts.programmes.removing import decide_removal, propose_removal
from lms.audit.models import AuditEvent
from lms.messaging.models import Notice
from lms.privacy.retention import run_retention
from tests.cohorts.following.ground import DAY, NOON, leeds, stands, wrote
from tests.cohorts.overview.ground import running
from tests.factories.accounts import OrganiserFactory, UserFactory, sign_in
from tests.factories.places import council, ward
from tests.queue import run_queue

pytestmark = pytest.mark.django_db
SOON = dt.date(2027, 3, 25)


@pytest.fixture(autouse=True)
def noon(time_travel):
    time_travel(NOON)


@pytest.fixture
def organiser():
    return OrganiserFactory()


@pytest.fixture
def cohort():
    return running()


def by_election(organiser, **facts) -> ByElection:
    values = {"uid": uuid.uuid4(), "council": leeds(), "ward": None, "poll_on": SOON, "note": "", **facts}
    return add_by_election(actor=organiser, **values)


def opening(organiser, **facts) -> SelectionOpening:
    values = {
        "uid": uuid.uuid4(),
        "council": leeds(),
        "ward": None,
        "opens_on": dt.date(2027, 3, 3),
        "closes_on": dt.date(2027, 3, 20),
        "note": "Write to the secretary.",
        **facts,
    }
    return add_opening(actor=organiser, **values)


def test_a_selection_is_told_once_to_all_cohorts_of_the_organiser_and_shown_on_that_council(
    organiser, cohort
):
    other, uid = running(), uuid.uuid4()
    made = [opening(organiser, uid=uid) for _time in range(2)]
    here, elsewhere = stands(cohort), stands(cohort, "Ben", on=council("York", "E06000014"))

    assert made[0] == made[1]
    assert [openings_of(one) for one in (cohort, other)] == [[made[0]], [made[0]]]
    assert (openings_for(here), openings_for(elsewhere)) == ([made[0]], [])
    take_off(thing=made[0])
    assert (openings_of(cohort), openings_for(here)) == ([], [])


def test_a_ward_of_another_council_is_refused(organiser):
    strange = ward(council("York", "E06000014"), "Clifton")
    with pytest.raises(WardElsewhereError):
        opening(organiser, ward=strange)
    with pytest.raises(WardElsewhereError):
        by_election(organiser, ward=strange)


def test_only_panel_members_there_who_want_it_are_shown_and_asked(organiser, cohort):
    found = by_election(organiser)
    agreed, silent, no_panel = stands(cohort, "Ada"), stands(cohort, "Ben"), stands(cohort, "Cem")
    away = stands(cohort, "Dot", on=council("York", "E06000014"))
    for pathway in (agreed, silent, away):
        wrote(pathway, "panel")
    for pathway in (agreed, no_panel, away):
        give_consent(pathway=pathway, words="Ask me.")

    assert [one.standing.pathway for one in candidates_for(found, cohort)] == [agreed]
    for _time in range(2):
        asked = ask(by_election=found, pathway=agreed, actor=organiser)
    with pytest.raises(NotAskedForError):
        ask(by_election=found, pathway=silent, actor=organiser)

    notice = Notice.objects.get(kind="following.by_election")
    assert (notice.subject, notice.link) == (
        "A question from your organisers",
        f"/my/by-election/{asked.uid}/",
    )
    assert AuditEvent.objects.filter(action="cohorts.by_election_asked").count() == 1


def test_the_answer_can_be_changed_until_the_poll(organiser, cohort, time_travel):
    pathway = stands(cohort)
    give_consent(pathway=pathway, words="Ask me.")
    asked = ask(by_election=by_election(organiser), pathway=pathway, actor=organiser)

    assert answer(ask=asked, is_interested=True).is_interested is True
    assert answer(ask=asked, is_interested=False).is_interested is False
    time_travel(dt.datetime(2027, 3, 26, 9, tzinfo=dt.UTC))
    with pytest.raises(ByElectionOverError):
        answer(ask=asked, is_interested=True)


def test_consent_keeps_its_words_and_its_end(organiser, cohort):
    pathway = stands(cohort)
    for words in ("First words.", "Later words."):
        give_consent(pathway=pathway, words=words)
    withdraw_consent(pathway=pathway)
    with pytest.raises(NotAskedForError):
        ask(by_election=by_election(organiser), pathway=pathway, actor=organiser)
    give_consent(pathway=pathway, words="Later words.")

    rows = ByElectionConsent.objects.order_by("pk").values_list("words", "withdrawn_at")
    assert list(rows) == [("First words.", timezone.now()), ("Later words.", None)]


def test_a_letter_goes_once_to_each_candidate_of_the_council_in_ones_own_cohorts(organiser, cohort):
    later, uid = running(), uuid.uuid4()
    ada, ben, cem = stands(cohort, "Ada"), stands(cohort, "Ben"), stands(cohort, "Cem")
    dot, eve = stands(later, "Dot"), stands(cohort, "Eve", on=council("York", "E06000014"))
    for pathway, stage in (
        (ada, "selected"),
        (ben, "nominated"),
        (cem, "not_selected"),
        (dot, "selected"),
        (eve, "selected"),
    ):
        wrote(pathway, stage)
    gone = stands(cohort, "Fay")
    wrote(gone, "selected")
    Place.objects.filter(pk=gone.place_id).update(state=PlaceState.LEFT)
    run_queue()

    for _time in range(2):
        number = write_to_candidates(
            uid=uid, council=leeds(), title="Saturday", text="At ten.", author=organiser
        )
        run_queue()

    told = Notice.objects.filter(kind="cohorts.message").order_by("recipient__name")
    assert (number, [one.recipient.name for one in told]) == (3, ["Ada", "Ben", "Dot"])
    assert Announcement.objects.count() == 2
    assert {one.subject for one in told} == {"A message from your organisers"}
    assert not any(name in str(one.context) for one in told for name in ("Ada", "Ben", "Dot"))
    with pytest.raises(NobodyStandsError):
        write_to_candidates(
            uid=uuid.uuid4(), council=council("Bath", "E06000022"), title="T", text="T", author=organiser
        )
    with pytest.raises(NobodyStandsError):
        write_to_candidates(uid=uuid.uuid4(), council=leeds(), title="T", text="T", author=UserFactory())


def test_the_day_shows_near_dates_and_who_went_quiet(organiser, cohort, time_travel):
    ada, ben = stands(cohort, "Ada"), stands(cohort, "Ben")
    wrote(ben, "not_selected")
    time_travel(dt.datetime(2027, 3, 26, 12, tzinfo=dt.UTC))
    standings = standings_of(cohort)

    near = [
        (one.on, str(one.event), [each.pathway.pk for each in one.people]) for one in near_dates(standings)
    ]
    assert near == [
        (dt.date(2027, 3, 31), "notice", [ada.pk]),
        (dt.date(2027, 4, 8), "nominations", [ada.pk]),
        (dt.date(2027, 4, 9), "candidates", [ada.pk]),
    ]
    assert [(one.standing.pathway.pk, one.days) for one in quiet_after(standings, 25)] == [(ben.pk, 25)]
    assert quiet_after(standings, 26) == []


def test_whoever_stands_for_another_party_leaves_by_the_rules_and_nothing_is_said(organiser, cohort, client):
    """The removal that takes two ends the place; what they wrote stays theirs and is seen by nobody else."""
    pathway = stands(cohort)
    entry = wrote(pathway, "selected", by=organiser)
    wrote(pathway, "not_elected", DAY + dt.timedelta(days=1))
    run_queue()
    removal = propose_removal(place=pathway.place, reason="Stands for another party.", actor=organiser)
    decide_removal(removal=removal, confirm=True, actor=OrganiserFactory())
    run_queue()

    sign_in(client, organiser)
    url = reverse("cohorts:pathway_of", args=[cohort.slug, pathway.place.uid])
    assert client.get(url).status_code == 404
    page = client.get(reverse("cohorts:pathway", args=[cohort.slug])).content.decode()
    assert "Ada" not in page
    assert entry.pathway.entries.count() == 2
    assert not Notice.objects.filter(kind__startswith="following.not").exists()
    recorded = " ".join(str(one.__dict__) for one in AuditEvent.objects.all())
    assert "Leeds" not in recorded
    assert "another party" not in recorded


def test_old_by_elections_and_selections_go(organiser, cohort, time_travel):
    pathway = stands(cohort)
    give_consent(pathway=pathway, words="Ask me.")
    ask(by_election=by_election(organiser), pathway=pathway, actor=organiser)
    opening(organiser)
    time_travel(NOON + dt.timedelta(days=400))

    run_retention()

    assert [model.objects.count() for model in (ByElection, ByElectionAsk, SelectionOpening)] == [0, 0, 0]


@pytest.mark.parametrize("people", [1, 12])
def test_the_page_asks_as_many_queries_for_one_as_for_twelve(
    organiser, cohort, client, django_assert_num_queries, people
):
    for number in range(people):
        lost, near = stands(cohort, f"Lost {number}"), stands(cohort, f"Near {number}")
        wrote(lost, "not_selected")
        wrote(near, "panel", by=organiser)
        give_consent(pathway=near, words="Ask me.")
        opening(organiser)
        by_election(organiser)
    run_queue()
    assert AfterLetter.objects.count() == people
    sign_in(client, organiser)
    client.get(reverse("cohorts:pathway", args=[cohort.slug]))

    with django_assert_num_queries(QUERIES_DAY):
        client.get(reverse("cohorts:pathway", args=[cohort.slug]))
    found = ByElection.objects.order_by("pk").first()
    with django_assert_num_queries(QUERIES_SEAT):
        client.get(reverse("cohorts:by_election", args=[cohort.slug, found.uid]))


QUERIES_DAY, QUERIES_SEAT = 12, 7
