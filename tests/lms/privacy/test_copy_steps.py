"""A copy is made in steps; each may die at any moment, be done twice, or find nobody who wants it."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import IntegrityError
from django.utils import timezone

from lms.accounts.models import User
from lms.audit.models import AuditEvent
from lms.privacy import bundle, packing, services, stored, views
from lms.privacy.models import Export, ExportSegment, ExportState
from lms.privacy.registry import (
    Fact,
    PersonalData,
    Record,
    StoredFile,
    all_data,
    data_called,
    forget_data,
    register_data,
)
from lms.privacy.rooms.own import _remove_copies
from tests.factories.accounts import UserFactory, sign_in

pytestmark = pytest.mark.django_db

LETTER = bytes(range(256)) * 40


@pytest.fixture
def person() -> User:
    return UserFactory(name="Nadia Ahmed")


@pytest.fixture
def few_kinds(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two kinds of data: what is proved here is the same for every other."""
    name = default_storage.save("test/letter.pdf", io.BytesIO(LETTER))

    def export(person: User) -> Iterator[Any]:
        yield from (Record("Thoughts", (Fact("text", "Text", f"Thought {n}"),)) for n in range(60))
        yield StoredFile("letter.pdf", name)
        yield StoredFile("letter.pdf", name)
        yield StoredFile("lost.pdf", "test/lost.pdf")

    register_data(PersonalData("test_thoughts", "Thoughts", "why", "who", "long", export=export))
    kinds = [data_called("profile") or all_data()[0], data_called("test_thoughts")]
    for module in (services, bundle, views):
        monkeypatch.setattr(module, "all_data", lambda: kinds)
    monkeypatch.setattr(bundle.pdf, "render_pdf", lambda *args, **kwargs: b"%PDF-1.7 " + b"x" * 500)
    monkeypatch.setattr(packing, "SEGMENT", 4000)
    yield
    forget_data("test_thoughts")
    default_storage.delete(name)


def asked(person: User) -> Export:
    return services.ask_for_export(person=person, actor=person)


def run_on(export: Export, longest: float = 0) -> int:
    """One job after another until the copy is ready; how many it took."""
    for number in range(1, 200):
        services.make_export(export_id=export.pk, longest=longest)
        export.refresh_from_db()
        if export.state != ExportState.MAKING:
            return number
    raise AssertionError("it is never ready")


def contents(export: Export) -> dict[str, bytes]:
    archive = b"".join(packing.archive_from(export, 0, export.size))
    assert len(archive) == export.size
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name) for name in opened.namelist()}


def in_storage(export: Export) -> list[str]:
    try:
        return sorted(f"{export.folder}/{name}" for name in default_storage.listdir(export.folder)[1])
    except FileNotFoundError:
        return []


def assert_whole(export: Export) -> None:
    held = contents(export)
    assert list(held) == [
        "files/test_thoughts/letter.pdf",
        "files/test_thoughts/letter (2).pdf",
        "everything.json",
        "everything.html",
        "overview.pdf",
    ]
    assert held["files/test_thoughts/letter.pdf"] == held["files/test_thoughts/letter (2).pdf"] == LETTER
    assert b'"files_not_found": ["files/test_thoughts/lost.pdf"]' in held["everything.json"]
    for name in ("everything.json", "everything.html"):
        thoughts = [
            held[name].count(f"Thought {n}".encode() + end) for n in range(60) for end in (b'"', b"\n")
        ]
        assert thoughts.count(1) == 60


def test_jobs_hand_over_after_every_step(person, few_kinds):
    export = asked(person)

    jobs = run_on(export)

    assert_whole(export)
    numbers = list(export.segments.values_list("number", flat=True))
    assert numbers == list(range(len(numbers)))
    assert len(numbers) > 6
    assert jobs == 2 + 1 + len(numbers) + 1


class _KilledError(BaseException):
    """What nothing catches, like the end of a worker."""


def deaths(patch: pytest.MonkeyPatch, module: Any, name: str, at: int, *, after: bool) -> list[int]:
    """``module.name`` dies at its call number ``at``, before or after its work; what notes the calls."""
    real: Callable[..., Any] = getattr(module, name)
    calls: list[int] = []

    def dying(*args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        if len(calls) == at and not after:
            raise _KilledError
        answer = real(*args, **kwargs)
        if len(calls) == at:
            raise _KilledError
        return answer

    patch.setattr(module, name, dying)
    return calls


@pytest.mark.parametrize(
    ("module", "name", "after"),
    [
        (stored.default_storage, "save", False),
        (stored.default_storage, "save", True),
        (services, "_take_step", True),
        (services, "_tell_ready", False),
    ],
    ids=["before storing", "between storing and noting", "after noting", "while handing over"],
)
def test_worker_may_be_killed_at_any_step(
    person, few_kinds, monkeypatch, module, name, after, django_capture_on_commit_callbacks
):
    at, died = 0, 0
    while at == died:
        at += 1
        export = asked(person)
        with monkeypatch.context() as patch, django_capture_on_commit_callbacks(execute=True):
            deaths(patch, module, name, at, after=after)
            try:
                run_on(export, longest=60)
            except _KilledError:
                died += 1
                export.refresh_from_db()
                assert (export.state, export.size) == (ExportState.MAKING, 0)
        with django_capture_on_commit_callbacks(execute=True):
            services.make_export(export_id=export.pk)
        export.refresh_from_db()
        assert_whole(export)
        assert in_storage(export) == sorted(export.segments.values_list("stored_as", flat=True))
        services.remove_files(export)
        Export.objects.update(state=ExportState.GONE)

    assert died == {"save": 13, "_take_step": 8, "_tell_ready": 1}[name]
    assert AuditEvent.objects.filter(action="privacy.export_ready").count() == at
    assert len(mail.outbox) == at


def test_two_workers_at_the_same_stretch_leave_one(person, few_kinds, monkeypatch):
    export = asked(person)
    while not export.plan:
        services.make_export(export_id=export.pk, longest=0)
        export.refresh_from_db()
    real = packing.put

    def overtaken(name, file):
        monkeypatch.setattr(packing, "put", real)
        packing.write_segment(export, until=float("inf"))
        return real(name, file)

    monkeypatch.setattr(packing, "put", overtaken)
    packing.write_segment(export, until=float("inf"))

    assert export.segments.count() == 1
    assert len([name for name in in_storage(export) if name.endswith(".part")]) == 1
    run_on(export)
    assert_whole(export)


def test_the_table_keeps_two_stretches_of_one_number_apart(person):
    export = asked(person)
    ExportSegment.objects.create(export=export, number=0, stored_as="a", size=1)

    with pytest.raises(IntegrityError):
        ExportSegment.objects.create(export=export, number=0, stored_as="b", size=1)


@pytest.mark.parametrize("step", range(6))
def test_nothing_is_left_of_a_copy_whose_person_is_erased_meanwhile(person, few_kinds, step, monkeypatch):
    """The erasure comes while a worker is storing what it wrote."""
    export = asked(person)
    for _number in range(step):
        services.make_export(export_id=export.pk, longest=0)
    assert bool(in_storage(export)) == bool(step)
    real = default_storage.save

    def erased_meanwhile(name: str, file: Any) -> str:
        _remove_copies(person)
        return real(name, file)

    monkeypatch.setattr(default_storage, "save", erased_meanwhile)
    services.make_export(export_id=export.pk)

    assert (in_storage(export), Export.objects.count(), ExportSegment.objects.count()) == ([], 0, 0)


def test_copy_that_is_never_ready_goes_after_seven_days(person, few_kinds):
    export = asked(person)
    for _number in range(5):
        services.make_export(export_id=export.pk, longest=0)
    assert in_storage(export)

    assert services.forget_exports() == 0
    Export.objects.update(asked_at=timezone.now() - timedelta(days=7, minutes=1))
    assert services.forget_exports() == 1
    services.make_export(export_id=export.pk)

    export.refresh_from_db()
    assert (export.state, in_storage(export), export.segments.count()) == (ExportState.GONE, [], 0)
    assert asked(person).pk != export.pk


def test_the_person_sees_how_far_it_is(client, person, few_kinds):
    export = asked(person)
    services.make_export(export_id=export.pk, longest=0)
    signed_in = sign_in(client, person)

    assert "put together: 1 of 2 parts" in signed_in.get("/account/data/").content.decode()
    for _number in range(3):
        services.make_export(export_id=export.pk, longest=0)
    page = signed_in.get("/account/data/copy/status/", headers={"HX-Request": "true"}).content.decode()
    assert "being packed: 10\xa0KB of 3" in page.replace("&nbsp;", "\xa0")
    run_on(export)
    assert "Download your copy" in signed_in.get("/account/data/").content.decode()


def test_download_goes_on_where_the_line_broke(client, person, few_kinds):
    export = asked(person)
    run_on(export)
    signed_in, address = sign_in(client, person), f"/account/data/copy/{export.uid}/"
    whole = signed_in.get(address)
    archive = b"".join(whole.streaming_content)

    rest = signed_in.get(address, headers={"Range": "bytes=5000-", "If-Range": whole["ETag"]})
    other = signed_in.get(address, headers={"Range": "bytes=5000-", "If-Range": '"another"'})
    beyond = signed_in.get(address, headers={"Range": f"bytes={export.size}-"})

    assert (whole.status_code, int(whole["Content-Length"])) == (200, len(archive))
    assert (rest.status_code, b"".join(rest.streaming_content)) == (206, archive[5000:])
    assert rest["Content-Range"] == f"bytes 5000-{export.size - 1}/{export.size}"
    assert (other.status_code, b"".join(other.streaming_content)) == (200, archive)
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{export.size}")
    assert AuditEvent.objects.filter(action="privacy.download").count() == 3


class _Endless(io.RawIOBase):
    """As many bytes as asked for, of which none is in memory."""

    def __init__(self, size: int) -> None:
        self.left = size

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int:
        number = min(len(target), self.left)
        target[:number] = b"\x17" * number
        self.left -= number
        return number


def test_copy_larger_than_memory_needs_little(person, monkeypatch):
    """The PDF, which is the same whatever the size, is left out of the measure: it needs 14 MB of its own."""
    size, many = 40 * 1024 * 1024, 2_000
    name = default_storage.save("test/film.mp4", File(io.BufferedReader(_Endless(size))))

    def export_many(person: User) -> Iterator[Any]:
        yield StoredFile("film.mp4", name)
        for number in range(many):
            yield Record("Many", (Fact("text", "Text", f"{number} " + "x" * 3000),))

    register_data(PersonalData("test_many", "Many", "why", "who", "long", export=export_many))
    monkeypatch.setattr(bundle, "_pdf", lambda export, parts: {"text": "paper"})
    monkeypatch.setattr(packing, "SEGMENT", 8 * 1024 * 1024)
    try:
        export = asked(person)
        tracemalloc.start()
        run_on(export, longest=60)
        length = sum(len(chunk) for chunk in packing.archive_from(export, 0, export.size))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        forget_data("test_many")
        default_storage.delete(name)

    assert export.size == length > size
    assert export.segments.count() == 7
    assert peak < 4_000_000
