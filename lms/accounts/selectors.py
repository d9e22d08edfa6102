"""Reading people."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, IntegerField, Value, When

from lms import pdf
from lms.accounts.models import STAFF_GROUPS, Profile, User
from lms.statements import Statement

# The six people of the demo, in the order in which the sign-in page offers them.
DEMO_PEOPLE = tuple(
    f"{name}@example.org" for name in ("trainee", "mentor", "organiser", "editor", "councillor", "admin")
)


def person_who_may_sign_in(email: str) -> User | None:
    """The active person with this address, however it was typed. One query."""
    return User.objects.filter(email=email, is_active=True).first()


def demo_people() -> list[User]:
    """Those of the six demo people who are in the database, in their fixed order. One query."""
    order = Case(
        *(When(email=email, then=Value(place)) for place, email in enumerate(DEMO_PEOPLE)),
        output_field=IntegerField(),
    )
    return list(User.objects.filter(email__in=DEMO_PEOPLE, is_active=True).order_by(order))


def roles_of(user: User) -> frozenset[str]:
    """Names of the staff groups that ``user`` is in.

    Nothing is asked of the database for somebody in no group; otherwise one
    query, kept on the object.
    """
    if not getattr(user, "has_role", False) or not user.is_active:
        return frozenset()
    known: frozenset[str] | None = getattr(user, "_staff_roles", None)
    if known is None:
        names = user.groups.filter(name__in=STAFF_GROUPS).values_list("name", flat=True)
        known = frozenset(names)
        user._staff_roles = known  # type: ignore[attr-defined]
    return known


def display_name(user: User) -> str:
    """What allauth calls a person where it must call them something."""
    return user.display_name


@dataclass(frozen=True)
class PrintedName:
    """A person's name on paper: as they want it (empty if they gave none), and as it can be printed."""

    wanted: str
    printed: str
    missing: str  # the letters of ``wanted`` that no packaged face can draw

    @property
    def differs(self) -> bool:
        return bool(self.wanted) and self.printed != self.wanted


_CHOSEN_NAME = Statement(
    lambda person: Profile.objects.filter(user=person).values_list("certificate_name"), person=int
)


def printed_name(user: User) -> PrintedName:
    """The name on a certificate that was issued now: the one chosen for it, else their own. One query.

    A name that the packaged faces can draw goes before one that has to be written in
    Latin letters; signs such as emoji are left out of either.
    """
    chosen = [name for (name,) in _CHOSEN_NAME.rows(person=user.pk)]
    names = [name for name in (*chosen, user.name) if name]
    wanted = names[0] if names else ""
    wholly = (name for name in names if pdf.printable(name) and not pdf.characters_without_glyph(name))
    rewritten = (name for name in [*names, user.username] if pdf.printable(name))
    name = next(wholly, None) or next(rewritten, "")
    return PrintedName(wanted, pdf.printable(name)[:200], pdf.characters_without_glyph(wanted))
