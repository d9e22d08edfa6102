from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "lms.consent"
    label = "consent"
    verbose_name = "Consent"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate, post_save

        from lms.accounts.models import ADMINISTRATORS, User
        from lms.accounts.roles import register_role_permissions
        from lms.consent import access, receivers, rules  # noqa: F401

        post_migrate.connect(
            receivers.set_up_after_migrate, sender=self, dispatch_uid="consent.set_up_after_migrate"
        )
        post_save.connect(receivers.follow_account, sender=User, dispatch_uid="consent.follow_account")
        register_role_permissions(ADMINISTRATORS, "consent.change_consentsettings")
