"""Make the files that the site serves but the repository does not hold: fonts, shortened style and script."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.pages import fonts, light


class Command(BaseCommand):
    help = (
        "Cut the fonts from their packages, and shorten style sheets and scripts. "
        "Does nothing when all are up to date."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--force", action="store_true", help="Make the fonts again even if up to date.")

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
        try:
            shortened = light.make()
        except OSError as error:
            raise CommandError(f"Files could not be written to {light.folder()}: {error}") from error
        if not options["verbosity"]:
            return
        if faces:
            self.stdout.write(f"Made {len(faces)} fonts in {fonts.folder()}.")
        if shortened:
            self.stdout.write(f"Shortened {shortened} files into {light.folder()}.")
