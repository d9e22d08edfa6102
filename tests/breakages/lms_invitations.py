"""Invitations, one at a time and by files; and who gave which role."""

from tests.breakages import Room

ROOM = Room("invitations")

services = ROOM.file("lms/accounts/invitations/services.py", "tests/lms/accounts/invitations")
services.breaks(
    "    if role and (role not in STAFF_GROUPS or not is_administrator(actor)):\n"
    "        raise RoleNotYoursError\n",
    "",
    "Organisers make themselves administrators by inviting a second address of theirs.",
)
services.breaks(
    "    if locked.role and not is_administrator(actor):\n        raise RoleNotYoursError\n",
    "",
    "An organiser sends a role again that an administrator let run out.",
)
services.breaks(
    "    if invitation.role and is_administrator(invitation.invited_by):\n",
    "    if invitation.role:\n",
    "A role comes from somebody who may give none any more.",
)
services.breaks(
    "    if person.email != invitation.email or person.standing != Standing.ACTIVE:\n"
    "        raise LinkUsedError\n",
    "",
    "Whoever got hold of the link takes the role with an account of their own.",
)
services.breaks(
    "        if invitation.is_open:\n            return invitation, False\n",
    "",
    "Invited twice, somebody gets letter after letter.",
)
services.breaks(
    "filter(pk=invitation_id, sent_at=None).first()",
    "filter(pk=invitation_id).first()",
    "A job that runs twice sends the letter twice.",
)
services.breaks(
    "    if person is not None and not person.is_active:\n        return\n",
    "",
    "Somebody who was frozen, or has died, is written to.",
)
services.breaks(
    "    if locked.is_open and (locked.sent_at is None or locked.sent_at > now - BETWEEN_LETTERS):\n"
    "        raise JustSentError\n",
    "",
    "A double click sends two letters.",
)
files = ROOM.file("lms/accounts/invitations/files.py", "tests/lms/accounts/invitations")
files.breaks(
    "    if locked.state != BatchState.READ:\n        return False\n",
    "",
    "Two clicks, or a file half read: letters go twice, or before the report was there.",
)
files.breaks(
    "    row.is_done = True\n",
    "",
    "A file of more than fifty people invites its first fifty for ever.",
)
files.breaks(
    "        enqueue(_SEND, batch.pk)  # before the letters: whoever waits sees soon who was invited\n",
    "        pass\n",
    "Only the first fifty of a file are invited.",
)
files.breaks(
    "            earlier.add(row.email)\n",
    "            pass\n",
    "The report promises more letters than there are people.",
)
files.breaks(
    '        batch.state, batch.content = BatchState.READ, b""\n',
    "        batch.state = BatchState.READ\n",
    "The file with everybody's address is kept after it was read.",
)
reading = ROOM.file("lms/accounts/invitations/reading.py", "tests/lms/accounts/invitations")
reading.breaks(
    '        return content.decode("cp1252", errors="replace")\n',
    '        return content.decode("utf-8", errors="replace")\n',
    "Names with accents from an old spreadsheet arrive broken.",
)
reading.breaks(
    "    if looks_like_a_formula(row.name):\n        return RowOutcome.FORMULA\n",
    "",
    "A name that is a formula comes in, and runs in somebody's spreadsheet one day.",
)
reading.breaks(
    "    if lines > MOST_ROWS + 1:\n",
    "    if lines > 10 * MOST_ROWS + 1:\n",
    "A file of a million rows keeps the server busy for hours.",
)
reading.breaks(
    "        if number <= max(after, columns.head):\n",
    "        if number <= max(after - 1, columns.head):\n",
    "The last row of each piece of a long file is read twice.",
)

grants = ROOM.file("lms/accounts/grants/services.py", "tests/lms/accounts/grants")
grants.breaks(
    "    if role == ADMINISTRATORS and not scope_kind and not _somebody_else_administers(person):\n"
    "        raise LastAdministratorError\n",
    "",
    "The last administrator gives the role up, and nobody can give roles any more.",
)
grants.breaks(
    "        person=person, role=role, scope_kind=scope_kind, scope_uid=scope_uid\n    )\n\n\ndef _somebody",
    "        person=person, role=role, scope_kind=scope_kind\n    )\n\n\ndef _somebody",
    "Who loses one cohort loses all of them; who has one is given no other.",
)
grants.breaks(
    "    person.groups.clear()\n",
    "",
    "An erased account is still in the groups of staff.",
)
grants.breaks(
    '    for name in ("_staff_roles", "_scoped_roles"):\n        person.__dict__.pop(name, None)\n',
    "",
    "A role that was taken away holds until the end of the request that took it.",
)
