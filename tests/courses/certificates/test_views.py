"""The public page, the file, and a person's own list."""

from __future__ import annotations

import datetime as dt
import hashlib
import re

import pytest
import time_machine
from django.core.cache import caches
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from courses.certificates import document, limits
from courses.certificates.models import Certificate
from courses.certificates.panels import completion_panel, desk_panel
from courses.certificates.selectors import pdf_link
from courses.certificates.services import issue_certificate, make_file
from courses.learning.panels import render_completion_panels
from lms.accounts.models import User
from tests.factories.accounts import sign_in
from tests.factories.certificates import (
    administrator,
    completed_enrolment,
    course_edition,
    issued,
    made,
    person,
    revoked,
)

pytestmark = pytest.mark.django_db

UNKNOWN = "/certificates/0000-0000-0000-0/"


@pytest.fixture(autouse=True)
def _no_limits_left_over():
    caches["shared"].clear()


@pytest.fixture(autouse=True)
def _files_made_at_once(monkeypatch):
    """What the real file says is tested in test_document.py; here any file will do."""
    monkeypatch.setattr(document, "render_document", lambda c: b"%PDF-1.7\n" + c.number.encode() * 100)


def page(certificate: Certificate) -> str:
    return f"/certificates/{certificate.printed_number}/"


def text(response) -> str:
    return " ".join(response.content.decode().split())


def content_of(certificate: Certificate) -> bytes:
    with default_storage.open(certificate.storage_key) as file:
        return file.read()


def upload(client: Client, certificate: Certificate, content: bytes, name: str = "certificate.pdf"):
    return client.post(page(certificate), {"file": SimpleUploadedFile(name, content)})


class TestSearch:
    def test_form_asks_for_the_number(self, client):
        response = client.get("/certificates/")

        assert response.status_code == 200
        assert 'name="number"' in text(response)
        assert response["X-Robots-Tag"] == "noindex, nofollow"

    @pytest.mark.parametrize("typed", ["7kq2m9xd4trp5", " 7KQ2 M9XD 4TRP 5", "７ＫＱ２-M9XD-4TRP-5"])
    def test_number_in_any_writing_leads_to_its_page(self, client, typed):
        response = client.get("/certificates/", {"number": typed})

        assert (response.status_code, response["Location"]) == (302, "/certificates/7KQ2-M9XD-4TRP-5/")

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ("", "Type the number that stands on the certificate."),
            ("7KQ2", "A certificate number has 13 letters and digits, such as 7KQ2-M9XD-4TRP-5."),
            ("7KQ2-M9XD-4TRP-6", "One character seems mistyped, or two have changed places."),
            ("UKQ2-M9XD-4TRP-6", "A certificate number never has the letter U. Is it a V?"),
            ("7" * 101, "A certificate number has 13 letters and digits. This is longer."),
        ],
    )
    def test_wrong_number_gets_a_helpful_answer_and_stays_in_the_field(self, client, typed, words):
        response = client.get("/certificates/", {"number": typed})

        assert response.status_code == 200
        assert words in text(response)
        assert f'value="{typed}"' in text(response) or not typed


class TestPublicPage:
    def test_valid_certificate_says_for_whom_for_what_and_when(self, client):
        certificate = made(person("Siân Ŵŷn"))
        response = client.get(page(certificate))
        words = text(response)

        assert response.status_code == 200
        assert "This certificate is valid" in words
        assert '<p class="paper__name" dir="auto">Siân Ŵŷn</p>' in words
        assert "completed <strong>Standing for council</strong>, a course of ten lessons and" in words
        assert "six hours, on 21 March 2027." in words
        stops = re.findall(r'class="stop__label">([^<]*)<', words)
        assert stops == ["What a councillor does", "How selection works", "Preparing to stand"]
        assert "12, published on 3 March 2027" in words
        assert "It records training, not endorsement or candidacy." in words
        assert f'data-sha256="{certificate.sha256}"' in words

    def test_page_holds_no_other_personal_data_and_is_not_indexed(self, client):
        learner = person("Nadia Ahmed", certificate_name="N. Ahmed")
        certificate = made(learner)
        response = client.get(page(certificate))
        words = text(response)

        for secret in (learner.name, learner.username, learner.email, str(learner.uid), str(certificate.uid)):
            assert secret not in words
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert '<meta name="robots" content="noindex, nofollow">' in words
        assert "no-store" in response["Cache-Control"]
        assert "csrftoken" not in response.cookies
        assert "sessionid" not in response.cookies

    @pytest.mark.parametrize(
        ("reason", "words"),
        [
            ("issued_in_error", "Revoked on 1 April 2027: issued in error."),
            ("withdrawn", "Revoked on 1 April 2027: withdrawn."),
        ],
    )
    def test_revoked_certificate_says_since_when_and_why(self, client, reason, words):
        response = client.get(page(revoked(reason=reason)))

        assert response.status_code == 200
        assert words in text(response)
        assert "This certificate is not valid" in text(response)
        assert "This certificate is valid" not in text(response)

    def test_certificate_without_its_file_says_so(self, client):
        response = client.get(page(issued()))

        assert "The file of this certificate is still being made." in text(response)
        assert "data-sha256" not in text(response)

    def test_other_writings_lead_to_the_printed_one(self, client):
        certificate = made()
        plain = certificate.number

        for typed in (plain, plain.lower(), certificate.printed_number.lower(), f"{plain[:4]} {plain[4:]}"):
            response = client.get(f"/certificates/{typed}/")
            assert (response.status_code, response["Location"]) == (301, page(certificate))

    @pytest.mark.parametrize(
        ("number", "words"),
        [
            ("0000-0000-0000-0", "There is no certificate with this number."),
            ("7KQ2-M9XD-4TRP-6", "One character seems mistyped"),
            ("7KQ2-M9XD", "A certificate number has 13 letters and digits"),
            ("<script>alert(1)<", "A certificate number has 13 letters and digits"),
        ],
    )
    def test_number_that_is_none_is_answered_with_help(self, client, number, words):
        response = client.get(f"/certificates/{number}/")

        assert response.status_code == 404
        assert words in text(response)
        assert "<script>alert" not in text(response)

    def test_head_is_answered(self, client):
        assert client.head(page(made())).status_code == 200

    def test_queries_are_few(self, client, django_assert_num_queries):
        certificate = made()
        client.get(page(certificate))

        with django_assert_num_queries(2):
            client.get(page(certificate))


class TestUpload:
    def test_issued_file_is_recognised(self, client):
        certificate = made()
        response = upload(client, certificate, content_of(certificate))

        assert response.status_code == 200
        assert (
            text(response).count("This is the issued file") == 2
        )  # the answer, and the words kept for the browser

    def test_any_other_file_differs_and_the_page_says_what_that_means(self, client):
        certificate = made()
        response = upload(client, certificate, content_of(certificate) + b"\n")

        assert response.status_code == 200
        assert text(response).count("This is not, byte for byte, the issued file") == 2
        assert (
            "A printed, scanned or re-saved copy differs too, so this alone does not make it false. "
            "Compare the name, the course and the date with those above."
        ) in text(response)

    @pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"<html>%PD"])
    def test_mislabelled_file_is_told_by_its_content(self, client, content):
        response = upload(client, made(), content)

        assert response.status_code == 422
        assert text(response).count("This is not a PDF file.") >= 3  # summary, field, kept words

    def test_file_over_5_mb_is_refused(self, client):
        response = upload(client, made(), b"%PDF-" + b"0" * 5 * 1024 * 1024)

        assert response.status_code == 422
        assert "The file is larger than 5 MB." in text(response)

    def test_50_mb_are_refused_before_they_are_taken_apart(self, client, monkeypatch):
        def never(*args, **kwargs):
            raise AssertionError("the body was parsed")

        monkeypatch.setattr("django.http.multipartparser.MultiPartParser.__init__", never)
        response = client.generic(
            "POST", page(made()), b"0" * 50 * 1024 * 1024, content_type="multipart/form-data; boundary=x"
        )

        assert response.status_code == 413
        assert "The file is larger than 5 MB." in text(response)

    def test_nothing_chosen_is_said(self, client):
        response = client.post(page(made()), {})

        assert response.status_code == 422
        assert "Choose the PDF file of the certificate." in text(response)

    def test_broken_body_is_no_crash(self, client):
        response = client.generic(
            "POST", page(made()), b"--x\r\nnonsense", content_type="multipart/form-data; boundary=x"
        )

        assert response.status_code == 422

    def test_nothing_is_stored(self, client, settings):
        certificate = made()
        before = sorted(settings.MEDIA_ROOT.rglob("*"))
        upload(client, certificate, b"%PDF-" + b"0" * 4 * 1024 * 1024)

        assert sorted(settings.MEDIA_ROOT.rglob("*")) == before

    def test_upload_before_the_file_is_made_compares_nothing(self, client):
        response = upload(client, issued(), b"%PDF-1.7")

        assert response.status_code == 200
        assert "byte for byte" not in text(response)


class TestLimits:
    def test_views_are_limited_for_one_address(self, client, monkeypatch):
        monkeypatch.setattr(
            "courses.certificates.views.VIEWS", limits.Limit("v", most=3, seconds=600, cache="default")
        )
        certificate = made()
        answers = [client.get(page(certificate)).status_code for _ in range(5)]

        assert answers == [200, 200, 200, 429, 429]
        assert client.get(page(certificate), REMOTE_ADDR="10.0.0.9").status_code == 200

    def test_misses_are_limited_for_the_whole_site(self, client, monkeypatch):
        monkeypatch.setattr(
            "courses.certificates.views.MISSES", limits.Limit("m", most=2, seconds=600, cache="shared")
        )
        answers = [client.get(UNKNOWN).status_code for _ in range(4)]
        response = client.get(UNKNOWN)

        assert answers == [404, 404, 429, 429]
        assert response["Retry-After"] == "600"
        assert "Wait 10 minutes, then check again" in text(response)
        assert "account safe" not in text(response)

    def test_looking_at_real_certificates_is_no_miss(self, client, monkeypatch):
        monkeypatch.setattr(
            "courses.certificates.views.MISSES", limits.Limit("m", most=1, seconds=600, cache="shared")
        )
        certificate = made()

        assert [client.get(page(certificate)).status_code for _ in range(5)] == [200] * 5

    def test_limit_ends_with_its_window(self, rf):
        limit = limits.Limit("w", most=1, seconds=60, cache="default")
        request = rf.get("/")
        with time_machine.travel(dt.datetime(2027, 3, 21, 12, 0, 30, tzinfo=dt.UTC), tick=False):
            assert [limit.spend(request), limit.spend(request)] == [True, False]
        with time_machine.travel(dt.datetime(2027, 3, 21, 12, 1, 1, tzinfo=dt.UTC), tick=False):
            assert limit.spend(request) is True


class TestFile:
    def href(self, certificate: Certificate) -> str:
        return f"/certificates/{certificate.printed_number}.pdf"

    def test_holder_downloads_the_issued_bytes(self, client):
        learner = person()
        certificate = made(learner)
        client.force_login(learner)
        response = client.get(self.href(certificate))
        content = b"".join(response.streaming_content)

        assert response.status_code == 200
        assert hashlib.sha256(content).hexdigest() == certificate.sha256
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Length"] == str(len(content))
        assert response["Content-Disposition"] == (
            f'attachment; filename="Certificate {certificate.printed_number} standing-for-council.pdf"'
        )
        assert sorted(response["Cache-Control"].split(", ")) == ["no-store", "private"]

    def test_name_of_the_file_survives_other_letters(self, client):
        learner = person()
        certificate = made(learner, title="Sefyll dros y cyngor ŵ")
        client.force_login(learner)

        response = client.get(self.href(certificate))
        response.close()
        assert response["Content-Disposition"] == (
            "attachment; filename*=utf-8''"
            f"Certificate%20{certificate.printed_number}%20sefyll-dros-y-cyngor-%C5%B5.pdf"
        )

    def test_head_is_answered_with_the_length(self, client):
        learner = person()
        certificate = made(learner)
        client.force_login(learner)
        response = client.head(self.href(certificate))
        response.close()

        assert (response.status_code, response["Content-Length"]) == (200, str(certificate.size))

    def test_signed_out_every_number_asks_for_sign_in(self, client):
        for number in (made().printed_number, "0000-0000-0000-0", "nonsense"):
            response = client.get(f"/certificates/{number}.pdf")
            assert response.status_code == 302
            assert response["Location"] == f"/account/login/?next=/certificates/{number}.pdf"

    def test_nobody_else_gets_it_whatever_their_role(self, client):
        certificate = made()
        for somebody in (person("Another"), administrator()):
            sign_in(client, somebody)
            assert client.get(self.href(certificate)).status_code == 404
        assert client.get("/certificates/0000-0000-0000-0.pdf").status_code == 404

    def test_signed_link_opens_it_for_five_minutes(self, client):
        certificate = made()
        with time_machine.travel(dt.datetime(2027, 3, 22, 12, 0, tzinfo=dt.UTC), tick=False):
            link = pdf_link(certificate)
            assert b"".join(client.get(link).streaming_content).startswith(b"%PDF-")
        with time_machine.travel(dt.datetime(2027, 3, 22, 12, 4, 59, tzinfo=dt.UTC), tick=False):
            assert b"".join(client.get(link).streaming_content).startswith(b"%PDF-")
        with time_machine.travel(dt.datetime(2027, 3, 22, 12, 5, 2, tzinfo=dt.UTC), tick=False):
            assert client.get(link).status_code == 302

    def test_link_of_one_certificate_opens_no_other(self, client):
        token = pdf_link(made()).partition("?")[2]

        assert client.get(f"{self.href(made())}?{token}").status_code == 302
        assert client.get(f"{self.href(made())}?link=forged").status_code == 302

    def test_file_of_a_revoked_certificate_is_not_handed_out(self, client):
        learner = person()
        certificate = made(learner)
        Certificate.objects.filter(pk=certificate.pk).update(
            state="revoked", revoked_reason="withdrawn", revoked_at=timezone.now()
        )
        client.force_login(learner)
        response = client.get(self.href(certificate))

        assert (response.status_code, response["Location"]) == (302, page(certificate))

    def test_file_being_made_leads_to_the_page_that_says_so(self, client):
        learner = person()
        certificate = issued(learner)
        client.force_login(learner)

        assert client.get(self.href(certificate))["Location"] == page(certificate)


class TestOwnList:
    def test_signed_out_is_asked_to_sign_in(self, client):
        assert client.get("/my/certificates/")["Location"] == "/account/login/?next=/my/certificates/"

    def test_only_ones_own_are_listed_with_their_states(self, client):
        learner = person()
        ready = made(learner, title="Ready course")
        being_made = issued(learner, title="Made course")
        gone = revoked(learner, title="Gone course")
        completed_enrolment(learner, edition=course_edition("Waiting course"))
        issued(person("Another"), title="Foreign course")
        client.force_login(learner)
        words = text(client.get("/my/certificates/"))

        for title in ("Ready course", "Made course", "Gone course", "Waiting course"):
            assert words.count(f'<h2 class="card__title">{title}</h2>') == 1
        assert "Foreign course" not in words
        assert f'href="/certificates/{ready.printed_number}.pdf"' in words
        assert f'href="/certificates/{being_made.printed_number}.pdf"' not in words
        assert f'href="/certificates/{gone.printed_number}.pdf"' not in words
        assert "This certificate was revoked on 1 April 2027: issued in error." in words

    def test_nobody_is_left_with_an_empty_page(self, client):
        client.force_login(person())

        assert "No certificates yet" in text(client.get("/my/certificates/"))

    @pytest.mark.parametrize("rows", [1, 30])
    def test_queries_do_not_grow_with_the_list(self, client, django_assert_num_queries, rows):
        learner = person()
        for number in range(rows):
            issued(learner, title=f"Course {number}")
        client.force_login(learner)
        client.get("/my/certificates/")

        with django_assert_num_queries(LIST_QUERIES):
            client.get("/my/certificates/")


LIST_QUERIES = 5


class TestStatus:
    def status(self, client, enrolment, **query):
        return client.get(f"/my/certificates/{enrolment.uid}/status/", query, headers={"HX-Request": "true"})

    def test_page_asks_again_until_the_file_is_there_and_then_stops(self, client):
        learner = person()
        certificate = issued(learner)
        enrolment = certificate.enrolment
        client.force_login(learner)

        waiting = text(client.get("/my/certificates/"))
        assert (
            f'hx-get="/my/certificates/{enrolment.uid}/status/?longer=0&amp;card=1" hx-trigger="every 2s"'
            in waiting
        )
        assert "Your certificate is being made. This takes a few seconds." in waiting
        assert self.status(client, enrolment, longer="0").status_code == 204

        make_file(certificate=certificate)
        ready = self.status(client, enrolment, longer="0")
        assert ready.status_code == 200
        assert "hx-get" not in text(ready)
        assert "Download the certificate (PDF)" in text(ready)
        assert f'href="/certificates/{certificate.printed_number}.pdf"' in text(ready)

    def test_card_without_a_certificate_gets_number_and_life_with_it(self, client):
        learner = person()
        enrolment = completed_enrolment(learner, completed_at=timezone.now())
        client.force_login(learner)
        before = text(client.get("/my/certificates/"))
        assert "Look again" in before
        assert "award__life" not in before

        certificate = issue_certificate(earned=enrolment)
        make_file(certificate=certificate)
        told = text(self.status(client, enrolment, longer="0", card="1"))
        assert told.count('hx-swap-oob="true"') == 2
        assert f'id="award-when-{enrolment.uid}"' in before
        assert f'id="award-when-{enrolment.uid}"' in told
        assert f'id="award-rest-{enrolment.uid}"' in before
        assert f'id="award-rest-{enrolment.uid}"' in told
        assert certificate.printed_number in told
        assert "Public page and history" in told
        # Where neither has a place on the page, neither is sent.
        panel = text(self.status(client, enrolment, longer="0"))
        assert "oob" not in panel
        assert "Public page and history" not in panel

    def test_course_whose_certificate_is_not_yet_issued_is_being_made_too(self, client):
        learner = person()
        enrolment = completed_enrolment(learner, completed_at=timezone.now())
        client.force_login(learner)

        assert self.status(client, enrolment, longer="0").status_code == 204

    def test_long_wait_is_said_once_and_asked_seldom(self, client):
        learner = person()
        certificate = issued(learner)
        Certificate.objects.filter(pk=certificate.pk).update(
            issued_at=timezone.now() - dt.timedelta(minutes=2)
        )
        client.force_login(learner)
        answer = self.status(client, certificate.enrolment, longer="0")

        assert "It takes longer than usual and is being tried again by itself." in text(answer)
        assert 'hx-trigger="every 20s"' in text(answer)
        assert self.status(client, certificate.enrolment, longer="1").status_code == 204

    def test_another_persons_is_not_found(self, client):
        certificate = issued()
        sign_in(client, administrator())

        assert self.status(client, certificate.enrolment).status_code == 404

    def test_without_htmx_it_leads_to_the_list(self, client):
        learner = person()
        certificate = issued(learner)
        client.force_login(learner)
        response = client.get(f"/my/certificates/{certificate.enrolment.uid}/status/")

        assert (response.status_code, response["Location"]) == (302, "/my/certificates/")


class TestPanels:
    def test_completed_course_shows_its_certificate(self, rf):
        learner = person()
        certificate = made(learner)
        request = rf.get("/")
        request.user = learner
        request.session = {}
        template, context = completion_panel(request, certificate.enrolment)
        shown = "".join(render_completion_panels(request, certificate.enrolment))

        assert (template, context["award"].state) == ("courses/certificates/panel.html", "ready")
        assert f"/certificates/{certificate.printed_number}.pdf" in shown

    def test_desk_shows_the_newest_three(self, rf):
        learner = person()
        request = rf.get("/")
        request.user = learner
        assert desk_panel(request) is None
        for number in range(5):
            issued(learner, title=f"Course {number}")

        request.user = User.objects.get(pk=learner.pk)  # as the next request has it
        panel = desk_panel(request)
        assert panel is not None
        assert [award.title for award in panel.context["awards"]] == ["Course 4", "Course 3", "Course 2"]
        assert panel.context["more"] == 2
