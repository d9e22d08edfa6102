"""A stranger applies: across two evenings, two devices and the deadline."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import time_machine
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cohorts.admissions.applications.models import Answer, Application, ApplicationForm, FormEdition
from cohorts.admissions.applications.writing import digest_of
from lms.accounts.models import User
from tests.cohorts.admissions.applications.ground import (
    FILE,
    FILM,
    HOW,
    LINE,
    WHY,
    begin,
    letter_link,
    open_cohort,
    page_of,
    start_page,
    whole,
)
from tests.factories.accounts import UserFactory, sign_in
from tests.queue import run_queue

pytestmark = pytest.mark.django_db


def save(client: Client, application: Application, block: str, value: str, base: str = "", **data: str):
    said = {"block": block, "kind": "long", "value": value, "base": base, **data}
    answer = client.post(page_of(application, "save/"), said, headers={"accept": "application/json"})
    return answer.status_code, json.loads(answer.content)


def test_stranger_applies_across_two_evenings(client):
    cohort = open_cohort()
    page = client.get(start_page(cohort)).content.decode()
    assert page.index("Roots") < page.index("Begin my application")
    application = begin(client, cohort)
    assert (application.applicant, application.confirmed_at, User.objects.count()) == (None, None, 0)
    assert save(client, application, WHY, "Buses")[0] == 200

    evening = Client()
    assert evening.get(page_of(application)).status_code == 404
    link = letter_link()
    assert "Rosa" not in mail.outbox[-1].body  # else anybody could write to anybody
    for _twice in range(2):
        assert "Open it on this device" in evening.get(link).content.decode()
    application.refresh_from_db()
    assert application.confirmed_at is None  # fetching changed nothing
    evening.post(link)
    assert "Buses" in evening.get(page_of(application)).content.decode()

    sent = evening.post(page_of(application), whole(do="send"))
    assert sent["Location"] == page_of(application, "sent/")
    application.refresh_from_db()
    assert (application.state, application.is_late, application.standing) == ("submitted", False, "checked")
    assert "Your application has arrived" in evening.get(page_of(application, "sent/")).content.decode()
    run_queue()
    application.refresh_from_db()
    person = application.applicant
    assert (person.email, person.name, person.has_usable_password()) == (
        "rosa@example.org",
        "Rosa Lind",
        False,
    )
    assert [one.subject for one in mail.outbox] == ["About your application"] * 2


def test_known_and_unknown_addresses_are_answered_alike(client):
    cohort = open_cohort()
    UserFactory(email="known@example.org")
    first, second = begin(Client(), cohort, "known@example.org"), begin(Client(), cohort, "known@example.org")
    assert first.pk != second.pk  # nobody learns of the other one
    said = {
        client.post(start_page(cohort) + "link/", {"email": email})["Location"]
        for email in ("known@example.org", "x@example.org")
    }
    assert said == {start_page(cohort) + "link/sent/"}
    run_queue()
    assert sorted(one.to[0] for one in mail.outbox) == ["known@example.org"] * 4 + ["x@example.org"]
    assert "There is none" in next(one.body for one in mail.outbox if one.to == ["x@example.org"])


def test_who_began_with_anothers_address_is_shut_out_when_its_owner_comes(client):
    cohort, stranger = open_cohort(), Client()
    application = begin(stranger, cohort)
    assert stranger.get(page_of(application)).context["application"] == application
    client.post(letter_link())
    assert client.get(page_of(application)).context["application"] == application
    assert stranger.get(page_of(application)).status_code == 404
    assert save(stranger, application, WHY, "mine")[0] == 404
    third = Client()
    third.post(letter_link())  # a second device of the owner
    assert [one.get(page_of(application)).status_code for one in (client, third)] == [200, 200]


def test_a_link_that_is_forged_or_old_opens_nothing(client):
    cohort = open_cohort()
    application = begin(Client(), cohort)
    link = letter_link()
    assert client.get(start_page(cohort) + "open/nonsense/").status_code == 410
    with time_machine.travel(timezone.now() + dt.timedelta(days=61), tick=False):
        assert client.post(link).status_code == 410
    assert client.get(page_of(application)).status_code == 404


def test_two_devices_lose_nothing(client):
    application = begin(client, open_cohort())
    code, told = save(client, application, WHY, "From the phone", device="phone")
    assert (code, told["others"]) == (200, False)
    # The laptop opened the page before that.
    code, told = save(client, application, WHY, "From the laptop", device="laptop", base=digest_of(""))
    assert (code, told["others"]) == (200, True)
    answer = Answer.objects.get()
    assert (answer.text, [one["text"] for one in answer.others]) == ("From the laptop", ["From the phone"])
    page = client.get(page_of(application)).content.decode()
    assert "Also written on another device" in page
    client.post(page_of(application, f"other/{WHY}/"), {"place": "0"})
    answer.refresh_from_db()
    assert answer.others == []


def test_the_same_device_writes_over_itself_and_twice_is_once(client):
    application = begin(client, open_cohort())
    save(client, application, WHY, "a", device="phone")
    # The answer to the first was lost on the way, so the phone still says the old base.
    save(client, application, WHY, "ab", device="phone", base=digest_of(""))
    save(client, application, WHY, "ab", device="phone", base=digest_of(""))
    answer = Answer.objects.get()
    application.refresh_from_db()
    assert (answer.text, answer.others, application.number) == ("ab", [], 2)


def test_a_form_without_javascript_keeps_what_another_device_wrote(client):
    application = begin(client, open_cohort())
    save(client, application, WHY, "Later thoughts", device="phone")
    # The page shows an empty answer, and the person only wrote their place.
    client.post(
        page_of(application),
        {f"q-{WHY}": "", f"b-{WHY}": digest_of(""), f"q-{LINE}": "Wendale", f"b-{LINE}": digest_of("")},
    )
    assert dict(Answer.objects.values_list("block", "text")) == {WHY: "Later thoughts", LINE: "Wendale"}


@pytest.mark.parametrize(("second", "state"), [(-1, "submitted"), (0, "draft")], ids=["in time", "late"])
def test_the_closing_moment_is_too_late(client, second, state):
    closes = dt.datetime(2027, 5, 29, 23, 0, tzinfo=dt.UTC)  # midnight in London
    with time_machine.travel(closes - dt.timedelta(hours=2), tick=False) as clock:
        cohort = open_cohort(
            closes_at=closes, opens_at=closes - dt.timedelta(days=9), hear_by=dt.date(2027, 6, 5)
        )
        application = begin(client, cohort)
        clock.move_to(closes + dt.timedelta(seconds=second))
        client.post(page_of(application), whole(do="send"))
        application.refresh_from_db()
        assert (application.state, Answer.objects.exists()) == (state, state == "submitted")


def test_what_is_missing_is_said_and_nothing_is_lost(client):
    application = begin(client, open_cohort())
    words = whole(do="send", standing="", **{f"q-{WHY}": "one two three four five six", f"q-{LINE}": ""})
    page = client.post(page_of(application), words)
    html = page.content.decode()
    assert page.status_code == 422
    assert "Shorten this to 5 words; it has 6." in html
    assert "This needs an answer." in html
    assert "Say whether you have looked at the rules for standing." in html
    assert Answer.objects.get(block=WHY).text == "one two three four five six"
    application.refresh_from_db()
    assert application.state == "draft"


def test_it_is_sent_once_and_can_be_changed_until_the_deadline(client):
    application = begin(client, open_cohort())
    for _twice in range(2):
        client.post(page_of(application), whole(do="send"))
    run_queue()
    assert len(mail.outbox) == 2  # the way in, and one receipt
    code, _told = save(client, application, WHY, "Better words", base=digest_of("Buses for the villages"))
    assert (code, Answer.objects.get(block=WHY).text) == (200, "Better words")
    code, told = save(client, application, WHY, " ", base=digest_of("Better words"))
    assert (code, told["code"], Answer.objects.get(block=WHY).text) == (409, "answer_needed", "Better words")


def test_other_questions_than_before_keep_what_was_written(client):
    cohort = open_cohort()
    application = begin(client, cohort)
    save(client, application, WHY, "Buses")
    form = ApplicationForm.objects.get()
    form.questions = [one for one in form.questions.raw_data if one["id"] != LINE]
    form.save()
    page = client.get(page_of(application)).content.decode()
    assert "The questions have changed" in page
    assert "Buses" in page
    assert (FormEdition.objects.count(), "Where do you live?" in page) == (2, False)
    assert save(client, application, LINE, "x")[1]["code"] == "unknown_question"


def test_files_are_judged_by_what_they_are(client):
    application = begin(client, open_cohort())
    lie = SimpleUploadedFile("me.pdf", b"<html><script>alert(1)</script>")
    page = client.post(page_of(application), {f"q-{FILE}": lie})
    assert page.status_code == 422
    assert "its content is something else" in page.content.decode()
    client.post(page_of(application), {f"q-{FILE}": SimpleUploadedFile("me.pdf", b"%PDF-1.7\n")})
    client.post(
        page_of(application), {f"r-{FILM}": SimpleUploadedFile("IMG_1.MOV", b"\x00\x00\x00\x14ftypqt  ")}
    )
    assert set(Answer.objects.values_list("block", "file_name")) == {(FILE, "me.pdf"), (FILM, "IMG_1.mov")}
    assert b"".join(client.get(page_of(application, f"files/{FILE}/"))) == b"%PDF-1.7\n"
    assert Client().get(page_of(application, f"files/{FILE}/")).status_code == 404
    client.post(page_of(application), {f"drop-{FILE}": "1"})
    assert list(Answer.objects.values_list("block", flat=True)) == [FILM]


def hand_over(client, application, upload, block=FILE, kind="file"):
    data = {"block": block, "kind": kind, **({"value": upload} if upload else {})}
    answer = client.post(page_of(application, "save/"), data)
    return answer.status_code, answer.json()


def test_file_is_kept_as_it_is_chosen(client):
    application = begin(client, open_cohort())
    for _time in range(2):
        status, told = hand_over(client, application, SimpleUploadedFile("me.pdf", b"%PDF-1.7\n"))
        assert (status, told["name"]) == (200, "me.pdf")
    film = SimpleUploadedFile("IMG_1.MOV", b"\x00\x00\x00\x14ftypqt  ")
    assert hand_over(client, application, film, FILM, "recording")[0] == 200
    page = client.get(page_of(application)).content.decode()
    assert f"/files/{FILE}/" in page
    assert f'data-most="{10 * 1024 * 1024}"' in page
    assert Answer.objects.count() == 2


def test_chosen_file_that_is_not_taken_says_why_and_keeps_the_one_before(client):
    application = begin(client, open_cohort())
    hand_over(client, application, SimpleUploadedFile("me.pdf", b"%PDF-1.7\n"))
    lie = SimpleUploadedFile("you.pdf", b"<html><script>alert(1)</script>")
    status, told = hand_over(client, application, lie)
    assert (status, "its content is something else" in told["message"]) == (409, True)
    assert hand_over(client, application, None) == (409, {"code": "no_file", "message": "Choose a file."})
    other = SimpleUploadedFile("me.pdf", b"%PDF-1.7\n")
    assert hand_over(client, application, other, WHY)[1]["code"] == "unknown_question"
    assert hand_over(client, application, other, "nonsense")[1]["code"] == "unknown_question"
    stranger = Client().post(page_of(application, "save/"), {"block": FILE, "kind": "file", "value": other})
    assert stranger.status_code == 404
    assert list(Answer.objects.values_list("block", "file_name")) == [(FILE, "me.pdf")]


def test_choices_outside_the_form_are_left_out(client):
    application = begin(client, open_cohort())
    client.post(page_of(application), {f"q-{HOW}": ["Tuesdays", "Never"], f"b-{HOW}": digest_of([])})
    assert Answer.objects.get().choices == ["Tuesdays"]


def test_a_program_and_a_child_begin_nothing(client):
    cohort = open_cohort()
    said = {"name": "R", "email": "r@example.org", "adult": "on"}
    assert client.post(start_page(cohort), {**said, "leave_empty": "x"})["Location"].endswith("/link/sent/")
    assert (
        "Tick the box if you are." in client.post(start_page(cohort), {**said, "adult": ""}).content.decode()
    )
    assert not Application.objects.exists()


def test_withdrawing_a_draft_deletes_it_and_a_sent_one_stays(client):
    cohort = open_cohort()
    draft = begin(client, cohort)
    client.post(page_of(draft), {f"q-{FILE}": SimpleUploadedFile("me.pdf", b"%PDF-1.7\n")})
    stored = Answer.objects.get().file
    client.get(page_of(draft, "withdraw/"))
    assert Application.objects.exists()
    client.post(page_of(draft, "withdraw/"))
    assert not Application.objects.exists()
    assert stored.storage.exists(stored.name) is True  # until the transaction of the test ends

    sent = begin(client, cohort)
    client.post(page_of(sent), whole(do="send"))
    for _twice in range(2):
        client.post(page_of(sent, "withdraw/"))
    sent.refresh_from_db()
    assert (sent.state, sent.withdrawn_at is None, Answer.objects.count()) == ("withdrawn", False, 2)
    assert "You have withdrawn it" in client.get(page_of(sent)).text


def test_whoever_is_signed_in_goes_on_with_their_own(client):
    cohort, person = open_cohort(), UserFactory(email="nadia@example.org")
    sign_in(client, person)
    first = begin(client, cohort, "nadia@example.org")
    assert first.applicant == person
    again = Client()
    sign_in(again, person)
    assert begin(again, cohort, "nadia@example.org") == first
    page = again.get("/my/applications/").content.decode()
    assert page_of(first) in page


def test_a_shared_device_keeps_the_way_in_only_until_it_closes(client):
    cohort = open_cohort()
    begin(client, cohort, shared="on")
    cookie = client.cookies["hustings_applying"]
    assert (cookie["max-age"], cookie["path"], cookie["httponly"]) == ("", "/programmes/", True)
    application = Application.objects.get()
    assert 'data-shared="true"' in client.get(page_of(application)).content.decode()
    client.post(start_page(cohort) + "leave/")
    assert client.get(page_of(application)).status_code == 404
