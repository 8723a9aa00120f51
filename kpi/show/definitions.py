"""Definitions in words, made from the declarations: formulas, columns, factors, sources."""

from __future__ import annotations

from kpi.declare import Column, Contract, Indicator
from kpi.show.format import plain_number, shown_unit, unit_name
from kpi.show.voice import Voice

Rows = list[tuple[str, ...]]
SHOWN_VALUES = 40


def formula(indicator: Indicator, voice: Voice) -> str:
    """Return how a figure is reckoned, in words and labels of other figures."""
    say = voice.say
    if indicator.kind == "ratio":
        facts = {
            "above": voice.label(indicator.numerator or ""),
            "below": voice.label(indicator.denominator or ""),
        }
        if indicator.scale is not None and indicator.scale != 1:
            return say("formula.ratio_scaled", scale=f"{indicator.scale:f}", **facts)
        return say("formula.ratio", **facts)
    if indicator.kind == "total":
        terms = [
            say(
                "formula.minus" if part.sign < 0 else "formula.plus",
                part=voice.label(part.indicator),
            )
            for part in indicator.parts
        ]
        return say("formula.total", parts=" ".join(terms).removeprefix("+ "))
    kinds = _kinds(indicator, voice)
    conditions = _conditions(indicator, voice)
    key = "formula.rows_where" if conditions else "formula.rows"
    return say(key, kinds=kinds, conditions=conditions)


def _kinds(indicator: Indicator, voice: Voice) -> str:
    reads = voice.catalogue.facts[indicator.fact or ""].reads
    return ", ".join(voice.catalogue.contracts[name].label.of(voice.language) for name in reads)


def _conditions(indicator: Indicator, voice: Voice) -> str:
    told = []
    for dimension, values in indicator.where.items():
        names = [_value(indicator, dimension, value, voice) for value in values]
        told.append(f"{voice.named('dimension', dimension)}: {' / '.join(names)}")
    return "; ".join(told)


def _value(indicator: Indicator, dimension: str, value: str, voice: Voice) -> str:
    fact = voice.catalogue.facts[indicator.fact or ""]
    named = fact.labels.get(dimension, {})
    if value in named:
        return named[value].of(voice.language)
    for contract in fact.reads:
        for category in voice.catalogue.contracts[contract].categories:
            if category.id == value:
                return category.label.of(voice.language)
    return voice.named("dimension_value", value)


def definition(indicator: Indicator, voice: Voice) -> tuple[tuple[str, str], ...]:
    """Return everything that defines a figure as named lines."""
    say, catalogue = voice.say, voice.catalogue
    unit = unit_name(catalogue.words, shown_unit(indicator), voice.language)
    lines = [
        ("id", indicator.id),
        ("unit", unit or say("definition.count")),
        ("kind", say(f"kind.{_adding(indicator, voice)}")),
        ("formula", formula(indicator, voice)),
    ]
    if indicator.boundary is not None:
        lines.append(("boundary", voice.named("boundary", indicator.boundary)))
    lines.append(("direction", say(f"direction.{indicator.direction}")))
    if indicator.source:
        titles = [catalogue.sources[name].title for name in indicator.source]
        lines.append(("sources", "; ".join(titles)))
    return tuple((say(f"definition.{name}"), text) for name, text in lines)


def _adding(indicator: Indicator, voice: Voice) -> str:
    if indicator.kind == "total":
        return _adding(voice.catalogue.indicators[indicator.parts[0].indicator], voice)
    return f"stock_{indicator.over_months}" if indicator.kind == "stock" else indicator.kind


def column_rows(contract: Contract, voice: Voice) -> Rows:
    """Return the columns of an upload kind: both headers, whether needed, what to fill in."""
    return [
        (
            column.header.nl,
            column.header.en,
            voice.say("upload.needed" if column.required else "upload.optional"),
            column_text(column, voice),
        )
        for column in contract.column
    ]


def layout_texts(contract: Contract, voice: Voice) -> tuple[str, ...]:
    """Return the suppliers' own files that are recognised for an upload kind, in words."""
    return tuple(
        voice.say(
            "definitions.layout",
            layout=layout.label.of(voice.language),
            note=layout.note.of(voice.language),
            columns=", ".join(
                f"{name} = {contract.find(column).headers(voice.language)}"
                for name, column in layout.columns.items()
            ),
            source=voice.catalogue.sources[layout.source].title,
        )
        for layout in voice.catalogue.layouts
        if layout.contract == contract.id and layout.note is not None and layout.source
    )


def column_text(column: Column, voice: Voice) -> str:
    """Return what is filled in in a column: its help, its type, its allowed values."""
    told = [column.help.of(voice.language)] if column.help else []
    unit = unit_name(voice.catalogue.words, column.unit or "", voice.language)
    told_as = "bare_number" if column.unit and not unit else column.type
    kind = voice.say(f"upload.type.{told_as}", unit=unit)
    if kind:
        told.append(kind)
    if column.values:
        names = [value.id for value in column.values[:SHOWN_VALUES]]
        told.append(voice.say("upload.values", values=", ".join(names)))
    return " ".join(text if text.endswith(".") else f"{text}." for text in told)


def density_rows(voice: Voice) -> Rows:
    """Return the weights of a unit of volume that the check may use."""
    return [
        (
            density.substance,
            f"{plain_number(density.factor, voice.language)} {density.to_unit} / {density.from_unit}",
            voice.say(f"evidence.{density.evidence}"),
            voice.catalogue.sources[density.source].title,
            density.note,
        )
        for density in voice.catalogue.densities
    ]
