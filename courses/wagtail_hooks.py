"""The rooms' additions to Wagtail's admin, where Wagtail looks for them."""

from courses.certificates import hooks as certificates_hooks
from courses.content import hooks as content_hooks

__all__ = ["certificates_hooks", "content_hooks"]
