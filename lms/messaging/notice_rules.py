"""Who sees letters that did not leave, and whom nobody has reached."""

from __future__ import annotations

import rules

from lms.accounts.rules import is_administrator, is_organiser

rules.set_perm("messaging.read_unsent", is_administrator)
rules.set_perm("messaging.read_phone_round", is_organiser | is_administrator)
