"""Targets, lamps and factors of a month's snapshot."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from kpi.declare import ALL, Month
from kpi.judge import Judge, Progress
from kpi.judge.snapshot import (
    Said,
    SnapshotFactor,
    SnapshotLamp,
    SnapshotMilestone,
    SnapshotPoint,
    SnapshotTarget,
)
from kpi.measure import Scope
from kpi.measure.registers import RegisterEntry, register_entries
from kpi.show.both import EMPTY, Both
from kpi.show.format import shown_decimals, shown_unit, shown_value
from kpi.show.lamps import lamp_views, lamps_of, outlook_of
from kpi.show.progress import asked_text, progress_view
from kpi.show.views import series_point

CHARTED = 37
"""Months of twelve-month sums beside the path."""
FACTORS = ("factor", "own_factor")


def lamps_said(judge: Judge, progress: Progress, both: Both) -> tuple[SnapshotLamp, ...]:
    """Return the three lamps of a target in both languages."""
    found = outlook_of(judge, progress)
    lit = lamps_of(found)
    nl, en = (lamp_views(found, lit, both.voices[language]) for language in ("nl", "en"))
    return tuple(
        SnapshotLamp(
            name=lamp.name,
            light=lamp.light,
            label=Said(a.name, b.name),
            text=Said(a.text, b.text),
            number=Said(a.number, b.number),
            reason=Said(a.reason, b.reason),
        )
        for lamp, a, b in zip(lit, nl, en, strict=True)
    )


def snapshot_target(judge: Judge, progress: Progress, both: Both) -> SnapshotTarget:
    """Return where a site stands against a target, with what its chart draws."""
    target, base, indicator = progress.target, progress.base, progress.target.indicator
    declared = both.catalogue.indicators.get(indicator or "")
    nl, en = (progress_view(progress, both.voices[language]) for language in ("nl", "en"))

    def shown(value: Decimal | None) -> Decimal | None:
        return None if value is None or declared is None else shown_value(declared, value)

    actual = None if progress.actual is None else progress.actual.value
    unit = "" if declared is None else shown_unit(declared)
    return SnapshotTarget(
        id=target.id,
        owner=target.owner,
        label=Said(target.label.nl, target.label.en),
        indicator=indicator or "",
        site=progress.scope.site,
        verdict=progress.verdict,
        verdict_text=Said(nl.verdict_text, en.verdict_text),
        sentence=Said(nl.sentence, en.sentence),
        reasons=tuple(Said(*pair) for pair in zip(nl.reasons, en.reasons, strict=True)),
        remarks=tuple(Said(*pair) for pair in zip(nl.remarks, en.remarks, strict=True)),
        unit=unit,
        unit_label=both.unit(unit) if unit else EMPTY,
        decimals=0 if declared is None else shown_decimals(declared),
        actual=shown(actual),
        actual_display=both.amount(indicator or "", actual),
        path=shown(progress.path_value),
        path_display=both.amount(indicator or "", progress.path_value),
        gap_share=progress.gap_share,
        base_year=None if base is None else base.year,
        base=None if base is None else shown(base.value),
        base_status="" if base is None else base.status,
        factor_year=target.factor_year,
        valid_from=target.valid_from,
        valid_to=target.valid_to,
        source=target.source,
        revision=target.revision,
        milestones=tuple(
            SnapshotMilestone(
                required.year,
                shown_value(declared, required.value),
                both.told(partial(asked_text, target, required.asked)),
            )
            for required in progress.required
            if declared is not None
        ),
        lamps=lamps_said(judge, progress, both) if declared is not None else (),
        actual_line=_actual(judge, progress, both),
        path_line=_path(judge, progress, both),
    )


def _charted(judge: Judge, progress: Progress) -> list[Month]:
    last = progress.scope.month
    first = judge.figures().first_month or last
    return list(max(first.plus(11), last.plus(1 - CHARTED)).until(last))


def _actual(judge: Judge, progress: Progress, both: Both) -> tuple[SnapshotPoint, ...]:
    indicator = progress.target.indicator
    if progress.actual is None or indicator is None:
        return ()
    figures = judge.figures(progress.target.factor_year)
    found = []
    for month in _charted(judge, progress):
        scope = Scope(progress.scope.site, month, "r12")
        nl, en = (series_point(figures, indicator, scope, both.voices[x]) for x in ("nl", "en"))
        found.append(
            SnapshotPoint(str(month), nl.value, nl.status, Said(nl.text, en.text), nl.assumed)
        )
    return tuple(found)


def _path(judge: Judge, progress: Progress, both: Both) -> tuple[SnapshotPoint, ...]:
    indicator, months = progress.target.indicator, _charted(judge, progress)
    declared = both.catalogue.indicators.get(indicator or "")
    if declared is None or not months:
        return ()
    return tuple(
        SnapshotPoint(
            str(point.month),
            shown_value(declared, point.value),
            "required",
            both.amount(declared.id, point.value),
            False,
        )
        for point in judge.path(progress, months[0], months[-1])
    )


def snapshot_factors(judge: Judge, month: Month, both: Both) -> tuple[SnapshotFactor, ...]:
    """Return the emission factors that apply in a month: the list's, then own ones."""
    found = []
    for register in FACTORS:
        for entry in register_entries(judge.reader, register, as_of=judge.as_of):
            first, last = _applies(entry)
            if first <= str(month.last_day) and str(month.first_day) <= last:
                found.append(_factor(entry, first, last, register, both))
    return tuple(found)


def _applies(entry: RegisterEntry) -> tuple[str, str]:
    return str(entry.body["applies_from"]), str(entry.body.get("applies_to") or "9999-12-31")


def _factor(
    entry: RegisterEntry, first: str, last: str, register: str, both: Both
) -> SnapshotFactor:
    body = entry.body
    source = str(body["source"])
    known = both.catalogue.sources.get(source)
    boundary = str(body["boundary"])
    own = register != FACTORS[0]
    return SnapshotFactor(
        activity=str(body["activity"]),
        variant=str(body.get("variant") or ""),
        unit=str(body["unit"]),
        boundary=boundary,
        boundary_label=both.told(lambda v: v.named("boundary", boundary)),
        value=Decimal(str(body["value"])),
        first=first,
        last=last,
        source=source,
        source_title=source if known is None else known.title,
        evidence=str(body["evidence"]),
        place=str(body.get("site") or ALL) if own else "",
        provisional=body.get("standing") == "provisional",
        revision=entry.revision,
    )
