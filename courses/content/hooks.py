"""The editor's side of the content room, where Wagtail asks for it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.action_menu import PublishMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from courses.content.impact import impact_of_page
from courses.content.models import CoursePage, LessonPage, ModulePage
from courses.content.views import NeedsCheckingView
from lms.pages.publishing import KeepsRules

OURS = (CoursePage, ModulePage, LessonPage)


# ---------------------------------------------------------------- before taking a page away


def _warn(request: HttpRequest, page: Page, what: str) -> None:
    page = page.specific
    if request.method != "GET" or not isinstance(page, OURS):
        return
    impact = impact_of_page(page)
    if impact.begun:
        messages.warning(request, f"{impact.words}. {what}")


@hooks.register("before_delete_page")
def warn_before_deleting(request: HttpRequest, page: Page) -> None:
    _warn(
        request,
        page,
        _(
            "Nobody loses what they have done, nor the certificates they hold, "
            "but they cannot read it any more."
        ),
    )


@hooks.register("before_move_page")
def warn_before_moving(request: HttpRequest, page: Page, destination: Page) -> None:
    _warn(request, page, _("They keep all they have done; it then counts in the course it is moved to."))


# ---------------------------------------------------------------- the buttons


class PublishWithNumbers(PublishMenuItem):
    """The publish button says how many people are in what is about to change."""

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        page = context.get("page")
        if isinstance(page, OURS) and page.live:
            impact = impact_of_page(page)
            if impact.begun:
                context["label"] = _("Publish (%(learners)s)") % {"learners": impact.words}
        return context


@hooks.register("construct_page_action_menu")
def say_how_many(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    for place, item in enumerate(menu_items):
        if item.name == PublishMenuItem.name:
            menu_items[place] = PublishWithNumbers(order=item.order)


@hooks.register("before_bulk_action")
def keep_unready_pages_back(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """Publishing many pages at once asks of each what publishing one does."""
    if action_type != "publish":
        return None
    held = []
    for page in objects:
        found = page.specific.get_latest_revision_as_object() if isinstance(page, Page) else None
        if isinstance(found, KeepsRules) and found.missing_for_publishing():
            held.append(page.get_admin_display_title())
    if not held:
        return None
    messages.error(
        request,
        _(
            "Nothing was published. Open these pages and publish them singly "
            "to see what they need: %(titles)s."
        )
        % {"titles": ", ".join(f"“{title}”" for title in held)},
    )
    return redirect(action.next_url)


# ---------------------------------------------------------------- nothing typed is lost


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    needs_checking = NeedsCheckingView.as_view
    return [
        path("still-here/", still_here, name="content_still_here"),
        path("reports/needs-checking/", needs_checking(), name=NeedsCheckingView.index_url_name),
        path(
            "reports/needs-checking/results/",
            needs_checking(results_only=True),
            name=NeedsCheckingView.index_results_url_name,
        ),
    ]


@hooks.register("register_reports_menu_item")
def needs_checking_item() -> MenuItem:
    """For whoever reaches the admin: all of them write pages."""
    return MenuItem(
        NeedsCheckingView.page_title,
        reverse_lazy(NeedsCheckingView.index_url_name),
        icon_name=NeedsCheckingView.header_icon,
        order=100,
    )


def still_here(request: HttpRequest) -> JsonResponse:
    """Who is signed in, and a token for the form that waits; Wagtail answers 403 when nobody is."""
    return JsonResponse({"uid": str(getattr(request.user, "uid", "")), "token": get_token(request)})


@hooks.register("insert_global_admin_css")
def admin_css() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("courses/admin/admin.css"))


@hooks.register("construct_help_menu")
def keep_help_at_home(request: HttpRequest, menu_items: list[Any]) -> None:
    """Wagtail’s links to its own sites are left out; docs/editors says what an editor needs."""
    menu_items[:] = [item for item in menu_items if not str(item.url).startswith("http")]
