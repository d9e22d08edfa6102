"""Wagtail's news of pages becomes editions.

A page that was published, unpublished, moved, reordered, renamed or deleted makes
its course's edition be written again. An error here never spoils the editor's
own work, which Wagtail has already saved: it is logged, and the mending job that
runs every few minutes writes what is missing.
"""

from __future__ import annotations

import logging
from typing import Any

from django.apps import apps
from django.db import connections, transaction
from django.db.models.signals import post_delete, post_migrate
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from courses.content import services
from courses.content.models import CoursePage, LessonPage, ModulePage

logger = logging.getLogger(__name__)

OURS = (CoursePage, ModulePage, LessonPage)
NEEDED = ("django_q.Schedule", "courses.ReviewTask", "wagtailcore.WorkflowPage", "auth.Group")


def _course_page(page: Page) -> CoursePage | None:
    """The course that ``page`` is, or is part of."""
    return CoursePage.objects.ancestor_of(page, inclusive=True).select_related("locale").first()


def _write(page: CoursePage | None) -> None:
    if page is None:
        return
    try:
        services.write_edition(page)
    except Exception:
        logger.exception("edition not written", extra={"page": page.pk})


@receiver(page_published)
@receiver(page_slug_changed)
def write_after_publish(instance: Page, **kwargs: Any) -> None:
    if isinstance(instance, OURS):
        _write(_course_page(instance))


@receiver(page_unpublished)
def write_after_unpublish(instance: Page, **kwargs: Any) -> None:
    # Deleting announces an unpublishing that is not in the database; the deletion itself follows.
    if isinstance(instance, OURS) and not Page.objects.live().filter(pk=instance.pk).exists():
        _write(_course_page(instance))


@receiver(post_page_move)
def write_after_move(
    instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: Any
) -> None:
    """Also after reordering, which is a move to where the page already was."""
    if not isinstance(instance.specific_class, type) or not issubclass(instance.specific_class, OURS):
        return
    # Fresh rows: the move may have changed the paths of those we were given.
    pages = Page.objects.in_bulk([instance.pk, parent_page_before.pk, parent_page_after.pk])
    found = [_course_page(page) for page in pages.values()]
    for page in {page.pk: page for page in found if page is not None}.values():
        _write(page)


@receiver(post_delete)
def write_after_delete(sender: Any, instance: Any, **kwargs: Any) -> None:
    if sender not in OURS:
        return
    if sender is CoursePage:
        key, language = instance.translation_key, instance.locale.language_code
        transaction.on_commit(lambda: services.retire_edition(key=key, language=language), robust=True)
    else:
        path = instance.path
        transaction.on_commit(lambda: _write(_course_page(Page(path=path, depth=len(path) // 4))))


@receiver(post_migrate)
def set_up(sender: Any, using: str, **kwargs: Any) -> None:
    """The clock and the workflow are there wherever the database is; not in the middle of a migration."""
    if sender.name != "courses":
        return
    tables = set(connections[using].introspection.table_names())
    if all(apps.get_model(name)._meta.db_table in tables for name in NEEDED):
        services.ensure_schedules()
        services.ensure_workflow()
