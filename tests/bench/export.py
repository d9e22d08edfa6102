"""The export of a whole cohort, measured: time, memory and statements of one process that writes it.

Run as a program of its own under the bench settings, with the slug of the cohort; writes JSON.
"""

from __future__ import annotations

import json
import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import django


def main() -> None:
    django.setup()
    from cohorts.overview.exports import csv_file, xlsx_file
    from cohorts.overview.grid import Wanted
    from cohorts.programmes.models import Cohort

    cohort, wanted = Cohort.objects.get(slug=sys.argv[1]), Wanted(state="")

    def as_csv() -> int:
        return sum(len(line.encode()) for line in csv_file(cohort, wanted))

    def as_xlsx() -> int:
        with xlsx_file(cohort, wanted) as file:
            return len(file.read())

    kinds: dict[str, Callable[[], int]] = {"csv": as_csv, "xlsx": as_xlsx}
    print(json.dumps({name: measured(write) for name, write in kinds.items()}))


def measured(write: Callable[[], int]) -> dict[str, Any]:
    """Seconds of CPU, then, by a second time, statements and the most memory that was held at once."""
    from django.db import connection

    write()  # what is read once for a process
    began = time.process_time()
    size = write()
    seconds, statements = time.process_time() - began, 0

    def counted(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal statements
        statements += 1
        return execute(*arguments)

    tracemalloc.start()
    with connection.execute_wrapper(counted):
        write()
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {"seconds": seconds, "bytes": size, "held": held, "statements": statements}


if __name__ == "__main__":
    main()
