"""What a learner does: places, lessons, ticks, texts; nothing lost, nothing counted twice, nobody else's."""

# ruff: noqa: E501

from tests.breakages import Room

ROOM = Room("learning")
HERE = "tests/courses/learning"

services = ROOM.file("courses/learning/services.py", f"{HERE}/test_services.py")
services.breaks(
    "        is_closed = not (course.open_to_all or by_organiser) or course.retired_at\n",
    "        is_closed = course.retired_at\n",
    "Anybody joins a course that is for invited people.",
)
services.breaks(
    " (course.open_to_all or by_organiser) or course.retired_at\n",
    " (course.open_to_all or by_organiser)\n",
    "People join a course that is no longer taught.",
)
services.breaks(
    "        enrolment.state, enrolment.withdrawn_at = EnrolmentState.ACTIVE, None\n",
    "        enrolment.state = EnrolmentState.ACTIVE\n",
    "Somebody who came back is listed as having left.",
)
services.breaks(
    '        enrolment.save(update_fields=["state", "withdrawn_at"])\n    _complete(enrolment)\n    return enrolment',
    '        enrolment.save(update_fields=["state", "withdrawn_at"])\n    return enrolment',
    "Somebody who comes back to a course that was shortened meanwhile never completes it.",
)
services.breaks(
    "    if enrolment.state != EnrolmentState.WITHDRAWN:\n        enrolment.state, enrolment.withdrawn_at = EnrolmentState.WITHDRAWN, timezone.now()",
    "    if True:\n        enrolment.state, enrolment.withdrawn_at = EnrolmentState.WITHDRAWN, timezone.now()",
    "Leaving twice changes the day on which somebody left.",
)
services.breaks(
    "    if enrolment.state == EnrolmentState.WITHDRAWN:\n        raise WithdrawnError\n",
    "",
    "Somebody who left the course goes on writing into it.",
)
services.breaks(
    "    enrolment = Enrolment.objects.select_for_update().filter(learner=learner, course_id=course_id).first()\n    if enrolment is None:\n        raise NotEnrolledError\n    if enrolment.state",
    "    enrolment = Enrolment.objects.filter(learner=learner, course_id=course_id).first()\n    if enrolment is None:\n        raise NotEnrolledError\n    if enrolment.state",
    "Two tabs at the last thing: the course is completed twice, or never.",
    f"{HERE}/test_at_once.py",
    postgresql=True,
)
services.breaks(
    "        enrolment, _made = Enrolment.objects.get_or_create(learner=learner, course=course)\n",
    "        enrolment = Enrolment.objects.create(learner=learner, course=course)\n",
    "Pressing “Start” twice ends in an error page.",
    f"{HERE}/test_at_once.py",
    postgresql=True,
)
services.breaks(
    "    if progress.done_at is None and not _all_met(learner.pk, text):\n        raise StillAsksError\n",
    "",
    "A lesson is done without its questions.",
)
services.breaks(
    "    if item not in items:\n        raise BlockGoneError\n",
    "",
    "A tick at an item that is gone is kept for nothing.",
)
services.breaks(
    "    if not made and tick.changed_at <= at:\n",
    "    if not made:\n",
    "An old tick that arrives late from the telephone undoes a newer one.",
)
services.breaks(
    "learner=learner, lesson=lesson, block=block, item__in=items, ticked=True)",
    "learner=learner, lesson=lesson, block=block, ticked=True)",
    "Ticks at items that are gone complete a checklist, or keep it from completing.",
)
services.breaks(
    "learner=learner, lesson=lesson, block=block, item__in=items, ticked=True)",
    "learner=learner, lesson=lesson, block=block, item__in=items)",
    "An item ticked and unticked counts as ticked.",
)
services.breaks(
    "item__in=items, ticked=True)\n    if kept.count() == len(items):",
    "item__in=items, ticked=True)\n    if kept.count():",
    "One tick completes the whole checklist.",
)
services.breaks(
    "    if len(text) > MAX_WRITING:\n",
    "    if len(text) > MAX_WRITING + 1:\n",
    "A text a little too long for the database is an error page, and lost.",
)
services.breaks(
    "    if version is None:\n        version = _add_version(writing, text, base_number, submission)\n        if not version.aside:\n",
    "    if version is None:\n        version = _add_version(writing, text, base_number, submission)\n        if True:\n",
    "The text of one device replaces that of the other without a question.",
)
services.breaks(
    '<= words_in(text) <= (value["most_words"] or MAX_WRITING):',
    "<= words_in(text):",
    "A text far beyond its limit counts.",
)
services.breaks(
    '    if (value["least_words"] or 1) <=',
    '    if (value["least_words"] or 0) <=',
    "An empty text counts.",
)
services.breaks(
    "    writing.versions.filter(aside=True).update(aside=False)\n    sent_before",
    "    sent_before",
    "The question which text to keep never goes away.",
)
services.breaks(
    "    if chosen.text != writing.text and not sent_before:",
    "    if chosen.text != writing.text:",
    "A choice sent twice over a bad line ends in an error page.",
)
services.breaks(
    "    if writing is None or chosen is None:\n        raise VersionGoneError\n",
    "    if writing is None:\n        raise VersionGoneError\n",
    "Choosing a version that is gone ends in an error page.",
)
services.breaks(
    "    waiting = Enrolment.objects.holding_a_place().filter(course=course, completed_at__isnull=True)",
    "    waiting = Enrolment.objects.holding_a_place().filter(completed_at__isnull=True)",
    "A publish of one course settles the learners of all.",
)
services.breaks(
    "    if enrolment.state == EnrolmentState.WITHDRAWN or enrolment.completed_at:\n        return False\n    begun",
    "    begun",
    "Somebody who left a moment ago gets a certificate.",
)
services.breaks(
    "        if _all_met(enrolment.learner_id, asking[progress.lesson_id]):\n",
    "        if True:\n",
    "After any publish every lesson that was begun is done.",
)
services.breaks(
    '    return {asked["id"] for asked in text.requirements} <= set(met.values_list("block", flat=True))',
    "    return len(text.requirements) <= met.count()",
    "What was met in an older text counts for questions that are new.",
)
services.breaks(
    "    if text.requirements and _all_met(enrolment.learner_id, text):\n",
    "    if text.requirements:\n",
    "One right answer completes the lesson.",
)
services.breaks(
    "    enqueue(ISSUE_JOB, enrolment.pk)\n",
    "",
    "Nobody ever gets a certificate.",
)
services.breaks(
    "    return bool(lessons) and done.count() == len(lessons)",
    "    return done.count() == len(lessons)",
    "A course without lessons is completed by joining it.",
)
services.breaks(
    "learner_id=learner_id, lesson__in=lessons, done_at__isnull=False)",
    "learner_id=learner_id, lesson__in=lessons)",
    "Opening every lesson completes the course.",
)
services.breaks(
    "    if sent := writing.versions.filter(submission=submission).first():\n        return sent\n",
    "",
    "A text sent twice over a bad line ends in an error page.",
)
services.breaks(
    "        aside=base_number != writing.number,\n",
    "        aside=base_number < writing.number - 1,\n",
    "One save of another device is overwritten.",
)
services.breaks(
    "    return newest.number + 1 if newest else 1",
    "    return writing.number + 1",
    "After two devices have written, the next save ends in an error page.",
)

selectors = ROOM.file("courses/learning/selectors.py", f"{HERE}/test_selectors.py", f"{HERE}/test_views.py")
selectors.breaks(
    "    return edition_of(course, settings.LANGUAGE_CODE)",
    "    return edition_of(course)",
    "Whoever reads in Welsh completes by the Welsh version, which may have fewer lessons.",
)
selectors.breaks(
    "        if enrolment.state != EnrolmentState.WITHDRAWN and (edition",
    "        if (edition",
    "A course that somebody left stays on their desk.",
)
desk = ROOM.file("courses/learning/desk.py", f"{HERE}/test_selectors.py", f"{HERE}/test_views.py")
desk.breaks(
    "    return [lesson for lesson in found if lesson.retired_at >= since][:5]\n",
    "    return found[:5]\n",
    "The desk tells for years of a lesson that was taken out.",
)
desk.breaks(
    "Writing.objects.filter(learner=learner, lesson__in",
    "Writing.objects.filter(learner__gte=learner, lesson__in",
    "The desk shows what other people wrote.",
)
selectors.breaks(
    'next((lesson for lesson in left if lesson.entry["id"] == last), left[0] if left else None)',
    "left[0] if left else None",
    "“Continue” leads back to the first lesson that is open, not to the one in hand.",
)

records = ROOM.file("courses/learning/records.py", f"{HERE}/test_selectors.py", f"{HERE}/test_views.py")
records.breaks(
    '    mine = {"learner_id": learner, "lesson_id": lesson}\n',
    '    mine = {"lesson_id": lesson}\n',
    "A learner reads what others wrote.",
)
records.breaks(
    'F("item"), no_text, zero, ticked=True, **mine)',
    'F("item"), no_text, zero, **mine)',
    "What was unticked is shown as ticked.",
)
records.breaks(
    '"writing__lesson_id": lesson, "aside": True}',
    '"writing__lesson_id": lesson}',
    "Every old version of a text asks to be chosen.",
)

predicates = ROOM.file("courses/learning/rules.py", f"{HERE}/test_rules.py")
predicates.breaks(
    "isinstance(writing, Writing) and user.is_authenticated and writing.learner_id == user.pk",
    "isinstance(writing, Writing) and user.is_authenticated",
    "Every learner may read every text.",
)
predicates.breaks(
    "    if not user.is_authenticated or not user.is_active:\n        return False\n",
    "    if not user.is_authenticated:\n        return False\n",
    "Somebody whose account was switched off goes on learning in an open tab.",
)
predicates.breaks(
    'rules.set_perm("courses.learn", learns)',
    'rules.set_perm("courses.learn", learns | is_editor | is_administrator)',
    "An editor's tests count among the learners.",
)

kept = ROOM.file("courses/learning/kept.py", f"{HERE}/test_selectors.py", f"{HERE}/test_views.py")
kept.breaks(
    "Writing.objects.filter(learner=learner)",
    "Writing.objects.all()",
    "The portfolio holds everybody's texts.",
)
kept.breaks(
    "Tick.objects.filter(learner=learner)", "Tick.objects.all()", "The portfolio holds everybody's ticks."
)
kept.breaks(
    "            and len(after.text) >= 0.8 * len(version.text)\n",
    "",
    "The version before half a text was deleted by mistake is not offered.",
)
kept.breaks(
    "        if tick.ticked:\n", "        if True:\n", "The portfolio shows as ticked what was unticked."
)
ROOM.file("courses/learning/portfolio.py", f"{HERE}/test_views.py", "tests/rules/test_urls.py").breaks(
    "@require_safe\n@login_required\ndef download",
    "@require_safe\ndef download",
    "A stranger at the download sees an error page.",
)
ROOM.file("courses/learning/tasks.py", f"{HERE}/test_services.py").breaks(
    "    if course is not None:\n        settle_course(course=course)",
    "    settle_course(course=course)  # type: ignore[arg-type]",
    "The job of a course that is gone is parked.",
)
asking = ROOM.file("courses/learning/asking.py", f"{HERE}/test_views.py")
asking.breaks(
    '"text": draft.get("text", kept.text if kept else ""),',
    '"text": kept.text if kept else "",',
    "A text that was refused is gone from the page.",
)

writes = ROOM.file("courses/learning/writes.py", f"{HERE}/test_views.py", f"{HERE}/test_services.py")
writes.breaks(
    "    if sender and sender != str(learner_of(request).uid):\n",
    "    if False:\n",
    "At a shared computer one learner's answers are put down to the next.",
)
writes.breaks(
    "            _check_door(request, row)\n",
    "",
    "An editor without a place writes learner's records, or a page of another account is taken.",
)
writes.breaks(
    "            if not WRITES.spend(request):\n                raise TooFastError\n",
    "",
    "A script that has lost its way fills the database.",
)
writes.breaks(
    '    age = min(timedelta(milliseconds=_number(request, "age")), LONGEST_OFFLINE)\n',
    "    age = timedelta(0)\n",
    "What was ticked in the train counts as ticked on arrival, over what was done since.",
)
writes.breaks(
    "    except ValueError as error:\n        raise MalformedError from error\n",
    "    except KeyError as error:\n        raise MalformedError from error\n",
    "A form without its number is an error page.",
)
writes.breaks(
    '    if text := request.POST.get("text", ""):\n        return render(',
    '    if (text := request.POST.get("text", "")) and False:\n        return render(',
    "What somebody typed while their session ended is lost.",
)
writes.breaks(
    "        changes = {item: item in now for item in was ^ now}\n",
    "        changes = {item: item in now for item in was | now}\n",
    "A form that was open undoes what another device ticked meanwhile.",
)
writes.breaks(
    '        draft |= {"text": typed, "base": _number(request, "base")}\n',
    '        draft |= {"text": typed, "base": 0}\n',
    "A text that was refused once is put aside as another device's.",
)
