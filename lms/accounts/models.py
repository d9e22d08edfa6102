"""People who sign in, and what they chose about themselves."""

from __future__ import annotations

import secrets
import uuid
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.accounts.fields import NormalisedCharField, NormalisedEmailField, name_key
from lms.places.models import Council, Nation, Ward

EDITORS = "editor"
ORGANISERS = "organiser"
SAFEGUARDING = "safeguarding"
ADMINISTRATORS = "administrator"
STAFF_GROUPS = (EDITORS, ORGANISERS, SAFEGUARDING, ADMINISTRATORS)

# A sign-in name is never mistaken for an e-mail address: it has no “@”.
_plain_sign_in_name = RegexValidator(
    r"\A[\w.+-]+\Z", _("Use letters, digits and . + - _ only, without spaces.")
)

# No vowels and nothing that reads like something else over the telephone.
_NAME_LETTERS = "bcdfghjkmnpqrstvwxz23456789"


def generate_username() -> str:
    """A sign-in name nobody has to choose, such as ``k4mx-9rtz-2vbn``."""
    letters = "".join(secrets.choice(_NAME_LETTERS) for _ in range(12))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


class Standing(models.TextChoices):
    """Why somebody may or may not come in; whoever is not active has no sessions and gets no mail."""

    ACTIVE = "active", _("active")
    FROZEN = "frozen", _("frozen by staff")
    DIED = "died", _("has died")
    ERASED = "erased", _("erased at their wish")


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=username)

    def create_user(
        self, username: str = "", email: str | None = None, password: str | None = None, **extra: Any
    ) -> User:
        """A new person; the sign-in name is generated when none is given."""
        user = self.model(username=username or generate_username(), email=email or None, **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, username: str = "", email: str | None = None, password: str | None = None, **extra: Any
    ) -> User:
        return self.create_user(username, email, password, is_superuser=True, **extra)


class User(AbstractBaseUser, PermissionsMixin):
    """One person. Never deleted, only anonymised; has no foreign keys of its own."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    username = NormalisedCharField(
        _("sign-in name"),
        max_length=150,
        unique=True,
        default=generate_username,
        validators=[_plain_sign_in_name],
        error_messages={"unique": _("That sign-in name is taken.")},
    )
    email = NormalisedEmailField(
        _("e-mail address"),
        max_length=254,
        unique=True,
        null=True,
        blank=True,
        error_messages={"unique": _("Another person has that address.")},
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    name_key = models.CharField(max_length=400, editable=False, db_index=True, default="")
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Someone who is not active cannot sign in.")
    )
    standing = models.CharField(_("standing"), max_length=8, choices=Standing, default=Standing.ACTIVE)
    time_zone = models.CharField(
        _("time zone"),
        max_length=40,
        blank=True,
        help_text=_("A name of the IANA database. Empty: Europe/London."),
    )
    links_epoch = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text=_("Raised to end every signed link that was given out before; see lms.accounts.links."),
    )
    # Raised by the packages above once they hold something on this person, and never lowered: so that
    # the pages of everybody else ask nothing. See cohorts.programmes.ties.
    in_cohorts = models.BooleanField(default=False, editable=False)
    unread_notices = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text=_("Kept by messaging, so that the bell of every page asks nothing."),
    )
    language = models.CharField(
        _("language"),
        max_length=12,
        blank=True,
        help_text=_("Chosen by the person; letters are written in it. Empty: as the device says."),
    )
    reading = models.CharField(
        max_length=80,
        blank=True,
        editable=False,
        help_text=_("How the person wants to read, as lms.reading keeps it. Empty: never chosen."),
    )
    has_role = models.BooleanField(
        default=False,
        editable=False,
        help_text=_("In some group. Kept by a receiver, so that pages for everybody else ask nothing."),
    )
    confirmed_adult_at = models.DateTimeField(_("confirmed to be 18 or over"), null=True, blank=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name_key", "pk"]

    def __str__(self) -> str:
        return self.display_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_key = name_key(self.name)[:400]
        fields = kwargs.get("update_fields")
        if fields is not None and "name" in fields:
            kwargs["update_fields"] = {*fields, "name_key"}
        super().save(*args, **kwargs)

    @property
    def display_name(self) -> str:
        return self.name or self.username

    @property
    def may_come_in(self) -> bool:
        """Neither switched off nor frozen, dead or erased; asked in every request."""
        return self.is_active and self.standing == Standing.ACTIVE

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name.split(" ")[0]

    @property
    def first_name(self) -> str:
        """Wagtail's sidebar asks for it, and shows the sign-in name, often a code, where there is none."""
        return self.get_short_name()

    @property
    def initials(self) -> str:
        words = self.display_name.split()
        letters = [words[0][0], words[-1][0]] if len(words) > 1 else [words[0][0]] if words else ["?"]
        return "".join(letters).upper()


class Profile(models.Model):
    """What a person chose about themselves beyond signing in; one row a person, made on demand."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="profile")
    certificate_name = models.CharField(_("name on certificates"), max_length=200, blank=True)
    pronouns = models.CharField(_("pronouns"), max_length=60, blank=True)
    phone = models.CharField(_("telephone number"), max_length=30, blank=True)
    nation = models.CharField(_("nation"), max_length=16, choices=Nation, blank=True)
    council = models.ForeignKey(
        Council,
        verbose_name=_("council"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    ward = models.ForeignKey(
        Ward, verbose_name=_("ward"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    access_needs = models.TextField(_("accessibility needs"), max_length=1000, blank=True)
    updated_at = models.DateTimeField(auto_now=True)


class FormerName(models.Model):
    """A name that ``person`` had until ``until``. For administrators alone, and each reading is recorded."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="former_names")
    name = models.CharField(_("name"), max_length=200)
    until = models.DateTimeField(_("until"), default=timezone.now)

    class Meta:
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        ordering = ["-until", "-pk"]

    def __str__(self) -> str:
        return f"former name {self.pk}"


class LetterKind(models.TextChoices):
    SIGN_UP = "sign_up", _("Sign-up")
    PASSWORD = "password", _("New password")
    CODE = "code", _("Sign-in code")


class LetterRequest(models.Model):
    """One thing asked at the door with an e-mail address: to sign up, a new password, a code.

    Written in the same way whether or not the address is known here; a job
    answers it by letter. The row goes with the answer, a sign-up's when it is
    confirmed or after three days.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=LetterKind)
    email = NormalisedEmailField(max_length=254)
    name = models.CharField(max_length=200, blank=True)
    password = models.CharField(max_length=128, blank=True)
    code = models.CharField(max_length=12, blank=True)
    language = models.CharField(max_length=12, blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"


from lms.accounts.grants.models import RoleGrant  # noqa: E402, F401
from lms.accounts.invitations.models import (  # noqa: E402, F401
    Invitation,
    InvitationBatch,
    InvitationRow,
)
from lms.accounts.safety.models import AddressChange, Recovery  # noqa: E402, F401  # where Django looks for tables
from lms.accounts.visits.models import KnownDevice, Visit  # noqa: E402, F401
