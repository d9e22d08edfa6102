from django.apps import AppConfig


class QueueConfig(AppConfig):
    name = "lms.queue"
    label = "queue"
    verbose_name = "Queue"
