"""News from Django and allauth that accounts act upon."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import connections
from django.http import HttpRequest

from lms.accounts.devices import adopt_device_reading
from lms.accounts.grants.services import keep_in_step
from lms.accounts.models import User
from lms.accounts.roles import ensure_roles
from lms.accounts.services import choose_language
from lms.accounts.visits.notices import Arrival
from lms.language import known_language
from lms.queue.services import ensure_schedule

# Without these tables (a migration in parts) there is nothing to set up yet.
_NEEDED_TABLES = frozenset(
    {
        "auth_group",
        "auth_permission",
        "wagtailcore_page",
        "wagtailcore_groupapprovaltask",
        "django_q_schedule",
    }
)


def set_up_after_migrate(sender: Any, using: str = "default", **kwargs: Any) -> None:
    """After every ``migrate`` and flush: roles with their permissions, and the clean-ups."""
    if not _NEEDED_TABLES.issubset(connections[using].introspection.table_names()):
        return
    ensure_roles(using)
    ensure_schedule(
        "Forget unconfirmed sign-ups", "lms.accounts.tasks.forget_letter_requests_job", minutes=60
    )
    ensure_schedule("Forget former addresses", "lms.accounts.tasks.forget_address_changes_job", minutes=60)
    ensure_schedule(
        "Forget invitations", "lms.accounts.invitations.tasks.forget_invitations_job", minutes=24 * 60
    )
    ensure_schedule("Forget ended sessions", "lms.accounts.tasks.forget_sessions_job", minutes=24 * 60)


def note_roles(
    sender: Any, instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **kwargs: Any
) -> None:
    """The history of roles and ``User.has_role`` say what the groups say, from the moment they change."""
    if reverse:
        if action == "pre_clear":
            User.objects.filter(groups=instance).update(has_role=True)  # errs on the careful side
        elif action == "post_clear":
            for person in User.objects.filter(grants__role=instance.name, grants__ended_at=None).distinct():
                keep_in_step(person=person)
        elif action in {"post_add", "post_remove"}:
            for person in User.objects.filter(pk__in=pk_set or ()):
                keep_in_step(person=person)
    elif action in {"post_add", "post_remove", "post_clear"}:
        keep_in_step(person=instance)


def keep_chosen_language(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Whoever chose a language before signing in, and never had one, is spoken to in it from now on."""
    chosen = known_language(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME))
    if chosen and not user.language:
        choose_language(person=user, language=chosen)


def keep_chosen_reading(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Where a second factor follows the password, ``note_device`` was told before anybody was signed in."""
    adopt_device_reading(request, user)


def note_arrival(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Kept until the answer is made: only then is it known whether others use the device too.

    Runs before Django writes down the time of this sign-in, which is how the first one is known.
    """
    request._arrival = Arrival(user, is_first=user.last_login is None)  # type: ignore[attr-defined]


def count_new_factor(
    sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    """Whoever has just shown a new app's code or a new passkey has used a second factor."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
