"""Two static faces of one family, drawn alike, joined into one variable face.

A page then loads one file for every weight. At either end of the weight axis the
outlines are those of the static face, point for point; between them they are blended.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

from fontTools.designspaceLib import AxisDescriptor, DesignSpaceDocument, SourceDescriptor
from fontTools.pens.recordingPen import RecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from fontTools.varLib import build

Point = tuple[float, float]
Quad = tuple[Point, Point, Point]  # begin, control, end
Step = tuple[str, Point, tuple[Point, ...]]  # what the pen does, where it begins, its points

# Instructions fit one weight's points, and the signature one file.
_OF_ONE_FILE = ("fpgm", "prep", "cvt ", "DSIG", "gasp", "hdmx", "VDMX", "LTSH")


class OutlinesDifferError(ValueError):
    """Two faces are not drawn alike, so that nothing lies between them."""


def _middle(one: Point, other: Point) -> Point:
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2


def _quads(begin: Point, points: Sequence[Point]) -> list[Quad]:
    """The single curves of a TrueType spline, whose inner joints are implied."""
    *controls, end = points
    joints = [*map(_middle, controls, controls[1:]), end]
    found = []
    for control, joint in zip(controls, joints, strict=True):
        found.append((begin, control, joint))
        begin = joint
    return found


def _length(points: Sequence[Point]) -> float:
    return sum(math.dist(a, b) for a, b in itertools.pairwise(points))


def _split_longest(quads: list[Quad]) -> None:
    """One curve more, the same line (de Casteljau)."""
    index = max(range(len(quads)), key=lambda i: _length(quads[i]))
    begin, control, end = quads[index]
    left, right = _middle(begin, control), _middle(control, end)
    joint = _middle(left, right)
    quads[index : index + 1] = [(begin, left, joint), (joint, right, end)]


def _steps(font: TTFont, glyph: str) -> list[Step]:
    pen = RecordingPen()
    font.getGlyphSet()[glyph].draw(pen)
    here: Point = (0, 0)
    steps: list[Step] = []
    for name, points in pen.value:
        steps.append((name, here, points))
        here = points[-1] if points else here
    return steps


def _without_slips(steps: list[Step]) -> list[Step]:
    """Without lines of one unit, which nobody meant to draw and nobody can see."""
    return [(name, b, p) for name, b, p in steps if name != "lineTo" or _length((b, p[0])) > 1]


def _draw_alike(glyph: str, fonts: Sequence[TTFont]) -> None:
    """``glyph`` has the same points in the same order in every one of ``fonts``; its look stays."""
    together = [_steps(font, glyph) for font in fonts]
    if len({len(steps) for steps in together}) != 1:
        together = [_without_slips(steps) for steps in together]
    if len({len(steps) for steps in together}) != 1:
        raise OutlinesDifferError(glyph)
    pens = [TTGlyphPen(None, outputImpliedClosingLine=True) for _font in fonts]
    for row in zip(*together, strict=True):
        names = {name for name, _begin, _points in row}
        if names <= {"lineTo", "qCurveTo"} and "qCurveTo" in names:
            curves = [
                _quads(begin, points if name == "qCurveTo" else (_middle(begin, points[0]), *points))
                for name, begin, points in row
            ]
            most = max(map(len, curves))
            for pen, quads in zip(pens, curves, strict=True):
                while len(quads) < most:
                    _split_longest(quads)
                for _begin, control, end in quads:
                    pen.qCurveTo(control, end)
        elif len(names) == 1:
            for pen, (name, _begin, points) in zip(pens, row, strict=True):
                getattr(pen, name)(*points)
        else:
            raise OutlinesDifferError(glyph)
    for font, pen in zip(fonts, pens, strict=True):
        font["glyf"][glyph] = pen.glyph(dropImpliedOnCurves=False)


def join(fonts: Sequence[tuple[float, TTFont]]) -> TTFont:
    """One variable face of ``fonts``, each with its CSS weight, the lightest first.

    The fonts are changed on the way. Raises ``OutlinesDifferError`` with the glyph's name.
    """
    masters = [font for _weight, font in fonts]
    for font in masters:
        for table in _OF_ONE_FILE:
            if table in font:
                del font[table]
        for name in font.getGlyphOrder():
            font["glyf"][name].removeHinting()
    for name in masters[0].getGlyphOrder():
        if not masters[0]["glyf"][name].isComposite():
            _draw_alike(name, masters)
    axis = AxisDescriptor(tag="wght", name="Weight")
    weights = [weight for weight, _font in fonts]
    axis.minimum, axis.default, axis.maximum = min(weights), weights[0], max(weights)
    plan = DesignSpaceDocument()
    plan.addAxis(axis)
    for weight, font in fonts:
        plan.addSource(SourceDescriptor(font=font, location={"Weight": weight}))
    joined: Any = build(plan, optimize=True)[0]
    smooth = newTable("gasp")  # no instructions: smooth at every size
    smooth.version, smooth.gaspRange = 1, {0xFFFF: 0x000A}
    joined["gasp"] = smooth
    return joined
