from __future__ import annotations

import pytest

from lms.desk import registry
from lms.desk.registry import NextStep, Panel, next_step, panels, register_next_step, register_panel
from lms.desk.views import greeting


@pytest.fixture(autouse=True)
def _empty_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_steps", [])
    monkeypatch.setattr(registry, "_panels", {})


@pytest.mark.parametrize(
    ("hour", "words"),
    [
        (0, "Good evening, Nadia"),
        (4, "Good evening, Nadia"),
        (5, "Good morning, Nadia"),
        (11, "Good morning, Nadia"),
        (12, "Good afternoon, Nadia"),
        (17, "Good afternoon, Nadia"),
        (18, "Good evening, Nadia"),
        (23, "Good evening, Nadia"),
    ],
)
def test_greeting_follows_the_hour(hour, words):
    assert greeting(hour, "Nadia") == words


def test_next_step_is_the_first_there_is_and_asks_no_further():
    step = NextStep(title="Answer the offer", label="Answer")
    asked: list[str] = []
    register_next_step(lambda user: asked.append("late"), order=90)
    register_next_step(lambda user: step, order=20)
    register_next_step(lambda user: asked.append("early"), order=10)

    assert next_step(None) is step
    assert asked == ["early"]


def test_next_step_is_none_where_nobody_has_one():
    register_next_step(lambda user: None, order=1)

    assert next_step(None) is None


def test_panels_come_in_order_and_empty_ones_are_left_out():
    register_panel("last", lambda request: Panel("c.html"), order=30)
    register_panel("none", lambda request: None, order=20)
    register_panel("first", lambda request: Panel("a.html"), order=10)
    register_panel("last", lambda request: Panel("b.html", wide=True), order=30)

    assert [(panel.template, panel.wide) for panel in panels(None)] == [("a.html", False), ("b.html", True)]
