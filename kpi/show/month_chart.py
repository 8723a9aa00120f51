"""Charts of a month's report: where the site stands against the paths that need a look first."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kpi.declare import ALL, Language, Month
from kpi.judge.snapshot import Snapshot, SnapshotAnnotation, SnapshotPoint, SnapshotTarget
from kpi.paper import Chart, Curve, Drawing, Note, svg_of
from kpi.show.axes import value_ticks
from kpi.show.charts import COLOURS
from kpi.show.format import month_label
from kpi.show.voice import Voice

CHARTS = 2
WIDTH, HEIGHT = 88.0, 38.0
"""Millimetres: two fit beside each other on the page."""
FIRST = ("behind", "above_line", "attention")
UNSURE = ("estimated",)
SIGNS = "abcdefghijklmnopqrstuvwxyz"
TICK_MONTHS = 12


def charted_targets(snapshot: Snapshot, code: str) -> tuple[SnapshotTarget, ...]:
    """Return the targets that are drawn: those off their path first, then the organisation's own.

    Only what has a path to be drawn beside; one a figure.
    """
    found: dict[str, SnapshotTarget] = {}
    drawn = [t for t in snapshot.targets if t.site == code and t.actual_line and t.path_line]
    drawn.sort(key=lambda t: (t.verdict not in FIRST, t.owner != snapshot.organisation))
    for target in drawn:
        if any(point.value is not None for point in target.actual_line):
            found.setdefault(target.indicator, target)
    return tuple(found.values())[:CHARTS]


def target_charts(snapshot: Snapshot, code: str, voice: Voice) -> tuple[Chart, ...]:
    """Return the charts of a site: twelve-month sums beside the path a target asks."""
    return tuple(_chart(snapshot, target, voice) for target in charted_targets(snapshot, code))


def _chart(snapshot: Snapshot, target: SnapshotTarget, voice: Voice) -> Chart:
    language = voice.language
    months = sorted({p.month for p in (*target.actual_line, *target.path_line)})
    actual = {point.month: point for point in target.actual_line}
    path = {point.month: point for point in target.path_line}
    hollow = [i for i, m in enumerate(months) if m in actual and _unsure(actual[m])]
    drawing = Drawing(
        curves=(
            Curve(
                voice.say("month_report.actual"), _values(months, actual), COLOURS[0], hollow=hollow
            ),
            Curve(voice.say("month_report.path"), _values(months, path), COLOURS[1], "dashed"),
        ),
        ticks=_ticks(months, language),
        heights=_heights([*target.actual_line, *target.path_line], language),
        unit=target.unit_label.of(language),
        width=WIDTH,
        height=HEIGHT,
        notes=[
            Note(months.index(note.month), sign)
            for sign, note in _signed(snapshot, target.site)
            if note.indicator == target.indicator and note.month in months
        ],
    )
    return Chart(
        title=target.label.of(language),
        drawing=svg_of(drawing),
        alternative=chart_alternative(target, voice),
    )


def chart_alternative(target: SnapshotTarget, voice: Voice) -> str:
    """Say what a chart shows: from where to where, and where the target stands."""
    known = [point for point in target.actual_line if point.value is not None]
    return voice.say(
        "month_report.chart_alternative",
        figure=target.label.of(voice.language),
        first=month_label(Month.parse(known[0].month), voice.language),
        first_value=known[0].display.of(voice.language),
        last=month_label(Month.parse(known[-1].month), voice.language),
        last_value=known[-1].display.of(voice.language),
        told=target.sentence.of(voice.language),
    )


def has_open_marks(snapshot: Snapshot, code: str) -> bool:
    """Tell whether a chart of a site has a value that is less sure."""
    drawn = charted_targets(snapshot, code)
    return any(_unsure(point) for target in drawn for point in target.actual_line)


def _unsure(point: SnapshotPoint) -> bool:
    return point.assumed or point.status in UNSURE


def _values(months: Sequence[str], points: dict[str, SnapshotPoint]) -> list[float | None]:
    """Return a value a month; what is not whole is no part of the line."""
    found = (points.get(month) for month in months)
    return [
        None if p is None or p.value is None or p.status == "incomplete" else float(p.value)
        for p in found
    ]


def _ticks(months: Sequence[str], language: Language) -> list[tuple[int, str]]:
    """Return a tick a year, the newest month among them."""
    places = range(len(months) - 1, -1, -TICK_MONTHS)
    return [(p, month_label(Month.parse(months[p]), language, short=True)) for p in places][::-1]


def _heights(points: Sequence[SnapshotPoint], language: Language) -> list[tuple[float, str]]:
    values: list[Decimal] = [point.value for point in points if point.value is not None]
    ticks = value_ticks(values, language)
    return list(zip(ticks["tickvals"], ticks["ticktext"], strict=True))


def _signed(snapshot: Snapshot, code: str) -> list[tuple[str, SnapshotAnnotation]]:
    """Return the annotations of a site with the sign each has in charts and in the list."""
    inside = [note for note in snapshot.annotations if code in (ALL, note.site)]
    return list(zip(SIGNS, inside, strict=False))


def annotation_lines(snapshot: Snapshot, code: str, voice: Voice) -> tuple[str, ...]:
    """Return what people said beside figures, each with the sign it has in the charts."""
    names = {site.code: site.name for site in snapshot.sites}
    return tuple(
        voice.say(
            "month_report.annotation",
            sign=sign,
            figure=note.label.of(voice.language),
            site=names.get(note.site, note.site),
            month=month_label(Month.parse(note.month), voice.language),
            text=note.text,
            actor=note.actor,
        )
        for sign, note in _signed(snapshot, code)
    )
