"""Certificates from before replacements, taken over on a filled database."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.factories.accounts import AdministratorFactory
from tests.factories.certificates import completed_enrolment

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = [("courses", "0002_lessons_read_aloud")]
AFTER = [("courses", "0005_certificates_are_chains")]
THEN = dt.datetime(2027, 4, 1, 9, tzinfo=dt.UTC)


def migrate(target: list[tuple[str, str]]):
    executor = MigrationExecutor(connection)
    executor.migrate(target)
    return MigrationExecutor(connection).loader.project_state(target).apps


@pytest.fixture
def _back_to_the_present():
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.mark.usefixtures("_back_to_the_present")
def test_chains_reasons_and_histories_are_taken_over():
    twice, once = completed_enrolment(), completed_enrolment()
    administrator = AdministratorFactory()
    old = migrate(BEFORE)
    Certificate = old.get_model("courses", "Certificate")

    def certificate(number: str, enrolment, **facts):
        row = Certificate.objects.create(
            uid=uuid.uuid4(),
            number=number,
            enrolment_id=enrolment.pk,
            learner_id=enrolment.learner_id,
            edition_id=enrolment.completed_edition_id,
            name="Nadia Ahmed",
            course_title="Standing for council",
            lessons=10,
            minutes=360,
            organisation="Hustings",
            completed_on=dt.date(2027, 3, 21),
            **facts,
        )
        Certificate.objects.filter(pk=row.pk).update(issued_at=THEN - dt.timedelta(days=1))
        return row

    error = certificate("A" * 13, twice, state="revoked", revoked_at=THEN, revoked_reason="issued_in_error")
    again = certificate("B" * 13, twice)
    odd = certificate("C" * 13, once, state="revoked", revoked_at=THEN, revoked_reason="moved away")
    apps.get_model("audit", "AuditEvent").objects.create(
        actor_uid=administrator.uid, action="certificates.revoke", subject=f"certificate:{error.uid}"
    )

    new = migrate(AFTER)
    rows = {row.pk: row for row in new.get_model("courses", "Certificate").objects.all()}
    assert [(rows[one.pk].replaces_id, rows[one.pk].revoked_reason) for one in (error, again, odd)] == [
        (None, "issued_in_error"), (error.pk, ""), (None, "withdrawn"),
    ]  # fmt: skip
    told = new.get_model("courses", "CertificateEvent").objects.order_by("certificate_id", "at")
    day_before = THEN - dt.timedelta(days=1)
    assert list(told.values_list("certificate_id", "kind", "at", "actor_id", "reason")) == [
        (error.pk, "issue", day_before, None, ""),
        (error.pk, "revoke", THEN, administrator.pk, ""),
        (again.pk, "issue", day_before, None, ""),
        (odd.pk, "issue", day_before, None, ""),
        (odd.pk, "revoke", THEN, None, "moved away"),
    ]
    assert {row.hidden_at for row in rows.values()} == {None}
