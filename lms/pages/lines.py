"""The line with stops, put together from what was made before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from django.utils.safestring import SafeString

from lms.pages.prepared import Stencil, cut, gap, prepared
from lms.pages.selectors import Stop


def stop_html(stop: Any) -> SafeString:
    """components/stop.html with one stop; a gap stays a gap."""
    if isinstance(stop, SafeString):
        return stop
    return (
        _make_stop(stop) if not isinstance(stop, Stop) else prepared.each("stop", [stop], make=_make_stop)[0]
    )


def _make_stop(stop: Any) -> SafeString:
    return cut("components/stop.html", {"stop": stop}).fill()


def line_html(stops: Sequence[Stop], *, direction: str = "auto", label: str = "") -> SafeString:
    """components/line.html with these stops, which are not personal: a label, a state, a note, an address.

    Each stop is made once in each of its states, and the line around them once; for
    a learner they are only joined.
    """
    frame = tuple(replace(stop, stops=()) if stop.stops else len(stop.stops) for stop in stops)
    counts = tuple(len(stop.stops) for stop in stops)
    make = partial(_cut_line, frame, counts, direction, label)
    ends = [end for stop in stops for end in (stop.stops or [stop])]
    return prepared.get("line", frame, counts, direction, label, make=make).join(
        prepared.each("stop", ends, make=_make_stop)
    )


def _gaps(numbers: Iterator[int], count: int) -> list[Any]:
    return [gap(f"stop_{next(numbers)}") for _stop in range(count)]


def _cut_line(frame: Sequence[Stop | int], counts: Sequence[int], direction: str, label: str) -> Stencil:
    """The line with a gap for every stop."""
    numbers = iter(range(sum(counts) + len(counts)))
    shown: list[Any] = [
        replace(part, stops=tuple(_gaps(numbers, count)))
        if isinstance(part, Stop)
        else gap(f"stop_{next(numbers)}")
        for part, count in zip(frame, counts, strict=True)
    ]
    return cut("components/line.html", {"stops": shown, "direction": direction, "label": label})
