from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "lms.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added
        from django.contrib.auth.signals import user_logged_in
        from django.db.models.signals import m2m_changed, post_migrate

        from lms.accounts import access, checks, limits, receivers, rules  # noqa: F401
        from lms.accounts.models import User

        limits.share_limits()
        post_migrate.connect(
            receivers.set_up_after_migrate, sender=self, dispatch_uid="accounts.set_up_after_migrate"
        )
        m2m_changed.connect(
            receivers.note_roles, sender=User.groups.through, dispatch_uid="accounts.note_roles"
        )
        user_logged_in.connect(receivers.note_arrival, dispatch_uid="accounts.note_arrival")
        user_logged_in.connect(receivers.keep_chosen_language, dispatch_uid="accounts.keep_chosen_language")
        user_logged_in.connect(receivers.keep_chosen_reading, dispatch_uid="accounts.keep_chosen_reading")
        authenticator_added.connect(receivers.count_new_factor, dispatch_uid="accounts.count_new_factor")
