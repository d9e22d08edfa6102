"""Sessions: who gets in, who is told and how often, and for whom an evening counts."""

# ruff: noqa: E501

from tests.breakages import Room

ROOM = Room("sessions")
CODE = "cohorts/sessions"
HERE = "tests/cohorts/sessions"

attendance = ROOM.file(f"{CODE}/attendance.py", f"{HERE}/test_attendance.py")
attendance.breaks(
    "        if not session.code_from <= now < session.code_until:",
    "        if not session.code_from <= now <= session.code_until:",
    "A code is good at the moment at which it ended.",
)
attendance.breaks(
    "    if tries > MOST_TRIES:\n",
    "    if tries > MOST_TRIES * 1000:\n",
    "Whoever was not there guesses the code of the evening.",
)
attendance.breaks(
    "        if row.source != AttendanceSource.HAND and not row.was_there:\n",
    "        if not row.was_there:\n",
    "Somebody whom the organiser noted as absent makes themselves present.",
)
attendance.breaks(
    "    elif state not in THERE and row.credit == Credit.ATTENDED:\n",
    "    elif state not in THERE:\n",
    "Who made a session up by its recording loses it when absence is noted.",
)
attendance.breaks(
    "    if not done.exists():\n        return False\n",
    "",
    "Saying that one watched a recording is enough.",
)
attendance.breaks(
    "    _check_noting(session)\n    row = attendance_of(session, place)\n",
    "    row = attendance_of(session, place)\n",
    "People are noted as present at a session that is next week or does not take place.",
)
attendance.breaks(
    '    known = Attendance.objects.filter(session=session).exclude(state="").values("place")\n',
    '    known = Attendance.objects.none().values("place")\n',
    "Closing the register makes everybody absent who was there.",
)
attendance.breaks(
    "state = AttendanceState.EXCUSED if place.pk in excused else AttendanceState.ABSENT",
    "state = AttendanceState.ABSENT",
    "Who said that they cannot come is noted as absent.",
)
reports = ROOM.file(f"{CODE}/report_services.py", f"{HERE}/test_report_services.py")
reports.breaks(
    "    spans = merged((start, end) for person in people for start, end in person.spans)\n",
    "    spans = sorted((start, end) for person in people for start, end in person.spans)\n",
    "Half an hour on two devices is an hour, and the session counts.",
)
reports.breaks(
    "filter(report__session=session, report__applied_at__isnull=False)",
    "filter(report__session=session)",
    "A report that nobody has approved is on the register.",
)
reports.breaks(
    "    if row.source == AttendanceSource.HAND or (is_short and by_code):\n",
    "    if is_short and by_code:\n",
    "A report overrules what the organiser noted by hand.",
)
reports.breaks(
    "    if row.source == AttendanceSource.HAND or (is_short and by_code):\n",
    "    if row.source == AttendanceSource.HAND:\n",
    "Who was in the room and entered the code is absent, since their call was short.",
)
reports.breaks(
    "            if len(people) == 1:\n",
    "            if people:\n",
    "Of two people of one name, one is present for the other.",
)
reports.breaks(
    "    _take_back(session, set(heard), actor)\n",
    "",
    "Who was taken for somebody else by mistake stays present.",
)
reports.breaks(
    "    is_short = minutes < session.least_minutes\n",
    "    is_short = minutes <= session.least_minutes\n",
    "Who stayed exactly as long as is asked for was absent.",
)
reports.breaks(
    "    if is_new:\n        names = Names(session.cohort_id)\n",
    "    if report:\n        names = Names(session.cohort_id)\n",
    "The same report brought in twice counts everybody twice.",
)
services = ROOM.file(f"{CODE}/services.py", f"{HERE}/test_services.py", f"{HERE}/test_feed.py")
services.breaks(
    "starts_at, ends_at, reason\n    session.sequence, session.changed_at = session.sequence + 1, timezone.now()\n",
    "starts_at, ends_at, reason\n    session.changed_at = timezone.now()\n",
    "Calendars go on showing the old time of a session that was moved.",
)
services.breaks(
    "SessionState.CANCELLED, reason\n    session.sequence, session.changed_at = session.sequence + 1, timezone.now()\n",
    "SessionState.CANCELLED, reason\n    session.changed_at = timezone.now()\n",
    "Calendars go on showing a session that was cancelled.",
)
services.breaks(
    "    SessionReply.objects.filter(session=session).delete()\n",
    "",
    "Who could not come on Monday counts as unable to come on Thursday, and is not reminded.",
)
services.breaks(
    "    if session.is_cancelled:\n        return\n    _check_open(session)\n",
    "    _check_open(session)\n",
    "Whoever presses the button twice sees an error.",
)
services.breaks(
    "    if known:\n        return known\n",
    "",
    "A form sent twice plans every evening twice.",
)
services.breaks(
    "    if not quietly:\n        tell(session=session, what=CANCELLED)\n",
    "    tell(session=session, what=CANCELLED)\n",
    "Everybody in a cancelled cohort has a letter for each of its sessions.",
)
telling = ROOM.file(f"{CODE}/telling.py", f"{HERE}/test_services.py", f"{HERE}/test_recordings.py")
telling.breaks(
    "    is_past = session.sequence != telling.sequence or (",
    "    is_past = (",
    "People are reminded of the old time of a session that was moved.",
)
telling.breaks(
    "    if not people_for(session, what, only=person):\n        return False\n",
    "",
    "Who left the cohort is told what goes on in it.",
)
telling.breaks(
    "    if what in (DAY, HOUR, MISSING):\n        places = places.exclude(pk__in=cannot)\n",
    "",
    "Who said that they cannot come is asked again and again.",
)
telling.breaks(
    "            if least < left <= before and",
    "            if left <= before and",
    "A session planned for tomorrow is announced as a week away.",
)
telling.breaks(
    '        places = places.exclude(pk__in=came.values("place"))\n',
    "        pass\n",
    "Everybody who was there is told to watch the recording.",
)
telling.breaks(
    '    key = f"{session.uid}:{what}:{telling.sequence}"\n',
    '    key = f"{session.uid}:{what}:{timezone.now()}"\n',
    "A job that runs twice tells somebody twice.",
)
calendar = ROOM.file(f"{CODE}/calendar.py", f"{HERE}/test_feed.py", f"{HERE}/test_services.py")
calendar.breaks(
    "        place=session.place or link,\n",
    "        place=session.place or session.meeting_url,\n",
    "The address of the call stands in calendars that others see, and in letters.",
)
calendar.breaks(
    'number=data.get("n", 0), is_open=True)',
    "is_open=True)",
    "An address that was renewed because it was passed on goes on working.",
)
calendar.breaks(
    "        sequence=session.sequence,\n",
    "        sequence=0,\n",
    "No calendar ever follows a change.",
)
calendar.breaks(
    "    leads = Q(pk__in=led) if person.has_role else Q()\n",
    "    leads = Q(pk__in=led)\n",
    "Who is no longer an organiser goes on seeing sessions of people they led.",
)
models = ROOM.file(f"{CODE}/models.py", f"{HERE}/test_models.py", f"{HERE}/test_views.py")
models.breaks(
    "        return not self.is_cancelled and self.opens_at <= timezone.now() < self.ends_at\n",
    "        return not self.is_cancelled and timezone.now() < self.ends_at\n",
    "The address of the call stands there weeks before, to be passed on.",
)
models.breaks(
    "        return not self.is_cancelled and self.opens_at <= timezone.now() < self.ends_at\n",
    "        return self.opens_at <= timezone.now() < self.ends_at\n",
    "People join a call that was cancelled.",
)
models.breaks(
    "and self.recording_until >= timezone.localdate()\n",
    "and self.recording_until > timezone.localdate()\n",
    "A recording is gone on the day until which it was promised.",
)
ROOM.file(f"{CODE}/my_views.py", f"{HERE}/test_views.py").breaks(
    '    if found is None or not has_perm("cohorts.see_session", request.user, found):\n',
    "    if found is None:\n",
    "Whoever is signed in joins the call of any cohort.",
)
ROOM.file(f"{CODE}/doors.py", f"{HERE}/test_views.py").breaks(
    '        if found is None or not has_perm("cohorts.lead_session", request.user, found):\n',
    "        if found is None:\n",
    "Whoever is signed in keeps the register.",
)
ROOM.file(f"{CODE}/doors.py", f"{HERE}/test_views.py").breaks(
    '        if not has_perm("cohorts.run_cohort", request.user, session):\n            raise Http404\n',
    "",
    "Who leads one evening plans and cancels sessions.",
)
ROOM.file(f"{CODE}/rules.py", f"{HERE}/test_views.py").breaks(
    "    if not isinstance(session, LiveSession) or not is_staff_member(user):\n",
    "    if not isinstance(session, LiveSession):\n",
    "Somebody without a role and a second factor reads the register.",
)
recordings = ROOM.file(f"{CODE}/recordings.py", f"{HERE}/test_recordings.py")
recordings.breaks(
    "    return LiveSession.objects.filter(recording_until__lt=timezone.localdate())",
    "    return LiveSession.objects.filter(recording_until__lte=timezone.localdate())",
    "A recording is deleted on the day until which it was promised.",
)
recordings.breaks(
    "    if not fits or (file.size or 0) > MOST_BYTES:\n",
    "    if (file.size or 0) > MOST_BYTES:\n",
    "Anything at all is kept as a recording and sent to trainees.",
)
recordings.breaks(
    "    if session.recording_file:\n        default_storage.delete(str(session.recording_file.name))\n",
    "",
    "The file of a recording with faces and voices outlives the day that was promised.",
)
ratings = ROOM.file(f"{CODE}/ratings.py", f"{HERE}/test_recordings.py")
ratings.breaks(
    '    if totals["count"] < LEAST:\n',
    '    if totals["count"] < 1:\n',
    "Of two people who gave their opinion, the facilitator knows who said what.",
)
ratings.breaks(
    "    if session.ends_at + OPEN_FOR > timezone.now():\n        return Opinions(is_open=True)\n",
    "",
    "The total grows from five to six, and says what the sixth person wrote.",
)
ratings.breaks(
    "    if row.has_rated:\n        return False\n",
    "",
    "One person gives an evening ten opinions.",
)
completing = ROOM.file(f"{CODE}/completing.py", f"{HERE}/test_attendance.py")
completing.breaks(
    "place=place, session__counts=True)",
    "place=place)",
    "An evening that does not count completes a cohort.",
)
completing.breaks(
    "    return rows.exclude(session__state=SessionState.CANCELLED).count()\n",
    "    return rows.count()\n",
    "A session that was cancelled afterwards goes on counting.",
)
