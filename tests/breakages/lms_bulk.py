"""The letter to many."""

from tests.breakages import Room

ROOM = Room("bulk")

run = ROOM.file(
    "lms/messaging/bulk_run.py",
    "tests/lms/messaging/test_narrow_places.py",
    "tests/lms/messaging/test_bulk.py",
    "tests/lms/messaging/test_bulk_consent.py",
)
run.breaks(
    "    if is_quiet(timezone.now()) or not _take_hold(bulk_id):\n",
    "    if is_quiet(timezone.now()) or (not _take_hold(bulk_id) and False):\n",
    "Two workers send at once, twice as fast as the mail server allows.",
)
run.breaks(
    "    left.update(state=RecipientState.UNKNOWN)\n",
    "    left.update(state=RecipientState.WAITING)\n",
    "Whoever was in a dead worker's hand gets the letter twice.",
)
run.breaks(
    "allowance <= 0 or is_quiet(timezone.now()) or not",
    "is_quiet(timezone.now()) or not",
    "All letters leave in one minute, and the provider stops the rest.",
)
run.breaks(
    "    reader = who_reads(person.audience, person.subject_uid)\n    if isinstance(reader, LeftOut):\n"
    "        return _note(person, RecipientState.LEFT_OUT, reader)\n",
    "    reader = who_reads(person.audience, person.subject_uid)\n",
    "Nobody is asked any more whether they withdrew while the letter was on its way.",
)
run.breaks(
    "        bulk.taken_after = rows[-1][0]\n",
    "        bulk.taken_after = rows[0][0]\n",
    "Writing the list of recipients never ends.",
)
run.breaks(
    'said = f"{bulk.uid} {normalise_name(address)}"',
    'said = f"{bulk.uid} {uid}"',
    "Somebody on two lists gets the letter twice.",
)
run.breaks(
    "    if not BulkSend.objects.filter(pk=bulk.pk, state=BulkState.SENDING).exists():\n"
    "        return False\n",
    "",
    "A paused letter keeps its worker busy until the time is up.",
)
run.breaks(
    "        _note_trouble(bulk, error)\n        _note(person, RecipientState.UNKNOWN)\n",
    "        _note_trouble(bulk, error)\n        _note(person, RecipientState.WAITING)\n",
    "A letter that may have arrived is sent again.",
)
consent = ROOM.file(
    "lms/messaging/bulk_consent.py",
    "tests/lms/messaging/test_narrow_places.py",
    "tests/lms/messaging/test_bulk_consent.py",
)
consent.breaks(
    "    if subscriber is None or not may_contact(subscriber.uid, EMAIL):\n        return LeftOut.WITHDREW\n",
    "    if subscriber is None:\n        return LeftOut.WITHDREW\n",
    "Whoever withdrew during a run is written to all the same.",
)
consent.breaks(
    "    if person is not None and not (person.is_active and person.standing == Standing.ACTIVE):\n"
    "        return LeftOut.GONE\n",
    "",
    "Somebody who died during a run is written to.",
)
consent.breaks(
    "    if Suppression.objects.filter(address=row.email).exists():\n        return LeftOut.SUPPRESSED\n",
    "",
    "Addresses that send letters back get one more.",
)
services = ROOM.file(
    "lms/messaging/bulk_services.py",
    "tests/lms/messaging/test_narrow_places.py",
    "tests/lms/messaging/test_bulk.py",
)
services.breaks(
    "    if bulk.state != BulkState.DRAFT:\n        return bulk\n",
    "",
    "A double click begins the letter again.",
)
services.breaks(
    "    if fingerprint(bulk) != checked:\n        raise ChangedMeanwhileError\n",
    "",
    "What leaves is not what the organiser looked at.",
)
services.breaks(
    "    if bulk.state not in (BulkState.SENDING, BulkState.PAUSED, BulkState.DONE):\n        return 0\n",
    "",
    "A letter that was stopped for good goes on.",
)
