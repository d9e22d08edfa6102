"""Who writes to many, words the house's letters anew, and sees what somebody was sent."""

from __future__ import annotations

import rules

from lms.accounts.rules import is_administrator, is_organiser
from lms.accounts.safety.rules import is_lead

rules.set_perm("messaging.send_bulk", is_organiser | is_administrator)
rules.set_perm("messaging.edit_copy", is_organiser | is_administrator)
rules.set_perm("messaging.read_suppressions", is_administrator)
rules.set_perm("messaging.read_timeline", is_organiser | is_administrator | is_lead)
rules.set_perm("messaging.read_sensitive_timeline", is_lead)
