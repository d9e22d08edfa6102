"""What is said about a line of a file: kept as codes, told in the reader's language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

Remark = list[Any]  # a code and what it speaks of, as JSON keeps them

_SAID: dict[str, Any] = {
    # what happens
    "place": _("Gets a place in the cohort."),
    "invite": _("Is invited to make an account. Bring the file in again once they have one."),
    "attendance": ngettext_lazy(
        "Attendance of %(number)s session is noted.", "Attendance of %(number)s sessions is noted.", "number"
    ),
    "attendance_changed": ngettext_lazy(
        "Attendance of %(number)s session changes.", "Attendance of %(number)s sessions changes.", "number"
    ),
    "course": _("“%(what)s” counts as completed."),
    "application": ngettext_lazy(
        "An application with %(number)s answer is brought in.",
        "An application with %(number)s answers is brought in.",
        "number",
    ),
    "answers": ngettext_lazy("%(number)s answer changes.", "%(number)s answers change.", "number"),
    # what stays
    "invited": _("Is invited already and has not made an account yet."),
    "attendance_stays": _("“%(what)s” was noted here already and stays as it is."),
    "application_stays": _("There is an application written here, and it stays as it is."),
    # what stands in the way of a line
    "nobody": _("The line names nobody. Write a name or an e-mail address."),
    "address": _("“%(what)s” is not an e-mail address."),
    "formula": _("The name begins with a sign of arithmetic."),
    "twice": _("Line %(line)s is about the same person."),
    "two_of_name": _("Two people of the cohort have this name. Add their e-mail addresses."),
    "other_address": _("Somebody of this name is in the cohort with another e-mail address. Use that one."),
    "unknown": _("Nobody of this name is in the cohort."),
    "no_account": _("No account here has this address."),
    "no_place": _("Has an account, and no place in this cohort."),
    "place_ended": _("Their place in this cohort has ended."),
    "closed_account": _("The account with this address is closed."),
    "failed": "%(what)s",
    # what stands in the way of a cell
    "cell": _("“%(what)s” in the column “%(head)s” cannot be understood."),
    "cancelled": _("“%(what)s” was cancelled, so nobody was there."),
    "not_begun": _("“%(what)s” has not begun, so there is nothing to note."),
    "needs_place": _("Attendance and courses are left out: they belong to a place in the cohort."),
    "long": _("The answer in the column “%(head)s” has more than 20,000 characters."),
    "needs_address": _("The answers are left out: an application needs a name and an e-mail address."),
}
LEFT_OUT = frozenset({"cell", "cancelled", "not_begun", "needs_place", "long", "needs_address"})


def said(remark: Remark) -> str:
    """``remark`` in words; nothing for a code that is known no longer."""
    code, facts = remark
    words = _SAID.get(code)
    return "" if words is None else str(words % facts)


def is_left_out(remark: Remark) -> bool:
    """Whether a part of the line is left out."""
    return remark[0] in LEFT_OUT
