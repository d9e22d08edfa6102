"""Who is signed in where; devices, guessed passwords, changed addresses, recovery, accounts put out."""

from tests.breakages import Room

ROOM = Room("safety")

visits = ROOM.file("lms/accounts/visits/services.py", "tests/lms/accounts/visits")
visits.breaks(
    "    return timezone.now() - seen_at >= NOTED_AGAIN_AFTER\n",
    "    return True\n",
    "Every page of everybody writes to the database.",
)
visits.breaks(
    'exclude(pk=except_key or "")',
    'filter(pk=except_key or "")',
    "“End all other sessions” ends one's own and leaves the thief's.",
)
notices = ROOM.file("lms/accounts/visits/notices.py", "tests/lms/accounts/visits")
notices.breaks(
    'sha256(f"{person.uid.hex}:{number}".encode())',
    "sha256(number.encode())",
    "Two people at one device can be found to have something in common.",
)
notices.breaks(
    "told_at__gt=now - ONE_LETTER_IN",
    "told_at__lt=now",
    "After the first letter about a browser nobody hears of a stranger with the same one.",
)
notices.breaks(
    '        mark=mark if is_own else "",\n',
    "        mark=mark,\n",
    "A shared computer is known as the person's own: the next stranger there is not told of.",
)
notices.breaks(
    "not (arrival.is_first or _is_of_the_demo(person) or told.exists())",
    "not (_is_of_the_demo(person) or told.exists())",
    "Whoever just joined gets a letter that frightens them.",
)
locks = ROOM.file("lms/accounts/safety/locks.py", "tests/lms/accounts/safety")
locks.breaks(
    "tries >= MANY_TRIES and visitors >= MANY_VISITORS",
    "tries >= MANY_TRIES",
    "One stranger with a name locks its owner's password out.",
)
locks.breaks(
    "    return not is_known_device(request, _person(login))\n",
    "    return True\n",
    "Strangers who guess lock the owner out at their own device.",
)
locks.breaks(
    "enqueue(_TELL, person.pk if person else 0)  # a job either way: the page costs the same",
    "person and enqueue(_TELL, person.pk)",
    "How long the page takes says whether somebody has an account.",
)
addresses = ROOM.file("lms/accounts/safety/addresses.py", "tests/lms/accounts/safety")
addresses.breaks(
    "    if before == after:\n        return None\n",
    "    if old == person.email:\n        return None\n",
    "The same address in capitals alarms its owner with a letter about a change.",
)
addresses.breaks(
    "    change = AddressChange.objects.get(uid=uid)\n    change.person = person\n"
    "    if change.undone_at is not None:\n"
    "        return change\n",
    "    change = AddressChange.objects.get(uid=uid)\n    change.person = person\n",
    "A link opened twice undoes what was changed since, again.",
)
addresses.breaks(
    "    if not constant_time_compare(change.password_mark, _password_mark(person)):\n"
    "        person.set_unusable_password()\n",
    "",
    "Whoever took the account over comes back in with the password they chose.",
)
addresses.breaks(
    "    _drop_newer_factors(person, change.at)\n",
    "",
    "Whoever took the account over comes back in with a passkey of theirs.",
)
addresses.breaks(
    "pk__gte=change.pk).update(undone_at=now)",
    "pk=change.pk).update(undone_at=now)",
    "The thief's second change can be “undone” back to the thief's first address.",
)
recovery = ROOM.file("lms/accounts/safety/recovery.py", "tests/lms/accounts/safety")
recovery.breaks(
    "    if not may_confirm(actor, locked) or not is_administrator(locked.opened_by):\n",
    "    if not is_administrator(actor):\n",
    "One administrator alone takes over anybody's account.",
)
recovery.breaks(
    "    if not locked.is_open:\n        raise RecoveryEndedError\n",
    "",
    "A recovery that was withdrawn or ran out is confirmed all the same.",
)
recovery.breaks(
    "    note_address_change(person=person, old=old, actor_uid=actor.uid, tells_new=False)\n",
    "",
    "The former address is not told that the account moved, and cannot undo it.",
)
recovery.breaks(
    "    end_access(person=person)\n    forget_devices_of",
    "    forget_devices_of",
    "Whoever sits in the lost account stays signed in after its recovery.",
)
ROOM.file("lms/accounts/safety/ending.py", "tests/lms/accounts/safety").breaks(
    "    end_links(person=person)\n",
    "",
    "Feeds and mailed links of a frozen account go on opening it.",
)
standing = ROOM.file("lms/accounts/safety/standing.py", "tests/lms/accounts/safety")
standing.breaks(
    "    hand_duties_over(person=person, actor=actor)\n",
    "",
    "What a frozen or dead organiser looked after belongs to nobody.",
)
standing.breaks(
    "    _refuse_last_administrator(person)\n",
    "",
    "The last administrator is frozen, and nobody can take it back.",
)
standing.breaks(
    '        frozen = last is not None and last.details.get("was") == Standing.FROZEN\n',
    "        frozen = False\n",
    "A frozen account opens again because somebody corrected a mistake about a death.",
)
ROOM.file("lms/accounts/safety/strong.py", "tests/lms/accounts/safety").breaks(
    "    return bool(user.is_authenticated) and any(predicate(user) for predicate in _predicates)\n",
    "    return bool(user.is_authenticated) and all(predicate(user) for predicate in _predicates)\n",
    "A mentor reads what trainees told them with a password alone.",
)
ROOM.file("lms/accounts/profiles/services.py", "tests/lms/accounts/profiles").breaks(
    "    keep_former_name(person=person, former=former)\n",
    "",
    "Nobody finds somebody under the name in an older paper.",
)
