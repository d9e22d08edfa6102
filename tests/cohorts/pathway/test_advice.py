"""Words about dates before polls: those that ship, those of editors, and who may write them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils.translation import override

from cohorts.pathway.advice import NATIONS, advice_of, save_advice, shipped
from cohorts.pathway.countdown_models import DateAdvice
from cohorts.pathway.services import choose_poll
from cohorts.pathway.timetables import Event
from lms.audit.models import AuditEvent
from lms.places.models import Nation
from tests.cohorts.overview.ground import place, running
from tests.factories.accounts import OrganiserFactory, UserFactory, sign_in
from tests.factories.places import council

pytestmark = pytest.mark.django_db
DAY = dt.date(2027, 2, 20)
SOURCE = "https://www.legislation.gov.uk/uksi/2006/3304/schedule/2"
ADDRESS = "/admin/poll-dates/england/nominations/en-gb/"


@pytest.fixture(autouse=True)
def march(time_travel):
    time_travel(dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC))


def save(**facts) -> DateAdvice:
    wanted = {
        "nation": Nation.ENGLAND,
        "event": Event.NOMINATIONS,
        "language": "en-gb",
        "text": "Ring the elections office on Monday.",
        "source": SOURCE,
        "checked_on": DAY,
        "is_shown": True,
        "actor": OrganiserFactory(),
    }
    return save_advice(**{**wanted, **facts})


def said(nation: Nation = Nation.ENGLAND, event: Event = Event.NOMINATIONS):
    return advice_of(nation)[event]


def test_polls_in_wales_follow_the_rules_of_wales():
    # WSI 2021/1459: in force for every poll since 5 May 2022, in place of the rules of 2006.
    for event in (Event.NOTICE, Event.NOMINATIONS, Event.CANDIDATES):
        assert shipped(event, Nation.WALES).source.endswith("/wsi/2021/1459/schedule/1")


@pytest.mark.parametrize("nation", NATIONS)
def test_every_date_ships_with_words_and_an_official_source(nation):
    for event in Event:
        advice = shipped(event, nation)
        assert advice.text
        assert advice.source.startswith(
            ("https://www.legislation.gov.uk/", "https://www.electoralcommission")
        )


def test_an_editors_words_count_in_their_nation_and_language_only(django_assert_num_queries):
    save()

    with django_assert_num_queries(1):
        assert said().text == "Ring the elections office on Monday."
    assert (said().source, said().checked_on, said().is_own) == (SOURCE, DAY, True)
    for nation in (Nation.SCOTLAND, Nation.WALES):
        assert not said(nation).is_own
    assert not said(event=Event.POSTAL).is_own
    with override("cy"):
        assert said().is_own  # the interface speaks English as long as Welsh is unfinished


@pytest.mark.parametrize("facts", [{"is_shown": False}, {"text": ""}], ids=["draft", "empty"])
def test_hidden_or_empty_the_shipped_words_count(facts):
    save(**facts)

    assert (said().is_own, said().text) == (False, shipped(Event.NOMINATIONS, Nation.ENGLAND).text)


def test_the_same_words_again_change_nothing_and_each_change_is_recorded():
    first = save()
    assert save().changed_at == first.changed_at
    assert AuditEvent.objects.filter(action="cohorts.date_advice_changed").count() == 1

    save(text="Ring them on Tuesday.")

    event = AuditEvent.objects.filter(action="cohorts.date_advice_changed").latest("pk")
    assert (event.subject, event.details) == ("date:england:nominations:en-gb", {})
    assert DateAdvice.objects.count() == 1


def test_an_editor_writes_words_and_trainees_read_them_with_the_day():
    held = place(running(), "Ada")
    choose_poll(place=held, council=council("Leeds", "E08000035"), ward=None, poll_on=dt.date(2027, 5, 6))
    desk = sign_in(Client(), UserFactory(group="editor"))
    typed = {"text": "Ring  the office.", "source": SOURCE, "checked_on": "2027-02-20", "is_shown": "on"}

    wrong = desk.post(ADDRESS, typed | {"source": "javascript:alert(1)", "checked_on": "2028-01-01"})
    assert "That day is still to come." in wrong.content.decode()
    assert "Ring  the office." in wrong.content.decode()
    assert desk.post(ADDRESS, typed)["Location"] == "/admin/poll-dates/"

    assert "Your words" in desk.get("/admin/poll-dates/").content.decode()
    page = " ".join(sign_in(Client(), held.trainee).get("/my/pathway/").content.decode().split())
    assert "Ring the office." in page
    assert "last checked on 20 February 2027" in page
    assert page.count("last checked on 23 November 2026") == 6


@pytest.mark.parametrize(
    "end",
    [
        "northern_ireland/poll/en-gb/",
        "scotland/voter_id/en-gb/",
        "england/result/en-gb/",
        "england/poll/fr/",
    ],
)
def test_what_is_no_date_of_that_nation_has_no_screen(end):
    desk = sign_in(Client(), UserFactory(group="editor"))

    assert desk.get(f"/admin/poll-dates/{end}").status_code == 404


@pytest.mark.parametrize("own", [0, 12])
def test_the_list_of_dates_costs_the_same_however_many_words(own, django_assert_max_num_queries):
    actor = OrganiserFactory()
    for event in list(Event)[:own]:
        for language in ("en-gb", "cy"):
            save(event=event, language=language, actor=actor)
    desk = sign_in(Client(), UserFactory(group="editor"))
    desk.get("/admin/poll-dates/")
    with django_assert_max_num_queries(16):
        desk.get("/admin/poll-dates/")
