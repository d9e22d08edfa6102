"""Make the files that the site serves but the repository does not hold: its fonts."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.pages import fonts


class Command(BaseCommand):
    help = "Cut the fonts from their packages into the assets folder. Does nothing when they are up to date."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--force", action="store_true", help="Make them again even if up to date.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            faces = list(fonts.FACES) if options["force"] else fonts.stale()
            for face in faces:
                path = fonts.make(face)
                if options["verbosity"] > 1:
                    self.stdout.write(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")
            fonts.remove_others()
        except ModuleNotFoundError as error:
            raise CommandError(f"{error} Install the requirements first.") from error
        except OSError as error:
            raise CommandError(f"The fonts could not be written to {fonts.folder()}: {error}") from error
        if faces and options["verbosity"]:
            self.stdout.write(f"Made {len(faces)} fonts in {fonts.folder()}.")
