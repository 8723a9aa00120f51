"""Charts for paper as SVG, drawn in their printed size: text in them is text, of at least 10 points.

What is drawn is given: values, words and colours. The same drawing always gives the same text.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.figure import Figure

from kpi.paper.drawn import Curve, Drawing, Note
from kpi.paper.typesetting import FACES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIZE = 10
"""Points of all text in a chart."""
LINE = 1.35 * SIZE
DIGIT = 0.62
"""Breadth of a digit, as a share of its size."""
MILLIMETRE = 1 / 25.4
INK, HAIR = "#1F2A33", "#C5CCD3"
STYLE: Any = {
    "font.family": ["Atkinson Hyperlegible Next", "DejaVu Sans"],
    "font.size": SIZE,
    "svg.fonttype": "none",
    # A dollar sign in a name is a dollar sign.
    "text.parse_math": False,
    "svg.hashsalt": "kpi",
    "text.color": INK,
    "axes.edgecolor": HAIR,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}

LINES: dict[str, Any] = {
    "line": {"linewidth": 1.8},
    "dashed": {"linewidth": 1.4, "dashes": (4, 2)},
}


def svg_of(drawing: Drawing) -> str:
    """Return a drawing as SVG, in the size it is printed in."""
    _load_type()
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(drawing.width * MILLIMETRE, drawing.height * MILLIMETRE))
        axes = figure.add_axes(_room(drawing))
        _draw(axes, drawing)
        _draw_legend(figure, axes, drawing)
        made = io.StringIO()
        figure.savefig(
            made, format="svg", metadata={"Date": None, "Creator": None}, transparent=True
        )
    return made.getvalue()


def _room(drawing: Drawing) -> tuple[float, float, float, float]:
    """Return where the axes lie, as shares of the drawing: beside their words and the legend."""
    longest = max(len(word) for _, word in drawing.heights)
    # A word under the first place reaches to the left of it by half its breadth.
    first = max((len(word) / 2 for place, word in drawing.ticks if place == 0), default=0)
    left = max(longest * DIGIT * SIZE + 8, first * DIGIT * SIZE)
    below = (2.6 if len(drawing.curves) > 1 else 1.2) * LINE + 4
    wide, high = (side * MILLIMETRE * 72 for side in (drawing.width, drawing.height))
    right, above = 3.2 * SIZE, 1.5 * LINE
    return left / wide, below / high, (wide - left - right) / wide, (high - below - above) / high


@cache
def _load_type() -> None:
    for face in FACES:
        font_manager.fontManager.addfont(face)


def _draw(axes: Axes, drawing: Drawing) -> None:
    for curve in drawing.curves:
        _draw_curve(axes, curve)
    places = max(len(curve.values) for curve in drawing.curves)
    axes.set_xlim(-0.5, places - 0.5)
    axes.set_xticks([place for place, _ in drawing.ticks], [word for _, word in drawing.ticks])
    axes.set_yticks([value for value, _ in drawing.heights], [w for _, w in drawing.heights])
    heights = [value for value, _ in drawing.heights]
    axes.set_ylim(min(heights), max(heights))
    axes.set_title(drawing.unit, loc="left", fontsize=SIZE, pad=6)
    axes.grid(visible=True, axis="y", color=HAIR, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, pad=4)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    for note in drawing.notes:
        _draw_note(axes, drawing.curves[0], note)


def _draw_legend(figure: Figure, axes: Axes, drawing: Drawing) -> None:
    if len(drawing.curves) < 2:
        return
    handles, names = axes.get_legend_handles_labels()
    figure.legend(
        handles,
        names,
        loc="lower left",
        bbox_to_anchor=(0, -0.02),
        ncols=len(drawing.curves),
        frameon=False,
        fontsize=SIZE,
        handlelength=1.8,
        columnspacing=1.2,
        borderaxespad=0,
    )


def _draw_curve(axes: Axes, curve: Curve) -> None:
    values = [float("nan") if value is None else value for value in curve.values]
    places = range(len(values))
    style = LINES.get(curve.kind, {"linestyle": "none"})
    axes.plot(places, values, color=curve.colour, label=curve.name, clip_on=False, **style)
    if curve.kind == "dashed":
        return
    for hollow in (False, True):
        inside = [p for p in _known(curve) if (p in curve.hollow) == hollow]
        axes.plot(
            inside,
            [values[place] for place in inside],
            linestyle="none",
            marker="o",
            clip_on=False,
            markersize=4,
            color=curve.colour,
            markerfacecolor="white" if hollow else curve.colour,
        )


def _known(curve: Curve) -> Iterable[int]:
    return (place for place, value in enumerate(curve.values) if value is not None)


def _draw_note(axes: Axes, curve: Curve, note: Note) -> None:
    value = curve.values[note.place] if note.place < len(curve.values) else None
    axes.annotate(
        note.sign,
        (note.place, value or 0),
        textcoords="offset points",
        xytext=(0, 7),
        ha="center",
        fontweight="normal",
        bbox={"boxstyle": "circle,pad=0.15", "facecolor": "white", "edgecolor": curve.colour},
    )
