"""What the site's pages add to Wagtail's admin."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from lms.pages.media_blocks import heavy_videos
from lms.pages.sizes import file_size


@hooks.register("after_publish_page")
def warn_of_heavy_videos(request: HttpRequest, page: Page) -> None:
    """A big film without a small version is published, and the editor told whom it keeps out."""
    for video in heavy_videos(getattr(page, "body", None) or []):
        messages.warning(
            request,
            _(
                "“%(title)s” is published with %(size)s and no small version: people with a slow or dear "
                "connection may not see it. Add one in the block."
            )
            % {"title": video["title"], "size": file_size(video["file"].file_size)},
        )
