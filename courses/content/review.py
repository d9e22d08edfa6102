"""The step of the workflow in which somebody else reads a page before it is published."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import GroupApprovalTask

from courses.content.errors import NotReadyError
from lms.pages.publishing import KeepsRules, missing


class ReviewTask(GroupApprovalTask):
    """A second pair of eyes: somebody of the groups, but not who asked, approves what is ready."""

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        """Approving is not offered to who asked for it."""
        actions = super().get_actions(obj, user)
        state = obj.current_workflow_state
        if state is not None and state.requested_by_id == user.pk and not user.is_superuser:
            return [action for action in actions if action[0] != "approve"]
        return actions

    @transaction.atomic
    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> Any:
        """Approving publishes: a page that is not ready is left as it is, and stays in the workflow.

        Raises ``NotReadyError``.
        """
        if action_name == "approve":
            page = task_state.revision.content_object.get_latest_revision_as_object()
            if found := page.missing_for_publishing() if isinstance(page, KeepsRules) else missing(page):
                raise NotReadyError(found)
        return super().on_action(task_state, user, action_name, **kwargs)

    @classmethod
    def get_description(cls) -> str:
        return str(_("Somebody else of the chosen groups reads the page before it is published"))

    class Meta:
        verbose_name = _("second pair of eyes")
        verbose_name_plural = _("second pairs of eyes")
