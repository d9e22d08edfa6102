"""When many people guess one password: the password alone no longer opens that name on unknown devices.

Nobody is locked out: a code by e-mail, a passkey and a new password work, and the password itself
where the person signed in before. Names that nobody has are counted, paused and answered alike.
See docs/decisions/0089-a-password-is-paused-not-an-account.md.
"""

from __future__ import annotations

import time

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from lms.accounts.fields import normalise_name
from lms.accounts.letters import send_letter
from lms.accounts.limits import SHARED
from lms.accounts.models import User
from lms.accounts.visits.notices import is_known_device
from lms.language import speaking
from lms.queue.services import enqueue

HOUR, DAY = 3600, 24 * 3600
MANY_TRIES = 20  # wrong passwords for one name within an hour …
MANY_VISITORS = 4  # … from at least so many addresses: fewer are slowed down by the other limits
_TELL = "lms.accounts.safety.tasks.tell_of_pause_job"


def note_failure(*, request: HttpRequest, login: str) -> None:
    """One more wrong password for ``login`` is counted; one too many, and it is paused for an hour."""
    name, visitor = _digest(normalise_name(login)), _digest(str(get_adapter().get_client_ip(request)))
    window = int(time.time()) // HOUR
    tries = _count(f"tries:{name}:{window}")
    is_new = SHARED.add(f"tried:{name}:{window}:{visitor}", 1, HOUR)
    visitors = _count(f"visitors:{name}:{window}", by=int(is_new))
    if tries >= MANY_TRIES and visitors >= MANY_VISITORS and SHARED.add(f"paused:{name}", 1, HOUR):
        person = _person(login)
        enqueue(_TELL, person.pk if person else 0)  # a job either way: the page costs the same


def is_paused(*, request: HttpRequest, login: str) -> bool:
    """Whether a password alone does not open ``login`` for this visitor at the moment."""
    if not SHARED.get(f"paused:{_digest(normalise_name(login))}"):
        return False
    return not is_known_device(request, _person(login))


def end_pause(*, person: User) -> None:
    """Passwords work for the person's names again, and counting begins anew: they chose a new one."""
    window = int(time.time()) // HOUR
    for login in (person.email, person.username):
        name = _digest(login or "")
        SHARED.delete_many([f"{what}:{name}:{window}" for what in ("tries", "visitors")])
        SHARED.delete(f"paused:{name}")


def tell_of_pause(*, person_id: int) -> None:
    """The person is told by letter that passwords were guessed, once a day at most. Nobody for 0."""
    person = User.objects.filter(pk=person_id).first()
    if person is None or not person.may_come_in or not person.email:
        return
    if SHARED.add(f"told-of-pause:{person.pk}", 1, DAY):
        with speaking(person.language):
            send_letter("account/email/password_paused", person.email, {"minutes": HOUR // 60})


def _person(login: str) -> User | None:
    name = normalise_name(login)
    return User.objects.filter(**{"email" if "@" in name else "username": name}).first()


def _digest(text: str) -> str:
    return salted_hmac("lms.accounts.locks", text, algorithm="sha256").hexdigest()[:32]


def _count(key: str, by: int = 1) -> int:
    """One more, for an hour. The database's cache forgets sooner unless it is told."""
    SHARED.add(key, 0, HOUR)
    try:
        count = SHARED.incr(key, by)
    except ValueError:  # it ran out between two lines
        return by
    SHARED.touch(key, HOUR)
    return int(count)
