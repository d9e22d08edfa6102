"""Taking a cohort out of the site: only who runs it, and the record says who did."""

from __future__ import annotations

import pytest
from django.urls import reverse

from lms.audit.models import AuditEvent
from tests.cohorts.overview.ground import place, running
from tests.factories.accounts import OrganiserFactory, UserFactory, sign_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_taking_the_grid_out_is_recorded_with_a_number_and_no_name(client, kind):
    cohort, organiser = running(), OrganiserFactory()
    for name in ("Amina Diallo", "Rhys Morgan"):
        place(cohort, name)
    place(running(), "Somebody of another cohort")
    sign_in(client, organiser)

    answer = client.get(reverse("cohorts:grid_file", args=[cohort.slug, kind]))

    body = b"".join(answer.streaming_content)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{cohort.slug}.{kind}"'
    assert kind == "xlsx" or (b"Amina Diallo" in body and b"Somebody" not in body)
    event = AuditEvent.objects.get(action="cohorts.grid_exported")
    assert (event.actor_uid, event.subject) == (organiser.uid, f"cohort:{cohort.uid}")
    assert event.details == {"kind": kind, "people": 2}


def test_whoever_does_not_run_the_cohort_takes_nothing_out(client):
    cohort = running()
    held = place(cohort, "Amina Diallo")
    sign_in(client, held.trainee)

    assert client.get(reverse("cohorts:grid_file", args=[cohort.slug, "csv"])).status_code == 404
    assert not AuditEvent.objects.filter(action="cohorts.grid_exported").exists()
    sign_in(client, UserFactory())
    assert client.get(reverse("cohorts:grid_file", args=[cohort.slug, "csv"])).status_code == 404
