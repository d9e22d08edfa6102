"""The rules for standing in local elections, as the self-check asks them. Not legal advice.

Sources stand beside each rule, with the day on which the rules were written down here. What bars
somebody is asked for England alone; Wales and Scotland have bars of their own, and the check leads to
where they stand. Of Northern Ireland only the electoral office is named.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

CHECKED = date(2026, 11, 23)


@dataclass(frozen=True)
class Source:
    words: Any
    href: str


@dataclass(frozen=True)
class Test:
    """One question. ``wants`` is the answer that is needed; of those that say “any” one yes is enough."""

    code: str
    text: Any
    wants: str  # yes, no, or any: one of the group
    source: Source


@dataclass(frozen=True)
class Nation:
    """The questions of one nation. ``bars`` says where its own bars are to be read, if none is asked here."""

    code: str
    name: Any
    tests: tuple[Test, ...] = ()
    bars: Source | None = None
    elsewhere: Source | None = None


def _needs(source: Source) -> tuple[Test, ...]:
    """What one has to be, and of which links with the area one is enough."""
    return (
        Test("age", _("Will you be 18 or over on the day you are nominated?"), "yes", source),
        Test(
            "citizen",
            _(
                "Are you a British, Irish or Commonwealth citizen who needs no permission to stay, or "
                "a citizen of the European Union who may stand under the rules of this nation?"
            ),
            "yes",
            source,
        ),
        Test("register", _("Are you on the register of electors of this council’s area?"), "any", source),
        Test("home", _("Have you lived there for the whole of the last 12 months?"), "any", source),
        Test(
            "work",
            _("Was your main or only place of work there for the whole of the last 12 months?"),
            "any",
            source,
        ),
        Test(
            "land",
            _("Have you owned or rented land or premises there for the whole of the last 12 months?"),
            "any",
            source,
        ),
    )


def _bars(source: Source) -> tuple[Test, ...]:
    """What must not be."""
    return (
        Test(
            "employee", _("Does this council employ you, or do you hold a paid office of it?"), "no", source
        ),
        Test("post", _("Is your job a politically restricted post?"), "no", _POSTS),
        Test("insolvent", _("Does an order because of bankruptcy or insolvency bind you?"), "no", source),
        Test(
            "sentence",
            _(
                "In the last five years, were you sentenced to three months or more in prison, "
                "suspended or not?"
            ),
            "no",
            source,
        ),
        Test(
            "orders",
            _(
                "Does a court’s finding or order bar you: for a corrupt or illegal practice at an election, "
                "for a sexual offence, or for intimidating candidates or campaigners?"
            ),
            "no",
            source,
        ),
    )


_POSTS = Source(
    _("Local Government and Housing Act 1989, section 2"),
    "https://www.legislation.gov.uk/ukpga/1989/42/section/2",
)
_ENGLAND = Source(
    _("Electoral Commission: local government elections in England"),
    "https://www.electoralcommission.org.uk/guidance-candidates-and-agents-local-government-elections-england",
)
_WALES = Source(
    _("Law Wales: who can stand for election"),
    "https://law.gov.wales/constitution-and-government/electoral-law/who-can-stand-election",
)
_SCOTLAND = Source(
    _("Local Government (Scotland) Act 1973, section 29"),
    "https://www.legislation.gov.uk/ukpga/1973/65/section/29",
)
_SCOTLAND_BARS = Source(
    _("Local Government (Scotland) Act 1973, section 31"),
    "https://www.legislation.gov.uk/ukpga/1973/65/section/31",
)

NATIONS = (
    Nation("england", _("England"), (*_needs(_ENGLAND), *_bars(_ENGLAND))),
    Nation("wales", _("Wales"), _needs(_WALES), bars=_WALES),
    Nation("scotland", _("Scotland"), _needs(_SCOTLAND), bars=_SCOTLAND_BARS),
    Nation(
        "ni",
        _("Northern Ireland"),
        elsewhere=Source(_("The Electoral Office for Northern Ireland"), "https://www.eoni.org.uk/"),
    ),
)
