"""``python -m tests.browser.scripts`` writes the trees in docs/accessibility again, for people to review.

Give the names of journeys to write only those: ``python -m tests.browser.scripts sign-in``.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).with_name("test_scripts.py")
WRITE = "HUSTINGS_WRITE_SCRIPTS"


def main(journeys: list[str]) -> int:
    os.environ[WRITE] = "1"
    chosen = ["-k", " or ".join(journeys)] if journeys else []
    return int(pytest.main([str(TESTS), "-q", *chosen]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
