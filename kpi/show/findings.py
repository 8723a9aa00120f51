"""Titles that state what a chart shows: at most a handful of words, made from the judged numbers."""

from __future__ import annotations

from decimal import Decimal

from kpi.show.format import difference, month_label, number
from kpi.show.progress import ProgressView
from kpi.show.views import Breakdown, Series, whole_month
from kpi.show.voice import Voice


def series_title(series: Series, voice: Voice) -> str:
    """Say how the figure of the span stands against a year before, or why that cannot be said."""
    now, before = series.whole, series.earlier
    if now.value is None:
        return voice.say("title_series.none", label=series.label)
    if not now.comparable:
        coverage = now.coverage
        return voice.say(
            "title_series.incomplete",
            label=series.label,
            have=coverage.have,
            expected=coverage.expected,
        )
    if not before.comparable or before.value is None:
        return _from_first_to_last(series, voice)
    apart = difference(voice.catalogue, series.indicator, before.value, now.value, voice.language)
    if apart is None:
        return _from_first_to_last(series, voice)
    way = "same" if not apart else "more" if now.value > before.value else "less"
    return voice.say(f"title_series.{way}", label=series.label, share=apart)


def _from_first_to_last(series: Series, voice: Voice) -> str:
    """Without a year to compare with: name the first and the last whole month in view."""
    whole = [point for point in series.points if whole_month(series, point)]
    if len(whole) < 2:
        return voice.say("title_series.alone", label=series.label)
    first, last = whole[0], whole[-1]
    return voice.say(
        "title_series.span",
        label=series.label,
        first=first.text,
        first_month=month_label(first.month, voice.language),
        last=last.text,
        last_month=month_label(last.month, voice.language),
    )


def breakdown_title(breakdown: Breakdown, voice: Voice) -> str:
    """Name the largest part with its share, or say that there is nothing to divide."""
    parts = [part for part in breakdown.parts if part.total > 0]
    total = sum((part.total for part in parts), Decimal())
    if not total:
        return voice.say("title_parts.none", label=breakdown.label)
    share = f"{number(parts[0].total / total * 100, 0, voice.language)}%"
    facts = {"label": breakdown.label, "first": parts[0].label, "share": share}
    way = "own" if parts[0].label == breakdown.label else "first"
    title = voice.say(f"title_parts.{way}", **facts)
    return title if breakdown.whole else f"{title} ({voice.say('status.incomplete')})"


def path_title(shown: ProgressView, voice: Voice) -> str:
    """Say whose target it is, what it is about, and the verdict as shape and word."""
    return voice.say(
        "title_path.told", set=shown.target.set, label=shown.label, verdict=shown.verdict_text
    )
