"""What Wagtail shows of places."""

from __future__ import annotations

from wagtail import hooks

from lms.places.viewsets import PlacesImportViewSet, lists


@hooks.register("register_admin_viewset")
def register_lists() -> PlacesImportViewSet:
    return lists
