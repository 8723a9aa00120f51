"""One sentence under a chart that says what it shows, built from its numbers."""

from __future__ import annotations

from decimal import Decimal

from kpi.show.format import display, listed, month_label, number, span_label
from kpi.show.views import Breakdown, Series, part_label, whole_month, year_step
from kpi.show.voice import Voice

NAMED_GAPS = 3
"""So many months are named; more are counted."""


def series_sentence(series: Series, voice: Voice) -> str:
    """Say the figure of the span, its change in a year, its extremes and what is missing."""
    span = span_label(series.scope, voice.catalogue.words, voice.language)
    whole = series.whole
    facts = {
        "label": series.label,
        "span": span,
        "value": display(voice.catalogue, whole, voice.language),
        "have": whole.coverage.have,
        "expected": whole.coverage.expected,
    }
    if whole.value is None:
        told = [voice.say("finding_series.none", **facts)]
    elif not whole.comparable:
        told = [voice.say("finding_series.incomplete", **facts)]
    else:
        told = [
            voice.say("finding_series.value", **facts),
            year_step("finding_series", whole, series.earlier, voice),
        ]
    told += [_extremes(series, voice), _gaps(series, voice)]
    return " ".join(text for text in told if text)


def _percent(share: Decimal, voice: Voice) -> str:
    return f"{number(share, 1, voice.language)}%"


def _extremes(series: Series, voice: Voice) -> str:
    """Name the highest and the lowest whole month in view; nothing for a line that is flat."""
    whole = [
        (point.value, point)
        for point in series.points
        if point.value is not None and point.status != "incomplete"
    ]
    if len(whole) < 3:
        return ""
    high = max(whole, key=lambda pair: pair[0])[1]
    low = min(whole, key=lambda pair: pair[0])[1]
    if high.text == low.text:
        return ""
    return voice.say(
        "finding_series.extremes",
        count=len(whole),
        high_month=month_label(high.month, voice.language),
        high=high.text,
        low_month=month_label(low.month, voice.language),
        low=low.text,
    )


def _gaps(series: Series, voice: Voice) -> str:
    """Name the months in which something lacks; of many only how many. A running month is none."""
    lacking = [
        month_label(point.month, voice.language)
        for point in series.points
        if point.month not in series.running and not whole_month(series, point)
    ]
    if not lacking:
        return ""
    if len(lacking) <= NAMED_GAPS:
        return voice.say("finding_series.gaps_named", months=listed(lacking, voice.language))
    return voice.say("finding_series.gaps", count=len(lacking), months=len(series.points))


def breakdown_sentence(breakdown: Breakdown, voice: Voice) -> str:
    """Say which part is the largest over the span, and which comes next."""
    span = span_label(breakdown.scope, voice.catalogue.words, voice.language)
    parts = [part for part in breakdown.parts if part.total > 0]
    total = sum((part.total for part in parts), Decimal())
    if not parts or not total:
        return voice.say("finding_parts.none", label=breakdown.label, span=span)
    facts = {
        "label": breakdown.label,
        "span": span,
        "first": part_label(parts[0], breakdown.label, voice),
        "first_share": _percent(parts[0].total / total * 100, voice),
    }
    if len(parts) == 1:
        return voice.say("finding_parts.one", **facts)
    return voice.say(
        "finding_parts.two",
        second=part_label(parts[1], breakdown.label, voice),
        second_share=_percent(parts[1].total / total * 100, voice),
        **facts,
    )
