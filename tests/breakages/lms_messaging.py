"""Letters: written with the work that asked for them, delivered once, forgotten; and the record."""

from tests.breakages import Room

ROOM = Room("messaging")

services = ROOM.file("lms/messaging/services.py", "tests/lms/messaging")
services.breaks(
    "    if not _claim(message):\n        return\n",
    "",
    "Two workers at one letter: the learner gets it twice.",
)
services.breaks(
    "        OutgoingMessage.objects.filter(pk=message.pk).update(claimed_at=None)\n        raise\n",
    "        raise\n",
    "A letter that was refused once waits until its claim runs out; quick retries are spent for nothing.",
)
services.breaks(
    "update(claimed_at=None)\n        raise\n",
    "update(claimed_at=None)\n        return\n",
    "A letter that the server refused counts as delivered.",
)
services.breaks(
    'message.sent_at, message.mime = timezone.now(), b""\n',
    "message.sent_at = timezone.now()\n",
    "Every letter stays readable in the database after it left.",
)
services.breaks(
    "Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - CLAIM_HOLDS)",
    "Q(claimed_at__isnull=True)",
    "A letter whose worker was killed is never sent.",
)
services.breaks(
    "    if unsent.exists():\n        raise MessageClaimedError",
    "    if False:\n        raise MessageClaimedError",
    "The second worker calls the letter done while the first may still fail.",
)
services.breaks(
    "filter(pk=message.pk, sent_at__isnull=True)",
    "filter(pk=message.pk)",
    "A letter that was sent is sent again, empty.",
)
services.breaks(
    "filter(sent_at__lt=timezone.now() - KEEP_SENT)",
    "filter(created_at__lt=timezone.now() - KEEP_SENT)",
    "A letter that could not be delivered for a month is thrown away.",
)
services.breaks(
    "            to=list(message.recipients),\n",
    "            to=list(message.recipients)[:1],\n",
    "Of several readers one gets the letter.",
)
backend = ROOM.file("lms/messaging/backend.py", "tests/lms/messaging")
backend.breaks(
    '                enqueue("lms.messaging.tasks.deliver_message_job", row.pk)\n',
    "",
    "Letters pile up and none leaves.",
)
backend.breaks(
    "            if not recipients:\n                continue\n",
    "",
    "A letter to nobody fails five times and is parked.",
)
backend.breaks(
    "recipients = message.recipients()",
    "recipients = message.to",
    "Whoever is copied in without being named gets nothing.",
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
    "subject=subject, details=details)",
    "subject=subject)",
    "The record says that something was done, and not what.",
)
viewsets = ROOM.file("lms/audit/viewsets.py", "tests/lms/audit")
viewsets.breaks(
    '    any_permission_required = ["view"]\n',
    "    any_permission_required = []\n",
    "Editors read who did what.",
)
viewsets.breaks(
    'people.get(event.actor_uid, event.actor_uid or _("the system"))',
    'people.get(event.actor_uid, _("the system"))',
    "What a person did who is gone is put down to the system.",
)
