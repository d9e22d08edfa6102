from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = "Courses"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from courses.content import receivers  # noqa: F401
        from courses.certificates.panels import completion_panel, desk_panel
        from courses.learning.panels import register_completion_panel
        from lms.desk.registry import register_panel

        register_completion_panel(completion_panel)
        register_panel("certificates", desk_panel, order=60)
