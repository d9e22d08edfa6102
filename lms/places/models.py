"""Where people live and stand: councils, their wards, and constituencies, each with its dates.

A place keeps its identity while its boundary, and with it its GSS code, changes. Dates are
days: ``starts_on`` is the first day (empty: before anybody wrote it down here), ``ends_on`` the
first day on which the place is no more (empty: it goes on).
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.names import name_key


class Nation(models.TextChoices):
    ENGLAND = "england", _("England")
    SCOTLAND = "scotland", _("Scotland")
    WALES = "wales", _("Wales")
    NORTHERN_IRELAND = "northern_ireland", _("Northern Ireland")


class CouncilKind(models.TextChoices):
    COUNTY = "county", _("county council")
    DISTRICT = "district", _("district council")
    UNITARY = "unitary", _("unitary council")
    METROPOLITAN = "metropolitan", _("metropolitan council")
    LONDON = "london", _("London borough")
    SCOTTISH = "scottish", _("Scottish council")
    WELSH = "welsh", _("Welsh council")
    NORTHERN_IRISH = "northern_irish", _("council in Northern Ireland")


# The first letter of a GSS code is the nation's.
NATION_OF = {"E": Nation.ENGLAND, "W": Nation.WALES, "S": Nation.SCOTLAND, "N": Nation.NORTHERN_IRELAND}
# What the first three signs of a code say (ONS, “Register of Geographic Codes”).
KIND_OF = {
    "E06": CouncilKind.UNITARY,
    "E07": CouncilKind.DISTRICT,
    "E08": CouncilKind.METROPOLITAN,
    "E09": CouncilKind.LONDON,
    "E10": CouncilKind.COUNTY,
    "W06": CouncilKind.WELSH,
    "S12": CouncilKind.SCOTTISH,
    "N09": CouncilKind.NORTHERN_IRISH,
}
WARD_CODES = ("E05", "W05", "S13", "N08")
CONSTITUENCY_CODES = ("E14", "W07", "S14", "N05")


def _codes(prefixes: Any) -> str:
    return rf"^({'|'.join(prefixes)})[0-9]{{6}}$"


COUNCIL_CODE, WARD_CODE, CONSTITUENCY_CODE = map(_codes, (KIND_OF, WARD_CODES, CONSTITUENCY_CODES))


class DatedQuerySet(models.QuerySet):
    """Rows that hold from a day to a day."""

    def on(self, day: date) -> Self:
        """What there was on ``day``."""
        begun = Q(starts_on__isnull=True) | Q(starts_on__lte=day)
        return self.filter(begun, Q(ends_on__isnull=True) | Q(ends_on__gt=day))

    def current(self) -> Self:
        """What has no end written down; what is known to end one day counts until then."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=timezone.localdate()))


def _dates_in_order(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
        name=name,
        violation_error_message=_("The last day cannot be before the first."),
    )


class Dated(models.Model):
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("first day after the end"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


class Place(Dated):
    """What all kinds of place have: an identity, a name in one or two languages, dates."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    name_cy = models.CharField(_("name in Welsh"), max_length=120, blank=True)
    name_key = models.CharField(max_length=250, editable=False, db_index=True, default="")

    class Meta:
        abstract = True
        ordering = ["name_key", "pk"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key_name()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "name_key"}
        super().save(*args, **kwargs)

    def key_name(self) -> None:
        """``name_key`` fits both names; bulk writes call this, ``save`` does by itself."""
        self.name_key = name_key(f"{self.name} {self.name_cy}")[:250]


class Council(Place):
    """One council from its first day to its last, whatever its boundary or name."""

    kind = models.CharField(_("kind"), max_length=14, choices=CouncilKind)
    nation = models.CharField(_("nation"), max_length=16, choices=Nation)
    county = models.ForeignKey(
        "self",
        verbose_name=_("county council above it"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="districts",
    )
    successors = models.ManyToManyField(
        "self",
        verbose_name=_("successors"),
        through="CouncilSuccession",
        symmetrical=False,
        related_name="predecessors",
    )

    class Meta(Place.Meta):
        verbose_name = _("council")
        verbose_name_plural = _("councils")
        constraints = [_dates_in_order("council_dates_in_order")]


class CouncilSuccession(models.Model):
    """``successor`` took over from ``council``, wholly or in part, on a day."""

    council = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="+")
    successor = models.ForeignKey(Council, on_delete=models.CASCADE, related_name="+")
    on = models.DateField(_("day"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["council", "successor"],
                name="one_succession_of_two_councils",
                violation_error_message=_("That succession is written down already."),
            ),
            models.CheckConstraint(
                condition=~Q(council=F("successor")),
                name="council_succeeds_another",
                violation_error_message=_("A council cannot succeed itself."),
            ),
        ]


class Ward(Place):
    """A part of a council that elects councillors."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="wards")

    class Meta(Place.Meta):
        verbose_name = _("ward")
        verbose_name_plural = _("wards")
        constraints = [_dates_in_order("ward_dates_in_order")]


class Constituency(Place):
    """A part of a nation that elects one member of the House of Commons."""

    nation = models.CharField(_("nation"), max_length=16, choices=Nation)
    wards = models.ManyToManyField(Ward, through="WardConstituency", related_name="constituencies")

    class Meta(Place.Meta):
        verbose_name = _("constituency")
        verbose_name_plural = _("constituencies")
        constraints = [_dates_in_order("constituency_dates_in_order")]


class WardConstituency(Dated):
    """A ward lies in a constituency, wholly or in part, from a day to a day."""

    ward = models.ForeignKey(Ward, on_delete=models.CASCADE, related_name="+")
    constituency = models.ForeignKey(Constituency, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            _dates_in_order("ward_constituency_dates_in_order"),
            models.UniqueConstraint(
                fields=["ward", "constituency"],
                condition=Q(ends_on__isnull=True),
                name="one_current_ward_in_constituency",
                violation_error_message=_("That ward is in that constituency already."),
            ),
        ]


class AreaCode(Dated):
    """A GSS code and whose boundary it denotes; a changed boundary has another code."""

    code = models.CharField(_("GSS code"), max_length=9, db_index=True)
    council = models.ForeignKey(
        Council, null=True, blank=True, on_delete=models.CASCADE, related_name="codes"
    )
    ward = models.ForeignKey(Ward, null=True, blank=True, on_delete=models.CASCADE, related_name="codes")
    constituency = models.ForeignKey(
        Constituency, null=True, blank=True, on_delete=models.CASCADE, related_name="codes"
    )

    class Meta:
        ordering = ["code", "pk"]
        constraints = [
            _dates_in_order("area_code_dates_in_order"),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(ends_on__isnull=True),
                name="one_current_place_of_a_code",
                violation_error_message=_("Another place has that code at present."),
            ),
            models.CheckConstraint(
                condition=Q(
                    council__isnull=False,
                    ward__isnull=True,
                    constituency__isnull=True,
                    code__regex=COUNCIL_CODE,
                )
                | Q(
                    council__isnull=True, ward__isnull=False, constituency__isnull=True, code__regex=WARD_CODE
                )
                | Q(
                    council__isnull=True,
                    ward__isnull=True,
                    constituency__isnull=False,
                    code__regex=CONSTITUENCY_CODE,
                ),
                name="area_code_fits_its_place",
                violation_error_message=_(
                    "A GSS code has nine signs, and its first three say what it denotes."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class ImportState(models.TextChoices):
    CHECKED = "checked", _("checked, not applied")
    WAITING = "waiting", _("being applied")
    APPLIED = "applied", _("applied")


class PlacesImport(models.Model):
    """One list that somebody brought in: what it would change, and whether it was applied.

    The list itself is kept until it is applied, at most seven days.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(upload_to="places", max_length=120, blank=True)
    filename = models.CharField(_("file"), max_length=120)
    as_at = models.DateField(_("as at"))
    whole = models.BooleanField(_("whole list"), default=False)
    state = models.CharField(_("state"), max_length=8, choices=ImportState, default=ImportState.CHECKED)
    report = models.JSONField(default=dict)
    made_by_uid = models.UUIDField(editable=False)
    created_at = models.DateTimeField(_("brought in"), auto_now_add=True)
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True)

    class Meta:
        verbose_name = _("list of places")
        verbose_name_plural = _("lists of places")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.filename
