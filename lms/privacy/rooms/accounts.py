"""What accounts hold: the person, how they sign in, and what they asked for at the door."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.accounts.grants.models import RoleGrant
from lms.accounts.grants.services import end_every_role
from lms.accounts.models import FormerName, LetterRequest, Profile, Standing, User, generate_username
from lms.accounts.profiles.declared import PROFILE_FIELDS
from lms.accounts.safety.models import AddressChange
from lms.accounts.visits.models import KnownDevice, Visit
from lms.privacy.reading_words import reading_in_words
from lms.privacy.registry import Fate, Item, Part, PersonalData, register_codes, register_data, rows
from lms.privacy.rooms.deeds import ROLES

register_codes("auth.Group.name", lambda code: ROLES.get(code, ""))
register_codes("accounts.RoleGrant.role", lambda code: ROLES.get(code, ""))
register_codes("accounts.User.language", lambda code: dict(settings.LANGUAGES).get(code, ""))
register_codes("accounts.User.reading", reading_in_words)

WHO_LEFT = _("Someone who left")

_PERSON = {
    "name": _("Name"),
    "email": _("E-mail address"),
    "username": _("Sign-in name"),
    "language": _("Language"),
    "time_zone": _("Time zone"),
    "reading": _("How you want to read"),
    "standing": _("Standing"),
    "confirmed_adult_at": _("Confirmed to be 18 or over"),
    "date_joined": _("Joined"),
    "last_login": _("Last signed in"),
    "groups__name": _("Role"),
}
_PLACES = {"council": "council__name", "ward": "ward__name"}
_PROFILE = {_PLACES.get(one.name, one.name): one.label for one in PROFILE_FIELDS if not one.on_user}
_WAYS_IN = {"type": _("Kind"), "created_at": _("Set up"), "last_used_at": _("Last used")}


def _account(person: User) -> Iterable[Item]:
    yield from rows(_("Your account"), User.objects.filter(pk=person.pk), _PERSON)
    yield from rows(
        _("Your profile"),
        Profile.objects.filter(user=person),
        {**_PROFILE, "updated_at": _("Last changed")},
    )
    names = {"name": _("Name"), "until": _("Until")}
    yield from rows(_("Names you had before"), _former_names(person), names)
    roles = {"role": _("Role"), "given_at": _("Given"), "ended_at": _("Ended")}
    yield from rows(_("Roles you hold or held"), _grants(person).order_by("pk"), roles)


def _former_names(person: User) -> QuerySet[FormerName]:
    return FormerName.objects.filter(person=person)


def _grants(person: User) -> QuerySet[RoleGrant]:
    return RoleGrant.objects.filter(person=person)


def _themselves(person: User) -> QuerySet[User]:
    return User.objects.filter(pk=person.pk)


def anonymise(person: User) -> None:
    """The row stays, because others' records hang on it; who it was is gone. Repeatable."""
    with translation.override(settings.LANGUAGE_CODE):
        name = gettext("Someone who left")
    person.refresh_from_db()
    if person.email is None and person.name == name and person.standing == Standing.ERASED:
        return
    end_every_role(person=person, actor=None)
    person.user_permissions.clear()
    person.refresh_from_db()
    now = timezone.now()
    person.name, person.username, person.email = name, generate_username(), None
    person.standing, person.is_active, person.is_superuser = Standing.ERASED, False, False
    person.language = person.time_zone = person.reading = ""
    person.confirmed_adult_at = person.last_login = None
    person.date_joined, person.unread_notices = now, 0
    person.set_unusable_password()
    person.save()


def _addresses(person: User) -> QuerySet[EmailAddress]:
    return EmailAddress.objects.filter(user=person)


def _ways_in(person: User) -> QuerySet[Authenticator]:
    return Authenticator.objects.filter(user=person)


def _letters(person: User) -> QuerySet[LetterRequest]:
    return LetterRequest.objects.filter(email=person.email or "")


def _visits(person: User) -> QuerySet[Visit]:
    return Visit.objects.filter(user=person)


def _devices(person: User) -> QuerySet[KnownDevice]:
    return KnownDevice.objects.filter(user=person)


def _moves(person: User) -> QuerySet[AddressChange]:
    return AddressChange.objects.filter(person=person)


def _sign_in(person: User) -> Iterable[Item]:
    addresses = {"email": _("Address"), "verified": _("Confirmed"), "primary": _("In use")}
    yield from rows(_("Addresses"), _addresses(person), addresses)
    yield from rows(_("Passkeys, apps and codes (without their secrets)"), _ways_in(person), _WAYS_IN)
    device = {"browser": _("Browser"), "system": _("System"), "last_seen_at": _("Last seen")}
    yield from rows(_("Where you are signed in"), _visits(person).order_by("uid"), device)
    yield from rows(_("Devices that are known"), _devices(person).order_by("pk"), device)
    moved = {"old": _("From"), "new": _("To"), "at": _("When"), "undone_at": _("Undone")}
    yield from rows(_("Changes of your address"), _moves(person).order_by("pk"), moved)
    asked = {"kind": _("Kind"), "created_at": _("When")}
    yield from rows(_("Letters you asked for at the door"), _letters(person), asked)


register_data(
    PersonalData(
        code="account",
        title=_("Your account and profile"),
        why=_(
            "To let you in, to call you by your name, and to write to you about what you take part in. "
            "You asked for it when you signed up (contract, Article 6(1)(b))."
        ),
        seen_by=_("You; your name also whoever meets you here; the rest administrators."),
        kept=_("Until you ask us to erase it."),
        models=("accounts.User", "accounts.Profile", "accounts.FormerName", "accounts.RoleGrant"),
        export=_account,
        erase=(
            Part(
                Fate.REMOVED,
                _("Your profile, with its choices"),
                lambda person: Profile.objects.filter(user=person),
            ),
            Part(Fate.REMOVED, _("Names you had before"), _former_names),
            Part(
                Fate.KEPT,
                _("Roles you held, and when"),
                _grants,
                why=_("Who could see what, and when, must stay known. They hang on the emptied account."),
            ),
            Part(
                Fate.ANONYMISED,
                _("Your account"),
                _themselves,
                why=_(
                    "An empty row called “Someone who left” stays, without address, password or "
                    "choices, so that what others did with you still fits together."
                ),
                change=anonymise,
            ),
        ),
        order=10,
        step=100,
    )
)

register_data(
    PersonalData(
        code="sign_in",
        title=_("How you sign in"),
        why=_(
            "To know that it is you, and to keep others out (contract and security, Article 6(1)(b) and (f))."
        ),
        seen_by=_("You. Secrets and passwords cannot be read by anybody."),
        kept=_("Until you change it or ask us to erase it; letters asked for at the door three days."),
        models=(
            "accounts.LetterRequest",
            "accounts.Visit",
            "accounts.KnownDevice",
            "accounts.AddressChange",
            "account.EmailAddress",
            "account.EmailConfirmation",
            "mfa.Authenticator",
        ),
        export=_sign_in,
        erase=(
            Part(Fate.REMOVED, _("Your addresses"), _addresses),
            Part(Fate.REMOVED, _("Passkeys, apps and codes"), _ways_in),
            Part(Fate.REMOVED, _("Where you are signed in"), _visits),
            Part(Fate.REMOVED, _("Devices that are known"), _devices),
            Part(Fate.REMOVED, _("Changes of your address"), _moves),
            Part(Fate.REMOVED, _("Letters you asked for at the door"), _letters),
        ),
        order=12,
        step=96,
    )
)
