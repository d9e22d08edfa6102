"""A copy of everything: whole, private, resumable, and never in memory as a whole."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.utils import timezone

from lms.accounts.models import Standing, User
from lms.audit.models import AuditEvent
from lms.audit.services import record_read
from lms.privacy import bundle, packing, parts, services
from lms.privacy.confidential import decide, items_about
from lms.privacy.errors import NoReasonError, NotForThemError, UnknownItemError
from lms.privacy.models import Export, ExportPart, ExportState
from lms.privacy.registry import Fact, PersonalData, Record, data_called, forget_data, register_data
from tests.factories import certificates
from tests.factories.accounts import AdministratorFactory, UserFactory, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def confidential():
    """What others wrote in confidence about whoever is asked for; registered for one test."""
    notes = [("n1", "Keep away from table three"), ("n2", "Said by the ward chair")]

    def export(person):
        return (Record("Notes", (Fact("text", "Text", text),), key=key) for key, text in notes)

    register_data(
        PersonalData("test_notes", "Notes of others", "why", "who", "long", export=export, confidential=True)
    )
    yield notes
    forget_data("test_notes")


def made(person: User) -> Export:
    export = services.ask_for_export(person=person, actor=person)
    services.make_export(export_id=export.pk)
    export.refresh_from_db()
    return export


def opened(export: Export) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(packing.archive_from(export, 0, export.size))))


def everything(export: Export) -> dict:
    return json.loads(opened(export).read("everything.json"))


def records_of(export: Export, code: str) -> list[dict]:
    (part,) = [part for part in everything(export)["data"] if part["code"] == code]
    return part["records"]


def test_copy_holds_json_page_pdf_and_files_of_that_person_alone():
    other = certificates.made(certificates.person("Gareth Pugh"), title="Secret course of Gareth")
    person = certificates.person("Nadia Ahmed")
    certificate = certificates.made(person, title="Standing for council")

    export = made(person)

    archive = opened(export)
    name = f"files/certificates/{certificate.printed_number}.pdf"
    assert sorted(archive.namelist()) == ["everything.html", "everything.json", name, "overview.pdf"]
    assert archive.testzip() is None
    assert archive.read(name)[:5] == b"%PDF-"
    assert archive.read("overview.pdf")[:5] == b"%PDF-"
    (held,) = [one for one in records_of(export, "certificates") if one["section"] == "Certificates"]
    assert held["facts"]["number"] == certificate.number
    assert held["facts"]["name"] == "Nadia Ahmed"
    page = archive.read("everything.html").decode()
    assert "Standing for council" in page
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")
    for text in (page, json.dumps(everything(export))):
        assert "Gareth" not in text
        assert other.number not in text


def test_asking_twice_is_one_copy_one_letter_and_one_record(django_capture_on_commit_callbacks):
    person = UserFactory(name="Nadia Ahmed")

    first = services.ask_for_export(person=person, actor=person)
    second = services.ask_for_export(person=person, actor=person)
    with django_capture_on_commit_callbacks(execute=True):
        services.make_export(export_id=first.pk)
        services.make_export(export_id=first.pk)

    assert first.pk == second.pk
    assert Export.objects.count() == 1
    assert first.parts.count() == 0
    assert AuditEvent.objects.filter(action="privacy.export", about_uid=person.uid).count() == 1
    assert AuditEvent.objects.filter(action="privacy.export_ready").count() == 1


def test_letter_is_neutral_and_has_no_contents():
    person = UserFactory(name="Nadia Ahmed")
    made(person)

    (letter,) = mail.outbox
    assert letter.to == [person.email]
    assert letter.subject == "About your account"
    assert "Nadia" not in str(letter.message())
    assert "http://testserver/account/data/" in letter.body


def test_crash_in_the_middle_costs_one_part(monkeypatch):
    person = UserFactory(name="Nadia Ahmed")
    export = services.ask_for_export(person=person, actor=person)
    real, calls = parts.write_part, []

    def dying(export, data):
        calls.append(data.code)
        if len(calls) == 3:
            raise OSError("the disk is full")
        return real(export, data)

    monkeypatch.setattr(services.parts, "write_part", dying)
    with pytest.raises(OSError, match="full"):
        services.make_export(export_id=export.pk)
    assert ExportPart.objects.count() == 2
    services.make_export(export_id=export.pk)

    export.refresh_from_db()
    assert export.state == ExportState.READY
    assert len(calls) == len(set(calls)) + 1  # the one that died is the only one made twice


def test_long_copy_is_handed_from_job_to_job():
    person = UserFactory(name="Nadia Ahmed")
    export = services.ask_for_export(person=person, actor=person)
    rounds = 0
    while Export.objects.get(pk=export.pk).state == ExportState.MAKING:
        services.make_export(export_id=export.pk, longest=0)
        rounds += 1

    assert rounds > 5
    assert Export.objects.get(pk=export.pk).is_there


def test_paper_tells_of_the_first_records_and_how_many_more_there_are():
    person = UserFactory(name="Nadia Ahmed")

    def export_some(person):
        return (Record("Some", (Fact("text", "Text", f"text {number}"),)) for number in range(50))

    register_data(PersonalData("test_some", "Some", "why", "who", "long", export=export_some))
    try:
        export = services.ask_for_export(person=person, actor=person)
        parts.write_part(export, data_called("test_some"))
        part = export.parts.get()
        (section,) = bundle._on_paper(part)
    finally:
        forget_data("test_some")

    assert (len(section["records"]), section["more"]) == (40, 10)


def test_copy_goes_after_seven_days_and_its_file_with_it():
    export = made(UserFactory(name="Nadia Ahmed"))
    stored_as = export.segments.get().stored_as

    assert services.forget_exports() == 0
    Export.objects.update(ready_at=timezone.now() - timedelta(days=7, minutes=1))
    assert services.forget_exports() == 1
    assert services.forget_exports() == 0

    export.refresh_from_db()
    assert export.state == ExportState.GONE
    assert not default_storage.exists(stored_as)


def test_download_is_for_the_person_alone_and_recorded(client):
    person, other = UserFactory(name="Nadia Ahmed"), AdministratorFactory()
    export = made(person)
    address = f"/account/data/copy/{export.uid}/"

    assert client.get(address).status_code == 302
    assert sign_in(client, other).get(address).status_code == 404
    answer = sign_in(client, person).get(address)

    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert answer["Cache-Control"] == "private, no-store"
    assert AuditEvent.objects.filter(action="privacy.download", about_uid=person.uid).count() == 1


def test_download_asks_again_who_it_is(client):
    person = UserFactory(name="Nadia Ahmed")
    export = made(person)
    sign_in(client, person)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 1}]
    session.save()

    answer = client.get(f"/account/data/copy/{export.uid}/")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/reauthenticate/")


def test_expired_copy_cannot_be_fetched(client):
    person = UserFactory(name="Nadia Ahmed")
    export = made(person)
    Export.objects.update(expires_at=timezone.now())

    assert sign_in(client, person).get(f"/account/data/copy/{export.uid}/").status_code == 404


def test_what_others_wrote_in_confidence_waits_for_a_decision(confidential):
    person, administrator = UserFactory(name="Nadia Ahmed"), AdministratorFactory()

    before = made(person)
    assert records_of(before, "test_notes") == []
    (part,) = [one for one in everything(before)["data"] if one["code"] == "test_notes"]
    assert (part["waiting"], part["withheld"]) == (2, 0)
    assert "table three" not in opened(before).read("everything.html").decode()

    said = {"person": person, "code": "test_notes", "actor": administrator}
    decide(**said, key="n1", include=True, reason="")
    decide(**said, key="n2", include=False, reason="others")
    decide(**said, key="n2", include=False, reason="others")
    after = made(person)

    assert [one["facts"]["text"] for one in records_of(after, "test_notes")] == ["Keep away from table three"]
    assert "ward chair" not in opened(after).read("everything.html").decode()
    events = AuditEvent.objects.filter(action="privacy.confidential", about_uid=person.uid)
    assert events.count() == 2
    assert "table" not in json.dumps([event.details for event in events])
    assert [one.decision.include for one in items_about(person)] == [True, False]


def test_decisions_need_an_item_and_a_reason(confidential):
    person, administrator = UserFactory(name="Nadia Ahmed"), AdministratorFactory()
    said = {"person": person, "actor": administrator}

    with pytest.raises(UnknownItemError):
        decide(**said, code="test_notes", key="n9", include=True, reason="")
    with pytest.raises(UnknownItemError):
        decide(**said, code="account", key="", include=True, reason="")
    with pytest.raises(NoReasonError):
        decide(**said, code="test_notes", key="n1", include=False, reason="")


def test_only_for_the_dead_somebody_else_asks():
    person, administrator = UserFactory(name="Nadia Ahmed"), AdministratorFactory()

    with pytest.raises(NotForThemError):
        services.ask_for_export(person=person, actor=administrator)
    person.standing = Standing.DIED
    person.save()
    export = services.ask_for_export(person=person, actor=administrator)

    assert list(Export.objects.visible_to(administrator)) == [export]
    assert list(Export.objects.visible_to(person)) == []


def test_who_saw_it_names_roles_and_not_people(client):
    person, reader = UserFactory(name="Nadia Ahmed"), AdministratorFactory(name="Ade Okafor")
    record_read(
        actor_uid=reader.uid, action="certificates.open_file", subject="certificate:1", about_uid=person.uid
    )

    page = sign_in(client, person).get("/account/data/").content.decode()

    assert "An administrator" in page
    assert "the file of a certificate" in page
    assert "Ade Okafor" not in page
