"""A letter to all candidates of one council, by the messages of their cohorts."""

from __future__ import annotations

import uuid
from collections import defaultdict

from django.db import transaction

from cohorts.following.errors import NobodyStandsError
from cohorts.following.selectors import candidates_on
from cohorts.overview.services import announce
from cohorts.programmes.models import Place
from lms.accounts.models import User
from lms.places.models import Council

AUDIENCE = "council"


@transaction.atomic
def write_to_candidates(*, uid: uuid.UUID, council: Council, title: str, text: str, author: User) -> int:
    """Everybody who was selected or nominated there has a message of their own; how many people.

    Only people of cohorts that ``author`` organises, each once; nobody sees another’s name. One
    message for each cohort, under a number made of ``uid``, so sending it twice sends it once.

    Raises ``NobodyStandsError``.
    """
    by_cohort: dict[uuid.UUID, list[Place]] = defaultdict(list)
    for pathway in candidates_on(council, author):
        by_cohort[pathway.place.cohort.uid].append(pathway.place)
    if not by_cohort:
        raise NobodyStandsError
    for key, places in sorted(by_cohort.items()):
        announce(
            cohort=places[0].cohort,
            uid=uuid.uuid5(uid, str(key)),
            title=title,
            text=text,
            audience=AUDIENCE,
            author=author,
            places=places,
        )
    return sum(len(places) for places in by_cohort.values())
