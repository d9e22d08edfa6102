"""Pictures of the calendar to polling day, drawn in the site's own faces and colours."""

from __future__ import annotations

import io
from dataclasses import dataclass
from importlib import resources

from PIL import Image, ImageDraw, ImageFont

PAPER, INK, QUIET, RULE, ACCENT = "#fbf8f2", "#1d1a22", "#625c6b", "#e3dccf", "#a3202d"


@dataclass(frozen=True)
class Stop:
    date: str
    what: str
    after: str = ""  # how long it is from the stop before
    weight: bool = False


# English polls of 6 May 2027. Source: Electoral Commission; see lesson 7.
STOPS = (
    Stop("By 31 March", "Notice of election"),
    Stop("8 April, 4 pm", "Nominations close", "8 days", weight=True),
    Stop("19 April", "Last day to register to vote", "11 days"),
    Stop("20 April", "Last day to apply for a postal vote", "the next day"),
    Stop("6 May 2027", "Polling day", "16 days", weight=True),
)


def _literata(size: int) -> ImageFont.FreeTypeFont:
    content = (resources.files("fontpkg_literata") / "files" / "Literata[opsz,wght].ttf").read_bytes()
    font = ImageFont.truetype(io.BytesIO(content), size)
    font.set_variation_by_axes([36, 600])
    return font


def _atkinson(size: int) -> ImageFont.FreeTypeFont:
    file = "AtkinsonHyperlegible-Regular.ttf"
    content = (resources.files("fontpkg_atkinson_hyperlegible") / "files" / file).read_bytes()
    return ImageFont.truetype(io.BytesIO(content), size)


def _png(image: Image.Image) -> bytes:
    target = io.BytesIO()
    image.quantize(128, dither=Image.Dither.NONE).save(target, "PNG", optimize=True)
    return target.getvalue()


def _dot(image: Image.Image, x: int, y: int, *, kind: str) -> None:
    """A stop of the line (``here``, ``done`` or ``later``), drawn large and made smaller for smooth edges."""
    outer, colour = (26, ACCENT) if kind == "here" else (18, INK)
    big = Image.new("RGBA", (240, 240))
    draw = ImageDraw.Draw(big)
    for radius, fill in ((outer, colour), (outer - 6, colour if kind == "done" else PAPER)):
        draw.ellipse((120 - radius * 4, 120 - radius * 4, 120 + radius * 4, 120 + radius * 4), fill=fill)
    if kind == "here":
        draw.ellipse((120 - 52, 120 - 52, 120 + 52, 120 + 52), fill=colour)
    small = big.resize((60, 60), Image.Resampling.LANCZOS)
    image.paste(small, (x - 30, y - 30), small)


def draw_timeline() -> bytes:
    """A PNG, 1200 pixels wide and upright, so that it can be read on a telephone."""
    top, step, x = 130, 230, 90
    image = Image.new("RGB", (1200, top * 2 + step * (len(STOPS) - 1)), PAPER)
    draw = ImageDraw.Draw(image)
    date, what, after = _literata(66), _atkinson(48), _atkinson(40)
    draw.line((x, top, x, top + step * (len(STOPS) - 1)), fill=RULE, width=8)
    for place, stop in enumerate(STOPS):
        y = top + step * place
        if stop.after:
            draw.text((x + 70, y - step // 2 + 8), stop.after, font=after, fill=QUIET, anchor="lm")
        _dot(image, x, y, kind="here" if stop.weight else "later")
        draw.text((x + 70, y - 26), stop.date, font=date, fill=ACCENT if stop.weight else INK, anchor="lm")
        draw.text((x + 70, y + 44), stop.what, font=what, fill=INK, anchor="lm")
    return _png(image)


def draw_slide(here: int | None) -> Image.Image:
    """One picture of the film, 1280 × 720: the title, or the line with one stop in words."""
    image = Image.new("RGB", (1280, 720), PAPER)
    draw = ImageDraw.Draw(image)
    title, words = _literata(92), _atkinson(50)
    if here is None:
        draw.text((90, 250), "Five dates", font=title, fill=INK, anchor="lm")
        draw.text((90, 350), "English polls of 6 May 2027", font=words, fill=QUIET, anchor="lm")
    else:
        draw.text((90, 250), STOPS[here].date, font=title, fill=ACCENT, anchor="lm")
        draw.text((90, 350), STOPS[here].what, font=words, fill=INK, anchor="lm")
    left, right, y = 110, 1170, 560
    draw.line((left, y, right, y), fill=RULE, width=8)
    for place in range(len(STOPS)):
        x = left + (right - left) * place // (len(STOPS) - 1)
        kind = "later" if here is None or place > here else "here" if place == here else "done"
        _dot(image, x, y, kind=kind)
    return image


def draw_poster() -> bytes:
    """The film's first picture, as a PNG."""
    return _png(draw_slide(None))
