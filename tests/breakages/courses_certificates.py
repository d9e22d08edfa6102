"""Certificates: issued once, files never rewritten, nobody else's, replaced with no trace of the old name."""

# ruff: noqa: E501

from tests.breakages import Room

ROOM = Room("certificates")
HERE = "tests/courses/certificates"

services = ROOM.file("courses/certificates/services.py", f"{HERE}/test_services.py")
services.breaks(
    '    if held := earned.certificates.order_by("-pk").first():\n        return held\n',
    "",
    "A job that runs twice issues two certificates.",
)
services.breaks(
    '    if held := earned.certificates.order_by("-pk").first():\n        return held\n',
    "    if held := earned.certificates.filter(state=CertificateState.VALID).first():\n        return held\n",
    "A certificate that was withdrawn comes back by itself.",
)
services.breaks(
    "    if enrolment.completed_at is None or edition is None:\n        raise NotCompletedError\n",
    "    if edition is None:\n        edition = enrolment.course.editions.current()[0]\n",
    "Somebody who has not completed the course gets its certificate.",
)
services.breaks(
    "    completed = timezone.localtime(enrolment.completed_at, timezone.get_default_timezone())\n",
    "    completed = enrolment.completed_at\n",
    "A course completed after midnight in summer bears the day before.",
)
services.breaks(
    'pdf.printable(edition.title)[:255] or "–"',
    "edition.title[:255]",
    "A course with an emoji in its title has no certificates: their making fails.",
)
services.breaks(
    "    certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)\n    if certificate.sha256 or certificate.state != CertificateState.VALID:\n        return certificate\n    write",
    "    certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)\n    write",
    "Of two workers the second writes the file again after its hash was published.",
)
services.breaks(
    "    if certificate.sha256 or certificate.state != CertificateState.VALID:\n        return certificate\n    content",
    "    content",
    "Every repetition of the job renders the certificate again.",
)
services.breaks(
    "    if kept != content:\n        raise OSError",
    "    if False:\n        raise OSError",
    "A disk that lies gives the holder a broken file that counts as genuine.",
)
services.breaks(
    '        if name != key:\n            storage.delete(name)\n            raise OSError(f"{key} is taken in storage")\n',
    "",
    "In object storage the certificate lies under another name and is never found.",
)
services.breaks(
    "        beside.replace(target)\n",
    "        target.write_bytes(content)\n        beside.unlink()\n",
    "A crash leaves half a certificate at its place.",
)
services.breaks(
    "            os.fsync(file.fileno())\n",
    "",
    "After a power cut the certificate is empty though its hash is recorded.",
)
services.breaks(
    "    except OSError:\n        beside.unlink(missing_ok=True)\n        raise\n",
    "    except OSError:\n        raise\n",
    "Every failed write leaves a file.",
)

life = ROOM.file("courses/certificates/life.py", f"{HERE}/test_life.py", f"{HERE}/test_services.py")
life.breaks(
    "    if name != wanted:\n        raise NameChangedError\n",
    "",
    "The holder agrees to one name and gets another.",
)
life.breaks(
    "        if newest.state == CertificateState.VALID and newest.name == wanted:\n            return newest\n        raise ReplacedMeanwhileError\n    if newest.state != CertificateState.VALID:\n        raise NotInForceError\n    if newest.name",
    "        raise ReplacedMeanwhileError\n    if newest.state != CertificateState.VALID:\n        raise NotInForceError\n    if newest.name",
    "Whoever presses the button twice is told of an error.",
)
life.breaks(
    "    if newest.name == wanted:\n        raise NothingDiffersError\n",
    "",
    "A click makes the number on the printed certificate worthless for nothing.",
)
life.breaks(
    "    if today.count() >= MOST_REPLACEMENTS:\n        raise TooManyReplacementsError\n",
    "",
    "A script makes certificates without end.",
)
life.breaks(
    "        at__gt=timezone.now() - dt.timedelta(days=1),\n",
    "        at__lt=timezone.now() - dt.timedelta(days=1),\n",
    "The limit counts the days before and not today.",
)
life.breaks(
    "    if not reason:\n        raise ReasonMissingError\n",
    "",
    "A certificate is corrected and nobody knows why.",
)
life.breaks(
    "    if newest.learner_id == actor.pk:\n        raise OwnCertificateError\n",
    "",
    "An organiser corrects the date on their own certificate.",
)
life.breaks(
    "    if completed_on != newest.completed_on:\n        _refuse_implausible(newest, completed_on)\n",
    "",
    "A certificate bears a day before the course existed.",
)
life.breaks(
    "    if completed_on > timezone.localdate():\n",
    "    if False:\n",
    "A certificate bears a day that has not come.",
)
life.breaks(
    "    if completed_on < earliest:\n",
    "    if completed_on <= earliest:\n",
    "A course completed on the first day cannot be corrected.",
)
life.breaks(
    "name=name, completed_on=completed_on\n    )\n    tell_holder(fresh)\n",
    "name=name, completed_on=completed_on\n    )\n",
    "Somebody else changes a certificate and its holder never hears of it.",
)
life.breaks(
    '    old.state, old.revoked_reason = CertificateState.REVOKED, RevocationReason.REPLACED\n    old.revoked_at = timezone.now()\n    old.save(update_fields=["state", "revoked_reason", "revoked_at"])\n',
    "    old.state = CertificateState.REVOKED\n",
    "The old certificate, with the old name, stays valid.",
)
life.breaks(
    '"accent", "language", "completed_on", "hidden_at",',
    '"accent", "language", "completed_on",',
    "A replacement shows a page that its holder had hidden.",
)
life.breaks(
    "    note_event(certificate=fresh, kind=EventKind.ISSUE, actor=actor)\n    enqueue(MAKE_JOB, fresh.pk)\n    return fresh",
    "    note_event(certificate=fresh, kind=EventKind.ISSUE, actor=actor)\n    return fresh",
    "The replacement's file is never made.",
)
life.breaks(
    "    if reason not in REASONS_TO_REVOKE:\n        raise UnknownReasonError\n",
    "",
    "A certificate says “replaced” though nothing replaces it.",
)
life.breaks(
    "    if certificate.is_replaced:\n        raise ReplacedMeanwhileError\n",
    "",
    "Revoking by an old page leaves the new certificate valid, and looks as if it had not.",
)
life.breaks(
    "    if certificate.state == CertificateState.REVOKED:\n        return certificate\n",
    "",
    "Revoking twice changes the date on which it happened.",
)
life.breaks(
    '        details={"reason": str(reason)},\n    )\n    tell_holder(certificate)\n',
    '        details={"reason": str(reason)},\n    )\n',
    "A certificate is revoked and its holder learns it from a stranger.",
)
life.breaks(
    "    if certificate.revoked_reason != RevocationReason.ISSUED_IN_ERROR:\n        raise CannotIssueAgainError\n    if newest.state",
    "    if newest.state",
    "A certificate that was withdrawn is issued again.",
)
life.breaks(
    "    if newest.state == CertificateState.VALID:\n        return newest\n    if newest.revoked_reason",
    "    if newest.revoked_reason",
    "Pressing “issue again” twice is an error.",
)
life.breaks(
    "    fresh = enter_certificate(earned=earned, actor=actor, replaces=newest)\n    enqueue(MAKE_JOB, fresh.pk)\n",
    "    fresh = enter_certificate(earned=earned, actor=actor, replaces=newest)\n",
    "The certificate issued again has no file.",
)
life.breaks(
    "earned.certificates.filter(hidden_at=None).update(hidden_at=timezone.now())",
    "Certificate.objects.filter(pk=newest.pk, hidden_at=None).update(hidden_at=timezone.now())",
    "The earlier certificate, with the earlier name, stays public.",
)

predicates = ROOM.file(
    "courses/certificates/rules.py",
    f"{HERE}/test_views.py",
    f"{HERE}/test_life_views.py",
    "tests/rules/test_urls.py",
)
predicates.breaks(
    "        and certificate.learner_id == user.pk\n", "", "Every learner downloads every certificate."
)
predicates.breaks("        and user.is_active\n", "", "Somebody whose account was switched off downloads on.")
predicates.breaks(
    "is_organiser(user) and certificate.state == CertificateState.VALID",
    "is_organiser(user)",
    "Organisers read former names.",
)

selectors = ROOM.file(
    "courses/certificates/selectors.py",
    f"{HERE}/test_life.py",
    f"{HERE}/test_views.py",
    f"{HERE}/test_life_views.py",
)
selectors.breaks(
    '    courses = Enrolment.objects.visible_to(user).completed().select_related("completed_edition")\n    earned',
    '    courses = Enrolment.objects.completed().select_related("completed_edition")\n    earned',
    "A learner sees everybody's certificates.",
)
selectors.breaks(
    "salt=LINK_SALT, max_age=LINK_SECONDS) == certificate.number",
    "salt=LINK_SALT) == certificate.number",
    "A link to a file, once sent on, works for ever.",
)
selectors.breaks(
    "bool(signing.loads(token, salt=LINK_SALT, max_age=LINK_SECONDS) == certificate.number)",
    "bool(signing.loads(token, salt=LINK_SALT, max_age=LINK_SECONDS))",
    "A link to one file opens all.",
)
selectors.breaks(
    '    if certificate is None or certificate.state != CertificateState.VALID:\n        return ""\n    return wanted',
    '    if certificate is None:\n        return ""\n    return wanted',
    "A revoked certificate offers to be replaced.",
)
selectors.breaks(
    "    elif event.certificate.learner_id == reader.pk:\n",
    "    elif False:\n",
    "The holder reads who of the staff it was.",
)

number = ROOM.file("courses/certificates/number.py", f"{HERE}/test_number.py")
number.breaks(
    "    if _weighted_sum(number):\n        raise MistypedNumberError\n",
    "",
    "A mistyped number is “not known” instead of “mistyped”, and costs a guess.",
)
number.breaks(
    "    return value ^ 0b100101 if value & 0b100000 else value",
    "    return value & 0b11111",
    "Two characters that changed places are not noticed.",
)
number.breaks(
    'str.maketrans({"O": "0", "I": "1", "L": "1"})',
    'str.maketrans({"O": "0"})',
    "A number read out over the telephone is refused.",
)
number.breaks("secrets.choice(ALPHABET)", "ALPHABET[0]", "Numbers can be guessed.")

limits = ROOM.file("courses/certificates/limits.py", f"{HERE}/test_views.py")
limits.breaks(
    'seconds=600, cache="shared"',
    'seconds=600, cache="default"',
    "Each process allows twenty guesses of its own.",
)
tasks = ROOM.file("courses/certificates/tasks.py", f"{HERE}")
tasks.breaks(
    "    if enrolment is not None:\n        issue_certificate(earned=enrolment)",
    "    issue_certificate(earned=enrolment)  # type: ignore[arg-type]",
    "The job of an enrolment that is gone is parked.",
)
document = ROOM.file("courses/certificates/document.py", f"{HERE}/test_document.py")
document.breaks(
    "    with translation.override(language):\n        title",
    "    if True:\n        title",
    "A Welsh certificate is printed in the language of the worker.",
)
document.breaks(
    'settings.SITE_URL.rstrip("/") + reverse("certificates:verify"',
    'reverse("certificates:verify"',
    "The QR code leads nowhere.",
)
document.breaks(
    "divmod(round(minutes / 30), 2)",
    "divmod(minutes // 30, 2)",
    "The hours on the certificate are rounded down.",
)
