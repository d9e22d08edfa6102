"""Diversity answers lead to nobody, and totals let nobody be worked out."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cohorts.admissions.applications.diversity import (
    LEAST,
    diversity_totals,
    held_back,
    keep_diversity,
)
from cohorts.admissions.applications.models import DiversityAnswer
from cohorts.programmes.models import Cohort
from tests.cohorts.admissions.applications.ground import begin, open_cohort, page_of, whole


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 40), min_size=1, max_size=7))
def test_neither_a_small_number_nor_a_small_sum_can_be_worked_out(counts):
    hidden = held_back(counts)
    assert {code for code, count in counts.items() if count < LEAST} <= hidden
    if hidden and hidden != set(counts):
        # The sum is shown, so what is hidden together is known.
        assert len(hidden) > 1
        assert sum(counts[code] for code in hidden) >= LEAST


@pytest.mark.django_db
def test_answers_are_kept_apart_and_asked_once(client):
    cohort = open_cohort()
    application = begin(client, cohort)
    about = page_of(application, "about-you/")
    assert client.get(about).status_code == 404  # only after sending
    client.post(page_of(application), whole(do="send"))
    assert "checked" not in client.get(about).content.decode()
    client.post(about, {"gender": "woman", "age": "25-34", "class": "nonsense"})
    client.post(about, {"gender": "woman", "age": "25-34"})
    assert client.post(about, {"gender": "man"})["Location"] == page_of(application, "sent/")
    assert DiversityAnswer.objects.count() in (0, 2)
    fields = {field.name for field in DiversityAnswer._meta.get_fields()}
    assert fields == {"id", "cohort", "question", "answer"}


@pytest.mark.django_db
def test_totals_are_shown_after_the_deadline_and_small_numbers_never():
    cohort = open_cohort()
    for gender, number in (("woman", 9), ("man", 6), ("other", 2)):
        for _one in range(number):
            keep_diversity(cohort=cohort, answers={"gender": gender})
    assert diversity_totals(cohort) == []
    Cohort.objects.filter(pk=cohort.pk).update(closes_at=timezone.now() - dt.timedelta(seconds=1))
    cohort.refresh_from_db()
    totals = {str(one.text): one for one in diversity_totals(cohort)}
    gender = totals["What is your gender?"]
    assert gender.answered == 17
    assert [option.count for option in gender.options] == [9, None, None, None]
    assert totals["How old are you?"].answered is None


@pytest.mark.django_db
def test_can_i_stand_sends_nothing():
    page = Client().get("/programmes/can-i-stand/")
    html = page.content.decode()
    assert "/section/31" in html
    assert html.count("Needed: yes to at least one of the four about the area.") == 12
    assert html.count("Needed: no.") == 5  # England’s bars are asked of nobody in Wales or Scotland
    assert html.count("is not asked here. Read it in:") == 2
    assert "<input" not in html.partition('id="standing"')[2].partition("</main>")[0]
    script = Path("cohorts/static/cohorts/can-i-stand.js").read_text()
    for way_out in ("fetch", "XMLHttp", "sendBeacon", "localStorage", "sessionStorage", "cookie", "location"):
        assert way_out not in script
