"""What an organisation tells others of a calendar year: its figures by definition, its measures.

The same reckoning tells a partner's figures beside our own, so that nobody is held against anything
but what they would send themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, localcontext

from kpi.declare import (
    ALL,
    FORMAT,
    Catalogue,
    Month,
    SharedMeasure,
    Summary,
    SummaryFigure,
    definition_hash,
    digest,
    facts_of,
)
from kpi.judge.judge import Judge
from kpi.judge.measures import Measure
from kpi.measure import Measured, Scope
from kpi.measure.registers import Reader, register_entries

SETTINGS, FACTORS = "setting", "factor"
MULTIPLIED = re.compile(r"\b(site_factor|factor)\b")
COMMENT = re.compile(r"--[^\n]*")
SMALL = "small_number"
"""Why a figure is kept back: so little could point at a person."""
SHARED_STAGES = ("decided", "running", "done")
"""An idea is nobody else's business yet."""
PRECISION = 34
KEPT = 12
"""Decimals of an exchanged number: beyond these lies only what dividing leaves over."""


def exchanged(catalogue: Catalogue) -> tuple[str, ...]:
    """Return the figures of a summary: what is compared, and what it is divided by."""
    return tuple(dict.fromkeys((*catalogue.exchange.per, *catalogue.exchange.figure)))


def summary_of(judge: Judge, year: int, name: str, made_on: str, *, invented: bool) -> Summary:
    """Return what this organisation has to tell of a year, figures that are missing included."""
    own = judge.catalogue.organisation.organisation
    return Summary(
        format=FORMAT,
        organisation=own.code,
        name=name,
        year=str(year),
        made_on=made_on,
        revision=str(judge.as_of),
        invented=invented,
        figure=tuple(summary_figure(judge, i, year) for i in exchanged(judge.catalogue)),
        measure=tuple(_shared(judge.measures, exchanged(judge.catalogue))),
    )


def summary_figure(judge: Judge, indicator: str, year: int) -> SummaryFigure:
    """Return one figure of the whole organisation over a calendar year, as it is exchanged."""
    declared = judge.catalogue.indicators[indicator]
    scope = Scope(ALL, Month(year, 12), "year")
    measured = judge.figures().measured(indicator, scope)
    small = is_small(judge, indicator, scope)
    below = None
    if declared.kind == "ratio" and measured.value is not None and not small:
        below = _divisor(judge, indicator, scope)
    return SummaryFigure(
        indicator=indicator,
        definition=definition_hash(judge.catalogue, indicator),
        basis=basis_hash(judge.catalogue, judge.reader, indicator, year, judge.as_of),
        boundary=declared.boundary or "",
        unit=declared.unit,
        value=None if small else _text(measured.value),
        denominator=_text(below),
        have=str(measured.coverage.have),
        expected=str(measured.coverage.expected),
        status="missing" if small else measured.status,
        reason=SMALL if small else _reason(measured),
    )


def _divisor(judge: Judge, indicator: str, scope: Scope) -> Decimal | None:
    """Return what a ratio's numerator was divided by: of the site-months that have both."""
    figures, declared = judge.figures(), judge.catalogue.indicators[indicator]
    return figures.divisor(declared, figures.ratio_cells(declared, scope)[1], scope)


def _reason(measured: Measured) -> str:
    return "" if measured.reason is None else measured.reason.code


def _text(value: Decimal | None) -> str | None:
    """Return a number as it is written in a file: a point, no exponent, no trailing noughts."""
    if value is None:
        return None
    with localcontext(prec=60):
        text = f"{round(value, KEPT):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def is_small(judge: Judge, indicator: str, scope: Scope) -> bool:
    """Tell whether a figure is, or is divided from or by, a count so small that it stays here."""
    declared = judge.catalogue.indicators[indicator]
    made_of = (declared.numerator, declared.denominator, *(p.indicator for p in declared.parts))
    if any(is_small(judge, name, scope) for name in made_of if name):
        return True
    if declared.fact is None:
        return False
    kinds = [judge.catalogue.contracts[k] for k in judge.catalogue.facts[declared.fact].reads]
    limits = [k.small_numbers.below for k in kinds if k.small_numbers is not None]
    value = judge.figures().measured(indicator, scope).value
    return bool(limits and value and abs(value) < max(limits))


def basis_hash(catalogue: Catalogue, reader: Reader, indicator: str, year: int, as_of: int) -> str:
    """Return the fingerprint of the settings and listed emission factors a figure rests on.

    Own factors are left out: what an organisation's own contract says is what it is compared on.
    """
    texts = [COMMENT.sub("", catalogue.fact_sql[f]) for f in facts_of(catalogue, indicator)]
    settings = {
        entry.id: str(entry.body.get("value"))
        for entry in register_entries(reader, SETTINGS, as_of=as_of)
        if any(f"'{entry.id}'" in text for text in texts)
    }
    factors: list[list[str]] = []
    if any(MULTIPLIED.search(text) for text in texts):
        factors = _factors(reader, year, as_of)
    return digest({"settings": settings, "factors": factors})


def _factors(reader: Reader, year: int, as_of: int) -> list[list[str]]:
    """Return the factors that hold in a year, without what does not change a figure."""
    first, last = f"{year}-01-01", f"{year}-12-31"
    names = ("activity", "variant", "unit", "boundary", "value", "applies_from", "applies_to")
    found = []
    for entry in register_entries(reader, FACTORS, as_of=as_of):
        body = {name: str(entry.body.get(name) or "") for name in names}
        if body["applies_from"] <= last and first <= (body["applies_to"] or last):
            body["value"] = f"{Decimal(body['value']).normalize():f}"
            found.append([*body.values()])
    return sorted(found)


def _shared(measures: Iterable[Measure], figures: Iterable[str]) -> Iterable[SharedMeasure]:
    known = set(figures)
    for measure in measures:
        if measure.shared and measure.stage in SHARED_STAGES and measure.indicator in known:
            yield SharedMeasure(
                name=measure.name,
                indicator=measure.indicator,
                effect=_text(measure.effect.value) or "0",
                effect_kind="percent" if measure.effect.percent else "amount",
                status=measure.stage,
                start=str(measure.start),
                evidence=measure.evidence,
            )
