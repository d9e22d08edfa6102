"""What the rooms below call the records whose reading they write down, in the words of “who saw it”."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.privacy.selectors import register_read

register_read("accounts.read_person", _("your name, address and roles"))
register_read("accounts.read_access", _("your roles, your profile and what you can see here"))
register_read("accounts.read_former_names", _("your former names"))
register_read("accounts.read_safety", _("how your account stands"))
register_read("accounts.read_recovery", _("how your account is being brought back"))
register_read("accounts.read_invitation", _("your invitation"))
register_read("messaging.read_timeline", _("what you were sent, and when"))
register_read("messaging.read_unsent", _("that a letter to you did not leave"))
register_read("messaging.read_phone_round", _("your telephone number, to ring you up"))
register_read("privacy.confidential_read", _("what others wrote about you in confidence"))

# Pages of lists with many people on them: recorded with how many, and about nobody alone.
register_read("accounts.list_people", _("the list of people"))
register_read("accounts.list_safety", _("the list of accounts"))
register_read("accounts.list_invitations", _("the list of invitations"))
register_read("accounts.read_invitation_file", _("a file of people to invite"))
register_read("consent.read_ledger", _("the ledger of consent"))
register_read("consent.read_subscribers", _("the list for updates"))
register_read("messaging.read_suppressions", _("the list of addresses that get no letters"))
