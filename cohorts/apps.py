from django.apps import AppConfig


class CohortsConfig(AppConfig):
    name = "cohorts"
    verbose_name = "Cohorts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cohorts import rules  # noqa: F401
        from cohorts.admissions.applications import registrations as applications
        from cohorts.admissions.decisions import registrations as decisions
        from cohorts.evaluation import registrations as evaluation
        from cohorts.following import registrations as following
        from cohorts.imports import registrations as imports
        from cohorts.outcomes import registrations as outcomes
        from cohorts.overview import registrations as overview
        from cohorts.pathway import registrations as pathway
        from cohorts.programmes import registrations as programmes
        from cohorts.sessions import registrations as sessions

        programmes.register()
        applications.register()
        decisions.register()
        overview.register()
        sessions.register()
        evaluation.register()
        imports.register()
        pathway.register()
        following.register()
        outcomes.register()
