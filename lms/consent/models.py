"""What each person allowed, in which words, and the people who asked for updates."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar, NoReturn, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from lms.accounts.fields import NormalisedEmailField

UPDATES = "updates"  # the one purpose so far, and the form that asks for it
CHANGED = "An entry of the ledger of consent cannot be changed."
DELETED = "An entry of the ledger of consent cannot be deleted."


class Channel(models.TextChoices):
    EMAIL = "email", _("E-mail")
    POST = "post", _("Post")
    TELEPHONE = "telephone", _("Telephone")
    TEXT = "text", _("Text message")


class Actor(models.TextChoices):
    """Who did it, as a kind: a ledger holds no names."""

    SELF = "self", _("the person")
    STAFF = "staff", _("staff on their behalf")
    ONE_CLICK = "one_click", _("the unsubscribe button of a mail program")
    ERASURE = "erasure", _("erasure")


class AppendOnlyQuerySet(models.QuerySet):
    """Reads and appends only."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError(CHANGED)

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(CHANGED)

    def delete(self) -> NoReturn:
        raise TypeError(DELETED)


class AppendOnly(models.Model):
    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError(CHANGED)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(DELETED)


class ConsentWording(AppendOnly):
    """The exact words beside one choice. Never changed: other words are another version."""

    form = models.CharField(_("form"), max_length=40, default=UPDATES)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    language = models.CharField(_("language"), max_length=12)
    version = models.PositiveIntegerField(_("version"))
    text = models.CharField(_("words"), max_length=500)
    made_at = models.DateTimeField(_("since"), default=timezone.now)
    made_by_uid = models.UUIDField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("words of consent")
        verbose_name_plural = _("words of consent")
        ordering = ["form", "channel", "language", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["form", "channel", "language", "version"],
                name="one_wording_of_a_version",
                violation_error_message=_("There are words of that version already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.channel} {self.language} {self.version}"


class ConsentEntry(AppendOnly):
    """One decision: this person gave or withdrew consent to this channel, having read these words.

    ``subject_uid`` is the person's or subscriber's. The latest entry is in force.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject_uid = models.UUIDField(_("who"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    purpose = models.CharField(_("purpose"), max_length=40, default=UPDATES)
    given = models.BooleanField(_("given"))
    wording = models.ForeignKey(
        ConsentWording, verbose_name=_("words"), null=True, on_delete=models.PROTECT, related_name="entries"
    )
    form = models.CharField(_("form"), max_length=40)
    page = models.CharField(_("address of the form"), max_length=200, blank=True)
    actor = models.CharField(_("by"), max_length=10, choices=Actor, default=Actor.SELF)
    actor_uid = models.UUIDField(null=True, blank=True, editable=False)
    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("entry of the ledger of consent")
        verbose_name_plural = _("entries of the ledger of consent")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["subject_uid", "purpose", "channel", "-id"], name="consent_latest_entry")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(given=False) | Q(wording__isnull=False),
                name="consent_given_to_words",
                violation_error_message=_("Consent is given to words that were shown."),
            )
        ]


class SubscriberQuerySet(models.QuerySet):
    def reachable(self) -> Self:
        """Confirmed and not erased."""
        return self.filter(confirmed_at__isnull=False, erased_at__isnull=True, email__isnull=False)


class Subscriber(models.Model):
    """Somebody who asked for updates; whether they may be written to is in the ledger.

    ``uid`` is an account holder's own where there is one. At erasure everything but that, and
    the dates, goes.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="subscriber"
    )
    email = NormalisedEmailField(
        _("e-mail address"),
        max_length=254,
        unique=True,
        null=True,
        blank=True,
        error_messages={"unique": _("Somebody else has that address.")},
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    phone = models.CharField(_("telephone number"), max_length=40, blank=True)
    postcode = models.CharField(_("postcode"), max_length=8, blank=True)
    postal_address = models.CharField(_("postal address"), max_length=400, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    created_at = models.DateTimeField(_("since"), default=timezone.now, db_index=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(
                    email__isnull=True, name="", phone="", postcode="", postal_address="", person__isnull=True
                ),
                name="erased_subscriber_is_nobody",
                violation_error_message=_("Nothing is kept of somebody who was erased."),
            )
        ]

    def __str__(self) -> str:
        return str(self.uid)


class PendingKind(models.TextChoices):
    SIGN_UP = "sign_up", _("Sign-up")
    ADDRESS = "address", _("New address")


class PendingSignUp(models.Model):
    """What somebody asked for at a form and has not confirmed by letter yet; gone after seven days.

    Written in the same way whether or not the address is known. ``choices`` are the ids of the
    words that were ticked; ``subscriber_uid`` is whose address changes.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=PendingKind, default=PendingKind.SIGN_UP)
    email = NormalisedEmailField(max_length=254)
    name = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    postal_address = models.CharField(max_length=400, blank=True)
    choices = models.JSONField(default=list)
    page = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=12, blank=True)
    subscriber_uid = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    answered_at = models.DateTimeField(null=True, blank=True)


@register_setting(icon="mail")
class ConsentSettings(BaseGenericSetting):
    """Which ways of reaching people are set up; only those are offered."""

    post = models.BooleanField(_("post"), default=False)
    telephone = models.BooleanField(_("telephone"), default=False)
    text = models.BooleanField(_("text message"), default=False)

    panels: ClassVar = [FieldPanel("post"), FieldPanel("telephone"), FieldPanel("text")]

    class Meta:
        verbose_name = _("ways to reach people")
