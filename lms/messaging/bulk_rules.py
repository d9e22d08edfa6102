"""Who writes to many, words the house's letters anew, and sees what somebody was sent."""

from __future__ import annotations

import rules

from lms.accounts.rules import is_administrator, is_organiser

rules.set_perm("messaging.send_bulk", is_organiser | is_administrator)
rules.set_perm("messaging.edit_copy", is_organiser | is_administrator)
rules.set_perm("messaging.read_suppressions", is_administrator)
