"""The screens: who gets in, what they say, and what they cost."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cohorts.programmes.models import PlaceState
from cohorts.sessions.attendance import mark, show_code
from cohorts.sessions.models import Attendance, LiveSession, ReportedPerson, SessionReply, Telling
from cohorts.sessions.services import cancel_session
from lms.accounts.grants.services import grant_role
from lms.accounts.models import ORGANISERS
from lms.audit.models import AuditEvent
from lms.workbooks import workbook_lines
from tests.cohorts.sessions.ground import EVENING, MEETING, organiser, place, running, session
from tests.factories.accounts import UserFactory, sign_in

pytestmark = pytest.mark.django_db


def by(person) -> Client:
    return sign_in(Client(), person)


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def organises(person, cohort) -> None:
    grant_role(person=person, role=ORGANISERS, actor=organiser(), scope_kind="cohort", scope_uid=cohort.uid)
    person.refresh_from_db()


@pytest.fixture
def one(time_travel):
    return session(running())


@pytest.fixture
def boss(one):
    return by(organiser())


def here(one: LiveSession, rest: str = "") -> str:
    return f"/cohorts/{one.cohort.slug}/sessions/{one.uid}/{rest}"


# ---------------------------------------------------------------- planning


def test_pattern_sent_twice_plans_once(boss, one):
    cohort = running()
    path = f"/cohorts/{cohort.slug}/sessions/pattern/"
    data = {
        "key": "0d2f6a55-93a8-4c8f-9e3d-0a4f2a6f5d11",
        "title": "Monday",
        "day": "2026-06-22",
        "clock": "19:00",
        "minutes": "90",
        "count": "7",
        "weeks": "1",
        "without": "2026-06-29",
        "meeting_url": MEETING,
        "least_minutes": "45",
    }

    for _time in range(2):
        assert boss.post(path, data).status_code == 302

    planned = list(LiveSession.objects.filter(cohort=cohort))
    assert len(planned) == 7
    assert [one.starts_at for one in planned[:2]] == [EVENING, EVENING + dt.timedelta(weeks=2)]
    assert "Monday 7" in text(boss.get(f"/cohorts/{cohort.slug}/sessions/"))


def test_what_was_typed_is_kept_when_something_is_wrong(boss, one):
    page = text(
        boss.post(
            f"/cohorts/{one.cohort.slug}/sessions/pattern/",
            {"title": "Kept title", "day": "2026-03-29", "clock": "01:30", "minutes": "90"},
        )
    )

    assert "Kept title" in page
    assert "clocks go forward" in page


def test_session_by_itself_needs_a_place_or_a_meeting(boss, one):
    path = f"/cohorts/{one.cohort.slug}/sessions/new/"
    data = {"day": "2026-07-01", "clock": "19:00", "minutes": "60", "title": "Extra", "least_minutes": "30"}

    assert "Give a place" in text(boss.post(path, data))
    assert boss.post(path, {**data, "place": "Town hall"}).status_code == 302
    assert LiveSession.objects.get(title="Extra").number == 2


def test_edited_moved_and_cancelled_on_screens(boss, one):
    boss.post(here(one, "edit/"), {"title": "New title", "place": "Hall", "least_minutes": "30"})
    boss.post(here(one, "move/"), {"day": "2026-06-23", "clock": "19:00", "minutes": "90", "reason": "Ill"})
    one.refresh_from_db()
    assert (one.title, one.starts_at) == ("New title", EVENING + dt.timedelta(days=1))

    boss.post(here(one, "cancel/"), {"reason": "No room"})

    assert "No room" in text(boss.get(here(one)))


def test_list_costs_the_same_at_one_and_at_thirty(boss, one, django_assert_num_queries):
    place(one.cohort)
    path = f"/cohorts/{one.cohort.slug}/sessions/"
    boss.get(path)
    with django_assert_num_queries(4):
        boss.get(path)
    for day in range(29):
        session(one.cohort, starts_at=EVENING + dt.timedelta(days=day + 1))

    with django_assert_num_queries(4):
        assert text(boss.get(path)).count("<tr>") == 31


# ---------------------------------------------------------------- who gets in


def test_other_peoples_cohorts_do_not_exist(one):
    trainee, stranger = place(one.cohort).trainee, UserFactory()
    other = running()
    elsewhere = UserFactory()
    organises(elsewhere, other)
    paths = [here(one), here(one, "night/"), here(one, "report/"), f"/cohorts/{one.cohort.slug}/sessions/"]

    for person in (trainee, stranger, elsewhere):
        assert {by(person).get(path).status_code for path in paths} == {404}
    assert {Client().get(path).status_code for path in paths} == {302}


def test_organiser_of_the_cohort_gets_in_and_not_elsewhere(one):
    person, other = UserFactory(), session(running())
    organises(person, one.cohort)

    assert one.title in text(by(person).get(here(one)))
    assert by(person).get(here(other)).status_code == 404


def test_whoever_leads_keeps_the_register_and_plans_nothing(one):
    person = UserFactory()
    grant_role(
        person=person, role=ORGANISERS, actor=organiser(), scope_kind="cohort", scope_uid=running().uid
    )
    person.refresh_from_db()
    one.facilitators.add(person)

    for page in ("night/", ""):
        assert one.title in text(by(person).get(here(one, page)))
    for rest in ("edit/", "move/", "cancel/", "recording/"):
        assert by(person).get(here(one, rest)).status_code == 404


def test_named_without_being_staff_opens_nothing(one):
    person = UserFactory()
    one.facilitators.add(person)

    assert by(person).get(here(one, "night/")).status_code == 404


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [(-31, False), (-30, True), (89, True), (90, False)],
    ids=["too early", "open", "still", "over"],
)
def test_meeting_is_shown_near_the_time_alone(one, time_travel, minutes, shown):
    held = place(one.cohort)
    time_travel(EVENING + dt.timedelta(minutes=minutes))

    for path in (f"/my/sessions/{one.uid}/join/", f"/my/sessions/{one.uid}/"):
        page = text(by(held.trainee).get(path))
        assert ("meet.example.com" in page) is (shown and path.endswith("join/"))


@pytest.mark.parametrize("state", [PlaceState.LEFT, PlaceState.REMOVED, PlaceState.SUSPENDED])
def test_way_in_is_closed_to_whoever_left_and_to_strangers(one, time_travel, state):
    gone = place(one.cohort, state=state)
    time_travel(EVENING)

    for person in (gone.trainee, place(running(), "Gareth Pugh").trainee):
        assert by(person).get(f"/my/sessions/{one.uid}/join/").status_code == 404
        assert by(person).get(f"/my/sessions/{one.uid}/").status_code == 404


def test_cancelled_session_shows_no_meeting(one, time_travel):
    held = place(one.cohort)
    cancel_session(session=one, actor=organiser(), reason="No room")
    time_travel(EVENING)

    page = text(by(held.trainee).get(f"/my/sessions/{one.uid}/join/"))

    assert "meet.example.com" not in page
    assert "No room" in page


# ---------------------------------------------------------------- the evening


def test_register_saves_what_was_changed_and_nothing_else(one, time_travel):
    nadia, gareth, actor = place(one.cohort), place(one.cohort, "Gareth Pugh"), organiser()
    time_travel(EVENING)
    boss = by(actor)
    mark(session=one, place=gareth, state="late", actor=actor)  # by somebody else, since the page was drawn

    boss.post(
        here(one, "night/register/"),
        {
            f"was-{nadia.uid}": "",
            f"state-{nadia.uid}": "present",
            f"was-{gareth.uid}": "absent",
            f"state-{gareth.uid}": "absent",
        },
    )

    states = dict(Attendance.objects.values_list("place", "state"))
    assert states == {nadia.pk: "present", gareth.pk: "late"}


def test_nonsense_on_the_register_is_left_out(one, time_travel):
    nadia, other = place(one.cohort), place(running(), "Gareth Pugh")
    time_travel(EVENING)

    by(organiser()).post(
        here(one, "night/register/"), {f"state-{nadia.uid}": "asleep", f"state-{other.uid}": "present"}
    )

    assert not Attendance.objects.exists()


def test_night_shows_the_code_who_is_missing_and_asks_them_once(one, time_travel):
    place(one.cohort)
    time_travel(EVENING)
    boss = by(organiser())
    boss.post(here(one, "night/code/"))
    one.refresh_from_db()

    page = text(boss.get(here(one, "night/")))
    assert one.code[:3] in page
    for _time in range(2):
        boss.post(here(one, "night/missing/"))

    assert Telling.objects.filter(what="missing").count() == 1
    assert "They were asked" in text(boss.get(here(one, "night/")))
    boss.post(here(one, "night/code/"), {"hide": "1"})
    assert LiveSession.objects.get(pk=one.pk).code == ""


def test_night_costs_the_same_for_one_and_for_thirty(one, time_travel, django_assert_num_queries):
    place(one.cohort)
    time_travel(EVENING)
    boss = by(organiser())
    boss.get(here(one, "night/"))
    with django_assert_num_queries(7):
        boss.get(here(one, "night/"))
    for number in range(29):
        place(one.cohort, f"Person {number}")

    with django_assert_num_queries(7):
        assert text(boss.get(here(one, "night/"))).count("night__person") == 30


def test_closing_the_register_on_the_page(one, time_travel):
    place(one.cohort)
    time_travel(EVENING + dt.timedelta(hours=2))

    by(organiser()).post(here(one, "night/finish/"))

    assert Attendance.objects.get().state == "absent"


def test_messy_report_is_reviewed_and_applied(one, time_travel):
    nadia, gareth = place(one.cohort), place(one.cohort, "Gareth Pugh")
    time_travel(EVENING + dt.timedelta(hours=2))
    boss = by(organiser())
    lines = "Name;Join Time;Leave Time\nNadia Ahmed;22/06/2026 19:00:00;22/06/2026 20:30:00\n"
    lines += (
        "=Gaz;22/06/2026 19:00:00;22/06/2026 20:30:00\n<b>Guest</b>;22/06/2026 19:00:00;22/06/2026 20:30:00\n"
    )
    file = SimpleUploadedFile("report.csv", lines.encode("utf-16"))

    review = boss.post(here(one, "report/"), {"file": file})
    page = text(boss.get(review["Location"]))
    assert "&lt;b&gt;Guest&lt;/b&gt;" in page
    gaz, guest = ReportedPerson.objects.get(name="=Gaz"), ReportedPerson.objects.get(name__contains="Guest")
    boss.post(review["Location"], {f"person-{gaz.pk}": str(gareth.uid), f"person-{guest.pk}": "nobody"})

    states = dict(Attendance.objects.values_list("place", "state"))
    assert states == {nadia.pk: "present", gareth.pk: "present"}


def test_report_that_is_none_says_so_and_changes_nothing(boss, one):
    page = text(boss.post(here(one, "report/"), {"file": SimpleUploadedFile("x.csv", b"a,b\n1,2\n")}))

    assert "does not look like" in page
    assert not ReportedPerson.objects.exists()


def test_attendance_as_a_table_runs_nothing_and_is_recorded(one, time_travel):
    held = place(one.cohort, "=cmd|' /C calc'!A0")
    time_travel(EVENING)
    actor = organiser()
    mark(session=one, place=held, state="present", actor=actor)

    response = by(actor).get(f"/cohorts/{one.cohort.slug}/sessions/attendance.csv")

    lines = b"".join(response.streaming_content).decode().splitlines()
    assert lines[1].startswith("'=cmd")
    assert lines[1].endswith("Present,,Attended")
    assert AuditEvent.objects.filter(action="sessions.export", is_read=True).count() == 1


def test_attendance_as_a_workbook_says_the_same_and_is_recorded(one, time_travel):
    held = place(one.cohort, "=cmd|' /C calc'!A0")
    place(one.cohort, "Gareth Pugh", state=PlaceState.LEFT)
    time_travel(EVENING)
    actor = organiser()
    mark(session=one, place=held, state="present", actor=actor)

    response = by(actor).get(f"/cohorts/{one.cohort.slug}/sessions/attendance.xlsx")

    content = b"".join(response.streaming_content)
    lines = list(workbook_lines(content, most_lines=10, most_columns=10))
    assert [line[:5] for line in lines] == [
        ["Name", "Place", "2026-06-22 What a councillor does", "Minutes", "Credit"],
        ["'=cmd|' /C calc'!A0", "Taking part", "Present", "", "Attended"],
        ["Gareth Pugh", "Left", "", "", ""],
    ]
    assert response["Content-Disposition"] == f'attachment; filename="attendance-{one.cohort.slug}.xlsx"'
    assert AuditEvent.objects.filter(action="sessions.export", is_read=True).count() == 1


def test_prior_learning_is_recognised_on_a_page(boss, one):
    nadia = place(one.cohort)

    boss.post(here(one, f"prior/{nadia.uid}/"), {"reason": "Led a campaign"})

    assert Attendance.objects.get(place=nadia).credit == "prior"


# ---------------------------------------------------------------- the trainee


def test_looking_changes_nothing_and_the_button_does(one):
    held = place(one.cohort)
    client = by(held.trainee)
    path = f"/my/sessions/{one.uid}/"

    assert "Will you be there?" in text(client.get(path))
    assert not SessionReply.objects.exists()
    for answer in ("no", "yes"):
        client.post(path + "reply/", {"answer": answer})
    assert client.post(path + "reply/", {"answer": "maybe"}).status_code == 404

    assert SessionReply.objects.get().answer == "yes"


def test_code_typed_on_the_page(one, time_travel):
    held = place(one.cohort)
    time_travel(EVENING)
    code = show_code(session=one, actor=organiser())
    client = by(held.trainee)

    wrong = client.post(f"/my/sessions/{one.uid}/code/", {"code": "x"}, follow=True)
    right = client.post(f"/my/sessions/{one.uid}/code/", {"code": code}, follow=True)

    assert "This is not the code" in text(wrong)
    assert "You are on the register" in text(right)


def test_my_sessions_cost_the_same_at_one_and_at_thirty(one, django_assert_num_queries):
    held = place(one.cohort)
    client = by(held.trainee)
    client.get("/my/sessions/")
    with django_assert_num_queries(5):
        client.get("/my/sessions/")
    for day in range(29):
        session(one.cohort, starts_at=EVENING + dt.timedelta(days=day + 1))

    with django_assert_num_queries(5):
        assert text(client.get("/my/sessions/")).count("rows__row") == 30


def test_rating_on_a_page_says_what_becomes_of_it(one, time_travel):
    held = place(one.cohort)
    time_travel(EVENING + dt.timedelta(hours=2))
    client = by(held.trainee)
    path = f"/my/sessions/{one.uid}/rate/"

    assert "without your name" in text(client.get(path))
    client.post(path, {"stars": "4", "text": "Good"})

    assert "You have answered" in text(client.get(path))


# ---------------------------------------------------------------- the desk


def test_desk_asks_for_mondays_session_then_shows_the_way_in(one, time_travel):
    held = place(one.cohort)
    time_travel(EVENING - dt.timedelta(days=2))
    page = text(by(held.trainee).get("/my/"))
    assert "Confirm Monday’s session" in page
    assert "This week" in page
    assert "Add to calendar" in page

    time_travel(EVENING - dt.timedelta(minutes=10))
    page = text(by(held.trainee).get("/my/"))

    assert f"/my/sessions/{one.uid}/join/" in page
    assert "It begins at 19:00." in page
    assert "meet.example.com" not in page


def test_desk_does_not_ask_again_or_of_others(one, time_travel):
    held = place(one.cohort)
    time_travel(EVENING - dt.timedelta(days=2))
    client = by(held.trainee)
    client.post(f"/my/sessions/{one.uid}/reply/", {"answer": "no"})

    assert "Confirm Monday" not in text(client.get("/my/"))
    for state in (PlaceState.PAUSED, PlaceState.LEFT):
        away = place(one.cohort, state=state)
        page = text(by(away.trainee).get("/my/"))
        assert "Confirm Monday" not in page
        assert "This week" not in page


def test_desk_offers_to_make_a_missed_session_up(one, time_travel):
    held = place(one.cohort)
    time_travel(EVENING + dt.timedelta(days=1))
    LiveSession.objects.filter(pk=one.pk).update(
        recording_url="https://video.example.org/1", recording_until=dt.date(2026, 7, 1)
    )

    page = text(by(held.trainee).get("/my/"))

    assert "Make up “What a councillor does”" in page
    assert "Wednesday 1 July" in page


def test_desk_of_whoever_leads_has_the_evening(one, time_travel):
    actor = organiser()
    one.facilitators.add(actor)
    time_travel(EVENING - dt.timedelta(days=1))

    assert here(one, "night/") in text(by(actor).get("/my/"))


def test_trainee_sees_the_line_of_sessions_on_the_cohorts_page(one):
    held = place(one.cohort)

    assert f'href="/my/sessions/{one.uid}/"' in text(by(held.trainee).get(f"/cohorts/{one.cohort.slug}/"))
