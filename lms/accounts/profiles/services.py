"""Changing what people tell about themselves."""

from __future__ import annotations

from django.db import transaction

from lms.accounts.models import FormerName, Profile, User
from lms.places.models import Council, Ward


@transaction.atomic
def change_profile(
    *,
    person: User,
    name: str,
    certificate_name: str,
    pronouns: str = "",
    phone: str = "",
    nation: str = "",
    council: Council | None = None,
    ward: Ward | None = None,
    access_needs: str = "",
    time_zone: str = "",
    language: str = "",
) -> Profile:
    """``person`` is as given. A new name shows everywhere at once; the one before is kept for administrators.

    A ward of another council than the one given is dropped. Idempotent.
    """
    former = User.objects.select_for_update().get(pk=person.pk).name
    person.name, person.time_zone, person.language = name, time_zone, language
    person.save(update_fields=["name", "time_zone", "language"])
    keep_former_name(person=person, former=former)
    values = {
        "certificate_name": certificate_name,
        "pronouns": pronouns,
        "phone": phone,
        "nation": council.nation if council else nation,
        "council": council,
        "ward": ward if ward and council and ward.council_id == council.pk else None,
        "access_needs": access_needs,
    }
    profile, _is_new = Profile.objects.update_or_create(user=person, defaults=values)
    return profile


def keep_former_name(*, person: User, former: str) -> None:
    """``former`` is kept as a name that ``person`` had, unless it is the one they have."""
    if former and former != person.name:
        FormerName.objects.create(person=person, name=former)
