"""The ledger of consent, sign-ups for updates, and councils with their codes."""

from tests.breakages import Room

ROOM = Room("consent")

ledger = ROOM.file("lms/consent/ledger.py", "tests/lms/consent")
ledger.breaks(
    "    if latest is None or not latest.given:\n        return None\n",
    "    if latest is None:\n        return None\n",
    "Every click on “unsubscribe” is another entry, and nobody can tell when somebody really did.",
)
ledger.breaks(
    "        wording_id=latest.wording_id,\n",
    "        wording_id=None,\n",
    "The ledger does not say which words somebody withdrew from.",
)
ledger.breaks(
    "    if may_contact(subject_uid, wording.channel, purpose):\n        return None\n",
    "",
    "The words of the first yes are followed by others that nobody was asked about.",
)
ledger.breaks(
    "    if not read_words(token, max_age=int(WORDS_HOLD.total_seconds())):\n"
    "        raise WordsChangedError\n",
    "",
    "Somebody agrees to words of last year.",
)
ledger.breaks(
    "    rows = ConsentWording.objects.in_bulk([shown[channel] for channel in channels])\n"
    "    seen = {words.channel: words for words in rows.values()}\n",
    "    seen = {channel: present[channel] for channel in channels if channel in present}\n",
    "Words changed while the form was open: the ledger says that somebody read the new ones.",
)
ledger.breaks(
    "    if newest is not None and newest.text == text:\n        return newest\n",
    "",
    "Each press of “Save” is another version of the same words.",
)
models = ROOM.file("lms/consent/models.py", "tests/lms/consent")
models.breaks(
    "    def update(self, **kwargs: Any) -> NoReturn:\n        raise TypeError(CHANGED)\n",
    "",
    "A yes can be written over a no in one line.",
)
selectors = ROOM.file("lms/consent/selectors.py", "tests/lms/consent")
selectors.breaks(
    'latest = entries.order_by("-pk").values_list("given", flat=True).first()\n    return bool(latest)',
    'latest = entries.filter(given=True).order_by("-pk").values_list("given", flat=True).first()\n'
    "    return bool(latest)",
    "Whoever withdrew is written to all the same.",
    "tests/lms/consent",
    "tests/lms/messaging/test_bulk_consent.py",
)
selectors.breaks(
    "    active = Q(person__isnull=True) | Q(person__standing=Standing.ACTIVE, person__is_active=True)\n",
    "    active = Q()\n",
    "The list of subscribers holds people who have died.",
    "tests/lms/consent",
    "tests/lms/messaging/test_bulk_consent.py",
)
services = ROOM.file("lms/consent/services.py", "tests/lms/consent")
services.breaks(
    "filter(pk=pending_id, answered_at=None).first()",
    "filter(pk=pending_id).first()",
    "A job that runs twice sends the letter of a sign-up twice.",
)
services.breaks(
    "    confirmed = EmailAddress.objects.filter(email=email, verified=True, user__email=email)\n",
    "    confirmed = EmailAddress.objects.filter(email=email, user__email=email)\n",
    "Whoever typed somebody's address into an account chooses their updates.",
)
services.breaks(
    '    withdraw_all(subject_uid=subscriber.uid, form="erasure", actor=actor, actor_uid=actor_uid)\n',
    "",
    "Somebody who was erased still counts as having said yes.",
)
services.breaks(
    '    subscriber.name = subscriber.phone = subscriber.postcode = subscriber.postal_address = ""\n',
    '    subscriber.name = subscriber.phone = subscriber.postal_address = ""\n',
    "Of an erased subscriber the postcode stays.",
)
services.breaks(
    "        for other in Subscriber.objects.filter(email=person.email, person=None):\n"
    "            erase_subscriber(subscriber=other)\n",
    "        pass\n",
    "Somebody who changes to an address that gets updates meets an error page.",
)
views = ROOM.file("lms/consent/views.py", "tests/lms/consent")
views.breaks(
    '        if request.POST.get("List-Unsubscribe") != "One-Click":\n',
    "        if False:\n",
    "Whatever is posted to the address of the button counts as a no.",
)
views.breaks(
    '    if request.method == "POST":\n        services.erase_subscriber(subscriber=subscriber)\n',
    '    if request.method in {"GET", "POST"}:\n        services.erase_subscriber(subscriber=subscriber)\n',
    "A mail scanner that opens the link erases the subscriber.",
)

importing = ROOM.file("lms/places/importing.py", "tests/lms/places")
importing.breaks(
    "walk = _Walk(read, as_at, whole and not read.wrong_rows, write)",
    "walk = _Walk(read, as_at, whole, write)",
    "A row that could not be read ends a council that there is.",
)
importing.breaks(
    "        self.replaced.add(code)\n",
    "",
    "A ward whose boundary changed has two codes in force.",
)
importing.breaks(
    "return not self.write and any(",
    "return any(",
    "A ward is tied to a constituency that is not there, and the list stops half-way.",
)
places = ROOM.file("lms/places/services.py", "tests/lms/places")
places.breaks(
    "    if kept.state == ImportState.CHECKED and kept.file:\n",
    "    if kept.file:\n",
    "A double click brings a list in twice.",
)
places.breaks(
    "    if _begins_later(council, on):\n        raise",
    "    if False:\n        raise",
    "A council ends before it begins, and nobody lives there on any day.",
)
places.breaks(
    "codes_of(council).filter(ends_on=before).update(ends_on=after)",
    "codes_of(council).update(ends_on=after)",
    "Codes that ended long ago come back with a council that is opened again.",
)
ROOM.file("lms/places/postcodes.py", "tests/lms/places").breaks(
    "{outward:<4}{inward}",
    "{outward}{inward}",
    "Postcodes of short districts lead nowhere.",
)
