"""manage.py import_places: bring in councils, wards and constituencies from a list of the ONS."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from lms.errors import DomainError
from lms.places.services import import_file


class Command(BaseCommand):
    help = "Compare a CSV file with the places that we have; with --apply, bring it in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--apply", action="store_true", help="change the places, not only tell")
        parser.add_argument("--whole", action="store_true", help="what is missing in the list has ended")
        parser.add_argument("--as-at", type=date.fromisoformat, help="the day of the list, as 2026-05-07")

    def handle(self, *args: Any, **options: Any) -> None:
        day = options["as_at"] or timezone.localdate()
        try:
            with options["file"].open("rb") as file:
                _report, told = import_file(
                    file=file, as_at=day, whole=options["whole"], write=options["apply"]
                )
        except (DomainError, OSError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{told['rows']} rows, {told['wrong_rows']} left out")
        for level, sorts in [*told["levels"].items(), ("WD–PCON", told["links"])]:
            words = ", ".join(f"{number} {sort}" for sort, number in sorted(sorts.items()))
            if words:
                self.stdout.write(f"{level}: {words}")
        for wrong in told["errors"]:
            self.stdout.write(f"row {wrong['row'] or '–'}: {wrong['why']}")
        self.stdout.write(
            "Applied." if options["apply"] else "Nothing was changed. Add --apply to change it."
        )
