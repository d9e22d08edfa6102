"""A device that speaks, for the tests of listening; and learners who begin the demo course.

No voice speaks in a headless browser: an init script stands in for the device's ``speechSynthesis``,
writes down what it is asked to say, and says “done” when the test tells it to.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from lms.demo.standing_for_council import COURSE
from tests.browser.conftest import sign_in
from tests.browser.course import start_course
from tests.browser.waiting import comes_to, until

WEEK = next(lesson for lesson in COURSE.lessons if lesson.narration)
SPOKEN = next(lesson for lesson in COURSE.lessons if not lesson.narration)
FILM = next(lesson for lesson in COURSE.lessons if any(block.kind == "video" for block in lesson.body))

DEVICE = """
(voices) => {
  const said = (window.said = []);
  class Utterance {
    constructor(text) { this.text = text; this.rate = 1; }
  }
  const speech = new EventTarget();
  speech.current = null;
  speech.getVoices = () => voices;
  speech.speak = (one) => {
    if (!one.text) return;
    said.push({ text: one.text, lang: one.lang, rate: one.rate, voice: one.voice.name });
    speech.current = one;
  };
  speech.cancel = () => {
    const one = speech.current;
    speech.current = null;
    one?.onerror?.({ error: "canceled" });
  };
  window.spoken = () => {
    const one = speech.current;
    speech.current = null;
    one.onend();
  };
  Object.defineProperty(window, "speechSynthesis", { value: speech, configurable: true });
  window.SpeechSynthesisUtterance = Utterance;
}
"""
ENGLISH = {"name": "Kate", "lang": "en-GB", "localService": True, "default": False}
AMERICAN = {"name": "Sam", "lang": "en_US", "localService": True, "default": True}
CLOUD = {"name": "Cloud", "lang": "en-GB", "localService": False, "default": True}
HIGHLIGHTED = "[...(CSS.highlights.get('listening') ?? [])].map(range => range.toString()).join('|')"


def give_voices(page: Page, *voices: dict[str, Any]) -> None:
    page.add_init_script(f"({DEVICE})({json.dumps(voices)})")


def readers(open_device: Callable[..., Page], person: Callable[..., Any]) -> Callable[..., Page]:
    """Opens devices of new learners on the demo course; ``script`` runs before every page."""

    def _open(*voices: dict[str, Any], script: str = "", **facts: Any) -> Page:
        page = open_device(**facts)
        give_voices(page, *voices)
        if script:
            page.add_init_script(script)
        sign_in(page, person())
        start_course(page)
        return page

    return _open


def listen(page: Page) -> Locator:
    return page.get_by_role("button", name=re.compile("^Listen"))


def bar(page: Page) -> Locator:
    return page.get_by_role("region", name="Listening")


def control(page: Page, name: str) -> Locator:
    return bar(page).get_by_role("button", name=name, exact=True)


def said(page: Page) -> list[str]:
    return list(page.evaluate("said.map(one => one.text)"))


def last_said(page: Page, what: str, wanted: Any) -> None:
    """Waits until of the last thing said ``what`` (such as its rate) is ``wanted``."""
    comes_to(page, f"said.at(-1)?.{what}", wanted)


def highlighted(page: Page, wanted: str) -> None:
    """Waits until just these words stand out."""
    comes_to(page, lambda: " ".join(page.evaluate(HIGHLIGHTED).split()), wanted)


def silent(page: Page) -> None:
    """Waits until the device says nothing."""
    until(page, "speechSynthesis.current === null")


def speak_on(page: Page, times: int) -> None:
    """The device has said so many sentences more."""
    for _ in range(times):
        until(page, "speechSynthesis.current !== null")
        page.evaluate("spoken()")


def start(page: Page) -> None:
    """Presses “Listen” and waits for the first sentence."""
    listen(page).click()
    expect(control(page, "Pause")).to_be_visible()
    until(page, "said.length > 0")


def requests_of(page: Page) -> list[str]:
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url))
    return seen
