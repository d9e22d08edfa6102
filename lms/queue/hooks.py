"""What Wagtail shows of the queue: the section “Jobs”, and a notice when something is wrong."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.ui.components import Component

from lms.queue.models import JobState
from lms.queue.selectors import parked_jobs_count, workers_last_seen, workers_silent
from lms.queue.viewsets import JobViewSet, jobs


class QueueNotice(Component):
    """Only there when jobs are parked or workers are silent."""

    name = "queue_notice"
    template_name = "queue/admin/notice.html"
    order = 10

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {
            "parked": parked_jobs_count(),
            "silent": workers_silent(),
            "seen_at": workers_last_seen(),
            "url": f"{reverse(jobs.get_url_name('index'))}?state={JobState.PARKED}",
        }


@hooks.register("register_admin_viewset")
def register_jobs() -> JobViewSet:
    return jobs


@hooks.register("construct_homepage_panels")
def add_queue_notice(request: HttpRequest, panels: list[Any]) -> None:
    if jobs.permission_policy.user_has_permission(request.user, "view") and (
        parked_jobs_count() or workers_silent()
    ):
        panels.append(QueueNotice())
