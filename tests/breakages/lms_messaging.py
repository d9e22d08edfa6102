"""Letters: written with the work that asked for them, delivered once, forgotten; and the record."""

from tests.breakages import Room

ROOM = Room("messaging")

delivery = ROOM.file("lms/messaging/delivery.py", "tests/lms/messaging")
delivery.breaks(
    "    if claimed_at is None:\n        return\n",
    "    claimed_at = claimed_at or timezone.now()\n",
    "Two workers at one letter: the learner gets it twice.",
)
delivery.breaks(
    "        _settle(message, claimed_at, MessageState.UNKNOWN, trouble=trouble)\n        return\n",
    "        _settle(message, claimed_at, MessageState.WAITING, trouble=trouble)\n        return\n",
    "A letter that may have arrived is sent again by itself.",
)
delivery.breaks(
    "    if this.filter(state=MessageState.SENDING).exists():\n        raise MessageClaimedError",
    "    if False:\n        raise MessageClaimedError",
    "The second worker calls the letter done while the first may still fail.",
)
delivery.breaks(
    'sent_at=timezone.now(), mime=b"", trouble=""',
    'sent_at=timezone.now(), trouble=""',
    "Every letter stays readable in the database after it left.",
)
delivery.breaks(
    "    if is_over or _is_for_good(error, code):\n",
    "    if is_over:\n",
    "An address that does not exist is written to for a day.",
)
ROOM.file("lms/messaging/outgoing.py", "tests/lms/messaging").breaks(
    "            to=list(message.recipients),\n",
    "            to=list(message.recipients)[:1],\n",
    "Of several readers one gets the letter.",
)
ROOM.file("lms/messaging/outgoing.py", "tests/lms/messaging").breaks(
    "        enqueue(DELIVER_JOB, row.pk)\n",
    "        pass\n",
    "Letters pile up and none leaves.",
)
backend = ROOM.file("lms/messaging/backend.py", "tests/lms/messaging")
backend.breaks(
    "            if not message.recipients():\n                continue\n",
    "",
    "A letter to nobody fails five times and is parked.",
)
ROOM.file("lms/messaging/tasks.py", "tests/lms/messaging").breaks(
    "    if message is not None:\n        deliver_message(message=message)",
    "    deliver_message(message=message)",
    "The job of a letter that is gone fails five times and alarms an administrator.",
)
ROOM.file("lms/messaging/apps.py", "tests/lms/messaging").breaks(
    '    if using == "default":\n',
    '    if using == "other":\n',
    "Addresses of letters are kept for ever.",
    fresh=True,
)

models = ROOM.file("lms/audit/models.py", "tests/lms/audit")
models.breaks(
    "        if self.pk is not None:\n            raise TypeError(CHANGED)\n",
    "",
    "The record of who did what can be rewritten.",
)
models.breaks(
    "    def delete(self) -> NoReturn:\n        raise TypeError(DELETED)\n",
    "",
    "The record can be emptied in one line.",
)
models.breaks(
    "    def update(self, **kwargs: Any) -> NoReturn:\n        raise TypeError(CHANGED)\n",
    "",
    "The record can be rewritten in one line.",
)
models.breaks(
    "    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:\n        raise TypeError(CHANGED)\n",
    "",
    "The record can be rewritten in bulk.",
)
ROOM.file("lms/audit/services.py", "tests/lms/audit").breaks(
    "subject=subject, about_uid=about_uid, details=details\n",
    "subject=subject, about_uid=about_uid\n",
    "The record says that something was done, and not what.",
)
viewsets = ROOM.file("lms/audit/viewsets.py", "tests/lms/audit")
viewsets.breaks(
    '    any_permission_required = ["view"]\n',
    "    any_permission_required = []\n",
    "Editors read who did what.",
)
ROOM.file("lms/audit/selectors.py", "tests/lms/audit").breaks(
    'people.get(event.actor_uid, event.actor_uid or _("the system"))',
    'people.get(event.actor_uid, _("the system"))',
    "What a person did who is gone is put down to the system.",
)
