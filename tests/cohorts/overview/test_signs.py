"""Who might need a hand: by declared rules, only those who take part, and only as long as it holds."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from cohorts.overview.models import HelpRules, HelpSign
from cohorts.overview.selectors import hands, hands_number, sign_words
from cohorts.overview.signs import find_signs, running_cohorts
from cohorts.programmes.models import Cohort, PlaceState
from courses.learning.models import Enrolment
from tests.cohorts.overview.ground import MONDAY, came, course, place, progress, running, session, teaches
from tests.factories.accounts import OrganiserFactory, sign_in
from tests.factories.learning import enrolled

pytestmark = pytest.mark.django_db


def found(cohort):
    signs = HelpSign.objects.filter(place__cohort=cohort, ended_at=None).order_by("place", "sign")
    return [(sign.place.trainee.name, sign.sign, sign.number) for sign in signs]


def day(number: int) -> dt.datetime:
    """Noon, so many days after the first Monday."""
    return MONDAY.replace(hour=12) + dt.timedelta(days=number)


@pytest.mark.parametrize(("days", "signs"), [(9, []), (10, [("Dele", "quiet", 10)])])
def test_quiet_begins_with_the_day_that_the_rule_names(days, signs, time_travel):
    cohort = running()
    place(cohort, "Dele")
    time_travel(day(days))

    find_signs(cohort=cohort)

    assert found(cohort) == signs


def test_a_lesson_or_a_session_ends_the_quiet_and_the_sign(time_travel):
    cohort, edition = running(), course(1)
    reader, comer = place(cohort, "Reader"), place(cohort, "Comer")
    third = session(cohort, 3)
    time_travel(day(13))
    find_signs(cohort=cohort)
    assert found(cohort) == [("Reader", "quiet", 13), ("Comer", "quiet", 13)]

    progress(reader.trainee, edition.lessons[0]["id"], begun=day(13))
    came(comer, third, "late", "attended")
    time_travel(day(15))
    find_signs(cohort=cohort)

    assert found(cohort) == []
    assert set(HelpSign.objects.values_list("ended_at", flat=True)) == {day(15)}


def test_missed_counts_the_last_sessions_in_a_row_and_credit_ends_it(time_travel):
    cohort = running()
    meetings = [session(cohort, number) for number in (1, 2, 3)]
    held = place(cohort, "Eilidh")
    for meeting in meetings:
        came(held, meeting, "absent")
    session(cohort, 4)  # to come: it says nothing yet
    time_travel(day(15))

    find_signs(cohort=cohort)
    assert ("Eilidh", "missed", 3) in found(cohort)

    held.attendances.filter(session=meetings[2]).update(credit="recording", credited_at=day(15))
    find_signs(cohort=cohort)
    assert [one for one in found(cohort) if one[1] == "missed"] == []


def test_behind_counts_from_the_day_the_course_was_due_until_it_is_completed(time_travel):
    cohort, edition = running(), course(1)
    edition.course.title = "Selection"
    edition.course.save()
    held = place(cohort, "Hana")
    enrolled(edition, held.trainee)
    teaches(cohort, edition, due_after=5)
    time_travel(day(7))
    find_signs(cohort=cohort)
    assert found(cohort) == []

    time_travel(day(8))
    find_signs(cohort=cohort)
    sign = HelpSign.objects.get(sign="behind")
    assert (sign.number, sign_words(sign)) == (3, "“Selection” was due 3 days ago")

    Enrolment.objects.update(completed_at=day(8), completed_edition=edition)
    find_signs(cohort=cohort)
    assert found(cohort) == []


@pytest.mark.parametrize(
    "state", [PlaceState.PAUSED, PlaceState.LEFT, PlaceState.SUSPENDED, PlaceState.REMOVED]
)
def test_whoever_does_not_take_part_is_left_in_peace(state, time_travel):
    cohort = running()
    held = place(cohort, "Owen")
    time_travel(day(20))
    find_signs(cohort=cohort)
    assert len(found(cohort)) == 1

    type(held).objects.update(state=state)
    find_signs(cohort=cohort)

    assert found(cohort) == []


def test_whoever_has_completed_is_left_in_peace(time_travel):
    cohort = running()
    held = place(cohort, "Owen", completed_at=MONDAY)
    time_travel(day(20))

    assert find_signs(cohort=cohort) == 0
    type(held).objects.update(completed_at=None)
    assert find_signs(cohort=cohort) == 1


def test_nobody_is_behind_with_a_course_that_is_only_offered(time_travel):
    cohort, edition = running(), course(1)
    place(cohort, "Hana")
    one = teaches(cohort, edition, due_after=5, is_required=False)
    time_travel(day(8))
    find_signs(cohort=cohort)
    assert found(cohort) == []

    type(one).objects.update(is_required=True)
    find_signs(cohort=cohort)
    assert found(cohort) == [("Hana", "behind", 3)]


def test_organisers_see_who_needs_a_hand_in_their_cohort_alone(time_travel):
    mine, other = running(), running()
    place(mine, "Hana")
    place(other, "Owen")
    time_travel(day(20))
    for cohort in (mine, other):
        find_signs(cohort=cohort)

    assert [hand.place.trainee.name for hand in hands(mine)] == ["Hana"]
    assert hands_number(mine) == 1


def test_before_and_after_the_cohort_and_when_it_is_cancelled_nobody_is_looked_at(time_travel):
    cohort = running()
    place(cohort, "Priya")
    for moment in (day(-1), day(60)):
        time_travel(moment)
        assert find_signs(cohort=cohort) == 0
    time_travel(day(20))
    assert find_signs(cohort=cohort) == 1
    Cohort.objects.update(state="cancelled", cancelled_at=day(20))

    assert running_cohorts() == [cohort.pk]  # for the signs that are left
    assert find_signs(cohort=cohort) == 0
    assert running_cohorts() == []


def test_looking_twice_keeps_the_day_it_was_found_and_being_put_off(time_travel):
    cohort = running()
    place(cohort, "Dele")
    time_travel(day(10))
    find_signs(cohort=cohort)
    HelpSign.objects.update(put_off_until=day(14).date())
    time_travel(day(12))

    find_signs(cohort=cohort)

    sign = HelpSign.objects.get()
    assert (sign.found_at, sign.number, sign.put_off_until) == (day(10), 12, day(14).date())
    assert (hands(cohort), hands_number(cohort)) == ([], 0)
    assert [hand.place.trainee.name for hand in hands(cohort, put_off=True)] == ["Dele"]
    time_travel(day(14))
    assert [hand.reasons for hand in hands(cohort)] == ["no lesson or session for 12 days"]


def test_page_shows_25_people_at_a_time_and_the_number_is_of_all(time_travel):
    cohort = running()
    for number in range(26):
        place(cohort, f"Trainee {number:02}")
    time_travel(day(20))
    find_signs(cohort=cohort)
    desk = sign_in(Client(), OrganiserFactory())

    first, second = (desk.get(f"/cohorts/{cohort.slug}/hands/?page={page}") for page in (1, 2))

    assert hands_number(cohort) == 26
    assert [first.text.count('class="card hand"'), second.text.count('class="card hand"')] == [25, 1]
    assert "Trainee 25" in second.text
    about = f"/cohorts/{cohort.slug}/write/?to={cohort.held_places.first().uid}&about=%00"
    assert desk.get(about).context["form"].initial == {}


def test_rules_of_the_cohort_are_used_and_not_those_of_another(time_travel):
    strict, lenient = running(), running()
    place(strict, "Strict")
    place(lenient, "Lenient")
    HelpRules.objects.create(cohort=strict, quiet_days=2)
    time_travel(day(3))

    for cohort in (strict, lenient):
        find_signs(cohort=cohort)

    assert found(strict) == [("Strict", "quiet", 3)]
    assert found(lenient) == []


@pytest.mark.parametrize("people", [1, 30])
def test_a_look_takes_the_same_queries_for_any_number(people, django_assert_num_queries, time_travel):
    cohort, edition = running(), course(1)
    teaches(cohort, edition, due_after=5)
    meetings = [session(cohort, number) for number in (1, 2)]
    for number in range(people):
        held = place(cohort, f"Trainee {number}")
        for meeting in meetings:
            came(held, meeting, "absent")
    time_travel(day(20))

    with django_assert_num_queries(16):
        assert find_signs(cohort=cohort) == 3 * people
