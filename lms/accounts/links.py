"""Signed links that can be ended: feeds, links in letters, whatever opens without signing in.

A link names a person and holds their ``links_epoch``. Raising the epoch ends every link that
was given out before; freezing somebody, “sign out everywhere” and erasure do so.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core import signing
from django.db.models import F

from lms.accounts.errors import LinkUsedError
from lms.accounts.models import Standing, User

_SALT = "lms.accounts.link."


def sign_link(*, person: User, purpose: str, **data: Any) -> str:
    """A token for the address of one page, in force until ``end_links``.

    It is good for ``purpose`` alone. ``data`` is JSON and can be read by whoever has the
    link, so it holds ids, never names, addresses or secrets. Asks no query.
    """
    body = {"p": person.uid.hex, "e": person.links_epoch, "d": data}
    return signing.dumps(body, salt=_SALT + purpose)


def read_link(*, purpose: str, token: str, max_age: timedelta | int | None) -> tuple[User, dict[str, Any]]:
    """The person for whom the link was made, and its data. One query; changes nothing.

    ``max_age`` is a time or a number of seconds; None for feeds, which last until they are ended.
    Raises ``LinkUsedError`` for a link that is forged, meant for something else, too old or
    ended, and for whoever is not active: frozen, dead, erased or switched off.
    """
    try:
        body = signing.loads(token, salt=_SALT + purpose, max_age=max_age)
        uid, epoch, data = UUID(body["p"]), body["e"], body["d"]
    except (signing.BadSignature, ValueError, KeyError, TypeError):
        raise LinkUsedError from None
    person = User.objects.filter(uid=uid, links_epoch=epoch, is_active=True, standing=Standing.ACTIVE).first()
    if person is None:
        raise LinkUsedError
    return person, data


def end_links(*, person: User) -> None:
    """No link that was signed for ``person`` before opens any more. In the caller's transaction."""
    User.objects.filter(pk=person.pk).update(links_epoch=F("links_epoch") + 1)
    person.refresh_from_db(fields=["links_epoch"])
