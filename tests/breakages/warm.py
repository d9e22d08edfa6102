"""A process that has everything imported and forks for each breakage: seconds instead of half a minute.

    python -m tests.breakages.warm      requests and answers as lines of JSON

In the fork the functions that differ are given the code of the broken file, wherever
they were imported to, and the tests run against a copied database. What differs
outside of functions (a constant, a decorator, a base class) has already had its effect
at import, so such a breakage is answered by ``NEEDS_A_PROCESS_OF_ITS_OWN``.
"""

from __future__ import annotations

import gc
import importlib
import inspect
import json
import os
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

NEEDS_A_PROCESS_OF_ITS_OWN = 64
OUT_OF_TIME = 65
FACTORIES = [
    f"tests.factories.{name}" for name in ("accounts", "content", "learning", "certificates", "pages")
]
Place = tuple[str, int]  # qualified name and line of a function


class NotInFunctionsError(Exception):
    """The two sources differ in what runs at import."""


def _nested(code: CodeType) -> list[CodeType]:
    return [const for const in code.co_consts if isinstance(const, CodeType)]


def _shape(code: CodeType) -> tuple[Any, ...]:
    """What the code does, whatever line it stands on; nested functions by name only."""
    consts = tuple(const.co_name if isinstance(const, CodeType) else repr(const) for const in code.co_consts)
    return (
        code.co_code,
        code.co_exceptiontable,
        code.co_names,
        code.co_varnames,
        code.co_freevars,
        code.co_cellvars,
        code.co_flags,
        consts,
    )


def _same(old: CodeType, new: CodeType) -> bool:
    return _shape(old) == _shape(new) and all(map(_same, _nested(old), _nested(new)))


def changed_functions(old: CodeType, new: CodeType) -> Iterator[tuple[Place, CodeType]]:
    """The functions of ``old`` that do something else in ``new``, inner ones too.

    Raises ``NotInFunctionsError``.
    """
    if _same(old, new):
        return
    if old.co_flags & inspect.CO_OPTIMIZED:
        if old.co_freevars != new.co_freevars:
            raise NotInFunctionsError(old.co_qualname)
        yield (old.co_qualname, old.co_firstlineno), new
    elif _shape(old) != _shape(new):
        raise NotInFunctionsError(old.co_qualname)
    if len(_nested(old)) == len(_nested(new)):
        for inner, other in zip(_nested(old), _nested(new), strict=True):
            yield from changed_functions(inner, other)


def break_functions(path: Path, broken: str) -> None:
    """Every function of the file at ``path`` does what ``broken`` says. Raises ``NotInFunctionsError``."""
    module = str(path.relative_to(Path.cwd()).with_suffix("")).replace("/", ".").removesuffix(".__init__")
    importlib.import_module(module)
    name = str(path)
    wanted = dict(changed_functions(compile(path.read_text(), name, "exec"), compile(broken, name, "exec")))
    hit = set()
    for thing in gc.get_objects():  # their types, not isinstance(): that would wake lazy objects
        if type(thing) is FunctionType and thing.__code__.co_filename == name:
            place = (thing.__code__.co_qualname, thing.__code__.co_firstlineno)
            if place in wanted:
                thing.__code__ = wanted[place]
                hit.add(place)
    if not hit:
        raise NotInFunctionsError(name)


def use_database(path: str) -> None:
    """Tests find ``path``, which has its tables, as their test database: nothing is migrated again."""
    from django.db import connection

    def found(*args: Any, **kwargs: Any) -> str:
        connection.close()
        connection.settings_dict["NAME"] = path
        return path

    connection.settings_dict["TEST"]["NAME"] = path
    connection.creation.create_test_db = found


def empty_folders() -> None:
    """What an earlier breakage's tests left among the site's files is gone."""
    from django.conf import settings

    for folder in (settings.MEDIA_ROOT, settings.PUBLIC_MEDIA_ROOT):
        shutil.rmtree(folder, ignore_errors=True)


def run_in_fork(request: dict[str, Any]) -> int:
    """The exit code of pytest in a fork of this process."""
    child = os.fork()
    if not child:
        code = 70
        try:
            os.setsid()
            said = os.open(request["said"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(said, 1)
            os.dup2(said, 2)
            code = _run(request)
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(code)
    until = time.monotonic() + request["longest"]
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return OUT_OF_TIME


def _run(request: dict[str, Any]) -> int:
    import pytest

    if request["file"]:
        try:
            break_functions(Path.cwd() / request["file"], request["broken"])
        except NotInFunctionsError:
            return NEEDS_A_PROCESS_OF_ITS_OWN
    gc.freeze()  # pytest collects garbage again and again; none is among what was imported before
    use_database(shutil.copy(request["prepared"], request["database"]))
    early = "ignore:Module already imported:pytest.PytestAssertRewriteWarning"
    return int(pytest.main(["-q", "-x", "--reuse-db", "-W", early, *request["tests"]]))


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "lms.settings.test"
    import django

    django.setup()
    for plugin in entry_points(group="pytest11"):
        plugin.load()
    for name in ("lms.urls", "pypdf", "hypothesis", "tests.queue", *FACTORIES):
        importlib.import_module(name)
    for line in sys.stdin:
        request = json.loads(line)
        empty_folders()
        code = run_in_fork(request)
        for ending in ("", "-wal", "-shm"):
            Path(request["database"] + ending).unlink(missing_ok=True)
        print(json.dumps(code), flush=True)


if __name__ == "__main__":
    main()
