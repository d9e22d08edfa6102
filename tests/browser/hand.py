"""Runs code inside the site's own database, a line for each question: Django starts once, not every time."""

from __future__ import annotations

import io
import json
import select
import subprocess
import sys
import traceback
from contextlib import redirect_stdout
from pathlib import Path

SECONDS = 300  # for one question, on a machine that has much else to do


class Hand:
    """The process that is asked, seen from the tests."""

    def __init__(self, root: Path, env: dict[str, str], log: Path) -> None:
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.browser.hand"],
                cwd=root,
                env=env,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                text=True,
            )

    def run(self, code: str) -> str:
        """What ``code`` printed; fails with what it raised."""
        asked, answered = self.process.stdin, self.process.stdout
        assert asked is not None
        assert answered is not None
        asked.write(json.dumps(code) + "\n")
        asked.flush()
        assert select.select([answered], [], [], SECONDS)[0], "no answer from the site's own database"
        told = json.loads(answered.readline())
        assert not told["raised"], told["raised"]
        return str(told["printed"]).strip()

    def close(self) -> None:
        for end in (self.process.stdin, self.process.stdout):
            if end is not None:
                end.close()
        self.process.wait(timeout=60)


def serve() -> None:
    """Answers until nobody asks any more."""
    for line in sys.stdin:
        printed, raised = io.StringIO(), ""
        try:
            with redirect_stdout(printed):
                exec(json.loads(line), {"__name__": "hand"})
        except Exception:
            raised = traceback.format_exc()
        print(json.dumps({"printed": printed.getvalue(), "raised": raised}), flush=True)


if __name__ == "__main__":
    import django

    django.setup()
    serve()
