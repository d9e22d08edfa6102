"""Letters to many in Wagtail: who may, what is refused in place, and what the pages say."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client

from lms.accounts.models import ADMINISTRATORS, EDITORS, ORGANISERS, User
from lms.messaging import bulk_audiences
from lms.messaging.bulk_services import fingerprint
from lms.messaging.models import BulkRecipient, BulkSend, BulkState, RecipientState
from lms.queue.models import Job
from tests.factories.accounts import UserFactory, sign_in
from tests.queue import run_queue

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/letters/"
QUERIES = 10
TYPED = {
    "subject": "Dates for the autumn",
    "text": "Dear {name},\r\n\r\n<b>the dates</b> are here.",
    "link_text": "See the dates",
    "link_url": "/courses/",
    "audiences": "members",
}


@pytest.fixture(autouse=True)
def members(monkeypatch):
    monkeypatch.setattr(bulk_audiences, "_audiences", {})
    people = User.objects.filter(name__startswith="Member")
    bulk_audiences.register_audience("members", "Everybody on the course", people.all)


@pytest.fixture
def organiser():
    return UserFactory(group=ORGANISERS, name="Sam <i>Whitfield", email="sam@example.org")


@pytest.fixture
def client(organiser):
    return sign_in(Client(), organiser)


def draft(**values) -> BulkSend:
    import uuid

    values = {"subject": "Dates", "text": "Dear {name}", "audiences": ["members"], **values}
    return BulkSend.objects.create(author_uid=uuid.uuid4(), **values)


@pytest.mark.parametrize("group", ["", EDITORS])
def test_only_organisers_and_administrators_write_to_many(group):
    client, bulk = sign_in(Client(), UserFactory(group=group)), draft()
    parts = ["", "new/", f"{bulk.pk}/", f"{bulk.pk}/write/", f"{bulk.pk}/progress/", f"{bulk.pk}/preview/"]
    deeds = ["test", "send", "pause", "resume", "stop", "unknown"]

    answers = [client.get(ADDRESS + part) for part in parts]
    answers += [client.post(f"{ADDRESS}{bulk.pk}/{deed}/") for deed in deeds]

    assert all(answer.status_code in (302, 403) for answer in answers)
    assert all(answer.get("Location", "/admin/") == "/admin/" for answer in answers)
    assert BulkSend.objects.get().state == BulkState.DRAFT
    assert Job.objects.count() == 0


def test_administrators_may():
    assert sign_in(Client(), UserFactory(group=ADMINISTRATORS)).get(ADDRESS).status_code == 200


def test_from_the_first_word_to_the_queue(client, organiser):
    UserFactory(name="Member one")
    answer = client.post(f"{ADDRESS}new/", TYPED)
    bulk = BulkSend.objects.get()
    assert answer["Location"] == f"{ADDRESS}{bulk.pk}/"
    assert (bulk.state, bulk.author_uid) == (BulkState.DRAFT, organiser.uid)

    page = client.get(f"{ADDRESS}{bulk.pk}/").content.decode()
    assert "Everybody on the course:" in page
    assert "1 person now" in page
    assert f'src="{ADDRESS}{bulk.pk}/preview/"' in page

    client.post(f"{ADDRESS}{bulk.pk}/test/")
    run_queue()
    assert [letter.to for letter in mail.outbox] == [["sam@example.org"]]

    client.post(f"{ADDRESS}{bulk.pk}/send/", {"checked": fingerprint(bulk)})
    bulk.refresh_from_db()
    assert (bulk.state, bulk.sent_by_uid) == (BulkState.SENDING, organiser.uid)
    assert Job.objects.filter(task__endswith="advance_bulk_job", args=[bulk.pk]).count() == 1


def test_the_preview_escapes_everything_and_runs_nothing(client):
    bulk = draft(text="Dear {name},\n\n<script>alert(1)</script>")

    answer = client.get(f"{ADDRESS}{bulk.pk}/preview/")
    html = answer.content.decode()

    assert "Dear Sam &lt;i&gt;Whitfield," in html
    assert "<script" not in html
    assert "sandbox allow-popups allow-popups-to-escape-sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("field", "value", "refusal"),
    [
        ("subject", "", "Write a subject."),
        ("subject", "Dear {name}", "A subject takes no placeholders"),
        ("text", "Dear {user.password}", "A curly bracket stands alone."),
        ("text", "Dear {address}", "There is nothing to put in place of {address} here."),
        ("link_url", "javascript:alert(1)", "Write a whole address such as https://…"),
        ("link_url", "//evil.example", "Write a whole address such as https://…"),
        ("link_url", "/\\evil.example", "Write a whole address such as https://…"),
        ("link_url", "", "Say where the button leads, or leave its words out."),
        ("link_text", "", "Say what is on the button, or leave its address out."),
        ("audiences", "", "Choose at least one list."),
        ("audiences", "somebody-else", "Select a valid choice."),
    ],
)
def test_what_cannot_be_sent_is_refused_in_place_and_what_was_typed_stays(client, field, value, refusal):
    typed = {name: words for name, words in {**TYPED, field: value}.items() if words or name != "audiences"}
    page = client.post(f"{ADDRESS}new/", typed).content.decode()

    assert refusal in page
    assert "the dates&lt;/b&gt; are here." in page or field == "text"
    assert BulkSend.objects.count() == 0


def test_somebody_else_changed_the_letter_meanwhile(client):
    UserFactory(name="Member one")
    bulk = draft()

    page = client.post(f"{ADDRESS}{bulk.pk}/send/", {"checked": "0" * 64}, follow=True).content.decode()

    assert "Somebody changed the letter after this page was made." in page
    assert BulkSend.objects.get().state == BulkState.DRAFT


def test_the_page_of_a_run_says_how_far_it_is_and_asks_again(client):
    bulk = draft(state=BulkState.PAUSED)
    for number, state in enumerate(RecipientState.values):
        BulkRecipient.objects.create(
            bulk=bulk,
            audience="members",
            subject_uid=bulk.uid,
            address_key=str(number),
            state=state,
            reason="withdrew" if state == RecipientState.LEFT_OUT else "",
        )

    page = client.get(f"{ADDRESS}{bulk.pk}/").content.decode()
    part = client.get(f"{ADDRESS}{bulk.pk}/progress/").content.decode()

    for html in (page, part):
        assert "4 of 6 done" in html
        assert 'max="6" value="4"' in " ".join(html.split())
        assert "no longer wants letters by e-mail: 1" in html
        assert f'hx-get="{ADDRESS}{bulk.pk}/progress/"' in html
        assert "Paused. Nobody is written to until you go on." in html
    assert f'action="{ADDRESS}{bulk.pk}/resume/"' in page
    assert "htmx-2.min.js" in page


def test_a_finished_run_is_not_asked_for_again(client):
    from django.utils import timezone

    bulk = draft(state=BulkState.DONE, ended_at=timezone.now())
    page = client.get(f"{ADDRESS}{bulk.pk}/").content.decode()

    assert "hx-get" not in page
    assert "htmx-2.min.js" not in page
    assert f"{ADDRESS}{bulk.pk}/write/" not in page
    assert client.get(f"{ADDRESS}{bulk.pk}/write/")["Location"] == f"{ADDRESS}{bulk.pk}/"


def test_fetching_changes_nothing(client):
    bulk = draft()

    for deed in ("test", "send", "pause", "resume", "stop", "unknown"):
        assert client.get(f"{ADDRESS}{bulk.pk}/{deed}/").status_code == 405


def test_the_list_asks_as_much_at_one_row_and_at_thirty(client, django_assert_num_queries):
    draft()
    client.get(ADDRESS)
    with django_assert_num_queries(QUERIES):
        client.get(ADDRESS)
    for _ in range(29):
        draft()
    with django_assert_num_queries(QUERIES):
        client.get(ADDRESS)
