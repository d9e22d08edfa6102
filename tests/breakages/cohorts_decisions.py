"""Reviews, decisions, offers and appeals: by two people, in time, to nobody else, and once."""

# ruff: noqa: E501

from tests.breakages import Room

ROOM = Room("decisions")
CODE = "cohorts/admissions/decisions"
HERE = "tests/cohorts/admissions/decisions"

offers = ROOM.file(
    f"{CODE}/offers.py", f"{HERE}/test_offers.py", f"{HERE}/test_steps.py", f"{HERE}/test_pages.py"
)
offers.breaks(
    "    if now >= offer.expires_at:\n",
    "    if now > offer.expires_at:\n",
    "An offer is accepted at the moment at which it ended.",
)
offers.breaks(
    "    if now >= offer.expires_at:\n        raise OfferLateError\n",
    "",
    "An offer is accepted after its end, until a job comes by.",
)
offers.breaks(
    "    if trainee is None or trainee.pk != actor.pk:\n",
    "    if trainee is None:\n",
    "Somebody else accepts a place for an applicant.",
)
offers.breaks(
    " - Offer.objects.filter(cohort=cohort, state=OfferState.OPEN).count()\n",
    "\n",
    "A place that one applicant was offered is offered to the next as well.",
)
offers.breaks(
    "            application__state=ApplicationState.SUBMITTED,\n",
    "",
    "A place is kept for somebody who withdrew, and nobody else hears of it.",
)
offers.breaks(
    "    _end(offer, OfferState.DECLINED, timezone.now(), actor)\n"
    '    enqueue(_TASKS + "fill_places_job", cohort.pk)\n',
    "    _end(offer, OfferState.DECLINED, timezone.now(), actor)\n",
    "A place that was declined stays free while people wait for it.",
)
offers.breaks(
    "    if offer.state != OfferState.OPEN or now < offer.expires_at:\n        return False\n",
    "    if offer.state != OfferState.OPEN:\n        return False\n",
    "An offer ends before its time when the job runs.",
)
offers.breaks(
    "    if cohort.state == CohortState.CANCELLED or timezone.now() >= list_ends_at(cohort):\n",
    "    if cohort.state == CohortState.CANCELLED:\n",
    "Places are offered from a waiting list that has ended.",
)
offers.breaks(
    '        enqueue(_TASKS + "tell_list_ended_job", one)\n',
    "        pass\n",
    "Whoever waited never hears that the list is over.",
)
offers.breaks(
    '    begin = (edge["position__max"] or 0) + 1\n',
    "    begin = 1\n",
    "Who comes later on the waiting list stands before those who wait.",
    f"{HERE}/test_offers.py",
    f"{HERE}/test_publishing.py",
    f"{HERE}/test_appeals.py",
)
offers.breaks(
    "    cohort = locked(offer.cohort_id)\n"
    '    offer = Offer.objects.select_related("application__applicant").get(pk=offer.pk)\n'
    "    if offer.state == OfferState.ACCEPTED:\n",
    "    cohort = Cohort.objects.get(pk=offer.cohort_id)\n"
    '    offer = Offer.objects.select_related("application__applicant").get(pk=offer.pk)\n'
    "    if offer.state == OfferState.ACCEPTED:\n",
    "An offer is accepted while it expires: the place is given to two.",
    f"{HERE}/test_at_once.py::test_an_answer_that_waited_for_the_end_of_its_offer_is_late",
    postgresql=True,
)
deciding = ROOM.file(f"{CODE}/deciding.py", f"{HERE}/test_deciding.py")
deciding.breaks(
    "    if decision.prepared_by_id == actor.pk:\n        raise SecondPersonError\n",
    "",
    "One organiser alone decides who gets a place.",
)
deciding.breaks(
    "    if decision.prepared_at != as_of or decision.state",
    "    if decision.state",
    "What was changed meanwhile is checked unread.",
)
deciding.breaks(
    "    if decision is not None and decision.batch_id:\n        raise BeingPublishedError\n",
    "",
    "A decision changes while it is being published, and the second person never saw it.",
)
deciding.breaks(
    "    decision.checked_by = decision.checked_at = None\n    decision.save()\n",
    "    decision.save()\n",
    "A decision written anew still counts as checked by somebody who never read it.",
)
deciding.breaks(
    '    if Finding.objects.filter(application=application, verdict="").exists():\n        raise OpenQuestionError\n',
    "",
    "Somebody is decided on while a question to them is open.",
)
deciding.breaks(
    "        if not apology.strip():\n            raise ApologyMissingError\n",
    "",
    "A wrong decision is corrected without a word of apology.",
    f"{HERE}/test_publishing.py",
    f"{HERE}/test_deciding.py",
)
publishing = ROOM.file(f"{CODE}/publishing.py", f"{HERE}/test_publishing.py", f"{HERE}/test_steps.py")
publishing.breaks(
    "    if batch.stopped_at or batch.published_at or timezone.now() < batch.due_at:\n",
    "    if batch.stopped_at or batch.published_at:\n",
    "Decisions are known before anybody could stop them.",
)
publishing.breaks(
    "    if batch.stopped_at or batch.published_at or timezone.now() < batch.due_at:\n",
    "    if batch.published_at or timezone.now() < batch.due_at:\n",
    "What was stopped becomes known all the same.",
)
publishing.breaks(
    "    _need_room(cohort, checked)\n    now",
    "    now",
    "More places are offered than there are.",
)
publishing.breaks(
    "    batch.decisions.update(batch=None)\n",
    "",
    "What was stopped can neither be mended nor published again.",
)
publishing.breaks(
    "    if (waiting := open_batch(cohort)) is not None:\n        return waiting\n",
    "",
    "Two who publish at once see an error page.",
)
publishing.breaks(
    '    enqueue(_TASKS + "fill_places_job", cohort.pk)\n',
    "",
    "Places that a correction gave back stay free while people wait.",
)
ROOM.file(
    f"{CODE}/telling.py", f"{HERE}/test_publishing.py", f"{HERE}/test_steps.py", f"{HERE}/test_offers.py"
).breaks(
    '    _tell_applicant(decision.application, kind, f"decision:{decision.uid}")\n',
    '    _tell_applicant(decision.application, kind, f"decision:{timezone.now()}")\n',
    "A job that runs twice tells an applicant of the decision twice.",
)
ROOM.file(f"{CODE}/telling.py", f"{HERE}/test_offers.py").breaks(
    '    if what != "ended" and offer.state != OfferState.OPEN:\n        return\n',
    "",
    "Whoever has answered is asked to answer.",
)
reviewing = ROOM.file(f"{CODE}/reviewing.py", f"{HERE}/test_reviewing.py", f"{HERE}/test_pages.py")
reviewing.breaks(
    "        barred={*own, *declared",
    "        barred={*declared",
    "Somebody reads and marks their own application.",
)
reviewing.breaks(
    "    review.scores.all().delete()\n",
    "",
    "Marks of somebody with a conflict of interest go on weighing.",
)
reviewing.breaks(
    "    unread = Review.objects.filter(person=person, application__cohort=cohort, state=ReviewState.OPEN)\n"
    "    returned, _each = unread.delete()\n",
    "    returned = 0\n",
    "What a former reviewer did not read is read by nobody.",
)
reviewing.breaks(
    "    if review.state == ReviewState.GIVEN_BACK or _is_decided(review.application):\n",
    "    if review.state == ReviewState.GIVEN_BACK:\n",
    "Marks are changed after the decision that was made on them.",
)
reviewing.breaks(
    "    if is_done and not all(points and reason.strip() for points, reason in given.values()):\n",
    "    if is_done and not all(points for points, reason in given.values()):\n",
    "Somebody is marked down and nobody can say why.",
)
rules = ROOM.file(
    f"{CODE}/rules.py", f"{HERE}/test_rules.py", f"{HERE}/test_pages.py", f"{HERE}/test_reviewing.py"
)
rules.breaks(
    "        and decision.published_at is not None\n",
    "",
    "An applicant reads what is only being prepared.",
)
rules.breaks(
    "        and review.state != ReviewState.GIVEN_BACK\n",
    "",
    "Who declared a conflict of interest goes on reading.",
)
rules.breaks(
    "    if not ReviewPlan.objects.filter(cohort=application.cohort_id, is_blind=False).exists():\n",
    "    if not ReviewPlan.objects.filter(cohort=application.cohort_id).exists():\n",
    "Who should judge blind opens the file with the name and the face.",
)
rules.breaks(
    "        and decision.application.applicant_id == user.pk\n",
    "",
    "Whoever is signed in reads why somebody was not chosen.",
)
appeals = ROOM.file(f"{CODE}/appeals.py", f"{HERE}/test_appeals.py")
appeals.breaks(
    "    if had_a_part(actor, appeal):\n        raise AnotherPairOfEyesError\n",
    "",
    "Who said no decides on the appeal against it.",
)
appeals.breaks(
    "or until is None or timezone.now() >= until:",
    "or until is None or timezone.now() > until:",
    "An appeal is taken at the moment at which the time was over.",
)
appeals.breaks(
    "    if appeal.state != AppealState.OPEN:\n        if appeal.state == wanted:\n            return appeal\n        raise SettledError\n",
    "",
    "An appeal that was answered is answered again, otherwise.",
)
appeals.breaks(
    "    leave_everything(applications=[appeal.application_id])\n",
    "",
    "Whoever waited is on the list twice and gets two offers.",
)
findings = ROOM.file(f"{CODE}/findings.py", f"{HERE}/test_deciding.py", f"{HERE}/test_pages.py")
findings.breaks(
    "    if verdict == Verdict.COUNTS and not may_count(finding, now):\n        raise NotHeardYetError\n",
    "",
    "What was found about somebody counts before they were heard.",
)
findings.breaks(
    "    if finding.verdict:\n        raise SettledError\n    if not reply.strip():\n",
    "    if not reply.strip():\n",
    "A reply changes after the verdict that was made on it.",
)
ROOM.file(f"{CODE}/leaving.py", f"{HERE}/test_publishing.py").breaks(
    "        enqueue(FILL_JOB, cohort.pk)\n",
    "        pass\n",
    "The place of somebody who withdrew stays free while people wait for it.",
)
ROOM.file(f"{CODE}/assignment.py", f"{HERE}/test_assignment.py").breaks(
    "if (one, who) not in barred and (one, who) not in held]",
    "if (one, who) not in held]",
    "Reviewers are given again what they gave back for a conflict of interest.",
)
