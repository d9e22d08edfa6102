"""The way to a seat: written by the trainee, confirmed by an organiser, kept from everybody else."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from rules import has_perm

from cohorts.pathway.errors import EntryWithdrawnError, NotYetError, NowhereYetError, WardElsewhereError
from cohorts.pathway.models import Pathway, PathwayEntry
from cohorts.pathway.selectors import by_need, funnel_of, pathway_of, standing_of, standings_of, successors
from cohorts.pathway.services import choose_poll, confirm_entry, take_back, write_entry
from cohorts.programmes.models import Place, PlaceState
from lms.audit.models import AuditEvent
from lms.places.models import CouncilSuccession
from lms.privacy.retention import run_retention
from tests.cohorts.overview.ground import place, running
from tests.factories.accounts import OrganiserFactory, UserFactory, sign_in
from tests.factories.places import council, ward

pytestmark = pytest.mark.django_db
POLL = dt.date(2027, 5, 6)
DAY = dt.date(2027, 2, 1)


@pytest.fixture(autouse=True)
def march(time_travel):
    time_travel(dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC))


@pytest.fixture
def held() -> Place:
    return place(running(), "Ada")


@pytest.fixture
def pathway(held) -> Pathway:
    leeds = council("Leeds", "E08000035")
    return choose_poll(place=held, council=leeds, ward=ward(leeds, "Armley"), poll_on=POLL)


def own(pathway: Pathway, stage: str, day: dt.date = DAY, **facts) -> PathwayEntry:
    return write_entry(pathway=pathway, stage=stage, on=day, actor=pathway.place.trainee, **facts)


def standing(pathway: Pathway):
    return standing_of(pathway_of(pathway.place))


def states(pathway: Pathway) -> list[str]:
    return [stop.state for stop in standing(pathway).stops()]


def test_line_shows_what_was_reached_and_what_is_next(pathway):
    assert states(pathway) == ["next", "later", "later", "later", "later"]

    own(pathway, "panel")
    own(pathway, "selected", DAY + dt.timedelta(days=5))

    assert states(pathway) == ["done", "later", "done", "next", "later"]
    assert standing(pathway).stops()[0].note == "Monday 1 February, not confirmed yet"


def test_entries_out_of_order_stand_by_their_days(pathway):
    own(pathway, "selected", DAY)
    own(pathway, "panel", DAY - dt.timedelta(days=400))

    assert [entry.stage for entry in standing(pathway).counting] == ["panel", "selected"]
    assert standing(pathway).stage == "selected"


def test_two_on_one_day_stand_as_the_way_goes(pathway):
    own(pathway, "selected")
    own(pathway, "shortlisted")

    assert standing(pathway).stage == "selected"


def test_written_twice_is_there_once(pathway):
    assert own(pathway, "panel", note="By post.") == own(pathway, "panel", note="By post.")
    assert PathwayEntry.objects.count() == 1


def test_a_correction_keeps_what_stood_there(pathway):
    old = own(pathway, "panel", note="Thursday")

    new = own(pathway, "panel", DAY + dt.timedelta(days=1), replaces=old)

    old.refresh_from_db()
    assert (old.replaced_by, old.withdrawn_at is not None, old.note) == (new, True, "Thursday")
    assert [list(standing(pathway).counting), list(standing(pathway).withdrawn)] == [[new], [old]]
    with pytest.raises(EntryWithdrawnError):
        own(pathway, "shortlisted", replaces=old)
    with pytest.raises(EntryWithdrawnError):
        confirm_entry(entry=old, actor=OrganiserFactory())


def test_other_words_for_the_same_day_are_a_correction(pathway):
    own(pathway, "panel", note="One")
    own(pathway, "panel", note="Two")

    assert [entry.note for entry in standing(pathway).counting] == ["Two"]
    assert [entry.note for entry in standing(pathway).withdrawn] == ["One"]


def test_what_was_taken_back_counts_no_longer(pathway):
    entry = own(pathway, "selected")

    for _time in range(2):
        take_back(entry=entry, actor=pathway.place.trainee)

    assert (standing(pathway).stage, len(standing(pathway).withdrawn)) == (None, 1)


def test_days_to_come_and_a_pathway_to_nowhere_are_refused(pathway, held):
    with pytest.raises(NotYetError):
        own(pathway, "selected", dt.date(2027, 3, 2))
    Pathway.objects.update(council=None, ward=None)
    with pytest.raises(NowhereYetError):
        own(pathway, "selected")
    with pytest.raises(WardElsewhereError):
        choose_poll(
            place=held,
            council=council(),
            ward=ward(council("Hull", "E06000010"), "Docks", "E05099002"),
            poll_on=None,
        )

    assert not PathwayEntry.objects.exists()


def test_a_confirmation_is_kept_once_and_says_nothing_in_the_record(pathway):
    entry, first = own(pathway, "selected"), OrganiserFactory()

    confirm_entry(entry=entry, actor=first)
    confirm_entry(entry=entry, actor=OrganiserFactory())

    entry.refresh_from_db()
    assert entry.confirmed_by_uid == first.uid
    event = AuditEvent.objects.get(action="cohorts.pathway_confirmed")
    assert (event.subject, event.details) == (f"place:{pathway.place.uid}", {})


def test_organisers_corrections_are_confirmed_and_recorded(pathway):
    old, organiser = own(pathway, "selected"), OrganiserFactory()

    new = write_entry(pathway=pathway, stage="not_selected", on=DAY, actor=organiser, replaces=old)

    assert (new.confirmed_by_uid, standing(pathway).is_lost) == (organiser.uid, True)
    assert AuditEvent.objects.filter(action="cohorts.pathway_corrected").count() == 1


def test_a_setback_ends_the_attempt_and_the_panel_outlasts_it(pathway):
    own(pathway, "panel", DAY)
    own(pathway, "shortlisted", DAY + dt.timedelta(days=1))
    own(pathway, "not_selected", DAY + dt.timedelta(days=2))
    assert (standing(pathway).is_lost, standing(pathway).following) == (True, None)

    own(pathway, "shortlisted", DAY + dt.timedelta(days=9))

    assert states(pathway) == ["done", "done", "next", "later", "later"]
    assert list(standing(pathway).reached) == ["panel", "shortlisted"]


def test_what_was_written_keeps_its_council_when_the_aim_changes(pathway, held):
    entry = own(pathway, "not_selected")
    before = pathway.sequence

    york = council("York", "E06000014")
    for _time in range(2):
        choose_poll(place=held, council=york, ward=None, poll_on=POLL, is_by_election=True)

    entry.refresh_from_db()
    assert (entry.council.name, entry.ward.name) == ("Leeds", "Armley")
    assert Pathway.objects.get().sequence == before + 2  # the entry and the change, once each


def test_a_council_that_is_no_more_on_the_day_names_its_successors(pathway):
    old = council("Wendale", "E07000999", ends_on=dt.date(2027, 4, 1))
    new = council("West Wend", "E06000999")
    CouncilSuccession.objects.create(council=old, successor=new, on=dt.date(2027, 4, 1))

    assert successors(old, POLL) == [new]
    assert successors(old, dt.date(2027, 3, 31)) == []
    assert successors(new, POLL) == []


def test_organisers_see_the_disappointed_first(pathway):
    cohort = pathway.cohort
    own(pathway, "selected")
    others = {}
    for name in ("Ben", "Cy", "Di"):
        others[name] = choose_poll(
            place=place(cohort, name), council=pathway.council, ward=None, poll_on=None
        )
    own(others["Cy"], "not_selected")
    Pathway.objects.filter(pk=others["Di"].pk).update(poll_on=dt.date(2027, 3, 11))

    needs = by_need(standings_of(cohort))

    assert [(need.standing.pathway.place.trainee.name, need.reasons) for need in needs] == [
        (
            "Cy",
            ["Not selected on Monday 1 February: speak to them", "Something waits to be confirmed"],
        ),
        ("Di", ["The poll is on Thursday 11 March"]),
        ("Ada", ["Something waits to be confirmed"]),
        ("Ben", []),
    ]


def test_the_funnel_counts_people_once_for_every_stage(pathway):
    own(pathway, "nominated")
    york = council("York", "E06000014")
    second = choose_poll(place=place(pathway.cohort, "Ben"), council=york, ward=None, poll_on=None)
    own(second, "not_elected")
    choose_poll(place=second.place, council=pathway.council, ward=None, poll_on=None)
    own(second, "panel")

    funnel = funnel_of(standings_of(pathway.cohort))

    assert list(funnel.total.values()) == [2, 2, 2, 2, 0]
    assert [(one.name, numbers) for one, numbers in funnel.councils] == [
        ("Leeds", [2, 1, 1, 1, 0]),
        ("York", [1, 1, 1, 1, 0]),
    ]


# ---------------------------------------------------------------- who may know


def test_only_the_trainee_and_their_organisers_may_know(pathway):
    trainee, organiser = pathway.place.trainee, OrganiserFactory()
    fellow = place(pathway.cohort, "Ben").trainee

    def sees(user):
        return has_perm("cohorts.see_pathway", user, pathway), Pathway.objects.visible_to(user).exists()

    assert sees(trainee) == sees(organiser) == (True, True)
    assert sees(fellow) == sees(UserFactory()) == (False, False)
    assert sees(UserFactory(group="administrator")) == sees(UserFactory(group="editor")) == (False, False)
    assert sees(UserFactory(group="safeguarding")) == (False, False)
    assert [has_perm("cohorts.confirm_pathway", one, pathway) for one in (trainee, organiser)] == [
        False,
        True,
    ]


@pytest.mark.parametrize("state", [PlaceState.LEFT, PlaceState.REMOVED, PlaceState.SUSPENDED])
def test_organisers_know_no_more_once_the_place_is_given_up(pathway, state):
    own(pathway, "selected")
    Place.objects.update(state=state)
    pathway.place.refresh_from_db()
    organiser = OrganiserFactory()

    assert not has_perm("cohorts.see_pathway", organiser, pathway)
    assert not Pathway.objects.visible_to(organiser).exists()
    assert standings_of(pathway.cohort) == []
    device = sign_in(Client(), organiser, second_factor=True)
    assert device.get(f"/cohorts/{pathway.cohort.slug}/pathway/{pathway.place.uid}/").status_code == 404
    assert has_perm("cohorts.see_pathway", pathway.place.trainee, pathway)


def test_another_trainees_entry_is_not_found_under_ones_own_place(pathway):
    entry = own(pathway, "selected")
    second = place(pathway.cohort, "Ben")
    choose_poll(place=second, council=pathway.council, ward=None, poll_on=None)
    device = sign_in(Client(), second.trainee)

    for address in ("", "take-back/"):
        assert device.post(f"/my/pathway/{second.uid}/{entry.uid}/{address}").status_code == 404

    assert standing(pathway).stage == "selected"


# ---------------------------------------------------------------- pages


def test_a_trainee_goes_from_the_empty_page_to_the_selection(held):
    leeds = council("Leeds", "E08000035")
    armley = ward(leeds, "Armley")
    device = sign_in(Client(), held.trainee)
    assert "Where do you want to stand?" in device.get("/my/pathway/").content.decode()

    first = device.post(f"/my/pathway/{held.uid}/poll/", {"council": leeds.pk, "poll_on": "2027-05-06"})
    assert first["Location"] == f"/my/pathway/{held.uid}/poll/"  # the wards are known now
    second = device.post(
        f"/my/pathway/{held.uid}/poll/", {"council": leeds.pk, "ward": armley.pk, "poll_on": "2027-05-06"}
    )
    assert second["Location"] == f"/my/pathway/{held.uid}/"
    device.post(f"/my/pathway/{held.uid}/write/", {"stage": "selected", "on": "2027-02-01"})

    page = device.get("/my/pathway/").content.decode()
    assert "Armley, Leeds, 6 May 2027" in " ".join(page.split())
    assert "Monday 1 February, not confirmed yet" in page


def test_a_wrong_day_is_said_on_the_form_and_what_was_typed_stays(pathway):
    device = sign_in(Client(), pathway.place.trainee)

    page = device.post(
        f"/my/pathway/{pathway.place.uid}/write/",
        {"stage": "selected", "on": "2028-02-01", "note": "By two votes"},
    ).content.decode()

    assert "That day is still to come." in page
    assert "By two votes" in page


@pytest.mark.parametrize(
    ("stage", "there", "absent"),
    [
        ("not_selected", "They chose somebody else this time", "Congratulations"),
        ("not_elected", "You stood, and people saw you stand", "Congratulations"),
        ("elected", "Congratulations, councillor", "somebody else"),
    ],
)
def test_how_it_ended_decides_the_page(pathway, stage, there, absent):
    own(pathway, stage)

    page = sign_in(Client(), pathway.place.trainee).get("/my/pathway/").content.decode()

    assert there in page
    assert absent not in page


def test_an_organiser_confirms_and_corrects(pathway):
    entry = own(pathway, "selected", note="By two votes")
    device = sign_in(Client(), OrganiserFactory(), second_factor=True)
    slug, uid = pathway.cohort.slug, pathway.place.uid
    assert "By two votes" in device.get(f"/cohorts/{slug}/pathway/{uid}/").content.decode()

    assert "Something waits to be confirmed" in device.get(f"/cohorts/{slug}/pathway/").content.decode()

    device.post(f"/cohorts/{slug}/pathway/{uid}/{entry.uid}/confirm/")
    entry.refresh_from_db()
    assert entry.confirmed_at is not None

    device.post(f"/cohorts/{slug}/pathway/{uid}/{entry.uid}/", {"stage": "shortlisted", "on": "2027-02-01"})
    assert standing(pathway).stage == "shortlisted"


@pytest.mark.parametrize("people", [1, 12])
def test_the_list_of_a_cohort_costs_the_same_however_many(pathway, people, django_assert_num_queries):
    cohort = pathway.cohort
    own(pathway, "selected")
    for number in range(people - 1):
        one = choose_poll(
            place=place(cohort, f"Trainee {number}"), council=pathway.council, ward=None, poll_on=POLL
        )
        own(one, "panel")
        own(one, "shortlisted")
    with django_assert_num_queries(2):
        funnel_of(standings := standings_of(cohort))
        by_need(standings)


def test_a_pathway_goes_five_years_after_its_last_change_and_poll(pathway, time_travel):
    own(pathway, "not_selected")
    time_travel(dt.datetime(2032, 3, 15, 12, tzinfo=dt.UTC))
    run_retention()
    assert Pathway.objects.exists()

    time_travel(dt.datetime(2032, 5, 20, 12, tzinfo=dt.UTC))
    run_retention()
    assert not Pathway.objects.exists()
    assert not PathwayEntry.objects.exists()


# ---------------------------------------------------------------- dates and limits on pages


def page_of(pathway: Pathway) -> str:
    return " ".join(sign_in(Client(), pathway.place.trainee).get("/my/pathway/").content.decode().split())


def test_the_countdown_shows_each_date_with_what_to_do_and_who_has_the_last_word(pathway):
    page = page_of(pathway)

    assert "Thursday 8 April 2027" in page
    assert "by 4 pm, by hand and in the original" in page
    assert "in 38 days" in page
    assert "last checked on 23 November 2026" in page
    assert "guidance-candidates-and-agents-local-government-elections-england" in page


@pytest.mark.parametrize("stage", ["not_selected", "not_elected", "elected"])
def test_whoever_is_through_has_no_countdown(pathway, stage):
    own(pathway, stage)

    assert "The dates before the poll" not in page_of(pathway)


def test_northern_ireland_gets_its_office_and_no_dates(pathway, held):
    choose_poll(place=held, council=council("Belfast", "N09000003"), ward=None, poll_on=POLL)

    page = page_of(pathway)

    assert "https://www.eoni.org.uk/" in page
    assert "We do not hold the rules of this nation" in page
    assert "Nominations close" not in page
    assert "What may I spend?" not in page


def test_scotland_gets_no_english_hour_and_no_english_limit(pathway, held):
    choose_poll(place=held, council=council("Fife", "S12000047"), ward=None, poll_on=POLL)

    page = page_of(pathway)

    assert "Friday 2 April 2027" in page
    assert "4 pm" not in page
    assert "What may I spend?" not in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("electors=6900&candidates=2&poll_on=2027-05-06", "£1,134.00"),
        ("electors=6900&candidates=1&poll_on=2026-04-30", "We do not hold the rate for that day"),
        ("electors=&candidates=1&poll_on=2027-05-06", "This field is required"),
        ("electors=0&candidates=1&poll_on=2027-05-06", "greater than or equal to 1"),
    ],
    ids=["joint", "early", "missing", "none"],
)
def test_the_limit_is_worked_out_and_nothing_is_kept(query, words):
    page = sign_in(Client(), UserFactory()).get(f"/my/pathway/limit/?{query}")

    assert words in page.content.decode()


def test_that_an_organiser_looked_is_recorded_in_words_that_say_nothing():
    cohort = running()
    held = place(cohort, "Mair Rees")
    choose_poll(place=held, council=None, ward=None, poll_on=None)
    organiser = OrganiserFactory()

    page = sign_in(Client(), organiser).get(f"/cohorts/{cohort.slug}/pathway/{held.uid}/")
    assert "Mair Rees" in page.content.decode()

    read = AuditEvent.objects.get(about_uid=held.trainee.uid, actor_uid=organiser.uid)
    assert (read.action, read.subject) == ("cohorts.read_place", f"place:{held.uid}")
