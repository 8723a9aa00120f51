"""One month for those who steer: a sentence to repeat, the main figures, what changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpi.declare import ALL, Catalogue
from kpi.judge import Progress, Target
from kpi.measure import Figures, Measured, Scope
from kpi.show.format import amount, difference, display, month_label
from kpi.show.progress import verdict_text
from kpi.show.views import MARKS, a_year_earlier, state_of, year_step
from kpi.show.voice import Voice

FIGURES = 2
"""Figures of a theme on the page: more do not fit two printed pages."""
CHANGES = 4
NEEDS_A_LOOK = ("behind", "above_line", "attention")


@dataclass(frozen=True)
class MonthTile:
    """One figure of the month: value, state, step in a year; the same of the twelve months to it."""

    indicator: str
    label: str
    note: str
    value: str
    state: str
    step: str
    year: str
    paths: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class ChangeRow:
    """A figure beside the same month a year before; the step says whether that is better."""

    label: str
    value: str
    before: str
    step: str


def main_figures(catalogue: Catalogue, targets: Sequence[Target]) -> dict[str, tuple[str, ...]]:
    """Return the figures of every page that shows some: those with a target go first.

    `targets` stand in their order, the organisation's own before others. A proxy that no target
    rests on stays on its own page: a month is not judged by an approximation.
    """
    aimed = [target.indicator for target in targets]
    found: dict[str, tuple[str, ...]] = {}
    for page in dict.fromkeys(i.page for i in catalogue.indicators.values()):
        inside = [
            i
            for i in catalogue.indicators.values()
            if i.page == page and i.tile and (i.id in aimed or not i.proxy)
        ]
        inside.sort(key=lambda i: (aimed.index(i.id) if i.id in aimed else len(aimed), i.order))
        if inside:
            found[page] = tuple(i.id for i in inside[:FIGURES])
    return found


def month_tile(
    figures: Figures, indicator: str, scope: Scope, paths: Sequence[Progress], voice: Voice
) -> MonthTile:
    """Return one figure over a month and over the twelve months that end with it."""
    declared = voice.catalogue.indicators[indicator]
    month = Scope(scope.site, scope.month)
    year = Scope(scope.site, scope.month, "r12")
    measured, whole = figures.measured(indicator, month), figures.measured(indicator, year)
    told = _paths([p for p in paths if p.target.indicator == indicator], voice)
    notes = [why for why in _reasons(measured, whole, voice) if why not in " ".join(told)]
    # What the state of the month says already is not said again.
    if (measured.assumed or whole.assumed) and state_of(measured) != "provisional":
        notes.append(voice.say("tile.assumed" if measured.assumed else "tile.assumed_year"))
    if declared.proxy:
        notes.append(voice.say("tile.proxy"))
    return MonthTile(
        indicator=indicator,
        label=declared.label.of(voice.language),
        note=declared.note.of(voice.language),
        value=display(voice.catalogue, measured, voice.language),
        state=_state(measured, voice),
        step=_told_step(figures, month, "month_step", measured, voice),
        year=_year(figures, year, measured, voice),
        paths=told,
        notes=tuple(notes),
    )


def _reasons(month: Measured, year: Measured, voice: Voice) -> tuple[str, ...]:
    """Return why month and year are missing or incomplete; what holds for both is said once."""
    found = {m.reason.code: m.reason for m in (year, month) if m.reason is not None}
    return voice.reasons(found.values())


def _year(figures: Figures, scope: Scope, month: Measured, voice: Voice) -> str:
    """Return the twelve months in one line, empty where there is nothing at all.

    Their state stands there only where it differs from the month's.
    """
    whole = figures.measured(month.indicator, scope)
    if whole.value is None and month.value is None:
        return ""
    same = (whole.status, whole.coverage.complete) == (month.status, month.coverage.complete)
    told = voice.say(
        "month.year",
        value=display(voice.catalogue, whole, voice.language),
        step=_told_step(figures, scope, "year_step", whole, voice) or voice.say("month.no_step"),
    )
    return told if same and whole.coverage.complete else f"{told} ({_state(whole, voice)})"


def _state(measured: Measured, voice: Voice) -> str:
    """Return the state of a figure and how much of it is in."""
    coverage = measured.coverage
    key = "month.complete" if coverage.complete else "month.coverage"
    told = voice.say(key, have=coverage.have, expected=coverage.expected)
    state = state_of(measured)
    return f"{MARKS[state]} {voice.say(f'status.{state}')}, {told}"


def _told_step(figures: Figures, scope: Scope, group: str, measured: Measured, voice: Voice) -> str:
    if measured.value is None:
        return ""
    earlier = figures.measured(measured.indicator, a_year_earlier(scope))
    return year_step(group, measured, earlier, voice) or voice.say("month.no_step")


def _paths(progress: Sequence[Progress], voice: Voice) -> tuple[str, ...]:
    """Return the verdicts of a figure; where there is none at all, the reason of the first."""
    judged = [p for p in progress if p.verdict != "no_verdict"]
    if judged or not progress:
        return tuple(path_text(p, voice) for p in judged)
    first = progress[0]
    return (" ".join([path_text(first, voice) + ".", *voice.reasons(first.reasons)[:1]]),)


def path_text(progress: Progress, voice: Voice) -> str:
    """Return a verdict with what was agreed and how far the figure lies from its path."""
    told = f"{verdict_text(progress.verdict, voice)} ({progress.target.set})"
    gap = gap_text(progress, voice)
    return voice.say("month.path_gap", told=told, gap=gap) if gap else told


def gap_text(progress: Progress, voice: Voice) -> str:
    """Say how far a figure lies above or below its path; empty when nothing can be compared."""
    actual, path = progress.actual, progress.path_value
    if actual is None or actual.value is None or not actual.comparable or path is None:
        return ""
    apart = difference(voice.catalogue, actual.indicator, path, actual.value, voice.language)
    if apart is None:
        return ""
    side = "equal" if not apart else "above" if actual.value > path else "below"
    return voice.say(f"month.gap_{side}", share=apart)


def headline(progress: Sequence[Progress], own: str, scope: Scope, voice: Voice) -> str:
    """Return the sentence to repeat: where the own first target stands, else why nothing does.

    Good news of one own target never stands alone while another needs a look.
    """
    ordered = sorted(progress, key=lambda p: p.target.owner != own)
    judged = [p for p in ordered if p.verdict != "no_verdict"]
    facts = {
        "place": voice.site(scope.site),
        "month": month_label(scope.month, voice.language),
    }
    if not judged:
        why = voice.reasons(ordered[0].reasons)[:1] if ordered else ()
        named = [
            voice.say("month.why", target=ordered[0].target.label.of(voice.language), why=each)
            for each in why
        ]
        return " ".join([voice.say("month.headline_none", **facts), *named])
    first = judged[0]
    gap = gap_text(first, voice)
    but = [
        p.target.label.of(voice.language)
        for p in judged[1:]
        if p.target.owner == own and p.verdict in NEEDS_A_LOOK
    ]
    told = "" if first.verdict in NEEDS_A_LOOK or not but else ", ".join(f"‘{b}’" for b in but)
    actual = first.actual.value if first.actual is not None else None
    value = amount(voice.catalogue, first.target.indicator or "", actual, voice.language)
    sentence = voice.say(
        f"month.headline_{first.verdict}",
        target=first.target.label.of(voice.language),
        value=value,
        gap=f", {gap}" if gap else "",
        **facts,
    )
    return f"{sentence} {voice.say('month.headline_but', targets=told)}" if told else sentence


def verdicts_sentence(progress: Sequence[Progress], voice: Voice) -> str:
    """Say of how many targets it is known where they stand, and how many need a look."""
    judged = [p for p in progress if p.verdict != "no_verdict"]
    behind = [p for p in judged if p.verdict in NEEDS_A_LOOK]
    return voice.say("overview.verdicts", judged=len(judged), behind=len(behind), all=len(progress))


def largest_changes(
    figures: Figures, indicators: Sequence[str], scope: Scope, voice: Voice
) -> tuple[ChangeRow, ...]:
    """Return the figures that moved most against the same month a year before, the most first.

    Only what bears a comparison: both months whole, and something to measure by.
    """
    month = Scope(scope.site, scope.month)
    found: list[tuple[Decimal, ChangeRow]] = []
    for indicator in indicators:
        now = figures.measured(indicator, month)
        before = figures.measured(indicator, a_year_earlier(month))
        if not (now.comparable and before.comparable) or now.value is None or not before.value:
            continue
        size = abs((now.value - before.value) / before.value)
        row = _change_row(now, before, voice)
        if row is not None:
            found.append((size, row))
    found.sort(key=lambda pair: -pair[0])
    return tuple(row for _, row in found[:CHANGES])


def _change_row(now: Measured, before: Measured, voice: Voice) -> ChangeRow | None:
    step = _step(now, before, voice)
    if not step:
        return None
    return ChangeRow(
        label=voice.label(now.indicator),
        value=display(voice.catalogue, now, voice.language),
        before=display(voice.catalogue, before, voice.language),
        step=f"{step} {_meaning(now, before, voice)}".strip(),
    )


def _step(now: Measured, before: Measured, voice: Voice) -> str:
    """Return how much more or less, with its sign; empty when nothing can be compared."""
    if not (now.comparable and before.comparable) or now.value is None or before.value is None:
        return ""
    apart = difference(voice.catalogue, now.indicator, before.value, now.value, voice.language)
    if not apart:
        return ""
    return f"{'+' if now.value > before.value else '−'}{apart}"


def _meaning(now: Measured, before: Measured, voice: Voice) -> str:
    direction = voice.catalogue.indicators[now.indicator].direction
    if direction == "neutral" or now.value is None or before.value is None:
        return ""
    better = (now.value < before.value) == (direction == "down")
    return voice.say("month.better" if better else "month.worse")


def touches(slices: Collection[Sequence[str]], names: Sequence[str], scope: Scope) -> bool:
    """Tell whether an upload brought something of the scope's month (and site) in its slices."""
    place = names.index("month")
    inside = [key for key in slices if key[place] == str(scope.month)]
    if "site" in names and scope.site != ALL:
        inside = [key for key in inside if key[names.index("site")] == scope.site]
    return bool(inside)
