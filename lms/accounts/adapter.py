"""How django-allauth behaves here."""

from __future__ import annotations

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.core.internal.ratelimit import get_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import normalise_name
from lms.accounts.letters import send_letter
from lms.accounts.models import User
from lms.accounts.rules import is_staff_member
from lms.accounts.safety.addresses import note_address_change
from lms.accounts.safety.locks import is_paused, note_failure
from lms.accounts.sealing import seal, unseal

# The same words whatever was wrong, and whether or not we know the person.
_WRONG = _("That name and password do not go together. Check both; the password may have capitals in it.")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _WRONG,
        "username_password_mismatch": _WRONG,
        "incorrect_password": _("That is not your password."),
        "enter_current_password": _("That is not your current password."),
        "incorrect_code": _("That code is not right. Use the newest one."),
        "too_many_login_attempts": _(
            "Too many tries from here. Wait five minutes and try again, or ask for a code by e-mail."
        ),
        "password_paused": _(
            "Wrong passwords were tried too often for this name. For an hour a password is not enough here: "
            "ask for a code by e-mail, or use your passkey."
        ),
        "rate_limited": _("Too many tries. Wait five minutes and try again."),
        "duplicate_email": _("This is your address already."),
        "invalid_password_reset": _("This link has been used already, or it is too old."),
    }

    def clean_email(self, email: str) -> str:
        return normalise_name(email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        context = {k: v for k, v in context.items() if k != "request"}
        if "timestamp" in context:
            moment = timezone.localtime(context["timestamp"])
            context["when"] = date_format(moment, "l j F Y, H:i") + f" ({moment.tzname()})"
        send_letter(template_prefix, email, context)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:overview")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Tries are counted for a visitor and a name together: strangers lock nobody out of their account."""
        return f"{get_ip(request)}:{normalise_name(_login_of(credentials))}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Whoever is signed in already only confirms it; their password is never paused."""
        super().pre_authenticate(request, **credentials)
        if not request.user.is_authenticated and is_paused(request=request, login=_login_of(credentials)):
            raise self.validation_error("password_paused")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        if not request.user.is_authenticated:
            note_failure(request=request, login=_login_of(credentials))

    @transaction.atomic
    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """The person has the new address, and both addresses are told.

        An address that became somebody else's in the meantime stays theirs, and nothing changes
        for whoever is not active.
        """
        before = User.objects.get(pk=email_address.user_id)
        taken = User.objects.filter(email=email_address.email).exclude(pk=before.pk).exists()
        if taken or not before.is_active:
            text = gettext("That address cannot be used. Try another, or get help.")
            messages.error(request, text)
            return False
        if not super().confirm_email(request, email_address):
            return False
        note_address_change(person=email_address.user, old=before.email, actor_uid=before.uid)
        return True

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """allauth's own word about a changed address is left out: ``note_address_change`` says more."""
        if template_prefix != "account/email/email_changed":
            super().send_notification_mail(template_prefix, user, context, email)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever typed their password, or used a passkey, a few minutes ago is not asked again."""
        records = get_authentication_records(self.request, self.request.user)
        since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
        if any(r["method"] in {"password", "mfa", "demo"} and r["at"] > since for r in records):
            return False
        return super().is_reauthentication_required(app=app, **kwargs)


def _login_of(credentials: dict[str, Any]) -> str:
    """What was typed as a name: an address or a sign-in name."""
    return credentials.get("email") or credentials.get("username") or ""


class MFAAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("That code is not right. Codes change every half minute; use the newest."),
        "cannot_delete_authenticator": _(
            "Your role needs a second step at sign-in. Add a passkey first, then you can switch the app off."
        ),
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        return settings.WAGTAIL_SITE_NAME

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Staff keep at least one second factor."""
        if not is_staff_member(authenticator.user):
            return True
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Passkey") if not count else gettext("Passkey %(number)d") % {"number": count + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": settings.WAGTAIL_SITE_NAME}
