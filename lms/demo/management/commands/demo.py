"""``manage.py demo``: make or repair the demo data."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.demo.people import PASSWORD, PEOPLE
from lms.demo.services import NotADemoError, make_demo


class Command(BaseCommand):
    help = "Make the demo organisation, its people and courses, or repair them. Only where DEMO is on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--reset", action="store_true", help="let the demo people begin their courses again"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = make_demo(reset=options["reset"])
        except NotADemoError as error:
            raise CommandError(error.message) from error
        if options["verbosity"] > 0:
            self.stdout.write(
                f"{made.lessons} lessons ({made.minutes} minutes) and {made.people} people are there."
            )
            for person in PEOPLE:
                self.stdout.write(f"  {person.email:<24} {person.name}, {person.role}")
            self.stdout.write(f"Their password is {PASSWORD}.")
