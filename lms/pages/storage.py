"""Where private files lie on the local disk."""

from __future__ import annotations

from typing import NoReturn

from django.core.files.storage import FileSystemStorage
from django.utils.functional import cached_property


class NoAddressError(AttributeError):
    """A private file has no address. To templates and ``getattr`` it has no ``url`` at all."""

    silent_variable_failure = True


class PrivateFileSystemStorage(FileSystemStorage):
    """Files that only a view hands out, after its own check: none of them has an address."""

    @cached_property
    def base_url(self) -> None:  # type: ignore[override]
        """Not ``MEDIA_URL``, which Django would take where no address is given."""
        return

    def url(self, name: str | None) -> NoReturn:
        raise NoAddressError(f"{name} is private")
