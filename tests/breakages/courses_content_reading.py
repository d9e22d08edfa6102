"""What is read of published courses, and the editor's screens around them."""

# ruff: noqa: E501

from tests.breakages import Room

ROOM = Room("reading")
HERE = "tests/courses/content"

hooks = ROOM.file("courses/content/hooks.py", f"{HERE}/test_editor.py")
hooks.breaks(
    "    if impact.begun:\n        messages.warning",
    "    if impact.finished:\n        messages.warning",
    "An editor deletes a lesson that people are in the middle of, without a word.",
)
hooks.breaks(
    '    if action_type != "publish":\n        return None\n',
    "    return None\n",
    "Pages without descriptions of pictures are published in bulk.",
)
hooks.breaks(
    "page.specific.get_latest_revision_as_object()",
    "page.specific",
    "What is judged in bulk is not what would be published.",
)
hooks.breaks(
    "        if isinstance(page, OURS) and page.live:\n",
    "        if isinstance(page, OURS) and not page.live:\n",
    "The publish button does not say how many people it concerns.",
)
drafting = ROOM.file("courses/content/drafting.py", f"{HERE}/test_editor.py")
drafting.breaks(
    "        if length > limit:\n",
    "        if length > limit + 1:\n",
    "A summary a little too long breaks the catalogue's cards.",
)
drafting.breaks(
    "            self.add_error(name, message)\n",
    "            pass\n",
    "A course of 900 minutes can be published.",
)
impact = ROOM.file("courses/content/impact.py", f"{HERE}/test_editor.py")
impact.breaks(
    "LessonPage.objects.descendant_of(page, inclusive=True)",
    "LessonPage.objects.descendant_of(page, inclusive=False)",
    "The editor of a lesson is told that nobody is in it.",
)
impact.breaks(
    "return self.begun - self.finished",
    "return self.begun",
    "Editors think twice as many are in the middle of it.",
)
views = ROOM.file("courses/content/views.py", f"{HERE}/test_needs_checking.py", "tests/rules/test_urls.py")
views.breaks(
    '    any_permission_required: ClassVar = ["add", "change", "publish"]\n',
    '    any_permission_required: ClassVar = ["delete"]\n',
    "Editors cannot open the list of law to check.",
)
selectors = ROOM.file(
    "courses/content/selectors.py",
    f"{HERE}/test_selectors.py",
    f"{HERE}/test_needs_checking.py",
    f"{HERE}/test_addresses.py",
)
selectors.breaks(
    "CourseEdition.objects.current().filter(slug=slug)",
    "CourseEdition.objects.filter(slug=slug)",
    "An address that was given up years ago opens an old edition.",
)
selectors.breaks(
    "CourseEdition.objects.current().filter(course__open_to_all=True)",
    "CourseEdition.objects.current()",
    "Courses for invited people stand in the public catalogue.",
)
selectors.breaks(
    "        if edition.lessons:\n            by_course",
    "        if True:\n            by_course",
    "The catalogue offers a course without a lesson.",
)
selectors.breaks(
    "{wanted: 0, settings.LANGUAGE_CODE: 1}",
    "{wanted: 0}",
    "A Polish reader gets the Welsh course where there is an English one.",
)
selectors.breaks(
    'if entry["module"] == module_slug and entry["slug"] == lesson_slug:',
    'if entry["slug"] == lesson_slug:',
    "Two modules have a lesson “Summary”, and both addresses show the first.",
)
selectors.breaks(
    '        if raw.get("id") == block_id and raw["type"] == kind:',
    '        if raw.get("id") == block_id:',
    "An answer can be sent to a text, and ends in an error page.",
    f"{HERE}/test_selectors.py",
    "tests/courses/assessment",
    "tests/courses/learning/test_services.py",
)
selectors.breaks(
    "point.checked_on is None or point.checked_on < since",
    "point.checked_on is not None and point.checked_on < since",
    "Law that nobody ever checked is not listed.",
)
selectors.breaks(
    "point.checked_on is None or point.checked_on < since",
    "point.checked_on is None or point.checked_on > since",
    "The list shows what was checked yesterday.",
)
selectors.breaks(
    "    for page in [*HomePage.objects.live(), *StandardPage.objects.live()]:",
    "    for page in [*HomePage.objects.all(), *StandardPage.objects.all()]:",
    "Drafts are listed as law that readers see.",
)
selectors.breaks(
    "    except ValueError:\n        return None",
    "    except ZeroDivisionError:\n        return None",
    "One date typed by half breaks the whole list.",
)
selectors.breaks(
    "monthrange(year, month + 1)[1]", "31", "On 31 August the list of law ends in an error page."
)

asking = ROOM.file(
    "courses/assessment/asking.py", "tests/courses/assessment", "tests/courses/learning/test_views.py"
)
asking.breaks(
    "    if is_chosen and answered:\n",
    "    if True:\n",
    "The page holds what is right of every option: one look at its source answers the question.",
)
asking.breaks(
    '        "explanation": value["_explanation"] if is_right else "",\n',
    '        "explanation": value["_explanation"],\n',
    "The explanation gives the answer away.",
)
asking.breaks(
    '        "options": {"bound_blocks": [{"id": o.id, "value": {"text": o.text}} for o in question.options]},\n',
    '        "options": {"bound_blocks": [{"id": o.id, "value": {"text": o.text, "correct": o.correct}} for o in question.options]},\n',
    "Right answers stand in what every template is given.",
)
asking.breaks(
    '    answered = answered and any(option["is_chosen"] for option in options)\n',
    "",
    "A question that was rewritten says “not right” of an answer to the old one.",
)
services = ROOM.file("courses/assessment/services.py", "tests/courses/assessment")
services.breaks(
    "    if sent := Attempt.objects.filter(learner=learner, submission=submission).first():\n        return sent\n",
    "",
    "An answer that was sent twice over a bad line ends in an error.",
)
services.breaks(
    "    _enrolment, text = hold_place(learner=learner, lesson=lesson)\n",
    "    from courses.learning.selectors import current_text\n\n    text = current_text(lesson)\n",
    "Somebody who left the course, or was never on it, answers its questions.",
)
services.breaks(
    "    if attempt.correct:\n        meet_requirement",
    "    if attempt.raw:\n        meet_requirement",
    "An answer that is half right counts.",
)
services.breaks(
    "    if attempt.correct:\n        meet_requirement(learner=learner, lesson=lesson, block=block)\n",
    "",
    "Right answers count for nothing.",
)
services.breaks(
    "    if not picked:\n        raise EmptyChoiceError\n",
    "",
    "Pressing the button without choosing counts as a wrong answer.",
)
services.breaks(
    "    if not picked <= {option.id for option in question.options}:\n        raise UnknownOptionError\n",
    "",
    "An answer to options that are gone is marked all the same.",
)
services.breaks(
    "    if len(picked) > 1 and not question.takes_several:\n        raise TooManyChoicesError\n",
    "",
    "Whoever sends every option of a single choice is always right.",
)
services.breaks(
    "judged = [option.correct == (option.id in picked) for option in question.options]",
    "judged = [option.correct and option.id in picked for option in question.options if option.correct]",
    "Ticking everything is a right answer.",
)
selectors = ROOM.file(
    "courses/assessment/selectors.py", "tests/courses/assessment", "tests/courses/learning/test_views.py"
)
selectors.breaks(
    "Attempt.objects.filter(learner=learner, lesson=lesson)",
    "Attempt.objects.filter(learner__gte=learner, lesson=lesson)",
    "A learner sees what others answered.",
)
selectors.breaks(
    '.order_by("created_at", "pk")',
    '.order_by("-created_at", "-pk")',
    "The page shows the first answer and not the last.",
)
ROOM.file(
    "courses/assessment/views.py", "tests/courses/assessment", "tests/courses/learning/test_views.py"
).breaks(
    "    if not wants_json(request):\n        submission = uuid5",
    "    if False:\n        submission = uuid5",
    "Without JavaScript a second try from the browser's history is taken for the first.",
)
