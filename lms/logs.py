"""Log lines as JSON, without what the log has no need of."""

from __future__ import annotations

import re
from typing import Any

from pythonjsonlogger.json import JsonFormatter

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def without_addresses(text: str) -> str:
    """``text`` with every e-mail address masked: to be known here reveals a political opinion."""
    return _ADDRESS.sub("…@…", text)


class DiscreetFormatter(JsonFormatter):
    """No e-mail addresses (mail servers name them in their refusals), and no query strings.

    Django hands over the whole request with each warning, whose text has what was
    searched for and the signatures of links; the path in the message is enough.
    """

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        log_data.pop("request", None)
        masked = {
            name: without_addresses(value) if isinstance(value, str) else value
            for name, value in log_data.items()
        }
        return super().process_log_record(masked)
