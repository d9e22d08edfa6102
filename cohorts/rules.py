"""The rules of all rooms, where Django expects an app's rules; loading this file makes them known."""

from cohorts.admissions.applications import rules as applications_rules
from cohorts.admissions.decisions import rules as decisions_rules
from cohorts.pathway import rules as pathway_rules
from cohorts.programmes import rules as programmes_rules
from cohorts.sessions import rules as sessions_rules

__all__ = ["applications_rules", "decisions_rules", "pathway_rules", "programmes_rules", "sessions_rules"]
