"""Write the editions that are missing."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from courses.content.services import write_missing_editions


class Command(BaseCommand):
    help = "Compares every live course with its current edition and writes what is missing."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{write_missing_editions()} edition(s) mended.")
