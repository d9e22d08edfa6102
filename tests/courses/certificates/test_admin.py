"""Certificates in Wagtail's admin: organisers correct, administrators see and do the rest."""

from __future__ import annotations

from typing import ClassVar

import pytest
from django.test import Client

from courses.certificates import document
from courses.certificates.life import correct_certificate, replace_certificate
from courses.certificates.models import Certificate
from courses.certificates.viewsets import CertificatePolicy
from lms.audit.models import AuditEvent
from lms.messaging.models import Notice
from lms.queue.models import Job
from tests.factories.accounts import (
    AdministratorFactory,
    EditorFactory,
    OrganiserFactory,
    UserFactory,
    sign_in,
)
from tests.factories.certificates import hidden, issued, made, person, renamed, revoked

pytestmark = pytest.mark.django_db
FILE_JOB = "courses.certificates.tasks.make_certificate_file_job"
INDEX = "/admin/certificates/"


def text(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture(autouse=True)
def _files_made_at_once(monkeypatch):
    monkeypatch.setattr(document, "render_document", lambda c: b"%PDF-1.7\n" + c.number.encode() * 100)


@pytest.fixture
def admin(client: Client) -> Client:
    return sign_in(client, AdministratorFactory())


def test_list_shows_certificates_and_nothing_to_add_or_edit(admin):
    certificate = issued(person("Siân Ŵŷn"))
    words = text(admin.get(INDEX))

    assert certificate.printed_number in words
    assert "Siân Ŵŷn" in words
    assert f'href="/admin/certificates/{certificate.pk}/"' in words
    assert "/admin/certificates/new/" not in words


@pytest.mark.parametrize("typed", ["sian wyn", "Ŵŷn", "{plain}", "{printed}", "{lower}"])
def test_search_finds_by_name_and_by_number_in_any_writing(admin, typed):
    certificate = issued(person("Siân Ŵŷn"))
    other = issued(person("Nadia Ahmed"))
    number = certificate.printed_number
    words = text(
        admin.get(INDEX, {"q": typed.format(plain=certificate.number, printed=number, lower=number.lower())})
    )

    assert number in words
    assert other.printed_number not in words


def test_search_that_finds_nothing_says_so(admin):
    held = issued()

    shown = admin.get(INDEX, {"q": "%%__??"}).content.decode()

    assert "No certificates match your query." in shown
    assert held.printed_number not in shown


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_do_not_grow_with_the_list(admin, django_assert_num_queries, rows):
    for _ in range(rows):
        issued()
    admin.get(INDEX)

    with django_assert_num_queries(INDEX_QUERIES):
        admin.get(INDEX)


INDEX_QUERIES = 10


def test_list_is_filtered_by_state(admin):
    valid, gone = issued(person("Valid Person")), revoked(person("Gone Person"))
    words = text(admin.get(INDEX, {"state": "revoked"}))

    assert gone.printed_number in words
    assert valid.printed_number not in words


def test_one_certificate_is_shown_with_what_may_be_done(admin):
    certificate = issued()
    words = text(admin.get(f"{INDEX}{certificate.pk}/"))

    assert f'href="/admin/certificates/{certificate.pk}/revoke/"' in words
    assert "Issue again" not in words


def test_revoking_asks_why_and_whether_it_is_meant(admin):
    certificate = issued()
    href = f"{INDEX}{certificate.pk}/revoke/"

    assert "You are about to revoke the certificate of Nadia Ahmed" in text(admin.get(href))
    answer = text(admin.post(href, {}))
    assert "Choose why the certificate is revoked." in answer
    assert "Tick this to revoke the certificate." in answer
    assert Certificate.objects.get().state == "valid"


def test_revoking_and_issuing_again(admin):
    certificate = issued()
    response = admin.post(
        f"{INDEX}{certificate.pk}/revoke/", {"reason": "issued_in_error", "sure": "on"}, follow=True
    )

    certificate.refresh_from_db()
    assert (certificate.state, certificate.revoked_reason) == ("revoked", "issued_in_error")
    assert f"Certificate {certificate.printed_number} is revoked." in text(response)
    assert "Issue again" in text(response)
    assert AuditEvent.objects.filter(action="certificates.revoke").count() == 1

    response = admin.post(f"{INDEX}{certificate.pk}/again/", follow=True)
    fresh = Certificate.objects.get(state="valid")
    assert fresh.number != certificate.number
    assert f"Certificate {fresh.printed_number} is issued; its file is being made." in text(response)
    assert Job.objects.get(task=FILE_JOB).args == [fresh.pk]
    assert "Issue again" not in text(admin.get(f"{INDEX}{certificate.pk}/"))


def test_certificate_withdrawn_is_not_issued_again(admin):
    certificate = revoked(reason="withdrawn")

    assert "Issue again" not in text(admin.get(f"{INDEX}{certificate.pk}/"))
    response = admin.post(f"{INDEX}{certificate.pk}/again/", follow=True)
    assert "Only a certificate that was revoked because it was issued in error" in text(response)
    assert Certificate.objects.count() == 1


@pytest.mark.parametrize("path", ["", "results/", "{pk}/", "{pk}/correct/"])
@pytest.mark.parametrize("somebody", [EditorFactory, person])
def test_nobody_but_organisers_and_administrators_gets_in(client, path, somebody):
    certificate = issued()
    sign_in(client, somebody())
    response = client.get(INDEX + path.format(pk=certificate.pk))

    assert response.status_code in (302, 403)
    assert response.status_code == 403 or response["Location"] == "/admin/"


@pytest.mark.parametrize("path", ["{pk}/revoke/", "{pk}/again/", "{pk}/file/"])
@pytest.mark.parametrize("somebody", [EditorFactory, OrganiserFactory, person])
def test_nobody_but_administrators_revokes_issues_again_and_opens_files(client, path, somebody):
    certificate = made()
    sign_in(client, somebody())
    href = INDEX + path.format(pk=certificate.pk)
    send = client.get if path.endswith("file/") else client.post
    response = send(href, {"reason": "withdrawn", "sure": "on"})

    assert response.status_code in (302, 403)
    assert response.status_code == 403 or response["Location"] == "/admin/"
    assert Certificate.objects.get().state == "valid"


@pytest.mark.parametrize("path", ["new/", "edit/{pk}/", "delete/{pk}/", "history/{pk}/", "usage/{pk}/"])
def test_certificates_are_neither_added_nor_edited_nor_deleted(admin, path):
    certificate = issued()

    assert admin.get(INDEX + path.format(pk=certificate.pk)).status_code == 404


@pytest.mark.parametrize(
    ("somebody", "offered"), [(AdministratorFactory, True), (OrganiserFactory, True), (EditorFactory, False)]
)
def test_menu_entry_is_for_those_who_may_look(client, somebody, offered):
    sign_in(client, somebody())

    assert ('"url": "/admin/certificates/"' in client.get("/admin/").content.decode()) is offered


def test_policy_names_the_people_who_may_look_and_nobody_who_may_change():
    administrator, root = AdministratorFactory(), UserFactory(is_superuser=True)
    organiser = OrganiserFactory()
    EditorFactory()
    AdministratorFactory(is_active=False)
    policy = CertificatePolicy(Certificate)

    assert set(policy.users_with_any_permission(["view"])) == {administrator, root, organiser}
    assert not policy.users_with_any_permission(["change"]).exists()


class TestCorrecting:
    sent: ClassVar = {"name": "Nadia Ahmed", "completed_on": "2027-03-21", "reason": "Misspelt by us."}

    @pytest.fixture
    def organiser(self, client) -> Client:
        return sign_in(client, OrganiserFactory(name="Sam Whitfield"))

    @pytest.fixture
    def certificate(self) -> Certificate:
        return issued(person("Nadia Ahmd"))

    def href(self, certificate: Certificate) -> str:
        return f"{INDEX}{certificate.pk}/correct/"

    def test_form_shows_what_stands_there_and_asks_why(self, organiser, certificate):
        words = text(organiser.get(self.href(certificate)))
        assert 'value="Nadia Ahmd"' in words
        assert 'value="2027-03-21"' in words

        answer = text(organiser.post(self.href(certificate), {**self.sent, "reason": ""}))
        assert "Say why the certificate is corrected." in answer
        assert 'value="Nadia Ahmed"' in answer  # what was typed is still there
        assert Certificate.objects.count() == 1

    def test_organiser_corrects_and_lands_on_the_new_one(self, organiser, certificate):
        response = organiser.post(self.href(certificate), self.sent, follow=True)
        fresh = Certificate.objects.get(state="valid")

        assert response.redirect_chain == [(f"{INDEX}{fresh.pk}/", 302)]
        assert f"Certificate {fresh.printed_number} replaces the earlier one." in text(response)
        assert fresh.name == "Nadia Ahmed"
        assert Notice.objects.filter(kind="certificates.changed").count() == 1

    def test_pressing_twice_is_one_correction(self, organiser, certificate):
        for _ in range(2):
            response = organiser.post(self.href(certificate), self.sent)
            assert response["Location"] == f"{INDEX}{Certificate.objects.get(state='valid').pk}/"
        assert Certificate.objects.count() == 2

    def test_organiser_who_comes_second_is_told_and_sees_no_former_name(self, organiser, certificate):
        organiser.post(self.href(certificate), self.sent)
        response = organiser.post(self.href(certificate), {**self.sent, "name": "N. Ahmed"})

        assert "This certificate was replaced meanwhile" in text(response)
        assert 'value="N. Ahmed"' in text(response)
        assert "Ahmd" not in text(response)
        fresh = Certificate.objects.get(state="valid")
        assert organiser.get(self.href(certificate))["Location"] == f"{INDEX}{fresh.pk}/"

    def test_implausible_day_is_refused_in_words(self, organiser, certificate):
        answer = text(organiser.post(self.href(certificate), {**self.sent, "completed_on": "2999-01-01"}))

        assert "That day has not come yet." in answer

    def test_former_names_are_not_for_organisers(self, organiser, certificate):
        organiser.post(self.href(certificate), self.sent)
        fresh = Certificate.objects.get(state="valid")
        shown = [text(organiser.get(href)) for href in (INDEX, f"{INDEX}{fresh.pk}/", f"{INDEX}?q=ahmd")]

        assert not any("Ahmd" in words.replace("?q=ahmd", "") for words in shown)
        assert "History" not in shown[1]
        assert organiser.get(f"{INDEX}{certificate.pk}/").status_code in (302, 403)

    def test_organisers_search_finds_no_name_that_is_not_printed(self, organiser):
        other = issued(person("Known Otherwise", certificate_name="As Printed"))

        assert other.printed_number not in text(organiser.get(INDEX, {"q": "otherwise"}))
        assert other.printed_number in text(organiser.get(INDEX, {"q": "as printed"}))

    def test_own_certificate_is_left_to_a_colleague(self, client):
        organiser = OrganiserFactory(name="Sam")
        sign_in(client, organiser)
        certificate = issued(organiser)

        assert "correct/" not in text(client.get(f"{INDEX}{certificate.pk}/")).partition("<main")[2]
        answer = text(client.post(self.href(certificate), self.sent))
        assert "Nobody corrects a certificate of their own." in answer

    def test_administrator_reads_the_history_with_names(self, client, certificate):
        organiser = OrganiserFactory(name="Sam Whitfield")
        fresh = correct_certificate(
            certificate=certificate,
            actor=organiser,
            name="Nadia Ahmed",
            completed_on=certificate.completed_on,
            reason="Misspelt by us.",
        )
        sign_in(client, AdministratorFactory())
        for one in (certificate, fresh):
            words = text(client.get(f"{INDEX}{one.pk}/"))
            assert "made out to Nadia Ahmd" in words
            assert "by Sam Whitfield. Misspelt by us." in words
        assert f'href="{INDEX}{certificate.pk}/"' in text(client.get(f"{INDEX}{fresh.pk}/"))

    def test_revoking_one_that_was_replaced_leads_to_the_new_one(self, admin, certificate):
        admin.post(self.href(certificate), self.sent)
        fresh = Certificate.objects.get(state="valid")
        response = admin.post(
            f"{INDEX}{certificate.pk}/revoke/", {"reason": "withdrawn", "sure": "on"}, follow=True
        )

        assert response.redirect_chain == [(f"{INDEX}{fresh.pk}/", 302)]
        assert "This certificate was replaced meanwhile" in text(response)
        fresh.refresh_from_db()
        assert fresh.state == "valid"


def test_administrator_opens_a_former_file_and_it_is_recorded(client):
    administrator = AdministratorFactory()
    sign_in(client, administrator)
    old = made(person("Mercy Okonjo"))
    replace_certificate(certificate=old, holder=renamed(old, "Mercy A"), name="Mercy A")
    response = client.get(f"{INDEX}{old.pk}/file/")

    assert b"".join(response.streaming_content).startswith(b"%PDF-")
    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))
    event = AuditEvent.objects.get(action="certificates.open_file")
    assert (event.actor_uid, event.subject) == (administrator.uid, f"certificate:{old.uid}")
    assert client.get(f"{INDEX}{issued().pk}/file/").status_code == 404


def test_revoking_offers_two_reasons(admin):
    words = text(admin.get(f"{INDEX}{issued().pk}/revoke/"))

    assert 'value="issued_in_error"' in words
    assert 'value="withdrawn"' in words
    assert 'value="replaced"' not in words


def test_hidden_page_is_told_to_administrators(admin):
    certificate = hidden(person("Mercy Okonjo"))
    words = text(admin.get(f"{INDEX}{certificate.pk}/"))

    assert "The holder hid the public page on" in words
    assert "Mercy Okonjo" in words
