"""Fixtures of the accounts' tests."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.messaging.models import OutgoingMessage
from lms.queue.models import Job, JobState
from lms.queue.services import run_job


@pytest.fixture(autouse=True)
def _queued_letters(settings: Any) -> None:
    settings.EMAIL_BACKEND = "lms.messaging.backend.QueuedEmailBackend"


@pytest.fixture(autouse=True)
def _fresh_limits(db: None) -> Iterator[None]:
    caches["shared"].clear()
    yield
    caches["shared"].clear()


@pytest.fixture
def run_jobs() -> Callable[[], None]:
    """Run every waiting job, and those that they ask for."""

    def _run() -> None:
        while job := Job.objects.filter(state=JobState.WAITING).order_by("pk").first():
            assert run_job(job.pk) == "done", Job.objects.get(pk=job.pk).error

    return _run


@pytest.fixture
def cost(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Any, dict[str, Any]]]:
    """Do something; answer it together with everything an onlooker could tell two doings apart by."""
    hashes: list[int] = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashes.append(1)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)

    def _cost(act: Callable[[], Any], hide: str = "") -> tuple[Any, dict[str, Any]]:
        hashes.clear()
        jobs, letters = Job.objects.count(), OutgoingMessage.objects.count()
        with CaptureQueriesContext(connection) as queries:
            response = act()
        text = response.content.decode()
        text = re.sub(r"\b[A-Za-z0-9]{64}\b", "", text)  # the tokens of the forms
        if hide:
            text = text.replace(hide, "…")
        return response, {
            "status": response.status_code,
            "to": response.headers.get("Location"),
            "text": text,
            "cookies": sorted(response.cookies),
            "queries": len(queries),
            "hashes": len(hashes),
            "jobs": Job.objects.count() - jobs,
            "letters": OutgoingMessage.objects.count() - letters,
        }

    return _cost
