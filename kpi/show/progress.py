"""Targets on a screen: verdict in shape and word, what it rests on, and the path to draw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpi.declare import Month
from kpi.judge import Base, Judge, PathPoint, Progress, Target, Verdict
from kpi.measure import Scope
from kpi.show.format import (
    NONE,
    TIED,
    amount,
    difference,
    month_label,
    number,
    shown_decimals,
    shown_unit,
    shown_value,
    with_unit,
)
from kpi.show.views import SeriesPoint, series_point
from kpi.show.voice import Voice

VERDICT_MARKS: Mapping[Verdict, str] = {
    "on_course": "●",
    "reached": "★",
    "below_line": "●",
    "attention": "◆",
    "behind": "▲",
    "above_line": "▲",
    "no_verdict": "▨",
}
"""A shape for every verdict; the word always stands beside it."""

ORDER: tuple[Verdict, ...] = (
    "behind",
    "above_line",
    "attention",
    "on_course",
    "below_line",
    "reached",
    "no_verdict",
)
"""What needs attention comes first."""


@dataclass(frozen=True)
class ProgressView:
    """One target with everything that has to be said of it, in words.

    `reasons` tell why there is no verdict, `withheld` for want of which files, each who sends it.
    """

    target: Target
    label: str
    verdict: Verdict
    verdict_text: str
    verdict_note: str
    sentence: str
    reasons: tuple[str, ...]
    withheld: tuple[str, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class MilestonePoint:
    """What the target asks at the end of one year, in the figure's shown unit."""

    month: Month
    value: Decimal
    text: str


@dataclass(frozen=True)
class PathView:
    """The actual twelve-month sums, the required path, the base and the milestones of a target."""

    indicator: str
    label: str
    unit: str
    decimals: int
    month: Month
    actual: tuple[SeriesPoint, ...]
    required: tuple[PathPoint, ...]
    corners: tuple[PathPoint, ...]
    base: MilestonePoint | None
    milestones: tuple[MilestonePoint, ...]

    @property
    def broken(self) -> bool:
        """Tell whether a sum between the first and the last whole one is not whole."""
        whole = [p.value is not None and p.status != "incomplete" for p in self.actual]
        places = [place for place, is_whole in enumerate(whole) if is_whole]
        return bool(places) and not all(whole[places[0] : places[-1]])

    def text(self, value: Decimal, voice: Voice) -> str:
        """Return a value of the path (in the shown unit) as it is written."""
        return number(value, self.decimals, voice.language)


def verdict_text(verdict: Verdict, voice: Voice) -> str:
    """Return a verdict as shape and word."""
    return f"{VERDICT_MARKS[verdict]} {voice.say(f'verdict.{verdict}')}"


def verdict_sentence(verdict: Verdict, voice: Voice) -> str:
    """Return a verdict as the sentence that opens a text; its shape stays with its word."""
    word = voice.say(f"verdict.{verdict}")
    return f"{VERDICT_MARKS[verdict]}{TIED}{word[:1].upper()}{word[1:]}."


def progress_view(progress: Progress, voice: Voice, withheld: Sequence[str] = ()) -> ProgressView:
    """Return where a figure stands against one target, in words.

    `withheld` are sentences about the files for want of which there is no verdict.
    """
    return ProgressView(
        target=progress.target,
        label=progress.target.label.of(voice.language),
        verdict=progress.verdict,
        verdict_text=verdict_text(progress.verdict, voice),
        verdict_note=voice.say(f"verdict_note.{progress.verdict}"),
        sentence=progress_sentence(progress, voice),
        reasons=voice.reasons(progress.reasons),
        withheld=tuple(withheld),
        remarks=voice.reasons(progress.remarks),
    )


def unjudged(views: Iterable[ProgressView]) -> list[tuple[str, str]]:
    """Return targets without a verdict, those with the same reason together, each with the reason."""
    found: dict[str, list[str]] = {}
    for view in views:
        if view.verdict == "no_verdict":
            why = " ".join(view.reasons) or view.verdict_note
            found.setdefault(why, []).append(view.label)
    return [("; ".join(labels), why) for why, labels in found.items()]


def progress_sentence(progress: Progress, voice: Voice) -> str:
    """Say in one sentence how far it is: the figure, what the path asks, the difference."""
    actual = progress.actual
    if actual is None or actual.value is None:
        return ""
    facts = {
        "actual": _amount(progress, actual.value, voice),
        "path": _amount(progress, progress.path_value, voice),
        "month": month_label(progress.scope.month, voice.language),
    }
    if not actual.comparable:
        return voice.say("progress.incomplete", **facts)
    apart = _apart(progress, progress.path_value, voice)
    if progress.path_value is None or apart is None:
        return voice.say("progress.actual_only", **facts)
    side = "equal" if not apart else "above" if actual.value > progress.path_value else "below"
    told = voice.say(f"progress.{side}", share=apart, **facts)
    since = _apart(progress, progress.base.value if progress.base else None, voice)
    if progress.base is None or not since:
        return told
    way = "risen" if actual.value > progress.base.value else "cut"
    return f"{told} {voice.say(f'progress.{way}', share=since, year=progress.base.year)}"


def _apart(progress: Progress, from_value: Decimal | None, voice: Voice) -> str | None:
    actual = progress.actual
    if actual is None or actual.value is None or not actual.comparable or from_value is None:
        return None
    return difference(voice.catalogue, actual.indicator, from_value, actual.value, voice.language)


def _amount(progress: Progress, value: Decimal | None, voice: Voice) -> str:
    indicator = progress.target.indicator
    if indicator is None or value is None:
        return NONE
    return amount(voice.catalogue, indicator, value, voice.language)


def base_state(base: Base, voice: Voice) -> str:
    """Say what a base value rests on; one reckoned from uploads may hold assumptions, estimates."""
    assumption = "assumed" if base.assumed else "estimated" if base.estimated else ""
    state = base.status if base.status != "measured" else assumption or base.status
    return voice.say(f"base_status.{state}")


def asked_text(target: Target, value: Decimal, voice: Voice) -> str:
    """Return what a milestone asks in the target's own terms: -50%, at most 25%, at most 80 kWh/m2."""
    text = number(value, 0 if value == value.to_integral_value() else 1, voice.language)
    if target.expression == "absolute_max" and target.indicator is not None:
        unit = voice.catalogue.indicators[target.indicator].unit
        text = with_unit(text, unit, voice.catalogue.words, voice.language)
    return voice.say(f"asked.{target.expression}", value=text)


def asked_short(target: Target, value: Decimal, voice: Voice) -> str:
    """Return what a milestone asks as it stands in a chart: there is room for a sign, not for words."""
    if target.expression == "absolute_max" and target.indicator is not None:
        value = shown_value(voice.catalogue.indicators[target.indicator], value)
    text = number(value, 0 if value == value.to_integral_value() else 1, voice.language)
    return voice.say(f"asked_short.{target.expression}", value=text)


def path_view(judge: Judge, progress: Progress, voice: Voice) -> PathView | None:
    """Return what the chart of a target draws; None when there is nothing to draw."""
    target = progress.target
    if progress.actual is None or target.indicator is None:
        return None
    declared = voice.catalogue.indicators[target.indicator]
    figures = judge.figures(target.factor_year)
    last = progress.scope.month
    first = figures.first_month or last
    actual = [
        series_point(figures, target.indicator, Scope(progress.scope.site, month, "r12"), voice)
        for month in first.plus(11).until(last)
    ]
    # Behind the last milestone nothing was agreed.
    end = max([last, *(Month(required_.year, 12) for required_ in progress.required)])
    points = judge.path(progress, _start(progress, first), end)
    required = tuple(PathPoint(p.month, shown_value(declared, p.value)) for p in points)
    whole = any(point.value is not None and point.status != "incomplete" for point in actual)
    if not whole and not progress.required:
        return None
    milestones = tuple(
        MilestonePoint(
            Month(required_.year, 12),
            shown_value(declared, required_.value),
            asked_short(target, required_.asked, voice),
        )
        for required_ in progress.required
    )
    corners = {milestone.month for milestone in milestones}
    base = None
    if progress.base is not None:
        month = Month(progress.base.year, 12)
        corners.add(month)
        value = shown_value(declared, progress.base.value)
        base = MilestonePoint(month, value, voice.say("path.base", year=progress.base.year))
    return PathView(
        indicator=target.indicator,
        label=target.label.of(voice.language),
        unit=shown_unit(declared),
        decimals=shown_decimals(declared),
        month=last,
        actual=tuple(actual),
        required=required,
        corners=tuple(p for p in required if p.month in corners or p.month == required[-1].month),
        base=base,
        milestones=milestones,
    )


def _start(progress: Progress, first: Month) -> Month:
    return Month(progress.base.year, 12) if progress.base is not None else first
