"""A replaced, hidden or corrected certificate as its holder and as a stranger see it."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core.cache import caches
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from rules import has_perm

from courses.certificates import document
from courses.certificates.life import correct_certificate, replace_certificate, revoke_certificate, show_page
from courses.certificates.models import Certificate
from courses.certificates.rules import holds_certificate
from courses.certificates.selectors import pdf_link
from courses.certificates.services import make_file
from lms.accounts.models import User
from tests.factories.accounts import AdministratorFactory, EditorFactory, OrganiserFactory, sign_in
from tests.factories.certificates import administrator, hidden, issued, made, person, renamed, revoked

pytestmark = pytest.mark.django_db

FORMER, PRESENT = "Mercy Okonjo", "Mercy Adeyemi"


@pytest.fixture(autouse=True)
def _no_limits_left_over():
    caches["shared"].clear()


@pytest.fixture(autouse=True)
def _files_made_at_once(monkeypatch):
    monkeypatch.setattr(document, "render_document", lambda c: b"%PDF-1.7\n" + c.number.encode() * 100)


@pytest.fixture(autouse=True)
def _in_april():
    with time_machine.travel(dt.datetime(2027, 4, 1, 9, tzinfo=dt.UTC), tick=True):
        yield


def page(certificate: Certificate) -> str:
    return f"/certificates/{certificate.printed_number}/"


def file(certificate: Certificate) -> str:
    return f"/certificates/{certificate.printed_number}.pdf"


def own(certificate: Certificate, what: str) -> str:
    return f"/my/certificates/{certificate.uid}/{what}/"


def text(response) -> str:
    return " ".join(response.content.decode().split())


def main(response) -> str:
    """What the page says, without the frame around it."""
    return text(response).partition("<main")[2].partition("</main>")[0]


def replaced() -> tuple[Certificate, Certificate]:
    """A certificate in a former name, with its file, and the one in its place."""
    old = made(person(FORMER))
    fresh = replace_certificate(certificate=old, holder=renamed(old, PRESENT), name=PRESENT)
    old.refresh_from_db()
    return old, make_file(certificate=fresh)


def upload(client, certificate: Certificate, content: bytes):
    return client.post(page(certificate), {"file": SimpleUploadedFile("certificate.pdf", content)})


def content_of(certificate: Certificate) -> bytes:
    with default_storage.open(certificate.storage_key) as stored:
        return stored.read()


def assert_kept_by_nobody(response) -> None:
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]
    assert '<meta name="robots" content="noindex, nofollow">' in text(response)


class TestStrangerMeetsReplaced:
    def test_page_says_replaced_and_shows_neither_name_nor_course_nor_link(self, client):
        old, fresh = replaced()
        response = client.get(page(old))

        assert response.status_code == 200
        assert "This certificate was replaced" in main(response)
        for secret in (
            FORMER, PRESENT, "Standing for council", fresh.printed_number, fresh.number, old.sha256,
            "21 March", "1 April", "is valid",
        ):  # fmt: skip
            assert secret not in main(response)
        assert_kept_by_nobody(response)

    def test_file_is_not_compared(self, client):
        old, _fresh = replaced()
        response = upload(client, old, content_of(old))

        assert response.status_code == 200
        assert main(response) == main(client.get(page(old)))
        assert "byte for byte" not in text(response)

    def test_new_page_says_nothing_of_the_old(self, client):
        old, fresh = replaced()
        words = main(client.get(page(fresh)))

        assert "This certificate is valid" in words
        assert PRESENT in words
        assert "eplace" not in words
        assert FORMER not in words
        assert old.printed_number not in words

    def test_link_made_before_opens_nothing(self, client):
        old = made(person(FORMER))
        link = pdf_link(old)
        assert b"".join(client.get(link).streaming_content) == content_of(old)
        replace_certificate(certificate=old, holder=renamed(old, PRESENT), name=PRESENT)

        assert client.get(link)["Location"] == f"/account/login/?next={file(old)}"

    def test_search_leads_to_the_page_as_for_any_number(self, client):
        old, _fresh = replaced()

        assert client.get("/certificates/", {"number": old.number})["Location"] == page(old)

    def test_certificate_corrected_looks_the_same(self, client):
        old = made(person("Nadia Ahmd"))
        correct_certificate(
            certificate=old,
            actor=OrganiserFactory(),
            name="Nadia Ahmed",
            completed_on=old.completed_on,
            reason="A slip of the pen",
        )
        words = main(client.get(page(old)))

        assert "This certificate was replaced" in words
        assert "A slip" not in words
        assert "Nadia" not in words


class TestStrangerMeetsHidden:
    def hide(self, certificate: Certificate) -> Certificate:
        Certificate.objects.filter(enrolment=certificate.enrolment).update(hidden_at=timezone.now())
        return certificate

    def test_page_says_only_that_it_is_not_public(self, client):
        certificate = hidden(person(FORMER))
        response = client.get(page(certificate))

        assert response.status_code == 200
        assert "Not public at the holder’s wish" in main(response)
        assert "neither confirms nor denies" in main(response)
        for secret in (FORMER, "Standing for council", certificate.sha256, "21 March", "revoked"):
            assert secret not in main(response)
        assert_kept_by_nobody(response)

    def test_every_state_is_hidden_behind_the_same_words(self, client):
        pages = set()
        for certificate in (
            self.hide(made()), self.hide(issued()), self.hide(revoked(reason="withdrawn")),
            self.hide(revoked()), *map(self.hide, replaced()),
        ):  # fmt: skip
            response = client.get(page(certificate))
            pages.add(main(response).replace(certificate.printed_number, "#"))
            answer = upload(client, certificate, b"%PDF-1.7 anything")
            pages.add(main(answer).replace(certificate.printed_number, "#"))
            assert (response.status_code, answer.status_code) == (200, 200)

        assert len(pages) == 1

    def test_issued_file_is_neither_confirmed_nor_denied(self, client):
        certificate = hidden()
        answers = [
            upload(client, certificate, content) for content in (content_of(certificate), b"%PDF-", b"")
        ]

        assert len({main(answer) for answer in answers}) == 1
        assert "data-sha256" not in text(answers[0])

    def test_uploads_to_it_are_counted(self, client, monkeypatch):
        from courses.certificates import limits

        monkeypatch.setattr(
            "courses.certificates.views.MISSES", limits.Limit("h", most=2, seconds=600, cache="shared")
        )
        certificate = hidden()

        assert [upload(client, certificate, b"%PDF-").status_code for _ in range(3)] == [200, 200, 429]

    def test_large_body_is_read_and_forgotten(self, client, monkeypatch):
        def never(*args, **kwargs):
            raise AssertionError("the body was parsed")

        monkeypatch.setattr("django.http.multipartparser.MultiPartParser.__init__", never)
        response = client.generic(
            "POST", page(hidden()), b"0" * 6 * 1024 * 1024, content_type="multipart/form-data; boundary=x"
        )

        assert (response.status_code, "Not public" in main(response)) == (200, True)

    def test_file_is_for_the_holder_alone(self, client):
        certificate = made()
        link = pdf_link(certificate)
        self.hide(certificate)

        assert client.get(link)["Location"] == f"/account/login/?next={file(certificate)}"
        client.force_login(certificate.learner)
        response = client.get(file(certificate))
        assert b"".join(response.streaming_content) == content_of(certificate)

    def test_page_shown_again_says_what_it_said(self, client):
        certificate = made(person(FORMER))
        before = main(client.get(page(certificate)))
        self.hide(certificate)
        show_page(certificate=certificate, holder=certificate.learner)

        assert main(client.get(page(certificate))) == before

    def test_queries_are_few(self, client, django_assert_num_queries):
        certificate = hidden()
        client.get(page(certificate))

        with django_assert_num_queries(2):
            client.get(page(certificate))


class TestHolder:
    def test_name_that_differs_is_offered_on_the_list_and_under_the_course(self, client, rf):
        certificate = made(person(FORMER))
        client.force_login(certificate.learner)
        assert own(certificate, "replace") not in text(client.get("/my/certificates/"))

        renamed(certificate, PRESENT)
        words = text(client.get("/my/certificates/"))
        assert f"The certificate says {FORMER}; your profile now says {PRESENT}." in words
        assert f'href="{own(certificate, "replace")}"' in words

    def test_replacement_is_shown_agreed_to_and_made(self, client):
        old = made(person(FORMER))
        client.force_login(renamed(old, PRESENT))
        shown = main(client.get(own(old, "replace")))

        assert f'<p class="paper__name" dir="auto">{PRESENT}</p>' in shown
        assert (
            "<strong>Standing for council</strong>, a course of ten lessons and six hours, on 21 March 2027"
            in shown
        )
        assert old.printed_number in shown
        assert f'name="name" value="{PRESENT}"' in shown
        assert Certificate.objects.count() == 1  # looking changes nothing

        response = client.post(own(old, "replace"), {"name": PRESENT}, follow=True)
        fresh = Certificate.objects.get(state="valid")
        assert response.redirect_chain == [("/my/certificates/", 302)]
        assert f"Certificate {fresh.printed_number} replaces the earlier one." in text(response)
        assert "Your certificate is being made." in text(response)
        assert (fresh.name, fresh.replaces) == (PRESENT, old)

        client.post(own(old, "replace"), {"name": PRESENT})
        assert Certificate.objects.count() == 2

    @pytest.mark.parametrize("sent", [{}, {"name": ""}, {"name": FORMER}, {"name": "Somebody Else"}])
    def test_name_that_was_not_shown_is_not_printed(self, client, sent):
        old = made(person(FORMER))
        client.force_login(renamed(old, PRESENT))
        response = client.post(own(old, "replace"), sent, follow=True)

        assert response.redirect_chain == [(own(old, "replace"), 302)]
        assert "Look at the name again." in text(response)
        assert Certificate.objects.count() == 1

    def test_where_nothing_is_to_be_replaced_the_list_is_shown(self, client):
        same, gone = made(person(FORMER)), revoked(person(FORMER))
        renamed(gone, PRESENT)
        for certificate in (same, gone):
            client.force_login(certificate.learner)
            assert client.get(own(certificate, "replace"))["Location"] == "/my/certificates/"
            response = client.post(
                own(certificate, "replace"), {"name": certificate.learner.name}, follow=True
            )
            assert "replaced" in text(response)
        assert Certificate.objects.count() == 2

    def test_history_is_read_by_the_holder_with_earlier_names_and_files(self, client):
        old, _fresh = replaced()
        client.force_login(old.learner)
        words = text(client.get("/my/certificates/"))

        assert words.count('<h2 class="card__title">Standing for council</h2>') == 1
        for told in (
            f"made out to {FORMER}, completed on 21 March 2027", f"made out to {PRESENT}",
            old.printed_number, "Replaced after a change of name", "1 April 2027, 10:00, by you",
        ):  # fmt: skip
            assert told in words
        assert f'href="{file(old)}"' in words
        response = client.get(file(old))
        assert b"".join(response.streaming_content) == content_of(old)
        assert "no-store" in client.get("/my/certificates/")["Cache-Control"]

    def test_correction_is_told_with_its_reason_and_names_nobody(self, client):
        old = made(person("Nadia Ahmd"))
        organiser = OrganiserFactory(name="Sam Whitfield")
        correct_certificate(
            certificate=old,
            actor=organiser,
            name="Nadia Ahmed",
            completed_on=old.completed_on,
            reason="<b>A slip</b>",
        )
        client.force_login(old.learner)
        words = text(client.get("/my/certificates/"))

        assert "This certificate was corrected on 1 April 2027" in words
        assert "by the organisation. &lt;b&gt;A slip&lt;/b&gt;" in words
        assert "Sam Whitfield" not in words
        assert "Corrected on 1 April 2027: see what was changed" in text(client.get("/my/"))
        with time_machine.travel(dt.datetime(2027, 5, 2, tzinfo=dt.UTC)):
            client.force_login(old.learner)
            assert "This certificate was corrected" not in text(client.get("/my/certificates/"))
            assert "Corrected on" not in text(client.get("/my/"))

    def test_page_is_hidden_and_shown_by_a_button(self, client):
        certificate = made()
        client.force_login(certificate.learner)
        assert f'action="{own(certificate, "hide")}"' in text(client.get("/my/certificates/"))

        response = client.post(own(certificate, "hide"), follow=True)
        assert "The public page is hidden. You can show it again at any time." in text(response)
        assert f'action="{own(certificate, "show")}"' in text(response)
        assert f'href="{file(certificate)}"' in text(response)
        assert "Public page hidden" in text(response)
        certificate.refresh_from_db()
        assert certificate.hidden_at is not None

        response = client.post(own(certificate, "show"), follow=True)
        assert "The public page is shown again." in text(response)
        certificate.refresh_from_db()
        assert certificate.hidden_at is None

    def test_fetching_changes_nothing(self, client):
        certificate = made()
        client.force_login(certificate.learner)

        assert client.get(own(certificate, "hide")).status_code == 405
        assert client.get(own(certificate, "show")).status_code == 405

    @pytest.mark.parametrize("what", ["replace", "hide", "show"])
    @pytest.mark.parametrize(
        "somebody", [person, administrator, AdministratorFactory, OrganiserFactory, EditorFactory]
    )
    def test_nobody_else_may_whatever_their_role(self, client, what, somebody):
        certificate = made(person(FORMER))
        renamed(certificate, PRESENT)
        sign_in(client, somebody())

        assert client.post(own(certificate, what), {"name": PRESENT}).status_code == 404
        certificate.refresh_from_db()
        assert (certificate.state, certificate.hidden_at, Certificate.objects.count()) == ("valid", None, 1)

    @pytest.mark.parametrize("what", ["replace", "hide", "show"])
    def test_account_that_is_closed_may_not(self, client, what):
        certificate = made(person(FORMER))
        client.force_login(certificate.learner)
        User.objects.filter(pk=certificate.learner_id).update(is_active=False)

        assert client.post(own(certificate, what))["Location"].startswith("/account/login/")

    def test_forms_are_guarded(self, client):
        from django.test import Client

        certificate = made()
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(certificate.learner)

        assert strict.post(own(certificate, "hide")).status_code == 403

    @pytest.mark.parametrize("changes", [0, 4])
    def test_queries_do_not_grow_with_the_history(self, client, django_assert_num_queries, changes):
        newest = made(person("Name 0"))
        for number in range(1, changes + 1):
            holder = renamed(newest, f"Name {number}")
            newest = replace_certificate(certificate=newest, holder=holder, name=f"Name {number}")
        client.force_login(newest.learner)
        client.get("/my/certificates/")

        with django_assert_num_queries(LIFE_QUERIES):
            client.get("/my/certificates/")


LIFE_QUERIES = 5


class TestRules:
    def certificates(self) -> list[Certificate]:
        return [*replaced(), made(), hidden(), revoked(reason="withdrawn")]

    @pytest.mark.parametrize(
        "somebody", [person, administrator, AdministratorFactory, OrganiserFactory, EditorFactory]
    )
    def test_list_and_rule_agree(self, somebody):
        reader = somebody()
        rows = [*self.certificates(), made(reader), revoked(reader)]

        assert set(Certificate.objects.visible_to(reader)) == {
            one for one in rows if has_perm("courses.read_certificate", reader, one)
        }

    def test_former_names_are_for_the_holder_and_administrators(self):
        old, fresh = replaced()
        reads = {
            who: [has_perm("courses.read_certificate", reader, one) for one in (old, fresh)]
            for who, reader in {
                "holder": old.learner,
                "administrator": AdministratorFactory(),
                "organiser": OrganiserFactory(),
                "editor": EditorFactory(),
                "other": person(),
            }.items()
        }

        assert reads == {
            "holder": [True, True], "administrator": [True, True], "organiser": [False, True],
            "editor": [False, False], "other": [False, False],
        }  # fmt: skip

    def test_holder_who_is_not_active_holds_nothing(self):
        certificate = made()
        certificate.learner.is_active = False

        assert holds_certificate(certificate.learner, certificate) is False
        assert not Certificate.objects.visible_to(certificate.learner).exists()

    def test_revoked_one_stays_in_the_holders_list(self, client):
        certificate = made(person(FORMER))
        revoke_certificate(
            certificate=certificate, reason="withdrawn", actor=AdministratorFactory(), note="Copied answers."
        )
        client.force_login(certificate.learner)
        words = text(client.get("/my/certificates/"))

        assert "Revoked: withdrawn" in words
        assert "by the organisation. Copied answers." in words
        assert "Copied answers." not in text(client.get(page(certificate)))
