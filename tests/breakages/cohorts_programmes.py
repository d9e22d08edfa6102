"""Programmes, cohorts and places: who holds one, who takes it away, when the rule is met."""

from tests.breakages import Room

ROOM = Room("programmes")
HERE = "tests/cohorts/programmes"

services = ROOM.file("cohorts/programmes/services.py", f"{HERE}/test_services.py", f"{HERE}/test_views.py")
services.breaks(
    "    if places_left(cohort) == 0:\n        raise CohortFullError\n",
    "",
    "A cohort has more people than places.",
)
services.breaks(
    "    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)\n"
    "    if cohort.state == CohortState.CANCELLED:\n",
    "    cohort = Cohort.objects.get(pk=cohort.pk)\n    if cohort.state == CohortState.CANCELLED:\n",
    "Two people at the same moment both get the last place.",
    f"{HERE}/test_services.py::test_two_cannot_take_the_last_place",
    postgresql=True,
)
services.breaks(
    "    if cohort.state == CohortState.CANCELLED:\n        raise CohortClosedError\n",
    "",
    "Somebody gets a place in a cohort that does not take place.",
)
services.breaks(
    "    if place is not None and place.state == PlaceState.REMOVED:\n        raise PlaceRemovedError\n",
    "",
    "A place that two people took away is given back by one.",
)
services.breaks(
    "    if place is not None and place.state in TAKES_UP_ROOM:\n        return place\n",
    "    if place is not None and place.state == PlaceState.ACTIVE:\n        return place\n",
    "Whoever is suspended takes part again as soon as a place is given twice.",
)
services.breaks(
    "timedelta(days=one.opens_after) <= timezone.localdate()",
    "timedelta(days=one.opens_after) < timezone.localdate()",
    "Every course of every cohort opens a day late.",
)
services.breaks(
    "            if (place.trainee_id, course.pk) in known:\n                continue\n",
    "",
    "Somebody who left a course is put on it again every day.",
)
services.breaks(
    "        joined += 1\n            except CourseClosedError:",
    "        joined += 1\n            except CohortClosedError:",
    "One course that is not published keeps everybody off the others.",
)
services.breaks(
    "    if place.conduct_accepted_at is None:\n",
    "    if True:\n",
    "The record says that somebody accepted the code of conduct later than they did.",
)
removing = ROOM.file("cohorts/programmes/removing.py", f"{HERE}/test_services.py", f"{HERE}/test_views.py")
removing.breaks(
    "    if confirm and removal.proposed_by_id == actor.pk:\n",
    "    if confirm and removal.proposed_by_id is None:\n",
    "One organiser alone takes somebody's place away.",
)
removing.breaks(
    "    if removal.decided_at is not None:\n        return removal\n",
    "",
    "A proposal that was dropped is confirmed afterwards, and somebody's place is gone.",
)
removing.breaks(
    '        become(place, _before(place), actor, "")\n',
    '        become(place, PlaceState.ACTIVE, actor, "")\n',
    "Whoever was pausing takes part again without having asked.",
)
removing.breaks(
    "    elif place.state == PlaceState.SUSPENDED:\n",
    "    else:\n",
    "Whoever left by themselves meanwhile is back in the cohort.",
)
removing.breaks(
    "    if removal.decided_at is not None:\n        raise PlaceStateError\n",
    "",
    "An answer is changed after the decision that was made on it.",
)
completion = ROOM.file(
    "cohorts/programmes/completion.py",
    f"{HERE}/test_services.py",
    "tests/cohorts/sessions/test_attendance.py",
)
completion.breaks(
    "    if not asked or not all(",
    "    if not all(",
    "Where a cohort asks for nothing, everybody has completed it on the first day.",
)
completion.breaks(
    "    if place is None or place.completed_at or place.state",
    "    if place is None or place.state",
    "Whoever completed is congratulated again with every later lesson.",
)
completion.breaks(
    "CohortCourse.objects.filter(cohort=place.cohort_id, is_required=True).values",
    "CohortCourse.objects.filter(cohort=place.cohort_id).values",
    "A course that is only offered keeps people from completing.",
)
completion.breaks(
    " or place.state not in (PlaceState.ACTIVE, PlaceState.PAUSED):",
    ":",
    "Somebody whose place was taken away completes the cohort.",
)
setting_up = ROOM.file(
    "cohorts/programmes/setting_up.py", f"{HERE}/test_services.py", f"{HERE}/test_views.py"
)
setting_up.breaks(
    "    return timezone.make_aware(local.replace(tzinfo=None) + by)\n",
    "    return moment + by\n",
    "A clone over the change of the clock closes an hour too early or too late.",
)
setting_up.breaks(
    "        enqueue(TELL_CANCELLED_JOB, cohort.pk, shown[-1].pk)\n",
    "        pass\n",
    "The fifty-first of a cancelled cohort hears nothing.",
)
setting_up.breaks(
    "    if cohort.state == CohortState.CANCELLED:\n        return cohort\n",
    "",
    "A cohort cancelled twice has the second reason, which nobody was told.",
)
ROOM.file("cohorts/programmes/models.py", f"{HERE}/test_services.py").breaks(
    "        return self.opens_at <= timezone.now() < self.closes_at\n",
    "        return self.opens_at <= timezone.now() <= self.closes_at\n",
    "Who sends at the closing moment is in time, by chance of the clock.",
)
ROOM.file("cohorts/programmes/doors.py", f"{HERE}/test_views.py").breaks(
    "            if found is None or not has_perm(rule, request.user, found):\n",
    "            if found is None:\n",
    "Whoever is signed in runs every cohort.",
)
rules = ROOM.file("cohorts/programmes/rules.py", f"{HERE}/test_rules.py", f"{HERE}/test_views.py")
rules.breaks(
    "    return cohort is not None and organises(user, cohort.uid)\n",
    "    return cohort is not None and runs_some_cohort(user)\n",
    "Who organises one cohort reads the people of all others.",
    f"{HERE}/test_views.py",
    "tests/cohorts/sessions/test_views.py",
)
rules.breaks(
    "    if cohort is None or cohort.state == CohortState.PREPARING or not user",
    "    if cohort is None or not user",
    "People see a cohort that is still being prepared.",
)
rules.breaks(
    "        and place.trainee_id == user.pk\n",
    "",
    "Whoever is signed in sees and changes somebody else's place.",
)
