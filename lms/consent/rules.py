"""Who sees what of consent."""

from __future__ import annotations

import rules

from lms.accounts.rules import is_administrator, is_organiser

rules.add_perm("consent.see_counts", is_organiser | is_administrator)
rules.add_perm("consent.read_subscribers", is_administrator)
rules.add_perm("consent.read_ledger", is_administrator)
rules.add_perm("consent.reword", is_administrator)
