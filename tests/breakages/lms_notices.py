"""What people are told: notices, quiet hours, gathered letters, the phone round, letters that came back."""

from tests.breakages import Room

ROOM = Room("notices")

notices = ROOM.file(
    "lms/messaging/notices.py",
    "tests/lms/messaging/test_narrow_places.py",
    "tests/lms/messaging/test_notices.py",
)
notices.breaks(
    "    if person.standing in (Standing.DIED, Standing.ERASED):\n        return None\n",
    "",
    "Somebody who has died is nudged.",
)
notices.breaks(
    "    if kind.decisive:\n        return Rhythm.AT_ONCE\n",
    "",
    "A decision that somebody muted as another kind never reaches them.",
)
notices.breaks(
    "return clock_of(person).first_free(now + FOLD_WITHIN if recent.exists() else now)",
    "return now + FOLD_WITHIN if recent.exists() else now",
    "Letters come at three in the night.",
)
notices.breaks(
    "first_free(now + FOLD_WITHIN if recent.exists() else now)",
    "first_free(now)",
    "Ten answers are ten letters.",
)
notices.breaks(
    'User.objects.filter(pk=person.pk).update(unread_notices=F("unread_notices") + 1)',
    "User.objects.filter(pk=person.pk).update(unread_notices=person.unread_notices + 1)",
    "Of two notices at once the bell counts one.",
)
notices.breaks(
    "    unread = Notice.objects.filter(recipient=person, read_at=None)\n",
    "    unread = Notice.objects.filter(read_at=None)\n",
    "“Mark all as read” empties everybody's bell.",
)
notices.breaks(
    'link.startswith("/") and url_has',
    "url_has",
    "A notice can lead to another site.",
)
times = ROOM.file(
    "lms/messaging/notice_times.py",
    "tests/lms/messaging/test_narrow_places.py",
    "tests/lms/messaging/test_notices.py",
)
times.breaks(
    "            return self.begins <= now < self.ends\n",
    "            return self.begins <= now <= self.ends\n",
    "The first minute after quiet hours is quiet too.",
)
times.breaks(
    "    return (day, due) if due <= moment else None\n",
    "    return (day, due)\n",
    "The weekly letter leaves before its morning.",
)
gathered = ROOM.file(
    "lms/messaging/gathered.py",
    "tests/lms/messaging/test_narrow_places.py",
    "tests/lms/messaging/test_notices.py",
)
gathered.breaks(
    "        if GatheredLetter.objects.filter(person=person, rhythm=rhythm, period=period).exists():\n"
    "            return False\n",
    "",
    "A job that runs twice sends the daily letter twice.",
)
gathered.breaks(
    "    return waiting.filter(created_at__lt=until)\n",
    "    return waiting\n",
    "What came after the letter was due is in it or not, by chance.",
)
phone = ROOM.file(
    "lms/messaging/phone_round.py",
    "tests/lms/messaging/test_narrow_places.py",
    "tests/lms/messaging/test_notices.py",
)
phone.breaks(
    "            is_decisive=True,\n",
    "",
    "People are rung up about everything.",
)
phone.breaks(
    "            recipient__standing=Standing.ACTIVE,\n",
    "",
    "Somebody rings the family of a person who has died.",
)
phone.breaks(
    "Q(recipient__email__in=refusing) | ",
    "",
    "Whose letters came back is rung up by nobody, and never hears of the decision.",
)
bounces = ROOM.file("lms/messaging/bounces_services.py", "tests/lms/messaging/test_bounces.py")
bounces.breaks(
    "    if is_new:\n        Suppression",
    "    if True:\n        Suppression",
    "An old event told again stops letters that an administrator allowed.",
)
bounces.breaks(
    "or _is_soft(provider, event.esp_event)",
    "",
    "A mailbox that was full for a day gets no letters any more.",
)
delivery = ROOM.file(
    "lms/messaging/delivery.py", "tests/lms/messaging/test_notices.py", "tests/lms/messaging/test_bounces.py"
)
delivery.breaks(
    "    if message.recipients != [person.email]:\n        return StopReason.ADDRESS\n",
    "",
    "A letter goes to the address that somebody just left.",
)
delivery.breaks(
    "    if person is None or not person.may_come_in:\n        return StopReason.STANDING\n",
    "    if person is None:\n        return StopReason.STANDING\n",
    "A letter that was written before is sent to somebody who has died since.",
)
delivery.breaks(
    "    complained_only = reasons == {MailEventKind.COMPLAINED}\n",
    "    complained_only = True\n",
    "Letters go on to an address that does not take them, and the mail server is blocked for everybody.",
)
