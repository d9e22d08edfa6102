"""Certificates in Wagtail's admin: for administrators alone."""

from __future__ import annotations

import pytest
from django.test import Client

from courses.certificates.models import Certificate
from courses.certificates.viewsets import CertificatePolicy
from lms.audit.models import AuditEvent
from lms.queue.models import Job
from tests.factories.accounts import (
    AdministratorFactory,
    EditorFactory,
    OrganiserFactory,
    UserFactory,
    sign_in,
)
from tests.factories.certificates import issued, person, revoked

pytestmark = pytest.mark.django_db
INDEX = "/admin/certificates/"


def text(response) -> str:
    return " ".join(response.content.decode().split())


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


INDEX_QUERIES = 11


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
    assert Job.objects.get().args == [fresh.pk]
    assert "Issue again" not in text(admin.get(f"{INDEX}{certificate.pk}/"))


def test_certificate_withdrawn_is_not_issued_again(admin):
    certificate = revoked(reason="withdrawn")

    assert "Issue again" not in text(admin.get(f"{INDEX}{certificate.pk}/"))
    response = admin.post(f"{INDEX}{certificate.pk}/again/", follow=True)
    assert "Only a certificate that was revoked because it was issued in error" in text(response)
    assert Certificate.objects.count() == 1


@pytest.mark.parametrize("path", ["", "results/", "{pk}/", "{pk}/revoke/", "{pk}/again/"])
@pytest.mark.parametrize("somebody", [EditorFactory, OrganiserFactory, person])
def test_nobody_but_administrators_gets_in(client, path, somebody):
    certificate = issued()
    sign_in(client, somebody())
    href = INDEX + path.format(pk=certificate.pk)
    send = client.post if path.endswith("again/") else client.get
    response = send(href)

    assert response.status_code in (302, 403)
    assert response.status_code == 403 or response["Location"] == "/admin/"
    assert Certificate.objects.get().state == "valid"


@pytest.mark.parametrize("path", ["new/", "edit/{pk}/", "delete/{pk}/", "history/{pk}/", "usage/{pk}/"])
def test_certificates_are_neither_added_nor_edited_nor_deleted(admin, path):
    certificate = issued()

    assert admin.get(INDEX + path.format(pk=certificate.pk)).status_code == 404


def test_menu_entry_is_for_administrators(client):
    for somebody, offered in ((AdministratorFactory(), True), (EditorFactory(), False)):
        sign_in(client, somebody)
        assert ('"url": "/admin/certificates/"' in client.get("/admin/").content.decode()) is offered


def test_policy_names_the_people_who_may_look_and_nobody_who_may_change():
    administrator, root = AdministratorFactory(), UserFactory(is_superuser=True)
    EditorFactory()
    AdministratorFactory(is_active=False)

    assert set(CertificatePolicy(Certificate).users_with_any_permission(["view"])) == {administrator, root}
    assert not CertificatePolicy(Certificate).users_with_any_permission(["change"]).exists()
