"""What the demo people told about themselves, and a safeguarding lead whom nobody can sign in as."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from lms.accounts.grants.services import grant_role
from lms.accounts.models import SAFEGUARDING, Profile, User
from lms.accounts.profiles.services import change_profile
from lms.accounts.services import confirm_address
from lms.places.models import Ward
from lms.places.selectors import find_councils

LEAD = {"username": "bronagh.mcaleer", "email": "bronagh.mcaleer@example.org", "name": "Bronagh McAleer"}

TOLD: dict[str, dict[str, Any]] = {
    "trainee@example.org": {
        "pronouns": "she/her",
        "phone": "07700 900142",
        "council": "Manchester",
        "ward": "Ancoats & Beswick",
        "access_needs": "Captions on anything with sound, please. I follow best when I can read along.",
    },
    "gareth.pugh@example.org": {
        "phone": "07700 900317",
        "council": "Cardiff",
        "access_needs": "I use a wheelchair: step-free all the way, not only at the front door.",
    },
    "mercy.adeyemi@example.org": {
        "pronouns": "she/her",
        "phone": "07700 900461",
        "council": "Manchester",
        "ward": "Moss Side",
    },
    "organiser@example.org": {"pronouns": "he/him", "phone": "07700 900285", "council": "Birmingham"},
    "editor@example.org": {"council": "Cardiff"},
    "admin@example.org": {"pronouns": "he/him", "council": "Liverpool"},
}


def keep_profiles() -> None:
    """Whoever has told nothing yet has told this. Repeatable; what somebody changed stays."""
    for person in User.objects.filter(email__in=TOLD):
        profile = Profile.objects.filter(user=person).first()
        if profile is not None and (profile.council_id or profile.nation):
            continue
        told: dict[str, Any] = dict(TOLD[str(person.email)])
        council = next(iter(find_councils(told.pop("council"))), None)
        ward = Ward.objects.filter(council=council, name=told.pop("ward", "")).first()
        kept: dict[str, Any] = {
            "certificate_name": profile.certificate_name if profile else "",
            "time_zone": person.time_zone,
            "language": person.language,
        }
        change_profile(person=person, name=person.name, council=council, ward=ward, **kept, **told)


def keep_safeguarding_lead() -> User:
    """The programme has a safeguarding lead. Repeatable."""
    lead = User.objects.filter(email=LEAD["email"]).first()
    if lead is None:
        lead = User.objects.create_user(**LEAD, confirmed_adult_at=timezone.now())
        confirm_address(person=lead)
    grant_role(person=lead, role=SAFEGUARDING, actor=User.objects.filter(email="admin@example.org").first())
    return lead
