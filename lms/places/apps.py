from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PlacesConfig(AppConfig):
    name = "lms.places"
    label = "places"
    verbose_name = "Places"

    def ready(self) -> None:
        post_migrate.connect(_plan_forgetting, sender=self, dispatch_uid="places.plan_forgetting")


def _plan_forgetting(*, using: str, **kwargs: Any) -> None:
    from lms.queue.services import ensure_schedule

    if using == "default":
        ensure_schedule("places: forget lists", "lms.places.tasks.forget_lists_job", minutes=24 * 60)
