"""What somebody may read about others, and why: in words, decided by the rules that the doors ask.

Each room registers the kinds of records that it keeps behind a rule. The words name the rule;
whether it holds for a person is asked of the rule itself, never of a second list of roles.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rules import has_perm

from lms.accounts.models import User

Words = str | Promise


@dataclass(frozen=True)
class Access:
    """One kind of record: ``what`` is read, ``why`` it may be, and the ``rule`` that opens the door.

    ``permission`` instead, where Wagtail's own screen asks Django's permissions.
    """

    code: str
    what: Words
    why: Words
    rule: str = ""
    permission: str = ""

    def is_open_to(self, user: User) -> bool:
        if self.rule:
            return bool(has_perm(self.rule, user))
        return user.has_perm(self.permission)


_known: dict[str, Access] = {}


def register_access(*kinds: Access) -> None:
    """``kinds`` are told on the screens from now on. Raises ``ImproperlyConfigured`` for a taken code."""
    for kind in kinds:
        if bool(kind.rule) == bool(kind.permission) or _known.get(kind.code, kind) is not kind:
            raise ImproperlyConfigured(f"Access “{kind.code}” is registered twice or opens by no one door.")
        _known[kind.code] = kind


def forget_access(code: str) -> None:
    """``code`` is registered no longer; for tests."""
    _known.pop(code, None)


def registered_access() -> list[Access]:
    return list(_known.values())


def open_to(user: User) -> list[Access]:
    """What ``user`` may read about other people. At most four queries, however much is registered."""
    return [kind for kind in _known.values() if kind.is_open_to(user)]


READ_FORMER_NAMES = "accounts.read_former_names"
READ_ACCESS = "accounts.read_what_others_see"

register_access(
    Access(
        "people",
        _("Everybody’s name, address and roles"),
        _("to add people, correct their addresses and give roles"),
        permission="accounts.change_user",
    ),
    Access(
        "profiles",
        _("Pronouns, telephone number, nation, council and ward, where people told them"),
        _("to help people, and to reach them at short notice"),
        rule="accounts.read_profile",
    ),
    Access(
        "access_needs",
        _("Accessibility needs, where people told them"),
        _("to make rooms and sessions fit those who come"),
        rule="accounts.read_access_needs",
    ),
    Access(
        "former_names",
        _("Names that people had before; each reading is recorded"),
        _("to find somebody under the name in an older paper"),
        rule=READ_FORMER_NAMES,
    ),
    Access(
        "accounts",
        _("How each account stands: active, frozen, and when its owner last signed in"),
        _("to keep accounts in the hands of their owners"),
        rule="accounts.look_after_accounts",
    ),
    Access(
        "invitations",
        _("Names and addresses of those whom they invited; administrators see all invitations"),
        _("to see who was reached"),
        rule="accounts.invite_people",
    ),
    Access(
        "what_others_see",
        _("What others may read, and who gave them their roles"),
        _("to answer for it"),
        rule=READ_ACCESS,
    ),
    Access(
        "record",
        _("The record of actions: who did and read what, without contents"),
        _("to be able to show it"),
        permission="audit.view_auditevent",
    ),
)
