"""The two icons of a control chart, after those of the NHS: a ring with a letter and a line.

A letter, a shape and a colour say the same; the word stands beside the icon on the page.
"""

from __future__ import annotations

from collections.abc import Mapping

from kpi.judge import Assurance, ControlChart, Variation

GREY, BLUE, ORANGE, PURPLE = "#6B7280", "#2F6DA8", "#C2410C", "#7C5CA8"
VARIATION_COLOURS: Mapping[Variation, str] = {
    "improvement": BLUE,
    "concern": ORANGE,
    "neutral_high": PURPLE,
    "neutral_low": PURPLE,
    "common": GREY,
}
ASSURANCE: Mapping[Assurance, tuple[str, str]] = {
    "passes": ("P", BLUE),
    "fails": ("F", ORANGE),
    "hit_and_miss": ("?", GREY),
    "none": ("–", GREY),
}
LOW_ROW, HIGH_ROW = 44, 22
DOTS = (15, 25, 35, 45)


def variation_icon(found: ControlChart) -> str:
    """Return the icon of the newest month as SVG: H or L where it stands, a wave for chance."""
    colour = VARIATION_COLOURS[found.variation]
    signal = found.newest.signal if found.newest else None
    if signal is None:
        wave = '<path d="M12 34 q7 -16 14 0 t14 0 t12 0" fill="none"'
        return _ring(colour, f'{wave} stroke="{colour}" stroke-width="3"/>')
    high = signal.side == "high"
    letter = _letter("H" if high else "L", 20, 28 if high else 54, colour)
    # Two dots at the usual height, two where the newest months are.
    heights = (44, 44, HIGH_ROW, HIGH_ROW) if high else (22, 22, LOW_ROW, LOW_ROW)
    dots = "".join(
        f'<circle cx="{x}" cy="{y}" r="3.5" fill="{colour if place > 1 else GREY}"/>'
        for place, (x, y) in enumerate(zip(DOTS, heights, strict=True))
    )
    return _ring(colour, dots + letter)


def assurance_icon(found: ControlChart) -> str:
    """Return the icon of whether the target will be met as SVG: P, F, ? or a dash, and a line."""
    letter, colour = ASSURANCE[found.assurance]
    line = f'<path d="M12 46 h40" stroke="{GREY}" stroke-width="3" stroke-dasharray="5 3"/>'
    return _ring(colour, line + _letter(letter, 32, 38, colour))


def _ring(colour: str, inside: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 64 64">'
        f'<circle cx="32" cy="32" r="29" fill="none" stroke="{colour}" stroke-width="4"/>'
        f"{inside}</svg>"
    )


def _letter(letter: str, left: int, base: int, colour: str) -> str:
    return (
        f'<text x="{left}" y="{base}" font-family="sans-serif" font-size="22" font-weight="bold"'
        f' text-anchor="middle" fill="{colour}">{letter}</text>'
    )
