"""Lists of people: that somebody looked through one is recorded, with how many it showed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from lms.audit.services import record_read


class RecordedList:
    """For Wagtail's index views. One row for each page that is looked at, whoever is on it."""

    read_action = ""
    read_subject = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = super().get(request, *args, **kwargs)  # type: ignore[misc]
        record_read(
            actor_uid=request.user.uid,  # type: ignore[union-attr]
            action=self.read_action,
            subject=self.read_subject,
            count=len(answer.context_data["object_list"]),  # type: ignore[attr-defined]
        )
        return answer
