"""A participants’ report and the people of a cohort."""

from __future__ import annotations

import datetime as dt

import pytest

from cohorts.programmes.models import PlaceState
from cohorts.sessions.attendance import close_register, enter_code, mark, show_code
from cohorts.sessions.models import Attendance, CallReport, KnownName, ReportedPerson
from cohorts.sessions.report_services import apply_report, bring_in, drop_report, review
from tests.cohorts.sessions.ground import EVENING, organiser, place, running, session

pytestmark = pytest.mark.django_db

HEAD = "Name (Original Name),User Email,Join Time,Leave Time\n"


def report(*lines: str) -> bytes:
    return (HEAD + "".join(f"{line}\n" for line in lines)).encode()


def line(name: str, start: str = "19:00", end: str = "20:30", email: str = "") -> str:
    return f"{name},{email},2026-06-22 {start}:00,2026-06-22 {end}:00"


@pytest.fixture
def after(time_travel):
    """The session is over."""
    one = session(running())
    time_travel(EVENING + dt.timedelta(hours=3))
    return one


def states(one) -> dict[str, tuple[str, int | None, str]]:
    rows = Attendance.objects.filter(session=one).select_related("place__trainee")
    return {row.place.trainee.name: (row.state, row.minutes, row.source) for row in rows}


def test_names_are_matched_and_the_rest_is_left_open(after):
    cohort, actor = after.cohort, organiser()
    nadia = place(cohort, "Nadia Ahmed")
    gareth = place(cohort, "Gareth Pugh")
    zoe = place(cohort, "Zoë Müller")
    ines = place(cohort, "Ines Roy")
    content = report(
        line("naddy", email=nadia.trainee.email.upper()),
        line('"Gaz (Gareth Pugh)"'),
        line("ZOE MULLER"),
        line("Ines Roy (she/her)"),
        line("iPhone"),
    )

    found = bring_in(session=after, actor=actor, content=content)

    matched = {one.name: (one.place, one.matched) for one in found.people.all()}
    assert matched == {
        "naddy": (nadia, "email"),
        "Gaz (Gareth Pugh)": (gareth, "name"),
        "ZOE MULLER": (zoe, "name"),
        "Ines Roy (she/her)": (ines, "name"),
        "iPhone": (None, ""),
    }
    assert states(after) == {}


def test_applied_notes_present_late_and_too_short(after):
    cohort, actor = after.cohort, organiser()
    for name in ("Nadia Ahmed", "Gareth Pugh", "Ines Roy"):
        place(cohort, name)
    content = report(
        line("Nadia Ahmed"), line("Gareth Pugh", "19:11"), line("Ines Roy", "19:00", "19:59"), line("iPhone")
    )
    found = bring_in(session=after, actor=actor, content=content)

    assert apply_report(report=found, actor=actor) == 3
    assert apply_report(report=found, actor=actor) == 3

    assert states(after) == {
        "Nadia Ahmed": ("present", 90, "report"),
        "Gareth Pugh": ("late", 79, "report"),
        "Ines Roy": ("absent", 59, "report"),
    }


def test_two_trainees_of_one_name_stay_open(after):
    place(after.cohort, "Maria Silva")
    place(after.cohort, "Maria Silva")

    found = bring_in(session=after, actor=organiser(), content=report(line("Maria Silva")))

    assert [one.matched for one in found.people.all()] == [""]


def test_name_of_another_cohort_is_not_found(after):
    place(running(), "Nadia Ahmed")

    found = bring_in(session=after, actor=organiser(), content=report(line("Nadia Ahmed")))

    assert found.people.get().place is None


def test_nickname_given_by_hand_is_known_the_next_time(after):
    nadia, actor = place(after.cohort), organiser()
    found = bring_in(session=after, actor=actor, content=report(line("Naddy 💜", "19:00", "20:00")))
    review(report=found, choices={found.people.get(): nadia}, actor=actor)
    apply_report(report=found, actor=actor)
    assert states(after) == {"Nadia Ahmed": ("present", 60, "report")}

    again = bring_in(session=after, actor=actor, content=report(line("NADDY 💜", "19:30", "20:30")))

    assert (again.people.get().place, again.people.get().matched) == (nadia, "known")
    apply_report(report=again, actor=actor)
    assert states(after) == {"Nadia Ahmed": ("present", 90, "report")}


def test_wrong_match_is_taken_back_with_its_name(after):
    nadia, gareth, actor = place(after.cohort), place(after.cohort, "Gareth Pugh"), organiser()
    found = bring_in(session=after, actor=actor, content=report(line("Naddy")))
    review(report=found, choices={found.people.get(): gareth}, actor=actor)
    apply_report(report=found, actor=actor)

    review(report=found, choices={found.people.get(): nadia}, actor=actor)
    apply_report(report=found, actor=actor)

    assert states(after) == {"Gareth Pugh": ("", None, ""), "Nadia Ahmed": ("present", 90, "report")}
    assert not Attendance.objects.get(place=gareth).has_credit
    assert KnownName.objects.get().place == nadia


def test_nobody_of_the_cohort_is_remembered_as_open_no_longer(after):
    actor = organiser()
    found = bring_in(session=after, actor=actor, content=report(line("Guest speaker")))

    review(report=found, choices={found.people.get(): None}, actor=actor)

    assert found.people.get().matched == "nobody"
    assert not KnownName.objects.exists()


def test_report_that_nobody_applied_says_nothing_when_another_is(after):
    place(after.cohort, "Nadia Ahmed"), place(after.cohort, "Gareth Pugh")
    bring_in(session=after, actor=organiser(), content=report(line("Gareth Pugh")))
    applied = bring_in(session=after, actor=organiser(), content=report(line("Nadia Ahmed")))

    assert apply_report(report=applied, actor=organiser()) == 1

    assert states(after) == {"Nadia Ahmed": ("present", 90, "report")}


def test_one_person_on_two_devices_counts_once(after):
    nadia, actor = place(after.cohort), organiser()
    content = report(
        line("Nadia Ahmed", "19:00", "20:00", email=nadia.trainee.email),
        line("Nadia Ahmed", "19:30", "20:10"),
    )

    apply_report(report=bring_in(session=after, actor=actor, content=content), actor=actor)

    assert states(after) == {"Nadia Ahmed": ("present", 70, "report")}


def test_same_file_again_is_the_same_report(after):
    nadia, actor = place(after.cohort), organiser()
    content = report(line("Naddy"))
    first = bring_in(session=after, actor=actor, content=content)
    review(report=first, choices={first.people.get(): nadia}, actor=actor)

    assert bring_in(session=after, actor=actor, content=content) == first
    assert ReportedPerson.objects.get().place == nadia


def test_same_file_in_another_zone_takes_the_place_of_the_first(after):
    nadia, actor = place(after.cohort), organiser()
    content = report(line("Nadia Ahmed", "19:00", "19:40"))
    apply_report(report=bring_in(session=after, actor=actor, content=content), actor=actor)

    second = bring_in(session=after, actor=actor, content=content, zone="UTC")
    apply_report(report=second, actor=actor)

    assert list(CallReport.objects.values_list("zone", flat=True)) == ["UTC"]
    assert Attendance.objects.get(place=nadia).minutes == 40


def test_report_taken_back_leaves_what_was_there_before(after):
    place(after.cohort)
    gareth, actor = place(after.cohort, "Gareth Pugh"), organiser()
    mark(session=after, place=gareth, state="excused", actor=actor)
    found = bring_in(session=after, actor=actor, content=report(line("Nadia Ahmed"), line("Gareth Pugh")))
    apply_report(report=found, actor=actor)
    assert states(after)["Gareth Pugh"] == ("excused", 90, "hand")

    drop_report(report=found, actor=actor)
    drop_report(report=found, actor=actor)

    assert states(after) == {"Nadia Ahmed": ("", None, ""), "Gareth Pugh": ("excused", None, "hand")}


def test_code_of_the_evening_holds_over_a_short_call(time_travel):
    one = session(running())
    nadia, actor = place(one.cohort), organiser()
    time_travel(EVENING)
    enter_code(session=one, place=nadia, code=show_code(session=one, actor=actor))

    found = bring_in(session=one, actor=actor, content=report(line("Nadia Ahmed", "19:00", "19:20")))
    apply_report(report=found, actor=actor)

    assert states(one) == {"Nadia Ahmed": ("present", 20, "code")}


def test_report_after_closing_corrects_absent_people(after):
    place(after.cohort)
    actor = organiser()
    close_register(session=after, actor=actor)

    found = bring_in(session=after, actor=actor, content=report(line("Nadia Ahmed")))
    apply_report(report=found, actor=actor)

    assert states(after) == {"Nadia Ahmed": ("present", 90, "report")}


def test_whoever_left_the_cohort_is_not_matched(after):
    place(after.cohort, state=PlaceState.LEFT)

    found = bring_in(session=after, actor=organiser(), content=report(line("Nadia Ahmed")))

    assert found.people.get().place is None


def test_no_address_of_a_stranger_is_kept(after):
    bring_in(session=after, actor=organiser(), content=report(line("Guest", email="guest@example.org")))

    fields = {field.name for field in ReportedPerson._meta.get_fields()}
    assert "email" not in fields
    assert "guest@" not in repr(ReportedPerson.objects.values())
