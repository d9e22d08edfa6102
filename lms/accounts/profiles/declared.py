"""What a profile holds, for what, and who sees it: said once, for the form, the notice and the tests."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class ProfileField:
    """One thing that people tell about themselves. ``reading`` is the rule by which others may read it."""

    name: str
    label: Words
    purpose: Words
    audience: Words
    reading: str
    on_user: bool = False

    @property
    def hint(self) -> Promise:
        """The purpose, and then the audience, as they stand beside the field."""
        return format_lazy(
            "{} {}", self.purpose, format_lazy(_("Seen by: {audience}"), audience=self.audience)
        )


READ_NAME = "accounts.read_name"
READ_PROFILE = "accounts.read_profile"
READ_NEEDS = "accounts.read_access_needs"
READ_CERTIFICATE_NAME = "accounts.read_certificate_name"

_ADMINISTRATORS = _("you and administrators.")

PROFILE_FIELDS: tuple[ProfileField, ...] = (
    ProfileField(
        "name",
        _("Your name"),
        _("What you are called here. Use the name you are known by; a new one shows everywhere at once."),
        _("you, whoever meets you here, and staff."),
        READ_NAME,
        on_user=True,
    ),
    ProfileField(
        "certificate_name",
        _("Name on certificates"),
        _(
            "Printed on certificates from now on. Leave it empty to use your name as above. Certificates you "
            "already have stay as they are, until you have them replaced."
        ),
        _("anyone who has a certificate’s number."),
        READ_CERTIFICATE_NAME,
    ),
    ProfileField(
        "pronouns",
        _("Pronouns"),
        _("So that people speak of you as you wish, such as “she/her”."),
        _ADMINISTRATORS,
        READ_PROFILE,
    ),
    ProfileField(
        "phone",
        _("Telephone number"),
        _("For a call when something you take part in changes at short notice. Never for campaigning."),
        _ADMINISTRATORS,
        READ_PROFILE,
    ),
    ProfileField(
        "nation",
        _("Nation"),
        _("Rules for councils differ from nation to nation; courses can show you yours."),
        _ADMINISTRATORS,
        READ_PROFILE,
    ),
    ProfileField(
        "council",
        _("Council"),
        _("To bring you together with people near you."),
        _ADMINISTRATORS,
        READ_PROFILE,
    ),
    ProfileField(
        "ward", _("Ward"), _("The part of the council in which you live."), _ADMINISTRATORS, READ_PROFILE
    ),
    ProfileField(
        "access_needs",
        _("Accessibility needs"),
        _(
            "What helps you to take part, such as step-free access or captions. You need not say why: we ask "
            "for no diagnosis."
        ),
        _("you and organisers; not administrators, and no other learner."),
        READ_NEEDS,
    ),
    ProfileField(
        "time_zone",
        _("Time zone"),
        _("Times are shown to you in it. Leave it empty for the time of the United Kingdom."),
        _("you alone."),
        "",
        on_user=True,
    ),
    ProfileField(
        "language",
        _("Language"),
        _("We speak and write to you in it."),
        _("you alone."),
        "",
        on_user=True,
    ),
)


def declared(name: str) -> ProfileField:
    """The declaration of the field called ``name``."""
    return next(field for field in PROFILE_FIELDS if field.name == name)
