"""Parts of the weekly letter besides notices: what rooms have to say to one person, as a next step.

A room registers its parts in ``AppConfig.ready()``; each can be left out by whoever does not want it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Q, QuerySet

from lms.accounts.models import User
from lms.messaging.kinds import Rhythm, kind_called
from lms.messaging.models import NoticeChoice

MOST_PARTS = 4  # the letter is one page


@dataclass(frozen=True)
class Part:
    """What is said: a title, a sentence or two or some ``lines``, and where it leads, a path of this site."""

    title: Any
    link: str
    label: Any
    text: Any = ""
    lines: tuple[Any, ...] = ()


@dataclass(frozen=True)
class LetterPart:
    """One matter of the weekly letter. ``say`` answers None where there is nothing to say to this person.

    ``people`` are those whom ``say`` is asked about: few enough, and told by one query. ``about`` and
    ``title`` name it where people choose what they hear of; there only those whom ``concerns`` holds see it.
    """

    code: str
    title: Any
    about: Any
    say: Callable[[User], Part | None]
    people: Callable[[], QuerySet[User]]
    order: int
    concerns: Callable[[User], bool] = lambda person: True

    @property
    def rhythms(self) -> list[Rhythm]:
        """What a person may choose."""
        return [Rhythm.WEEKLY, Rhythm.OFF]


_parts: dict[str, LetterPart] = {}


def register_letter_part(part: LetterPart) -> LetterPart:
    """``part`` stands in weekly letters from now on, by ``order``. Repeatable.

    Raises ``ImproperlyConfigured`` for a code that means something else already.
    """
    if kind_called(part.code) is not None or _parts.setdefault(part.code, part) != part:
        raise ImproperlyConfigured(f"Two things that people are told are called “{part.code}”.")
    return part


def known_parts() -> list[LetterPart]:
    return sorted(_parts.values(), key=lambda part: part.order)


def letter_part_called(code: str) -> LetterPart | None:
    return _parts.get(code)


def people_with_parts() -> Q:
    """Which people some part may have something to say to, and who have not left that part out."""
    wanted = Q(pk__in=[])
    for part in known_parts():
        without = NoticeChoice.objects.filter(kind=part.code, rhythm=Rhythm.OFF).values("person")
        wanted |= Q(pk__in=part.people().order_by().values("pk")) & ~Q(pk__in=without)
    return wanted


def parts_for(person: User) -> list[Part]:
    """What the rooms have to say to ``person``, as much as a page holds, in the language spoken now."""
    choices = NoticeChoice.objects.filter(person=person, kind__in=list(_parts), rhythm=Rhythm.OFF)
    left_out = set(choices.values_list("kind", flat=True))
    said: list[Part] = []
    for part in known_parts():
        if part.code in left_out or not part.people().filter(pk=person.pk).exists():
            continue
        if (found := part.say(person)) is not None:
            said.append(found)
    return said[:MOST_PARTS]
