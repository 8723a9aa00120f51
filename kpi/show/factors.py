"""Emission factors in words: every one with its validity and proof, and its history as a chart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go

from kpi.declare import ALL, Month
from kpi.show.axes import value_ticks
from kpi.show.charts import COLOURS, FONT, SEPARATORS
from kpi.show.format import number, plain_number
from kpi.show.ink import drawn
from kpi.show.tables import Table
from kpi.show.voice import Voice

OPEN_END = "9999-12-31"
DASHES = ("solid", "dash", "dot", "dashdot")
BOUNDARY_ORDER = ("WTW", "TTW", "WTT", "BIOGENIC", "INFRA")


@dataclass(frozen=True)
class FactorView:
    """One factor as it stands in the registers: the list's, or one of the organisation's own.

    `place` is the site of an own factor, ALL for the organisation's, empty for the list's.
    """

    activity: str
    variant: str
    unit: str
    boundary: str
    value: Decimal
    first: str
    last: str
    evidence: str
    source: str
    basis: str
    note: str
    place: str
    provisional: bool


def factor_views(
    listed: Iterable[Mapping[str, Any]], own: Iterable[Mapping[str, Any]], voice: Voice
) -> tuple[FactorView, ...]:
    """Return every known factor: those of the list first, then the own ones."""
    found = [_view(body, "", voice) for body in listed]
    found += [_view(body, str(body.get("site") or ALL), voice) for body in own]
    return tuple(found)


def _view(body: Mapping[str, Any], place: str, voice: Voice) -> FactorView:
    source = str(body["source"])
    known = voice.catalogue.sources.get(source)
    return FactorView(
        activity=str(body["activity"]),
        variant=str(body.get("variant") or ""),
        unit=str(body["unit"]),
        boundary=str(body["boundary"]),
        value=Decimal(str(body["value"])),
        first=str(body["applies_from"]),
        last=str(body.get("applies_to") or OPEN_END),
        evidence=str(body["evidence"]),
        source=known.title if known is not None else source,
        basis=str(body.get("gwp_basis") or ""),
        note=str(body.get("note") or ""),
        place=place,
        provisional=body.get("standing") == "provisional",
    )


def activities(views: Iterable[FactorView]) -> tuple[str, ...]:
    """Return what there are factors for, in the order in which it is listed."""
    return tuple(dict.fromkeys(view.activity for view in views))


def factor_years(views: Iterable[FactorView], last: int) -> tuple[str, ...]:
    """Return the years whose factors can be kept fixed: those with a yearly list, newest first."""
    yearly = [v for v in views if not v.basis and not v.boundary.startswith("GWP")]
    first = min((int(view.first[:4]) for view in yearly), default=last + 1)
    return tuple(
        str(year)
        for year in range(last, first - 1, -1)
        if any(v.first[:4] <= str(year) <= v.last[:4] for v in yearly)
    )


def of_activity(views: Iterable[FactorView], activity: str) -> tuple[FactorView, ...]:
    """Return the factors of an activity by variant and boundary, the newest first."""
    found = [view for view in views if view.activity == activity]
    found.sort(key=lambda view: view.first, reverse=True)
    found.sort(key=lambda view: (view.variant, _rank(view.boundary)))
    return tuple(found)


def _rank(boundary: str) -> tuple[int, str]:
    known = boundary in BOUNDARY_ORDER
    return (BOUNDARY_ORDER.index(boundary) if known else len(BOUNDARY_ORDER), boundary)


def factor_rows(views: Sequence[FactorView], voice: Voice) -> list[tuple[str, ...]]:
    """Return factors as rows: the basis of a warming potential stands beside its number."""
    return [
        (
            view.variant,
            _named(view, voice),
            plain_number(view.value, voice.language),
            f"kg CO2e / {view.unit}",
            voice.say("definition.from_to", first=view.first, last=view.last),
            voice.say(f"evidence.{view.evidence}"),
            view.source,
            " ".join(filter(None, (_place(view, voice), view.note))),
        )
        for view in views
    ]


def _named(view: FactorView, voice: Voice) -> str:
    told = voice.named("boundary", view.boundary)
    return f"{told} ({view.basis})" if view.basis and view.basis not in told else told


def _place(view: FactorView, voice: Voice) -> str:
    if not view.place:
        return ""
    if view.provisional:
        return voice.say("factors.provisional")
    if view.place == ALL:
        return voice.say("factors.own")
    return voice.say("factors.own_at", site=voice.site(view.place))


# --- history -----------------------------------------------------------------------------------


def variants(views: Iterable[FactorView]) -> tuple[str, ...]:
    """Return the variants that have factors, by name."""
    return tuple(sorted({view.variant for view in views}))


def history_title(views: Sequence[FactorView], name: str, last: int, voice: Voice) -> str:
    """Say how the newest total stands against the one before it, or that it never changed."""
    now, before = _last_two(views, last)
    if now is None:
        return voice.say("factors.none", name=name)
    value = plain_number(now.value, voice.language)
    facts = {"name": name, "value": value, "unit": now.unit, "year": now.first[:4]}
    if before is None or before.value == now.value:
        return voice.say("factors.steady", **facts)
    share = "–"
    if before.value:
        apart = abs(now.value - before.value) / abs(before.value) * 100
        share = f"{number(apart, 1, voice.language)}%"
    way = "more" if now.value > before.value else "less"
    return voice.say(f"factors.{way}", **facts, share=share, before=before.first[:4])


def _last_two(
    views: Sequence[FactorView], last: int
) -> tuple[FactorView | None, FactorView | None]:
    listed = [view for view in views if not view.place and view.first[:4] <= str(last)]
    if not listed:
        return None, None
    boundary = min((view.boundary for view in listed), key=_rank)
    steps = sorted((v for v in listed if v.boundary == boundary), key=lambda v: v.first)
    values = [steps[0]]
    for step in steps[1:]:
        if step.value != values[-1].value:
            values.append(step)
    return values[-1], values[-2] if len(values) > 1 else None


def history_chart(views: Sequence[FactorView], last: int, voice: Voice) -> go.Figure:
    """Draw the factors of one variant as steps through the years, a line for each boundary.

    What is assumed has an open marker; an own factor is a line of its own. Years without a factor
    are a gap.
    """
    lines: dict[tuple[str, str], list[FactorView]] = {}
    for view in views:
        lines.setdefault((view.boundary, view.place), []).append(view)
    first = min(int(view.first[:4]) for view in views)
    years = range(first, max(last, first) + 1)
    traces = []
    for place, (key, found) in enumerate(
        sorted(lines.items(), key=lambda i: (_rank(i[0][0]), i[0][1]))
    ):
        at = {year: _at(found, year) for year in years}
        name = voice.named("boundary", key[0])
        if key[1]:
            name = f"{name}, {_place(found[0], voice)}"
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": name,
                "x": list(years),
                "y": [None if v is None else float(v.value) for v in at.values()],
                "connectgaps": False,
                "line": {
                    "shape": "hv",
                    "color": COLOURS[place % len(COLOURS)],
                    "dash": DASHES[place % len(DASHES)],
                },
                "marker": {
                    "size": 8,
                    "symbol": [
                        "circle-open" if v is not None and v.evidence == "assumed" else "circle"
                        for v in at.values()
                    ],
                },
                "hovertext": [
                    ""
                    if v is None
                    else f"{year}: {plain_number(v.value, voice.language)} kg CO2e / {v.unit}"
                    f" ({voice.say(f'evidence.{v.evidence}')})"
                    for year, v in at.items()
                ],
                "hoverinfo": "text",
            }
        )
    values = [view.value for view in views]
    layout = {
        "separators": SEPARATORS[voice.language],
        "font": {"family": FONT},
        "height": 240,
        "margin": {"t": 8},
        "dragmode": False,
        "legend": {"orientation": "h", "yanchor": "top", "y": -0.2, "x": 0},
        "showlegend": True,
        "xaxis": {"fixedrange": True, "tickmode": "array", "tickvals": list(years)[::2],
                  "ticktext": [str(year) for year in years][::2]},
        "yaxis": {"rangemode": "tozero", "fixedrange": True, "automargin": True,
                  "title": {"text": f"kg CO2e / {views[0].unit}"},
                  **value_ticks(values, voice.language)},
    }  # fmt: skip
    return drawn(traces, layout)


def _at(views: Iterable[FactorView], year: int) -> FactorView | None:
    """Return the factor that holds on the first of January; two of them are none."""
    day = Month(year, 1).first_day.isoformat()
    found = [view for view in views if view.first <= day <= view.last]
    return found[0] if len(found) == 1 else None


def history_table(views: Sequence[FactorView], voice: Voice) -> Table:
    """Return the factors of one variant as a table and as a file."""
    names = ("variant", "factor_boundary", "value", "unit", "valid", "evidence", "source", "note")
    header = tuple(voice.say(f"definitions.{name}") for name in names)
    rows = tuple(factor_rows(views, voice))
    return Table(header, rows, header, rows)
