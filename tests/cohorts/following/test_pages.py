"""The pages: what is typed is kept, what is wrong says why, and nothing is sent before it was looked at."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from cohorts.following.letters import follow_entry
from cohorts.following.models import (
    AfterLetter,
    AfterRules,
    ByElection,
    ByElectionAsk,
    ByElectionConsent,
    NetworkEarned,
    SelectionOpening,
)
from cohorts.following.panels import desk, glance, next_step
from cohorts.following.privacy import AFTER
from cohorts.following.town import ask, give_consent
from lms.messaging.models import Notice
from lms.privacy.registry import Fate
from tests.cohorts.following.ground import NOON, leeds, stands, wrote
from tests.cohorts.overview.ground import running
from tests.factories.accounts import OrganiserFactory, sign_in
from tests.factories.places import ward
from tests.queue import run_queue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_travel):
    time_travel(NOON)


@pytest.fixture
def organiser(client):
    person = OrganiserFactory()
    sign_in(client, person)
    return person


@pytest.fixture
def cohort():
    return running()


def url(name: str, cohort, *more) -> str:
    return reverse(f"cohorts:{name}", args=[cohort.slug, *more])


def test_a_selection_is_written_down_and_taken_off(client, organiser, cohort):
    ward(leeds(), "Armley")
    sent = {"uid": uuid.uuid4(), "council": leeds().pk, "ward_name": "armley ", "note": "Ask early."}
    sent |= {"opens_on": "2027-03-03", "closes_on": "2027-03-20"}
    for _time in range(2):
        client.post(url("openings", cohort), sent)

    made = SelectionOpening.objects.get()
    assert (made.where, made.note) == ("Armley, Leeds", "Ask early.")
    assert "Armley, Leeds" in client.get(url("openings", cohort)).content.decode()
    client.post(url("close_opening", cohort, made.uid))
    assert "Armley, Leeds" not in client.get(url("openings", cohort)).content.decode()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"closes_on": "2027-03-02"}, "The last day cannot be before the first."),
        ({"opens_on": "2027-02-01", "closes_on": "2027-02-20"}, "That day is over"),
        ({"ward_name": "Nowhere"}, "We know no ward of that name on this council."),
    ],
    ids=["backwards", "over", "ward"],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, organiser, cohort, wrong, words):
    sent = {"uid": uuid.uuid4(), "council": leeds().pk, "note": "Keep me."}
    sent |= {"opens_on": "2027-03-03", "closes_on": "2027-03-20", **wrong}

    page = client.post(url("openings", cohort), sent).content.decode()

    assert words in page
    assert "Keep me." in page
    assert not SelectionOpening.objects.exists()


def test_a_letter_is_looked_at_before_it_is_sent(client, organiser, cohort):
    wrote(stands(cohort, "Ada"), "selected")
    sent = {"uid": uuid.uuid4(), "council": leeds().pk, "title": "Saturday", "text": "At ten <b>sharp</b>."}

    look = client.post(url("council_letter", cohort), {**sent, "step": "look"}).content.decode()
    assert "It goes to 1 person on Leeds:" in look
    assert "At ten &lt;b&gt;sharp&lt;/b&gt;." in look
    change = client.post(url("council_letter", cohort), {**sent, "step": "change"}).content.decode()
    assert "Saturday" in change
    run_queue()
    assert not Notice.objects.filter(kind="cohorts.message").exists()

    for _time in range(2):
        client.post(url("council_letter", cohort), {**sent, "step": "send"})
        run_queue()
    assert Notice.objects.filter(kind="cohorts.message").count() == 1


def test_a_by_election_from_the_organiser_to_the_answer_and_back(client, organiser, cohort):
    pathway = stands(cohort, "Ada")
    wrote(pathway, "panel")
    give_consent(pathway=pathway, words="Ask me.")
    uid = uuid.uuid4()
    sent = {"uid": uid, "council": leeds().pk, "poll_on": "2027-03-25", "note": ""}
    assert client.post(url("by_elections", cohort), sent).url == url("by_election", cohort, uid)
    client.post(url("by_election", cohort, uid), {"place": pathway.place.uid})
    asked = ByElectionAsk.objects.get()
    assert next_step(pathway.place.trainee).href == f"/my/by-election/{asked.uid}/"

    sign_in(client, pathway.place.trainee)
    mine = reverse("my_cohorts:by_election", args=[asked.uid])
    assert "Leeds, on 25 March 2027" in client.get(mine).content.decode()
    asked.refresh_from_db()
    assert asked.is_interested is None  # a fetched link answers nothing
    client.post(mine, {"answer": "yes"})
    assert next_step(pathway.place.trainee) is None

    sign_in(client, organiser)
    assert "interested" in client.get(url("by_election", cohort, uid)).content.decode()
    client.post(url("close_by_election", cohort, uid))
    assert client.get(url("by_election", cohort, uid)).status_code == 404
    sign_in(client, pathway.place.trainee)
    assert "nothing to answer any more" in client.get(mine).content.decode()


def test_nobody_is_asked_who_did_not_agree(client, organiser, cohort):
    pathway = stands(cohort, "Ada")
    wrote(pathway, "panel")
    uid = uuid.uuid4()
    client.post(url("by_elections", cohort), {"uid": uid, "council": leeds().pk, "poll_on": "2027-03-25"})
    page = client.get(url("by_election", cohort, uid)).content.decode()
    assert "Ada" not in page

    page = client.post(url("by_election", cohort, uid), {"place": pathway.place.uid}, follow=True)

    assert "Nobody was asked." in page.content.decode()
    assert not ByElectionAsk.objects.exists()


def test_trainees_agree_and_take_it_back(client, cohort):
    pathway = stands(cohort, "Ada")
    sign_in(client, pathway.place.trainee)
    to = reverse("my_cohorts:by_election_consent", args=[pathway.place.uid])
    page = reverse("my_cohorts:pathway_of", args=[pathway.place.uid])
    words = "My organisers may ask me when there is a by-election on the council where I mean to stand."
    assert words in client.get(page).content.decode()

    client.post(to, {"deed": "give"})
    assert ByElectionConsent.objects.get().words == words
    assert "Do not ask me any more" in client.get(page).content.decode()
    client.post(to, {"deed": "withdraw"})
    assert ByElectionConsent.objects.get().withdrawn_at == timezone.now()


@pytest.mark.parametrize("agreed", [False, True], ids=["never", "before"])
def test_whoever_was_elected_is_offered_nothing_but_can_take_it_back(client, organiser, cohort, agreed):
    pathway = stands(cohort, "Ada")
    if agreed:
        give_consent(pathway=pathway, words="Ask me.")
    page = reverse("my_cohorts:pathway_of", args=[pathway.place.uid])
    sign_in(client, pathway.place.trainee)
    assert 'id="by-elections"' in client.get(page).content.decode()

    wrote(pathway, "elected", by=organiser)

    found = client.get(page).content.decode()
    assert "Yes, ask me" not in found
    assert ("Do not ask me any more" in found) is agreed


def test_the_letter_is_held_back_from_the_page_of_the_cohort(client, organiser, cohort):
    pathway = stands(cohort, "Ada")
    follow_entry(wrote(pathway, "not_selected").pk)
    page = client.get(url("pathway", cohort)).content.decode()
    assert "Letters that wait" in page
    assert glance(cohort, organiser).number == 1

    client.post(url("hold_back", cohort, pathway.place.uid))

    assert AfterLetter.objects.get().stopped_by_uid == organiser.uid
    assert (
        "held back: speak to them"
        in client.get(url("pathway_of", cohort, pathway.place.uid)).content.decode()
    )


def test_the_rule_is_chosen_in_words_and_the_network_given_and_taken(client, organiser, cohort):
    pathway = stands(cohort, "Ada")
    to = url("network_of", cohort, pathway.place.uid)
    client.post(url("after_rules", cohort), {"network_rule": "by_hand", "quiet_days": 20})
    assert AfterRules.objects.get().quiet_days == 20
    assert "An organiser decides for each person" in client.get(url("pathway", cohort)).content.decode()

    client.post(to, {"deed": "give"})
    assert NetworkEarned.objects.get().by_uid == organiser.uid
    refused = client.post(to, {"deed": "revoke", "because": ""}, follow=True).content.decode()
    assert "Say why." in refused
    client.post(to, {"deed": "revoke", "because": "A mix-up of names."})
    sign_in(client, pathway.place.trainee)
    own = client.get(reverse("my_cohorts:pathway_of", args=[pathway.place.uid])).content.decode()
    assert "A mix-up of names." in own
    assert client.post(to, {"deed": "give"}).status_code == 404


def test_a_day_out_of_bounds_is_refused(client, organiser, cohort):
    page = client.post(url("after_rules", cohort), {"network_rule": "all", "quiet_days": 1})
    assert page.status_code == 200
    assert not AfterRules.objects.exists()


def test_the_desk_says_numbers_and_no_names(rf, organiser, cohort, django_assert_num_queries, time_travel):
    stands(cohort, "Ada")
    stands(cohort, "Ben")
    request = rf.get("/my/")
    request.user = organiser
    assert desk(request) is None
    time_travel(dt.datetime(2027, 4, 26, 12, tzinfo=dt.UTC))
    assert desk(request).context == {"cohorts": [{"slug": cohort.slug, "title": "Spring 2027", "number": 2}]}


def test_erasing_somebody_takes_all_of_it(organiser, cohort):
    pathway = stands(cohort, "Ada", completed_at=NOON)
    wrote(pathway, "elected", by=organiser)
    run_queue()
    give_consent(pathway=pathway, words="Ask me.")
    by_election = ByElection.objects.create(council=leeds(), poll_on=NOON.date(), added_by_uid=organiser.uid)
    ask(by_election=by_election, pathway=pathway, actor=organiser)
    tables = (NetworkEarned, AfterLetter, ByElectionConsent, ByElectionAsk)
    assert [model.objects.count() for model in tables] == [1, 1, 1, 1]

    for part in AFTER.erase:
        if part.fate == Fate.REMOVED:
            part.carry_out(pathway.place.trainee)

    assert [model.objects.count() for model in tables] == [0, 0, 0, 0]
