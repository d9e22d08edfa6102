"""The page for the letters of a site in development, and that there is none elsewhere."""

from __future__ import annotations

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import Client

from lms.accounts.models import ORGANISERS
from lms.messaging.mailbox import MOST_BYTES, TO_FILES, newest_letters
from tests.factories.accounts import UserFactory, sign_in

pytestmark = pytest.mark.django_db
HTML = (
    '<!DOCTYPE html><html lang="en-gb"><head><title>Your course</title></head>'
    '<body><p>It moved. <a href="http://testserver/my/">Look</a></p></body></html>'
)


@pytest.fixture
def folder(settings, tmp_path):
    settings.DELIVERY_BACKEND, settings.EMAIL_FILE_PATH = TO_FILES, tmp_path
    return tmp_path


def write(subject: str, *, text: str = "It moved: http://testserver/my/\n", connection=None) -> None:
    letter = EmailMultiAlternatives(subject, text, "us@example.org", ["nadia@example.org"])
    letter.attach_alternative(HTML, "text/html")
    letter.attach("dates.ics", "BEGIN:VCALENDAR\nEND:VCALENDAR\n", "text/calendar")
    (connection or get_connection(TO_FILES)).send_messages([letter])


@pytest.fixture
def staff():
    return sign_in(Client(), UserFactory(group=ORGANISERS))


def test_there_is_no_page_where_letters_are_really_sent(staff, settings, folder):
    write("About your course")
    (letter,) = newest_letters()
    settings.DELIVERY_BACKEND = "lms.messaging.smtp.SMTPBackend"
    settings.DEMO = True

    for address in ("", f"{letter.file}/0/", f"{letter.file}/0/html/"):
        assert staff.get(f"/account/mail/{address}").status_code == 404


def test_production_sends_letters():
    from django.conf import settings

    source = (settings.BASE_DIR / "lms/settings/production.py").read_text()

    assert 'DELIVERY_BACKEND = "lms.messaging.smtp.SMTPBackend"' in source


def test_without_the_demo_only_staff_read_letters(staff, folder):
    write("About your course")
    stranger, learner = Client(), sign_in(Client(), UserFactory())

    assert [who.get("/account/mail/").status_code for who in (stranger, learner, staff)] == [404, 404, 200]


def test_in_the_demo_the_stranger_finds_the_letter_that_finishes_the_sign_up(settings, folder):
    settings.DEMO = True
    write("Finish your account")
    stranger = Client()

    assert '<a href="/account/mail/">' in stranger.get("/account/confirm-email/").content.decode()
    assert "Finish your account" in stranger.get("/account/mail/").content.decode()


def test_a_letter_is_shown_with_links_and_attachments_but_its_html_in_a_frame(staff, folder):
    write("About your course")
    (letter,) = newest_letters()

    page = staff.get(f"/account/mail/{letter.file}/0/")
    html = page.content.decode()

    assert '<a href="http://testserver/my/" rel="nofollow">' in html
    assert "dates.ics" in html
    assert "text/calendar" in html
    assert f'src="/account/mail/{letter.file}/0/html/"' in html
    assert "It moved. <a" not in html  # not in the page itself
    framed = page["Content-Security-Policy"].split("frame-src")[1].split(";")[0]
    assert "'self'" in framed.split()


def test_nothing_in_the_html_of_a_letter_runs_or_is_fetched(staff, folder):
    write("About your course")
    (letter,) = newest_letters()

    answer = staff.get(f"/account/mail/{letter.file}/0/html/")
    policy = {
        part.split()[0]: part.split()[1:]
        for part in answer["Content-Security-Policy"].split(";")
        if part.strip()
    }

    assert policy["default-src"] == ["'none'"]
    assert policy["sandbox"] == ["allow-popups", "allow-popups-to-escape-sandbox"]
    assert policy["img-src"] == ["data:"]
    assert "script-src" not in policy
    assert '<base target="_blank">' in answer.content.decode()


def test_letters_of_one_file_are_told_apart_newest_first(folder):
    connection = get_connection(TO_FILES)
    connection.open()
    for number in range(3):
        write(f"Letter {number}", connection=connection, text=f"a\n{'-' * 79}\nb\n")
    connection.close()

    assert [letter.subject for letter in newest_letters()] == ["Letter 2", "Letter 1", "Letter 0"]
    assert newest_letters()[0].text == f"a\n{'-' * 79}\nb\n"


def test_the_list_is_bounded(folder):
    connection = get_connection(TO_FILES)
    connection.open()
    for number in range(105):
        write(f"Letter {number}", connection=connection)
    connection.close()
    (folder / "20200101-000000-1.log").write_bytes(b"Subject: huge\n\n" + b"x" * MOST_BYTES)

    letters = newest_letters()

    assert len(letters) == 100
    assert letters[0].subject == "Letter 104"


@pytest.mark.parametrize(
    "name", ["../db.sqlite3", "x.log", "..%2F..%2Fetc%2Fpasswd", "a.log%00", "20200101.txt"]
)
def test_nothing_but_letters_is_read(staff, folder, name):
    (folder.parent / "db.sqlite3").write_text("Subject: secret\n\n")
    (folder / "20200101.txt").write_text("Subject: secret\n\n")

    assert staff.get(f"/account/mail/{name}/0/").status_code == 404
    assert staff.get(f"/account/mail/{name}/7/").status_code == 404
