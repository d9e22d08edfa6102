"""A piece of work, with a file, that the learner sent and nobody has answered."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from lms.accounts.models import User
from tests.courses.assessment.ground import asked, send
from tests.factories.learning import enrolled, taught
from tests.factories.pages import PDF


def sent(learner: User) -> dict[str, Any]:
    """Names of addresses: the work, and its first version."""
    edition = taught([asked()])
    enrolled(edition, learner)
    version = send(learner, edition, file=SimpleUploadedFile("map.pdf", PDF))
    return {"sent": version.work.uid, "version": version.uid}
