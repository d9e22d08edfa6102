"""Work in the demo: in every state, answered in the words of its rubric, and the same after a second run."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from cohorts.programmes.models import Cohort, Place
from courses.assessment.work.models import Review, Work, WorkState
from lms.accounts.models import User
from lms.demo.services import make_demo
from tests.factories.accounts import sign_in
from tests.queue import run_queue

pytestmark = pytest.mark.django_db


def signed_in(email: str) -> Client:
    made = Client()
    sign_in(made, User.objects.get(email=email))
    return made


def test_every_state_is_there_once_each_on_live_pages(settings):
    settings.DEMO = True
    make_demo()
    run_queue()

    def states():
        return dict(Work.objects.order_by("pk").values_list("learner__email", "state"))

    first = states()
    assert first == {
        "trainee@example.org": WorkState.RETURNED,
        "harpreet.gill@example.org": WorkState.SENT,
        "tomasz.zielinski@example.org": WorkState.ACKNOWLEDGED,
        "gareth.pugh@example.org": WorkState.ACKNOWLEDGED,
        "mercy.adeyemi@example.org": WorkState.READY,
    }
    assert Work.objects.filter(promised_on__lt=timezone.localdate()).count() == 1

    make_demo()

    assert states() == first
    assert Review.objects.count() == 2

    running = Cohort.objects.get(final_lesson__isnull=False)
    assert Place.objects.get(cohort=running, trainee__email="mercy.adeyemi@example.org").final_work_at
    organiser = signed_in("organiser@example.org")
    page = organiser.get("/my/reviews/").content.decode()
    assert page.count("/my/reviews/") >= 5
    assert "Your three minutes" in page
    assert "3 pieces of work wait for your answer." in organiser.get("/my/").content.decode()

    trainee = signed_in("trainee@example.org")
    portfolio = trainee.get("/my/portfolio/").content.decode()
    assert "said, with how you know" not in portfolio  # the level above the one that was chosen
    assert "Whose it is: said" in portfolio
    assert "is a wish. Which officer" in portfolio
