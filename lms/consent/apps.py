from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "lms.consent"
    label = "consent"
    verbose_name = "Consent"
