"""Applications: who reads one, until when it is written, and what stays of it."""

# ruff: noqa: E501

from tests.breakages import Room

ROOM = Room("applications")
HERE = "tests/cohorts/admissions/applications"

writing = ROOM.file(
    "cohorts/admissions/applications/writing.py",
    f"{HERE}/test_applying.py",
    f"{HERE}/test_doors_of_services.py",
    f"{HERE}/test_keeping.py",
)
writing.breaks(
    "    if not application.may_be_written:\n        raise ClosedError\n",
    "",
    "Answers are changed after the deadline.",
)
writing.breaks(
    '    answer.others = [{"text": before, "at": answer.saved_at.isoformat()}, *known][:KEPT_OTHERS]\n',
    "    answer.others = known\n",
    "What was written on the other device is gone.",
)
writing.breaks(
    "    if not before.strip() or digest_of(before) == base or",
    "    if not before.strip() or",
    "Every save of the same page keeps a copy of what stood there.",
)
writing.breaks(
    "question.required and not is_given and application.state == ApplicationState.SUBMITTED",
    "not question.required and not is_given and application.state == ApplicationState.SUBMITTED",
    "A sent application is emptied of what it needs, and judged without it.",
)
writing.breaks(
    "    if before and before != stored:\n        default_storage.delete(before)\n",
    "",
    "A file that somebody replaced stays on the disk for ever.",
)
writing.breaks(
    "    wanted = [option for option in question.options if option in chosen]\n",
    "    wanted = list(chosen)\n",
    "An application holds answers that its form never offered.",
)
ROOM.file(
    "cohorts/admissions/applications/models.py",
    f"{HERE}/test_applying.py",
    f"{HERE}/test_doors_of_services.py",
    f"{HERE}/test_organisers.py",
).breaks(
    "timezone.now() < self.late_until:",
    "timezone.now() <= self.late_until:",
    "Who was let in late is in time at the last moment too, by chance of the clock.",
)
ROOM.file("cohorts/admissions/applications/models.py", f"{HERE}/test_doors_of_services.py").breaks(
    "        if self.cohort.state == CohortState.CANCELLED:\n            return False\n",
    "",
    "People who were let in late go on writing to a cohort that does not take place.",
)
sending = ROOM.file(
    "cohorts/admissions/applications/sending.py",
    f"{HERE}/test_applying.py",
    f"{HERE}/test_doors_of_services.py",
    f"{HERE}/test_organisers.py",
    f"{HERE}/test_keeping.py",
)
sending.breaks(
    "    if application.state != ApplicationState.DRAFT or not application.may_be_written:\n",
    "    if application.state != ApplicationState.DRAFT:\n",
    "Applications are taken after the closing moment.",
)
sending.breaks(
    "    if application.state == ApplicationState.SUBMITTED:\n        return application\n",
    "",
    "Whoever presses Send twice reads that it is too late.",
)
sending.breaks(
    "    if lacking(application):\n        raise IncompleteError\n",
    "",
    "An application without the answers that it needs is sent and judged.",
)
sending.breaks(
    " or application.receipt_at is not None:",
    ":",
    "Each repetition of the job sends another receipt.",
)
sending.breaks(
    "        transaction.on_commit(partial(default_storage.delete, name))\n",
    "        pass\n",
    "Files of applications that were withdrawn or erased stay for ever.",
)
sending.breaks(
    '    found.save(update_fields=["state", "withdrawn_at"])\n',
    '    found.save(update_fields=["withdrawn_at"])\n',
    "An application that was withdrawn goes on being read and decided.",
)
ROOM.file(
    "cohorts/admissions/applications/ways_in.py",
    f"{HERE}/test_applying.py",
    f"{HERE}/test_doors_of_services.py",
).breaks(
    "    return held_by(request).get(application.uid) == application.epoch\n",
    "    return application.uid in held_by(request)\n",
    "Whoever began with another's address goes on reading after its owner came.",
)
starting = ROOM.file(
    "cohorts/admissions/applications/starting.py",
    f"{HERE}/test_applying.py",
    f"{HERE}/test_doors_of_services.py",
    f"{HERE}/test_organisers.py",
)
starting.breaks(
    "    if application.uid not in held:\n        end_ways(application)\n",
    "",
    "A stranger who typed somebody's address keeps the way in to their application.",
)
starting.breaks(
    "    if cohort.state != CohortState.ANNOUNCED or until <= timezone.now():\n",
    "    if cohort.state != CohortState.ANNOUNCED:\n",
    "Somebody is let in late until yesterday, and has a letter that leads to a closed door.",
)
starting.breaks(
    "    if not cohort.takes_applications:\n        raise NotOpenError\n",
    "",
    "Applications are begun before the opening and after the end.",
)
ROOM.file(
    "cohorts/admissions/applications/doors.py",
    f"{HERE}/test_applying.py",
    f"{HERE}/test_doors_of_services.py",
    f"{HERE}/test_keeping.py",
).breaks(
    "        if mine is not None and may_open(request, mine):\n",
    "        if mine is not None:\n",
    "An application opens to whoever has its address, from a history or a log.",
)
rules = ROOM.file("cohorts/admissions/applications/rules.py", f"{HERE}/test_organisers.py")
rules.breaks(
    "isinstance(application, Application) and runs_cohort(user, application.cohort)",
    "isinstance(application, Application) and user.is_authenticated",
    "Whoever is signed in reads applications with their files.",
)
diversity = ROOM.file("cohorts/admissions/applications/diversity.py", f"{HERE}/test_diversity.py")
diversity.breaks(
    "None if code in hidden else counts[code]",
    "counts[code]",
    "Organisers read that one disabled person applied, and know who.",
)
diversity.breaks(
    "        if len(hidden) > 1 and sum(counts[one] for one in hidden) >= LEAST:\n",
    "        if hidden:\n",
    "The one number that is held back is worked out from the sum.",
)
diversity.breaks(
    "    if cohort.closes_at is None or timezone.now() < cohort.closes_at:\n",
    "    if cohort.closes_at is None:\n",
    "Totals grow from day to day, and each new answer can be read off them.",
)
diversity.breaks(
    "    if answered < LEAST:\n        return Totals(question.text, None, ())\n",
    "",
    "A question that three people answered shows that it was three.",
)
moving = ROOM.file(
    "cohorts/admissions/applications/moving.py",
    f"{HERE}/test_organisers.py",
    f"{HERE}/test_keeping.py",
    f"{HERE}/test_doors_of_services.py",
)
moving.breaks(
    "    if keep.cohort_id != other.cohort_id or not (keep",
    "    if not (keep",
    "Applications to two cohorts are joined, and one of them is gone from its cohort.",
)
moving.breaks(
    "    Answer.objects.filter(application=old).update(application=new)\n",
    "",
    "An application that was moved arrives empty.",
)
moving.breaks(
    "    if old.state == ApplicationState.TRANSFERRED and old.joined_to and old.joined_to.cohort_id == to.pk:\n"
    "        return old.joined_to\n",
    "",
    "Whoever presses the button twice reads that it cannot be moved.",
)
files = ROOM.file(
    "lms/pages/handed_in.py",
    "tests/lms/pages/test_handed_in.py",
    f"{HERE}/test_applying.py",
    f"{HERE}/test_doors_of_services.py",
)
files.breaks(
    "        check_upload(file, name, file.size or 0)\n",
    "        pass\n",
    "A program comes in under the name of a document.",
)
files.breaks(
    "    if (file.size or 0) > most:\n",
    "    if False:\n",
    "One file fills the disk.",
)
ROOM.file(
    "cohorts/admissions/applications/cancelling.py",
    f"{HERE}/test_organisers.py",
    f"{HERE}/test_keeping.py",
    f"{HERE}/test_doors_of_services.py",
).breaks(
    "        if application.applicant_id not in trainees:\n            _tell",
    "        if True:\n            _tell",
    "Trainees of a cancelled cohort hear of it twice, once as applicants.",
)
