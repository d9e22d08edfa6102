"""What the pathway makes known to the rooms below."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cohorts.pathway import panels
from cohorts.pathway.privacy import ADVICE, PATHWAY, PERIOD
from cohorts.programmes.glance import Tab, register_glance, register_part, register_tab
from lms.accounts.access import Access, register_access
from lms.audit.words import register_words
from lms.privacy.registry import register_data
from lms.privacy.retention import register_period

DEEDS = {
    "cohorts.pathway_confirmed": _("Confirmed a step of somebody on the way to a seat"),
    "cohorts.pathway_corrected": _("Corrected a step of somebody on the way to a seat"),
}
SEES = Access(
    "pathways",
    _("Where trainees mean to stand, and how far they have come on the way to a seat"),
    _("to help them on, to confirm what they write down, and to look after whoever was not chosen"),
    rule="cohorts.run_some_cohort",
)


def register() -> None:
    register_data(PATHWAY)
    register_data(ADVICE)
    register_access(SEES)
    register_period(PERIOD)
    register_words(deeds=DEEDS)
    register_tab("pathway", Tab(_("The way to a seat"), "cohorts:pathway"), order=65)
    register_glance("pathway", panels.glance, order=55)
    register_part("pathway", panels.part, order=60)
