"""Lists in Wagtail's settings menu of what nobody writes by hand: jobs, recorded actions."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.viewsets.listing import ListingViewSetMixin
from wagtail.permissions import policy_registry


class ReadOnlyViewSet(ListingViewSetMixin, ViewSet):
    """A list of ``model``, newest ``newest_by`` first, for whoever has its “view” permission.

    Nothing is added, changed or deleted through it; a subclass may append addresses of its own.
    """

    add_to_settings_menu = True
    index_view_class: type[IndexView]
    newest_by: str

    @property
    def permission_policy(self) -> Any:
        return policy_registry.get_by_type(self.model)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(
            model=self.model,
            permission_policy=self.permission_policy,
            header_icon=self.icon,
            index_url_name=self.get_url_name("index"),
            index_results_url_name=self.get_url_name("index_results"),
            **kwargs,
        )

    def get_urlpatterns(self) -> list[URLPattern]:
        listing = {
            "list_display": self.list_display,
            "list_filter": self.list_filter,
            "paginate_by": self.list_per_page,
            "default_ordering": f"-{self.newest_by}",
        }
        index = self.construct_view(self.index_view_class, **listing)
        results = self.construct_view(self.index_view_class, **listing, results_only=True)
        return [path("", index, name="index"), path("results/", results, name="index_results")]

    def get_menu_item(self, order: int | None = None) -> Any:
        item = super().get_menu_item(order)
        item.is_shown = lambda request: self.permission_policy.user_has_permission(request.user, "view")
        return item
