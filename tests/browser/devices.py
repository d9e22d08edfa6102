"""The browser, and the two sizes of screen. Needs no settings, so the bench may use it too."""

from __future__ import annotations

from pathlib import Path

CHROMIUM = next(
    (
        p
        for p in ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        if Path(p).exists()
    ),
    "/usr/bin/chromium",
)
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
