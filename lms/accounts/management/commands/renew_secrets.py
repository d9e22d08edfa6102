"""`manage.py renew_secrets`: after a change of SECRET_KEY, before its former value is forgotten."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms.accounts.services import renew_secrets


class Command(BaseCommand):
    help = "Seal the secrets of second factors with the present SECRET_KEY."

    def handle(self, *args: Any, **options: Any) -> None:
        renewed, lost = renew_secrets()
        self.stdout.write(f"{renewed} second factors are sealed with the present key.")
        if lost:
            raise CommandError(f"{lost} could not be opened. Is their key named in SECRET_KEY_FALLBACKS?")
