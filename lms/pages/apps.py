from django.apps import AppConfig
from django.core.checks import register


class PagesConfig(AppConfig):
    name = "lms.pages"
    label = "pages"
    verbose_name = "Pages"

    def ready(self) -> None:
        from lms.pages import checks, receivers, rules  # noqa: F401

        receivers.connect()
        register(checks.fonts_are_made, deploy=False)
        register(checks.light_files_are_made, deploy=False)
