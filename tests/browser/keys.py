"""Going about a page with nothing but the keyboard, and always seeing where one is."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.waiting import PATIENCE

# Where the focus is, and whether one can see that: an outline or a shadow, and something of it not covered.
WHERE = """() => {
  const here = document.activeElement;
  if (!here || here === document.body || here === document.documentElement) return null;
  // The ring is about the thing itself, or about the choice or card that it stands for.
  const ringed = [here, here.closest("label"), here.closest(".card--link, .choice__one")].find(one => {
    if (!one) return false;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
    return (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2) || boxShadow !== "none";
  });
  const box = here.getBoundingClientRect();
  const left = Math.max(box.left, 0), top = Math.max(box.top, 0);
  const width = Math.min(box.right, innerWidth) - left, height = Math.min(box.bottom, innerHeight) - top;
  const points = [[.5, .5], [.1, .5], [.9, .5], [.5, .1], [.5, .9]];
  const seen = points.some(([x, y]) => {
    const on = document.elementFromPoint(left + width * x, top + height * y);
    return on && (here.contains(on) || on.contains(here) || on.closest("label")?.control === here);
  });
  const at = here.getBoundingClientRect();
  return {
    what: here.outerHTML.slice(0, 140),
    contrast: ringed ? window.measure?.ring(ringed) ?? null : null,
    at: [at.left + scrollX, at.top + scrollY, at.right + scrollX, at.bottom + scrollY],
    ring: here.matches("video, audio") || Boolean(ringed), // a player's controls have rings of their own
    seen: seen && width >= 1 && height >= 1,
  };
}"""


@dataclass
class Keys:
    """Moves about a page as someone does who has no mouse."""

    page: Page

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def where(self) -> dict[str, Any] | None:
        """What has the focus, which must show; None outside the page."""
        deadline = time.monotonic() + PATIENCE / 4
        while True:
            here: dict[str, Any] | None = self.page.evaluate(WHERE)
            fault = here and self._fault(here)
            if not fault:
                return here
            assert time.monotonic() < deadline, fault
            self.page.wait_for_timeout(50)  # it may be on its way: scrolling there, or being drawn

    def _fault(self, here: dict[str, Any]) -> str:
        contrast = here["contrast"]
        if not here["ring"]:
            return "no visible focus: " + here["what"]
        if not here["seen"]:
            return "the focus is out of sight: " + here["what"]
        if contrast is not None and contrast < 3:
            return f"the ring is faint, {contrast:.1f}: " + here["what"]
        return ""

    def is_on(self, target: Locator) -> bool:
        return bool(target.evaluate("element => element === document.activeElement"))

    def go_to(self, target: Locator, key: str = "Tab", most: int = 120) -> None:
        """Press Tab until the focus is on ``target``."""
        for _press in range(most):
            self.press(key)
            self.where()
            if self.is_on(target):
                return
        raise AssertionError(f"not reached with {most} presses of {key}: {target}")

    def answer(self, form: Locator, chosen: list[str]) -> None:
        """Choose these options of a question and press its button."""
        inputs = form.locator("input[name=choice]")
        if inputs.first.get_attribute("type") == "checkbox":
            for box in inputs.all():
                if (box.get_attribute("value") in chosen) != box.is_checked():
                    self.go_to(box)
                    self.press("Space")
        else:
            wanted = form.locator(f'input[value="{chosen[0]}"]')
            self._go_into(inputs)
            self.press("Space")
            for _option in range(inputs.count()):
                if wanted.is_checked():
                    break
                self.press("ArrowDown")
                self.where()
            expect(wanted).to_be_checked()
        self.go_to(form.locator("button[type=submit]"))
        self.press("Enter")

    def _go_into(self, group: Locator, most: int = 120) -> None:
        for _press in range(most):
            self.press("Tab")
            self.where()
            if group.evaluate_all("all => all.includes(document.activeElement)"):
                return
        raise AssertionError("the group was not reached")
