"""What templates may ask about the device."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from lms.accounts.devices import is_shared


def device(request: HttpRequest) -> dict[str, Any]:
    return {"shared_device": is_shared(request)}
