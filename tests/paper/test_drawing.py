"""Charts for paper: in their printed size, with text as text, and gaps left open."""

from __future__ import annotations

import dataclasses
import re
import subprocess
import sys

from kpi.paper import Curve, Drawing, Note, svg_of

DRAWING = Drawing(
    curves=(
        Curve("werk$x$elijk", [10.0, 12.0, None, 8.0, 9.0], "#2F6DA8", hollow=(4,)),
        Curve("gevraagd", [10.0, 9.5, 9.0, 8.5, 8.0], "#C2410C", "dashed"),
    ),
    ticks=((0, "jan 2026"), (4, "mei 2026")),
    heights=((0.0, "0"), (15.0, "15")),
    unit="t CO2e",
    width=86,
    height=50,
    notes=(Note(1, "a"),),
)


def texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def strokes(svg: str) -> list[int]:
    """Return how often each line in the first curve's colour begins."""
    found = re.findall(r'<path d="(M[^"]*)" style="fill: none; stroke: #2f6da8', svg)
    return [line.count("M") for line in found]


def test_words_stay_words_and_nothing_is_printed_small() -> None:
    svg = svg_of(DRAWING)
    expected = {"jan 2026", "mei 2026", "0", "15", "t CO2e", "werk$x$elijk", "gevraagd", "a"}
    assert set(texts(svg)) == expected
    sizes = {float(size) for size in re.findall(r"font(?:-size)?: ([\d.]+)px", svg)}
    assert sizes == {10.0}
    # 86 mm is 243.8 points, and a point is what the type is measured in.
    assert re.search(r'width="243\.77\d*pt"', svg)
    assert re.search(r'viewBox="0 0 243\.77\d* 141\.7', svg)


def test_a_gap_is_drawn_as_a_gap() -> None:
    # A stroke that is lifted once has two beginnings; the last one here is the legend's.
    assert strokes(svg_of(DRAWING)) == [2, 1]
    whole = Curve("werkelijk", [10.0, 12.0, 11.0, 8.0, 9.0], "#2F6DA8")
    filled = svg_of(dataclasses.replace(DRAWING, curves=(whole,)))
    assert strokes(filled) == [1]


def test_a_less_sure_value_has_an_open_mark() -> None:
    sure = dataclasses.replace(
        DRAWING, curves=(dataclasses.replace(DRAWING.curves[0], hollow=()), DRAWING.curves[1])
    )
    assert svg_of(DRAWING) != svg_of(sure)


def test_the_same_drawing_gives_the_same_text() -> None:
    assert svg_of(DRAWING) == svg_of(DRAWING)


def test_nobody_waits_for_the_library_that_draws_before_a_report() -> None:
    asked = (
        "import sys, kpi.command.run; print('matplotlib' in sys.modules, 'typst' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
