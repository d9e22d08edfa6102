"""What the rooms below write into the record of actions, in the words in which people read it."""

from __future__ import annotations

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import ADMINISTRATORS, EDITORS, ORGANISERS, SAFEGUARDING, Standing
from lms.accounts.safety.models import IdentityCheck
from lms.accounts.safety.standing import FreezeReason
from lms.audit.words import Words, register_words
from lms.messaging.models import MessageState
from lms.privacy.models import DelayReason, WithholdReason

ROLES = {
    EDITORS: _("editor"),
    ORGANISERS: _("organiser"),
    SAFEGUARDING: _("safeguarding lead"),
    ADMINISTRATORS: _("administrator"),
}

_ACCOUNTS = {
    "accounts.signed_up": _("Signed up"),
    "accounts.person_added": _("Added a person"),
    "accounts.person_activated": _("Let somebody in again"),
    "accounts.person_deactivated": _("Switched an account off"),
    "accounts.roles_changed": _("Gave or ended roles"),
    "accounts.duties_handed_over": _("Handed duties over"),
    "accounts.sessions_ended": _("Ended sessions"),
    "accounts.address_changed": _("Changed an e-mail address"),
    "accounts.address_change_undone": _("Undid the change of an e-mail address"),
    "accounts.frozen": _("Froze an account"),
    "accounts.unfrozen": _("Opened a frozen account"),
    "accounts.marked_died": _("Wrote down that somebody died"),
    "accounts.died_corrected": _("Corrected that somebody died"),
    "accounts.recovery_opened": _("Opened a recovery"),
    "accounts.recovery_confirmed": _("Confirmed a recovery"),
    "accounts.recovery_withdrawn": _("Withdrew a recovery"),
    "accounts.invited": _("Invited somebody"),
    "accounts.invitation_resent": _("Sent an invitation again"),
    "accounts.invitation_withdrawn": _("Withdrew an invitation"),
    "accounts.invitation_accepted": _("Accepted an invitation"),
    "accounts.invitations_read": _("Brought in a file of people to invite"),
    "accounts.invitations_sent": _("Invited the people of a file"),
    "accounts.invitation_report_exported": _("Took the report on a file of people"),
    "accounts.list_people": _("Opened the list of people"),
    "accounts.list_safety": _("Opened the list of accounts"),
    "accounts.list_invitations": _("Opened the list of invitations"),
    "accounts.read_person": _("Opened somebody’s name, address and roles"),
    "accounts.read_access": _("Looked at what somebody may see"),
    "accounts.read_former_names": _("Read somebody’s former names"),
    "accounts.read_safety": _("Opened how an account stands"),
    "accounts.read_recovery": _("Opened a recovery to read it"),
    "accounts.read_invitation": _("Opened an invitation"),
    "accounts.read_invitation_file": _("Opened a file of people to invite"),
}

_MESSAGES = {
    "bulk.start": _("Sent a letter to many"),
    "bulk.pause": _("Paused a letter to many"),
    "bulk.resume": _("Let a letter to many go on"),
    "bulk.stop": _("Stopped a letter to many"),
    "bulk.send_unknown_again": _("Sent letters of unknown fate again"),
    "bulk.finish": _("A letter to many was finished"),
    "copy.change": _("Changed the words of a notice"),
    "copy.reset": _("Went back to the first words of a notice"),
    "messaging.allow_address": _("Allowed letters to an address again"),
    "messaging.told_by_phone": _("Told somebody by telephone"),
    "messaging.send_again": _("Sent a letter again"),
    "messaging.put_away": _("Put a letter away"),
    "messaging.read_unsent": _("Opened a letter that did not leave"),
    "messaging.read_phone_round": _("Opened the phone round"),
    "messaging.read_timeline": _("Looked at what somebody was sent"),
    "messaging.read_suppressions": _("Opened the list of addresses that get no letters"),
}

_REST = {
    "audit.exported": _("Took the record of actions"),
    "consent.reworded": _("Changed words of consent"),
    "consent.subscriber_erased": _("Erased a subscriber"),
    "consent.ledger_exported": _("Took the ledger of consent"),
    "consent.read_ledger": _("Opened the ledger of consent"),
    "consent.read_subscribers": _("Opened the list for updates"),
    "places.list_checked": _("Checked a list of places"),
    "places.list_applied": _("Brought in a list of places"),
    "places.council_ended": _("Wrote down that a council ended"),
    "places.council_reopened": _("Opened a council again"),
    "privacy.export": _("Asked for a copy of everything"),
    "privacy.export_ready": _("A copy of everything was ready"),
    "privacy.download": _("Took a copy of everything"),
    "privacy.erasure": _("Asked for an erasure"),
    "privacy.erasure_cancelled": _("Took an erasure back"),
    "privacy.erasure_begun": _("An erasure began"),
    "privacy.erased": _("An erasure was done"),
    "privacy.confidential": _("Decided on what was written in confidence"),
    "privacy.confidential_read": _("Read what was written in confidence"),
    "privacy.read_delayed": _("Decided to show a reading later"),
    "queue.retry": _("Ran a parked job again"),
}

_THINGS = {
    "person": _("person"),
    "people": _("list of people"),
    "invitation": _("invitation"),
    "invitations": _("invitations"),
    "recovery": _("recovery"),
    "record": _("record of actions"),
    "event": _("entry of the record"),
    "consent_ledger": _("ledger of consent"),
    "consent_wording": _("words of consent"),
    "subscriber": _("subscriber"),
    "subscribers": _("list for updates"),
    "bulk": _("letter to many"),
    "copy": _("words of a notice"),
    "letter": _("letter"),
    "notice": _("notice"),
    "suppression": _("address that gets no letters"),
    "suppressions": _("addresses that get no letters"),
    "council": _("council"),
    "places_import": _("list of places"),
    "export": _("copy of everything"),
    "erasure": _("erasure"),
    "job": _("job"),
}

_DETAILS = {
    "added": _("given"),
    "removed": _("ended"),
    "role": _("role"),
    "scope_kind": _("for one"),
    "scope_uid": _("number of that one"),
    "to": _("to"),
    "organising": _("last organiser’s role"),
    "count": _("how many"),
    "rows": _("rows"),
    "page": _("page"),
    "items": _("items"),
    "reason": _("reason"),
    "was": _("before"),
    "standing": _("standing"),
    "checked": _("how it was checked"),
    "resets_factors": _("second factors taken away"),
    "opened_by": _("opened by"),
    "audiences": _("lists"),
    "kind": _("kind"),
    "state": _("state"),
    "version": _("version"),
    "filters": _("filters"),
    "include": _("enters the copy"),
    "until": _("until"),
    "size": _("bytes"),
    "steps": _("steps"),
    "whole": _("whole list"),
    "on": _("on"),
    "successors": _("councils that follow"),
    "task": _("task"),
}


def _choices(*kinds: type[TextChoices]) -> dict[Any, Words]:
    return {code: words for kind in kinds for code, words in kind.choices if code}


register_words(
    deeds={**_ACCOUNTS, **_MESSAGES, **_REST},
    things=_THINGS,
    details=_DETAILS,
    values={
        **dict.fromkeys(("added", "removed", "role"), ROLES),
        **dict.fromkeys(("was", "standing"), _choices(Standing)),
        "reason": _choices(FreezeReason, WithholdReason, DelayReason),
        "checked": _choices(IdentityCheck),
        "state": _choices(MessageState),
        "scope_kind": {"cohort": _("cohort")},
    },
)
