"""Who reads an application: whoever organises the cohort, and whom rooms above name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import rules

from cohorts.admissions.applications.models import Application
from cohorts.programmes.rules import runs_cohort
from lms.accounts.models import User
from lms.accounts.rules import is_organiser

Reader = Callable[[User, Application], bool]
_readers: dict[str, Reader] = {}


def register_reader(name: str, function: Reader) -> None:
    """Whoever ``function`` says opens the answers and files of an application too."""
    _readers[name] = function


@rules.predicate
def was_named(user: User, application: Any = None) -> bool:
    return isinstance(application, Application) and any(one(user, application) for one in _readers.values())


@rules.predicate
def runs_its_cohort(user: User, application: Any = None) -> bool:
    return isinstance(application, Application) and runs_cohort(user, application.cohort)


rules.set_perm("cohorts.read_application", runs_its_cohort | was_named)
rules.set_perm("cohorts.handle_application", runs_its_cohort)
rules.set_perm("cohorts.write_forms", is_organiser)
