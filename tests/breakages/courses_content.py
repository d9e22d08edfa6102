"""From the editor's page to what readers get: editions, addresses, the clock, the second pair of eyes."""

# ruff: noqa: E501

from tests.breakages import Room

ROOM = Room("content")
HERE = "tests/courses/content"

services = ROOM.file("courses/content/services.py", f"{HERE}/test_editions.py")
services.breaks(
    "    page = _live_page(course_page.pk)\n    if page is None:\n        return retire_edition(key=key, language=course_page.locale.language_code)\n    Course",
    "    page = course_page\n    Course",
    "A course that was unpublished gets an edition all the same.",
)
services.breaks(
    "    page = _live_page(course_page.pk)  # again: it may have changed while we waited for the lock\n",
    "",
    "Of two editors who publish at once, the one who waited writes old words over new ones.",
)
services.breaks(
    "    course = Course.objects.select_for_update().get(key=key)\n    page",
    "    course = Course.objects.get(key=key)\n    page",
    "Two publishes at once make two current editions, or an error page.",
    f"{HERE}/test_at_once.py",
    postgresql=True,
)
services.breaks(
    "newest.digest == digest and newest.is_current:\n        _note_course(course, page)\n        return newest",
    "newest.is_current and newest.title == page.title:\n        _note_course(course, page)\n        return newest",
    "What an editor changes in a lesson does not reach the readers.",
)
services.breaks(
    "newest.digest == digest and newest.is_current:\n        _note_course(course, page)\n        return newest",
    "newest.digest == digest and newest.is_current:\n        return newest",
    "Closing a course to newcomers changes nothing.",
)
services.breaks(
    "newest.digest == digest and newest.is_current:",
    "newest.digest == digest and False:",
    "Every publish of anything makes a new edition and says “changed” to learners.",
)
services.breaks(
    "    course.editions.current().filter(language=language).update(is_current=False)\n    if newest is not None",
    "    if newest is not None",
    "The second publish of a course fails: there are two current editions.",
)
services.breaks(
    'number = course.editions.aggregate(last=Max("number"))["last"] or 0',
    "number = course.editions.count() - 1 if course.editions.exists() else 0",
    "Two editions have one number, or a certificate names the wrong one.",
)
services.breaks(
    "    _note_course(course, page)\n    _retire_lessons(course)\n    if rival is not None:",
    "    _note_course(course, page)\n    if rival is not None:",
    "A lesson that was taken out is still asked for, and nobody is told that it went.",
)
services.breaks(
    "    if rival is not None:\n        write_edition(rival)\n",
    "",
    "A course that gave its address away is gone for its learners.",
    f"{HERE}/test_editions.py",
    f"{HERE}/test_addresses.py",
)
services.breaks(
    "    enqueue(SETTLE, course.pk)\n    if told_at:\n",
    "    if told_at:\n",
    "Learners who have done all that a shortened course asks never get their certificate.",
)
services.breaks(
    "    if course is None:\n        return\n    course.editions",
    "    course.editions",
    "Deleting a draft that was never published ends in an error.",
)
services.breaks(
    "course.retired_at is None and not course.editions.current().exists()",
    "course.retired_at is None",
    "Unpublishing the Welsh version closes the English course.",
)
services.breaks(
    '        course.save(update_fields=["retired_at"])\n    _retire_lessons(course)\n',
    '        course.save(update_fields=["retired_at"])\n',
    "Lessons of a course that is gone count as taught.",
)
services.breaks(
    "            retire_edition(key=key, language=language)\n            mended += 1\n",
    "            mended += 1\n",
    "A course deleted during a crash is taught for ever.",
)
services.breaks(
    '    except Exception:\n        logger.exception("edition not written", extra={"page": page.pk})\n        return 0\n',
    "    except AddressTakenError:\n        return 0\n",
    "One broken course keeps all others from being mended, and nobody reads why.",
)
services.breaks(
    '    modules = list(ModulePage.objects.live().child_of(page).order_by("path"))',
    '    modules = list(ModulePage.objects.child_of(page).order_by("path"))',
    "A module that is still a draft is shown to learners.",
)
services.breaks(
    'LessonPage.objects.live().descendant_of(page).order_by("path")',
    'LessonPage.objects.descendant_of(page).order_by("path")',
    "A lesson that is still a draft is shown to learners.",
)
services.breaks(
    "        if not below[module.path]:\n            continue\n",
    "",
    "An empty module is a stop on the line that leads nowhere.",
)
services.breaks(
    '"requires": len(text.requirements),',
    '"requires": 0,',
    "The course page says that a lesson asks for nothing.",
)
services.breaks(
    "        title = page.title if language == settings.LANGUAGE_CODE else lesson.title\n",
    "        title = page.title\n",
    "Publishing the Welsh version renames lessons in everybody's records.",
)
services.breaks(
    "lesson.course, lesson.title, lesson.retired_at = course, title, None",
    "lesson.course, lesson.title = course, title",
    "A lesson that comes back still counts as gone.",
)
services.breaks(
    "(lesson.course_id, lesson.title, lesson.retired_at) != (course.pk, title, None)",
    "(lesson.title, lesson.retired_at) != (title, None)",
    "A lesson moved to another course still asks for a place on the old one.",
)
services.breaks(
    "            language=language, digest__in=",
    "            digest__in=",
    "A translation not yet begun shares its text with the original and changes with it.",
)
services.breaks(
    "        (text.lesson_id, text.digest): text\n",
    "        (None, text.digest): text\n",
    "Each publish looks for words that are there, and writes at one a lesson.",
)
services.breaks(
    'if block["type"] in ASKING and block["value"].get("required", True)',
    'if block["type"] in ASKING',
    "A question meant for practice keeps the lesson from counting.",
)
services.breaks(
    'if block["type"] in ASKING and block["value"].get("required", True)',
    'if block["type"] in ASKING and block["value"].get("required", False)',
    "A question written before there was a choice does not count.",
)
services.breaks(
    "        raise AddressTakenError\n",
    "        pass\n",
    "A second course takes over the address of the first.",
    f"{HERE}/test_editions.py",
    f"{HERE}/test_addresses.py",
)
services.breaks(
    "        .exclude(course=course)\n",
    "",
    "A course stands in its own way: it cannot be published twice.",
)
services.breaks(
    "page.locale.language_code == settings.LANGUAGE_CODE or course.editions.count() <= 1",
    "True",
    "The Welsh version renames the course on everybody's desk.",
)
services.breaks(
    '    facts: dict[str, Any] = {"retired_at": None}\n',
    "    facts: dict[str, Any] = {}\n",
    "A course that comes back takes no learners.",
)
services.breaks(
    "Lesson.objects.filter(course=course, retired_at__isnull=True).exclude(pk__in=taught)",
    "Lesson.objects.filter(retired_at__isnull=True).exclude(pk__in=taught)",
    "Publishing one course retires the lessons of all others.",
)
services.breaks(
    "approved_go_live_at__lt=now",
    "approved_go_live_at__gt=now",
    "What was scheduled for next month is public now.",
)
services.breaks(
    '        except Exception:\n            logger.exception("revision not published", extra={"revision": revision.pk})\n',
    '        except ValueError:\n            logger.exception("revision not published", extra={"revision": revision.pk})\n',
    "One page that is not ready keeps everything scheduled after it waiting.",
)
services.breaks(
    "    if root is None or ReviewTask.objects.exists():\n",
    "    if root is None:\n",
    "Every update of the site undoes how administrators set the workflow.",
    f"{HERE}/test_editor.py",
)
services.breaks(
    "        Workflow.objects.filter(pk=assigned.workflow_id).update(active=False)\n",
    "        pass\n",
    "Editors meet Wagtail's example workflow, which nobody answers.",
    f"{HERE}/test_editor.py",
)

receivers = ROOM.file("courses/content/receivers.py", f"{HERE}/test_editions.py", f"{HERE}/test_addresses.py")
receivers.breaks("@receiver(page_slug_changed)\n", "", "A new address leads nowhere until the next publish.")
receivers.breaks("@receiver(page_unpublished)\n", "", "What was unpublished is taught on.")
receivers.breaks("@receiver(post_page_move)\n", "", "Reordered lessons stay in their old order for readers.")
receivers.breaks("@receiver(post_delete)\n", "", "What was deleted is taught on.")
receivers.breaks(
    '    except Exception:\n        logger.exception("edition not written", extra={"page": page.pk})\n',
    '    except ValueError:\n        logger.exception("edition not written", extra={"page": page.pk})\n',
    "An editor whose page Wagtail has saved sees an error page.",
)
receivers.breaks(
    "    pages = Page.objects.in_bulk([instance.pk, parent_page_before.pk, parent_page_after.pk])",
    "    pages = Page.objects.in_bulk([instance.pk])",
    "A lesson moved to another course stays in the old one too.",
)
