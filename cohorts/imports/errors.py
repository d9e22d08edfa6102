"""What bringing in a file refuses, in words for whoever asked."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.errors import DomainError


class FileError(DomainError):
    """The file cannot be read as a table of people; the message says why and what to do."""

    code = "import_file"


class NotNowError(DomainError):
    code = "import_not_now"
    default_message = _("This cannot be done with the file as it is now. Nothing was changed.")


class FileGoneError(DomainError):
    code = "import_file_gone"
    default_message = _("What was in the file has been deleted. Bring the file in again.")
