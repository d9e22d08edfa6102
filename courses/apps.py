from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    verbose_name = "Courses"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from courses import rules  # noqa: F401
        from courses.assessment import asking
        from courses.assessment.privacy import ANSWERS
        from courses.assessment.work import registrations as work
        from courses.certificates import (
            access,  # noqa: F401
            kinds,
        )
        from courses.certificates.panels import completion_panel, desk_panel
        from courses.certificates.privacy import CERTIFICATES
        from courses.content import letter as content_letter
        from courses.content import receivers  # noqa: F401
        from courses.content.impact import register_impact
        from courses.learning import desk, letter, news, taking_away
        from courses.learning.panels import register_completion_panel
        from courses.learning.privacy import LEARNING, TEXTS
        from courses.learning.selectors import impact_on_learners
        from lms.desk.registry import register_next_step, register_panel
        from lms.privacy.registry import register_data

        register_completion_panel(completion_panel)
        register_panel("certificates", desk_panel, order=60)
        asking.register()
        kinds.register()
        letter.register()
        content_letter.register()
        news.register()
        taking_away.register()
        work.register()
        register_impact(impact_on_learners)
        register_next_step(desk.next_step, order=50)
        register_panel("news", desk.news_panel, order=10)
        register_panel("kept", desk.kept_panel, order=40)
        register_panel("courses", desk.courses_panel, order=50)
        register_panel("way", desk.way_panel, order=90)
        for data in (LEARNING, TEXTS, ANSWERS, CERTIFICATES):
            register_data(data)
