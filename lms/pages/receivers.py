"""News from Wagtail that changes what every page shows."""

from __future__ import annotations

from typing import Any

from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from lms.pages.models import forget_look


def forget(**kwargs: Any) -> None:
    """The footer names pages: it is made again after any of them changes."""
    forget_look()


def connect() -> None:
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
        signal.connect(forget, dispatch_uid="pages.forget_look")
