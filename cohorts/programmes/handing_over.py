"""A cohort is never left without an organiser of its own: somebody takes it over before the last one goes."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from cohorts.programmes.models import Cohort
from cohorts.programmes.setting_up import SCOPE
from lms.accounts.duties import Duty
from lms.accounts.grants.models import GrantQuerySet, RoleGrant
from lms.accounts.grants.services import grant_role
from lms.accounts.models import ORGANISERS, Standing, User
from lms.accounts.rules import organises


def _left_alone(person: User) -> GrantQuerySet:
    """The cohorts that ``person`` was given and that nobody else who can come in was given too."""
    grants = RoleGrant.objects.open().filter(role=ORGANISERS, scope_kind=SCOPE)
    others = grants.filter(
        scope_uid=OuterRef("scope_uid"), person__is_active=True, person__standing=Standing.ACTIVE
    )
    return grants.filter(~Exists(others.exclude(person=person)), person=person)


@transaction.atomic
def hand_over_cohorts(giver: User, taker: User) -> int:
    """``taker`` organises the cohorts that ``giver`` alone was given; how many. Repeatable."""
    alone = list(_left_alone(giver).values_list("scope_uid", flat=True))
    for uid in alone:
        grant_role(person=taker, role=ORGANISERS, actor=None, scope_kind=SCOPE, scope_uid=uid)
    return len(alone)


def let_organise(person: User, cohort: Cohort) -> bool:
    """``person`` organises ``cohort``, or everything; False where they did before. Recorded by the grant."""
    if organises(person, cohort.uid):
        return False
    grant_role(person=person, role=ORGANISERS, actor=None, scope_kind=SCOPE, scope_uid=cohort.uid)
    return True


ORGANISING = Duty(
    "cohort_organising",
    _("being the only organiser of a cohort"),
    lambda person: _left_alone(person).count(),
    hand_over_cohorts,
)
