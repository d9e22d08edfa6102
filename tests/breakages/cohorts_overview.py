"""What organisers see of a cohort, take out of it, and write to it."""

from tests.breakages import Room

ROOM = Room("overview")
CODE = "cohorts/overview"
HERE = "tests/cohorts/overview"

grid = ROOM.file(f"{CODE}/grid.py", f"{HERE}/test_grid.py")
grid.breaks(
    "    found = Place.objects.filter(_STATES.get(wanted.state, Q()), cohort=cohort)\n",
    "    found = Place.objects.filter(_STATES.get(wanted.state, Q()))\n",
    "Organisers read the people of other cohorts in their grid.",
)
grid.breaks(
    '        found[f"s{session}"] = CREDIT if credit and met not in (DONE, LATE) else met\n',
    '        found[f"s{session}"] = met\n',
    "Who made a session up is shown as having missed it.",
)
grid.breaks(
    "    page = min(max(1, wanted.page), max(1, -(-total // PER_PAGE)))\n",
    "    page = max(1, wanted.page)\n",
    "A page too far shows an empty cohort.",
)
grid.breaks(
    "    for sign in HelpSign.objects.filter(place__in=list(places), ended_at=None)",
    "    for sign in HelpSign.objects.filter(place__in=list(places))",
    "Somebody who caught up long ago is still shown as needing a hand.",
)
ROOM.file(f"{CODE}/exports.py", f"{HERE}/test_grid.py").breaks(
    '    return ILLEGAL_CHARACTERS_RE.sub("", safe_cell(value))[:MOST_IN_A_CELL]\n',
    '    return ILLEGAL_CHARACTERS_RE.sub("", str(value))[:MOST_IN_A_CELL]\n',
    "A trainee's name runs as a formula on the organiser's computer.",
)
views = ROOM.file(f"{CODE}/export_views.py", f"{HERE}/test_exports.py")
views.breaks(
    '    record(\n        actor_uid=me(request).uid,\n        action="cohorts.grid_exported",\n'
    '        subject=f"cohort:{cohort.uid}",\n        kind=kind,\n'
    "        people=wanted_places(cohort, wanted).count(),\n    )\n",
    "",
    "The list of a whole cohort leaves the site, and nobody can say who took it.",
)
signs = ROOM.file(f"{CODE}/signs.py", f"{HERE}/test_signs.py")
signs.breaks(
    "filter(cohort=cohort, completed_at=None)",
    "filter(cohort=cohort)",
    "Who has completed everything is rung up for doing nothing.",
)
signs.breaks(
    "    places = Place.objects.taking_part().filter(",
    "    places = Place.objects.open().filter(",
    "Who pauses is not left in peace.",
)
signs.breaks(
    "(today - facts.last).days) >= rules.quiet_days:",
    "(today - facts.last).days) > rules.quiet_days:",
    "A sign comes a day later than the rule says.",
)
signs.breaks(
    "    if cohort.cancelled_at or not cohort",
    "    if not cohort",
    "People of a cancelled cohort are rung up for doing nothing.",
)
signs.breaks(
    "        if facts.sessions.get(key) != MISSED:\n            break\n",
    "        if facts.sessions.get(key) != MISSED:\n            continue\n",
    "Two sessions missed in months count as missed in a row.",
)
signs.breaks(
    "            sign.ended_at = now\n",
    "            pass\n",
    "A sign never ends.",
)
signs.breaks(
    "    counted: Any = CohortCourse.objects.filter(cohort=cohort, is_required=True, due",
    "    counted: Any = CohortCourse.objects.filter(cohort=cohort, due",
    "People are behind with what nobody asked of them.",
)
services = ROOM.file(f"{CODE}/services.py", f"{HERE}/test_services.py")
services.breaks(
    "    if not today < until <= today + LONGEST_PUT_OFF:\n",
    "    if not today < until:\n",
    "Somebody who needs a hand is put off for a year and forgotten.",
)
services.breaks(
    "    if (known := Announcement.objects.filter(uid=uid).first()) is not None:\n        return known\n",
    "",
    "A message sent twice over a bad line ends in an error, or goes out twice.",
)
services.breaks(
    '    waiting = announcement.recipients.filter(told_at=None).order_by("pk")\n',
    '    waiting = announcement.recipients.order_by("pk")\n',
    "A message to a cohort never comes to its end.",
)
services.breaks(
    "    if left:\n        enqueue(TELL_JOB, announcement.pk)\n",
    "",
    "The fifty-first hears nothing.",
)
services.breaks(
    "        people=len(places),\n    )\n    enqueue",
    "        people=len(places),\n        text=text,\n    )\n    enqueue",
    "What an organiser wrote to one person stands in the record for ever.",
)
selectors = ROOM.file(f"{CODE}/selectors.py", f"{HERE}/test_services.py", f"{HERE}/test_signs.py")
selectors.breaks(
    '    places = Place.objects.filter(cohort=cohort).select_related("trainee").order_by("pk")\n',
    '    places = Place.objects.all().select_related("trainee").order_by("pk")\n',
    "A message to one cohort goes to all.",
)
selectors.breaks(
    "    places = places.taking_part()\n",
    "    places = places.all()\n",
    "Who left or was removed goes on hearing from the cohort.",
)
selectors.breaks(
    "    return signs.filter(place__cohort=cohort, place__state=PlaceState.ACTIVE)",
    "    return signs.filter(place__state=PlaceState.ACTIVE)",
    "Organisers read who needs a hand in other cohorts.",
)
