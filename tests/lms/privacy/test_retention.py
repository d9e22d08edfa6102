"""One number for the page, the dry run and the job; counting changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.admin.models import EditingSession

from lms.accounts.models import LetterRequest, User
from lms.accounts.services import FORGET_AFTER
from lms.privacy import erasing, services
from lms.privacy.models import Erasure
from lms.privacy.retention import all_periods, dry_run, run_retention
from tests.factories.accounts import OrganiserFactory, UserFactory, sign_in

pytestmark = pytest.mark.django_db


def counts() -> dict[str, int | None]:
    return {run.period.code: run.count for run in dry_run()}


def old_editing_session() -> EditingSession:
    kind = ContentType.objects.get_for_model(User)
    return EditingSession.objects.create(
        user=UserFactory(),
        content_type=kind,
        object_id="1",
        last_seen_at=timezone.now() - timedelta(days=2),
    )


def test_dry_run_counts_what_the_run_takes_and_takes_nothing():
    old_editing_session()
    person = UserFactory()
    export = services.ask_for_export(person=person, actor=person)
    services.make_export(export_id=export.pk)
    type(export).objects.update(ready_at=timezone.now() - timedelta(days=8))

    before = counts()
    assert (before["where_editing"], before["copies"]) == (1, 1)
    assert counts() == before

    taken = run_retention()
    assert (taken["where_editing"], taken["copies"]) == (1, 1)
    assert set(run_retention().values()) == {0}
    assert (counts()["where_editing"], counts()["copies"]) == (0, 0)


def test_boundary_is_the_number_itself():
    now = timezone.now()
    LetterRequest.objects.create(kind="code", email="a@example.org", created_at=now - FORGET_AFTER)
    old = now - FORGET_AFTER - timedelta(seconds=1)
    LetterRequest.objects.create(kind="code", email="b@example.org", created_at=old)

    assert {run.period.code: run.count for run in dry_run(now)}["letter_requests"] == 1


def test_wishes_taken_back_go_after_a_year():
    person = UserFactory()
    erasing.ask_for_erasure(person=person, actor=person)
    erasing.cancel_erasure(person=person, actor=person)

    assert run_retention()["cancelled"] == 0
    Erasure.objects.update(cancelled_at=timezone.now() - timedelta(days=366))
    assert run_retention()["cancelled"] == 1


def test_public_page_says_every_period_in_the_numbers_that_are_used(client):
    page = client.get("/privacy/retention/").content.decode()

    for period in all_periods():
        assert str(period.title).replace("’", "’") in page
    assert "3 days, from asking" in page
    assert "1 year, from taking it back" in page


def test_organiser_sees_counts_only(client):
    person = UserFactory(name="Nadia Ahmed", email="nadia@example.org")
    LetterRequest.objects.create(
        kind="code", email=person.email, created_at=timezone.now() - timedelta(days=9)
    )

    page = sign_in(client, OrganiserFactory()).get("/admin/privacy/retention/").content.decode()

    assert "nadia@example.org" not in page
    assert "Sign-ups that nobody confirmed" in page


def test_dry_run_asks_one_query_a_category(django_assert_num_queries):
    counted = [period for period in all_periods() if period.old is not None]

    with django_assert_num_queries(len(counted) + 1):
        dry_run()
    for _one in range(30):
        LetterRequest.objects.create(kind="code", email="x@example.org")
    with django_assert_num_queries(len(counted) + 1):
        dry_run()
