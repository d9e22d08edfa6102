"""What every room holds on a person: said once, read by the notice, the download and the erasure.

Rooms above register in ``AppConfig.ready()``, from a module ``privacy`` of their own; those below
are registered by ``lms.privacy.rooms``. A test names every table with a person in it that nobody
has registered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User

Words = str | Promise


class Fate(TextChoices):
    """What erasing does with rows."""

    REMOVED = "removed", _("Removed")
    ANONYMISED = "anonymised", _("Kept without your name")
    KEPT = "kept", _("Kept")


@dataclass(frozen=True)
class Fact:
    """One thing in a record: its name for programs, its label for people, and a value that JSON knows.

    ``words`` is what people read in place of a value that is a code.
    """

    name: str
    label: Words
    value: Any
    words: Words = ""


@dataclass(frozen=True)
class Record:
    """One row of the download. ``section`` is the heading under which people read it.

    ``key`` names it for good where somebody has to decide on it (see ``PersonalData.confidential``).
    """

    section: Words
    facts: tuple[Fact, ...]
    key: str = ""


@dataclass(frozen=True)
class StoredFile:
    """One file of the download: its name there, and the name under which the storage keeps it."""

    name: str
    stored_as: str
    storage: str = "default"


Item = Record | StoredFile


@dataclass(frozen=True)
class Choices:
    """What a person chose for their erasure."""

    keep_certificates: bool = True


@dataclass(frozen=True)
class Part:
    """What erasing does with some of the rows, why, and how.

    ``rows`` finds them; the preview counts them and the erasure changes exactly them. ``change``
    is what happens to them (removed: they are deleted where it is None; kept and anonymised:
    nothing, because the account they hang on loses its name). It must be repeatable.
    ``when`` leaves the part out for people who chose otherwise.
    """

    fate: Fate
    what: Words
    rows: Callable[[User], QuerySet[Any] | int]
    why: Words = ""
    change: Callable[[User], None] | None = None
    when: Callable[[Choices], bool] = field(default=lambda choices: True)

    def count(self, person: User) -> int:
        found = self.rows(person)
        return found if isinstance(found, int) else found.count()

    def carry_out(self, person: User) -> None:
        """Afterwards the rows are as ``fate`` says. In the caller's transaction; repeatable."""
        if self.change is not None:
            self.change(person)
        elif self.fate == Fate.REMOVED:
            found = self.rows(person)
            if not isinstance(found, int):
                found.delete()


@dataclass(frozen=True)
class PersonalData:
    """One kind of data on people.

    ``why`` is the purpose and the legal basis (UK GDPR, Articles 6 and 9) in plain words;
    ``seen_by`` who can read it, ``kept`` for how long. ``models`` are the labels (``app.Model``)
    of the tables it covers. ``export`` gives what goes into the download, one item after
    another, so that nothing is ever in memory as a whole. ``erase`` says what erasing does.

    ``confidential``: others wrote it about the person in confidence. Each record needs a ``key``
    and enters the download only once an administrator has decided so.
    """

    code: str
    title: Words
    why: Words
    seen_by: Words
    kept: Words
    models: tuple[str, ...] = ()
    export: Callable[[User], Iterable[Item]] = field(default=lambda person: ())
    erase: tuple[Part, ...] = ()
    confidential: bool = False
    order: int = 50  # among what people read
    step: int = 50  # among what is erased; the account is 100


_data: dict[str, PersonalData] = {}


def register_data(data: PersonalData) -> PersonalData:
    """``data`` is part of the notice, of downloads and of erasures from now on.

    Registering the same again changes nothing. Raises ``ImproperlyConfigured`` for a code that
    means something else already.
    """
    known = _data.get(data.code)
    if known is not None and known is not data:
        raise ImproperlyConfigured(f"Two kinds of personal data are called “{data.code}”.")
    _data[data.code] = data
    return data


def forget_data(code: str) -> None:
    """``code`` is registered no longer; for tests."""
    _data.pop(code, None)


def all_data() -> list[PersonalData]:
    """Everything that is registered, in the order in which people read it."""
    return sorted(_data.values(), key=lambda data: (data.order, data.code))


def in_order_of_erasing() -> list[PersonalData]:
    """Everything that is registered, the account last: what hangs on it needs it until then."""
    return sorted(_data.values(), key=lambda data: (data.step, data.code))


def data_called(code: str) -> PersonalData | None:
    return _data.get(code)


def covered_models() -> set[str]:
    """The labels of all tables that some registration covers, in lower case."""
    return {label.lower() for data in _data.values() for label in data.models}


def rows(
    section: Words, found: QuerySet[Any, Any], labels: Mapping[str, Words], *, key: str = ""
) -> Iterable[Record]:
    """A record for each row of ``found``, read in pieces: never more than 500 of them in memory.

    ``labels`` maps the fields to read (also across relations) to what people call them.
    """
    names = tuple(labels)
    speakers = [_speaker(found.model, name) for name in names]
    for values in found.values_list("pk", *names).iterator(chunk_size=500):
        told = zip(names, values[1:], speakers, strict=True)
        facts = tuple(Fact(name, labels[name], value, speak(value)) for name, value, speak in told)
        yield Record(section, facts, key=f"{key}:{values[0]}" if key else "")


_codes: dict[str, Callable[[str], Words]] = {}


def register_codes(field: str, speak: Callable[[str], Words]) -> None:
    """What stands in ``field`` (``app.Model.field``) is a code, which ``speak`` says in words.

    For fields that have no ``choices``; a code that ``speak`` does not know is said with no words.
    """
    _codes[field.lower()] = speak


def _speaker(model: Any, name: str) -> Callable[[Any], Words]:
    """How values of a field, named as in a query, are said: by its choices, or as somebody registered."""
    *path, last = name.split("__")
    for step in path:
        model = model._meta.get_field(step).related_model
    field = model._meta.get_field(last)
    choices = dict(getattr(field, "flatchoices", None) or ())
    speak = _codes.get(f"{model._meta.label}.{field.name}".lower())
    if choices:
        return lambda value: choices.get(value, "") if value else ""
    return (lambda value: speak(value) if value else "") if speak else _as_it_is


def _as_it_is(value: Any) -> Words:
    return ""
