from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lms.accounts.models import ADMINISTRATORS, ORGANISERS
from lms.audit.models import AuditEvent
from lms.places.models import Council, PlacesImport
from lms.places.services import apply_import
from tests.factories import places
from tests.factories.accounts import UserFactory, sign_in

pytestmark = pytest.mark.django_db

LIST = b"LAD25CD,LAD25NM\nE08000003,Manchester\nE08000035,=Leeds\nE08,Nowhere\n"


@pytest.fixture
def client() -> Client:
    return sign_in(Client(), UserFactory(group=ADMINISTRATORS))


def send(client: Client, content: bytes = LIST, **data: str):
    file = SimpleUploadedFile("councils.csv", content)
    return client.post("/admin/places/add/", {"file": file, "as_at": "2026-05-07", **data})


def test_administrator_sees_what_a_list_changes_and_then_brings_it_in(client):
    answer = send(client)
    kept = PlacesImport.objects.get()
    assert answer["Location"] == f"/admin/places/{kept.pk}/"
    page = client.get(answer["Location"]).content.decode()
    assert (Council.objects.count(), "Bring this list in" in page) == (0, True)
    assert "“E08” is no code for the column LAD…CD." in page
    assert "=Leeds" in page

    client.post(f"/admin/places/{kept.pk}/apply/")
    apply_import(import_id=kept.pk)

    assert sorted(Council.objects.values_list("name", flat=True)) == ["=Leeds", "Manchester"]
    page = client.get(answer["Location"]).content.decode()
    assert "Bring this list in" not in page
    assert list(AuditEvent.objects.filter(action__startswith="places.").values_list("action", flat=True)) == [
        "places.list_applied",
        "places.list_checked",
    ]


def test_file_that_is_no_list_is_told_on_the_form(client):
    answer = send(client, b"\x89PNG\r\n")

    assert answer.status_code == 200
    assert "The file is not in UTF-8" in answer.content.decode()
    assert PlacesImport.objects.count() == 0


def test_organiser_cannot_bring_a_list_in():
    client = sign_in(Client(), UserFactory(group=ORGANISERS))

    assert send(client).status_code in (302, 403)
    assert PlacesImport.objects.count() == 0


@pytest.mark.parametrize("count", [1, 30])
def test_lists_ask_the_same_number_of_queries(client, count, django_assert_num_queries):
    for number in range(count):
        PlacesImport.objects.create(
            filename=f"{number}.csv", as_at=date(2026, 5, 7), made_by_uid="0" * 32, report={"changes": 1}
        )
    client.get("/admin/places/")

    with django_assert_num_queries(QUERIES_OF_LISTS):
        client.get("/admin/places/")


QUERIES_OF_LISTS = 10


@pytest.mark.parametrize("count", [1, 30])
def test_finding_a_council_asks_one_query(count, django_assert_num_queries):
    for number in range(count):
        places.council(f"Môn {number}", f"W06000{number:03d}")
    Client().get("/places/councils/")

    with django_assert_num_queries(1):
        page = Client().get("/places/councils/", {"q": "mon"}).content.decode()

    assert page.count("Welsh council, Wales") == min(count, 20)
    assert ("There may be more" in page) is (count == 30)


def test_council_is_found_without_javascript_and_as_options():
    council = places.council()

    page = Client().get("/places/councils/", {"q": "MANCH"}).content.decode()
    options = (
        Client().get("/places/councils/", {"q": "manch"}, headers={"HX-Request": "true"}).content.decode()
    )

    assert "metropolitan council, England" in page
    assert (
        " ".join(options.split())
        == f'<option value="Manchester" data-uid="{council.uid}">metropolitan council</option>'
    )


@pytest.mark.parametrize("words", ["Camelot", "%", "x" * 200])
def test_what_is_no_council_is_answered_kindly(words):
    page = Client().get("/places/councils/", {"q": words})

    assert page.status_code == 200
