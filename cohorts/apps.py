from django.apps import AppConfig


class CohortsConfig(AppConfig):
    name = "cohorts"
    verbose_name = "Cohorts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cohorts import rules  # noqa: F401
        from cohorts.overview import registrations as overview

        overview.register()
