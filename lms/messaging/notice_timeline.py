"""What messaging knows of the notices somebody got, for the organisers' timeline: kinds and times."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from lms.accounts.models import User
from lms.messaging.models import Notice
from lms.messaging.timeline import Entry, register_timeline


def notices(person: User, most: int) -> Iterator[Entry]:
    """One query. The kind is named, never what the notice says, nor whether it was read."""
    rows = Notice.objects.filter(recipient=person).select_related("letter").defer("letter__mime", "calendar")
    for row in rows.order_by("-created_at")[:most]:
        kind = row.known_kind
        if row.letter is not None:
            state, how = row.letter.get_state_display(), _("On the site and by e-mail")
        else:
            state, how = "", _("On the site")
        yield Entry(at=row.created_at, what=kind.title if kind else row.kind, state=state, how=how)


def register() -> None:
    register_timeline("notices", notices)
