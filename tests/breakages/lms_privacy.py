"""Copies of everything, erasures, who saw what, what was written in confidence, and how long things stay."""

from tests.breakages import Room

ROOM = Room("privacy")

services = ROOM.file(
    "lms/privacy/services.py", "tests/lms/privacy/test_export.py", "tests/lms/privacy/test_copy_steps.py"
)
services.breaks(
    "    if actor.pk != person.pk and person.standing != Standing.DIED:\n        raise NotForThemError\n"
    "    try:\n        with transaction.atomic():\n            export",
    "    try:\n        with transaction.atomic():\n            export",
    "An administrator takes a copy of everything that anybody ever wrote.",
)
services.breaks(
    "    export.parts.all().delete()\n    wanted",
    "    wanted",
    "What a copy was made of lies about for ever.",
)
services.breaks(
    "    remove_files(export)\n    Export.objects.filter(pk=export.pk).update(state=ExportState.GONE",
    "    Export.objects.filter(pk=export.pk).update(state=ExportState.READY",
    "The day comes, and the copy of everything can still be fetched.",
    "tests/lms/privacy/test_export.py",
    "tests/lms/privacy/test_retention.py",
)
services.breaks(
    "    if export.state != ExportState.MAKING:\n        return export\n    now",
    "    now",
    "A job that runs twice sends the letter about a copy twice.",
)
views = ROOM.file("lms/privacy/views.py", "tests/lms/privacy/test_export.py")
views.breaks(
    "@login_required\n@reauthentication_required\ndef download",
    "@login_required\ndef download",
    "Whoever finds a browser open takes everything that is held on its owner.",
)
views.breaks(
    'if not has_perm("privacy.download_copy", request.user, copy) or not copy.is_there:',
    'if not has_perm("privacy.download_copy", request.user, copy):',
    "A copy can be fetched after its last day.",
)
ROOM.file("lms/privacy/models.py", "tests/lms/privacy/test_export.py").breaks(
    "        return self.filter(asked_by_uid=user.uid)\n",
    "        return self\n",
    "The address of a copy is all that it takes to have it.",
)
erasing = ROOM.file("lms/privacy/erasing.py", "tests/lms/privacy/test_erasing.py")
erasing.breaks(
    "    if actor.pk != person.pk and person.standing != Standing.DIED:\n        raise NotForThemError\n",
    "",
    "Staff erase somebody who is alive and did not ask.",
)
erasing.breaks(
    "filter(pk=erasure_id, state=ErasureState.PENDING, due_at__lte=timezone.now())",
    "filter(pk=erasure_id, state=ErasureState.PENDING)",
    "Somebody is erased within the days in which they may take it back.",
)
erasing.breaks(
    '    return due.exclude(person__standing=Standing.FROZEN).values_list("pk", flat=True)\n',
    '    return due.values_list("pk", flat=True)\n',
    "Whoever took an account over has it erased for good.",
)
erasing.breaks(
    "    if erasure.state != ErasureState.RUNNING or erasure.steps.filter(code=code).exists():\n"
    "        return False\n",
    "    if erasure.state != ErasureState.RUNNING:\n        return False\n",
    "After a crash the receipt counts what is left, not what went.",
)
erasing.breaks(
    "    if erasure.state == ErasureState.RUNNING:\n        raise TooLateError\n",
    "",
    "An erasure is taken back when half of it is done.",
)
erasing.breaks(
    '    if data.code == "account":\n        _write(erasure, "erasure_done")\n',
    "",
    "Nobody hears that they were erased, and has no receipt.",
)
delays = ROOM.file(
    "lms/privacy/delays.py", "tests/lms/privacy/test_words.py", "tests/lms/privacy/test_staff.py"
)
delays.breaks(
    "    if person.pk == reader.pk:\n        return []\n",
    "",
    "A safeguarding lead hides who looked at their own record.",
)
confidential = ROOM.file(
    "lms/privacy/confidential.py", "tests/lms/privacy/test_staff.py", "tests/lms/privacy/test_export.py"
)
confidential.breaks(
    "    if data is None or not data.confidential or key not in _keys(data, person):\n"
    "        raise UnknownItemError\n",
    "    if data is None:\n        raise UnknownItemError\n",
    "A decision about somebody else's item, or about none, stands in the record.",
)
confidential.breaks(
    '    if not include and reason not in set(WithholdReason.values) - {""}:\n        raise NoReasonError\n',
    "",
    "Something is withheld from a person, and nobody can say why.",
)
ROOM.file("lms/privacy/retention.py", "tests/lms/privacy/test_retention.py").breaks(
    "        if period.expire is not None and period.keep is not None\n",
    "        if period.expire is not None and period.keep is None\n",
    "Nothing goes that the page says has gone.",
)
duties = ROOM.file(
    "lms/privacy/duties.py", "tests/lms/privacy/test_last_organiser.py", "tests/lms/privacy/test_erasing.py"
)
duties.breaks(
    "        if (found := named.exclude(pk=person.pk).first()) is not None:\n            return found\n",
    "",
    "Whom a leaving organiser named gets nothing to look after.",
)
duties.breaks(
    "        grant_role(person=successor, role=ADMINISTRATORS, actor=None)\n",
    "        pass\n",
    "With the last administrator goes the last person who could give roles.",
)
