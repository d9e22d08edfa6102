"""Administrators' screens of the queue: what waits, what was parked and why, and “Run again”."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic

from lms.listing import ReadOnlyViewSet
from lms.queue.models import Job, JobState
from lms.queue.services import retry_job


class JobListView(generic.IndexView):
    any_permission_required = ["view"]
    page_title = gettext_lazy("Jobs")


class JobView(generic.InspectView):
    any_permission_required = ["view"]
    page_title = gettext_lazy("Job")
    template_name = "queue/admin/job.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        parked = self.object.state == JobState.PARKED and self.user_has_permission("change")
        again = reverse(jobs.get_url_name("again"), args=[self.object.pk]) if parked else ""
        return super().get_context_data(**kwargs, again_url=again)

    def get_args_display_value(self) -> str:
        return ", ".join(map(str, self.object.args)) or "–"

    def get_error_display_value(self) -> str:
        return self.object.error or "–"


class RunAgainView(generic.permissions.PermissionCheckedMixin, View):
    """POST only: a parked job gets fresh attempts, and the deed is recorded."""

    model = Job
    permission_required = "change"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = get_object_or_404(Job, pk=pk)
        if job.state == JobState.PARKED:
            retry_job(job=job, actor_uid=request.user.uid)  # type: ignore[union-attr]
            messages.success(request, _("The job is in the queue again."))
        else:
            messages.warning(
                request, _("Only a parked job can be run again; this one is not parked any more.")
            )
        return redirect(jobs.get_url_name("inspect"), pk=pk)


class JobViewSet(ReadOnlyViewSet):
    model = Job
    name = "jobs"
    icon = "tasks"
    menu_label = gettext_lazy("Jobs")
    menu_order = 900
    index_view_class = JobListView
    newest_by = "created_at"
    list_display = (
        "task",
        Column("args", label=gettext_lazy("Ids"), accessor=lambda job: ", ".join(map(str, job.args)) or "–"),
        Column("state", label=gettext_lazy("State"), accessor="get_state_display", sort_key="state"),
        Column(
            "attempts",
            label=gettext_lazy("Attempts"),
            accessor=lambda job: (
                _("%(done)s of %(allowed)s") % {"done": job.attempts, "allowed": job.max_attempts}
            ),
        ),
        DateColumn("created_at", label=gettext_lazy("Asked for"), sort_key="created_at"),
        DateColumn("ended_at", label=gettext_lazy("Ended"), sort_key="ended_at"),
    )
    list_filter = ("state", "task")
    list_per_page = 30
    fields = (
        "task",
        "args",
        "state",
        "attempts",
        "max_attempts",
        "created_at",
        "started_at",
        "ended_at",
        "error",
    )

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(inspect_url_name=self.get_url_name("inspect"), **kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/", self.construct_view(JobView, fields=list(self.fields)), name="inspect"),
            path("<int:pk>/again/", self.construct_view(RunAgainView), name="again"),
        ]


jobs = JobViewSet()
