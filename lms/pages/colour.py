"""Contrast of colours as WCAG 2.2 defines it, and the organisation's colours as a style sheet."""

from __future__ import annotations

from collections.abc import Iterable

LIGHT_PAPER, LIGHT_SHEET = "#fbf8f2", "#fffdf9"
DARK_PAPER, DARK_SHEET = "#17151b", "#1f1c24"
# The grounds a reader may choose in place of paper: paper, sheet, sunk; light, then dark.
GROUNDS = {
    "plain": (("#ffffff", "#ffffff", "#f0f0f2"), ("#000000", "#131316", "#222226")),
    "cream": (("#f8eecf", "#fcf5df", "#f0e3ba"), ("#1b1710", "#242017", "#302a1e")),
    "blue": (("#e6eef5", "#f1f6fa", "#d8e4ee"), ("#0f1820", "#17222c", "#22303c")),
    "green": (("#e6f1e4", "#f1f8ef", "#d7e7d4"), ("#101a14", "#18241c", "#233329")),
}
WHITE, INK = "#ffffff", "#1d1a22"
LEAST_CONTRAST = 4.5


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Relative luminance 0–1 of ``#rrggbb`` (WCAG 2.2, “relative luminance”)."""
    linear = [
        value / 12.92 if (value := channel / 255) <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for channel in _channels(colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio 1–21 of two colours (WCAG 2.2, “contrast ratio”)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def text_on(colour: str) -> str:
    """White or ink, whichever reads better on ``colour``."""
    return max((WHITE, INK), key=lambda text: contrast(text, colour))


def mix(colour: str, ground: str, share: float) -> str:
    """``share`` (0–1) of ``colour`` laid over ``ground``."""
    parts = zip(_channels(colour), _channels(ground), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in parts)


def wash(colour: str, ground: str, share: float) -> str:
    """The strongest wash up to ``share`` on which ``colour`` still reads as text."""
    while share > 0 and contrast(colour, mix(colour, ground, share)) < LEAST_CONTRAST:
        share = round(share - 0.01, 2)
    return mix(colour, ground, max(share, 0))


def readable(colour: str, grounds: Iterable[str], towards: str) -> str:
    """``colour`` if it reads on every ground, else the nearest one ``towards`` another that does."""
    share, grounds = 1.0, tuple(grounds)
    found = colour
    while share > 0 and min(contrast(found, ground) for ground in grounds) < LEAST_CONTRAST:
        share = round(share - 0.02, 2)
        found = mix(colour, towards, share)
    return found


def _properties(accent: str, paper: str, towards: str, share: float) -> dict[str, str]:
    on_accent = text_on(accent)
    strong = mix(accent, towards, 0.85)
    if contrast(on_accent, strong) < LEAST_CONTRAST:
        strong = accent
    return {
        "--accent": accent,
        "--accent-strong": strong,
        "--on-accent": on_accent,
        "--accent-wash": wash(accent, paper, share),
    }


def _rule(selector: str, light: dict[str, str], dark: dict[str, str]) -> str:
    pairs = (f"{name}:light-dark({light[name]},{dark[name]})" for name in light)
    return f"{selector}{{{';'.join(pairs)}}}"


def theme(accent: str, accent_dark: str) -> str:
    """A style sheet that sets the accent and what derives from it, light and dark, on every ground."""
    accent, accent_dark = accent.lower(), accent_dark.lower()
    light = _properties(accent, LIGHT_PAPER, "#000000", 0.08)
    dark = _properties(accent_dark, DARK_PAPER, "#ffffff", 0.18)
    rules = [_rule(":root", light, dark)]
    for name, (bright, dim) in GROUNDS.items():
        on_bright = readable(accent, bright, "#000000")
        on_dim = readable(accent_dark, dim, "#ffffff")
        if (on_bright, on_dim) != (accent, accent_dark):
            rules.append(_rule(f"[data-ground={name}]", {"--accent": on_bright}, {"--accent": on_dim}))
    plain = ";".join(f"{name}:{value}" for name, value in light.items())
    return f"@layer tokens{{:root{{{plain}}}@supports (color:light-dark(#000,#fff)){{{''.join(rules)}}}}}\n"
