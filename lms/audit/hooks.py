"""What Wagtail shows of the record."""

from __future__ import annotations

from wagtail import hooks

from lms.audit.viewsets import AuditViewSet, record_of_actions


@hooks.register("register_admin_viewset")
def register_record() -> AuditViewSet:
    return record_of_actions
