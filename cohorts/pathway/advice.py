"""What to do before each statutory date, in a sentence; hours only where their source is known."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cohorts.pathway.timetables import Event
from lms.places.models import Nation


def what_to_do(event: Event, nation: Nation) -> str:
    """What a candidate does about ``event`` in that nation; empty where there is nothing to do.

    4 pm in England: Local Elections (Principal Areas) (England and Wales) Rules 2006, schedule 2, rule 1.
    """
    if event == Event.NOMINATIONS and nation == Nation.ENGLAND:
        return _(
            "Your papers have to be with the returning officer by 4 pm, by hand and in the original. Do not "
            "plan for the last day: ask for an appointment a week before."
        )
    return {
        Event.NOTICE: _(
            "Read it on your council’s website. It says when and where nomination papers are taken."
        ),
        Event.NOMINATIONS: _(
            "The notice of election says how, where and until which hour your papers are taken. Do not plan "
            "for the last day."
        ),
        Event.CANDIDATES: _("Check how your name and your description are written, and who else stands."),
        Event.REGISTRATION: _("Ask on every doorstep whether everybody there is registered."),
        Event.POSTAL: _(
            "Tell people who are away on the day. Never take anybody’s application or vote with you."
        ),
        Event.VOTER_ID: _(
            "Whoever has no photo that is accepted at a polling station can still ask for one."
        ),
        Event.POLL: _("Vote early yourself, then help others to get there."),
    }[event]
