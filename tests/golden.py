"""One month written by hand: every part of a snapshot with values that can be followed by eye."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

from kpi.declare import Month
from kpi.judge.snapshot import (
    FORMAT,
    Closing,
    Said,
    Snapshot,
    SnapshotAnnotation,
    SnapshotChange,
    SnapshotDecision,
    SnapshotExplanation,
    SnapshotFactor,
    SnapshotFigure,
    SnapshotLacking,
    SnapshotLamp,
    SnapshotMilestone,
    SnapshotPoint,
    SnapshotSeries,
    SnapshotSite,
    SnapshotTarget,
    SnapshotTile,
    SnapshotUpload,
)

HOSTILE = '=HYPERLINK("x") #panic() *vet* $x$ <b>'
"""A remark as somebody may write it: a formula to a spreadsheet, markup to a typesetter."""
EMPTY = Said("", "")
MONTHS = [Month(2025, 9).plus(step) for step in range(13)]
NAMES = {"ALL": "Proefgroep", "NRD": "Noord"}


def both(nl: str, en: str = "") -> Said:
    return Said(nl, en or f"{nl} (en)")


def points(first: int, step: int, *, gap: int = -1) -> tuple[SnapshotPoint, ...]:
    return tuple(
        SnapshotPoint(
            str(month),
            None if place == gap else Decimal(first + step * place),
            "missing" if place == gap else "measured",
            both("–" if place == gap else f"{first + step * place} m³"),
            False,
        )
        for place, month in enumerate(MONTHS)
    )


def figure(site: str, span: str, value: str | None) -> SnapshotFigure:
    exact = None if value is None else Decimal(value)
    return SnapshotFigure(
        indicator="gas", site=site, span=span, value=exact, unit="m3",
        shown=exact, shown_unit="m3", decimals=0,
        status="measured" if value else "missing", have=1 if value else 0, expected=1,
        estimated_share=None, assumed=False,
        display=both(f"{value} m³" if value else "–"),
        state=both("● gemeten" if value else "○ ontbreekt"),
        why=EMPTY if value else both("Er is niets binnen."),
        earlier=Decimal(1400) if value else None,
        earlier_display=both("1.400 m³") if value else EMPTY,
        step=both("7,1% minder") if value else EMPTY,
    )  # fmt: skip


def tile(site: str, value: str) -> SnapshotTile:
    lamps = (
        SnapshotLamp("position", "behind", both("Stand"), both("▲ achter"), EMPTY, EMPTY),
        SnapshotLamp("chance", "good", both("Kans"), both("● waarschijnlijk"), EMPTY, EMPTY),
        SnapshotLamp("measures", "unlit", both("Geld"), both("▨ kan niet branden"), EMPTY, EMPTY),
    )
    return SnapshotTile(
        page="co2_energy", theme=both("Energie", "Energy"), indicator="gas", site=site,
        label=both("Aardgas", "Natural gas"), note=both("Van het net."), value=both(value),
        state=both("● gemeten, 1 van 1 locatiemaanden"), step=both("7,1% minder dan een jaar eerder"),
        year=both("12 maanden: 17.000 m³, 3,0% minder"),
        paths=(both("▲ achter op het doelpad (PRF): 8,3% boven het doelpad"),),
        notes=(both("Met een aangenomen emissiefactor"),),
        lamps=lamps,
    )  # fmt: skip


def target(site: str) -> SnapshotTarget:
    return SnapshotTarget(
        id="PRF-GAS", owner="PRF", label=both("Minder gas", "Less gas"), indicator="gas",
        site=site, verdict="behind", verdict_text=both("▲ achter op het doelpad"),
        sentence=both("In twaalf maanden 1.300 m³; het pad vraagt 1.200 m³."),
        reasons=(), remarks=(), unit="m3", unit_label=both("m³", "m³"), decimals=0,
        actual=Decimal(1300), actual_display=both("1.300 m³"), path=Decimal(1200),
        path_display=both("1.200 m³"), gap_share=Decimal("8.333"), base_year=2018,
        base=Decimal(2000), base_status="known", factor_year=None, valid_from="2018-01-01",
        valid_to="", source="Besluit 12", revision=3,
        milestones=(SnapshotMilestone(2030, Decimal(1000), both("−50%")),), lamps=(),
        actual_line=points(1420, -10, gap=4), path_line=points(1320, -10),
    )  # fmt: skip


def decision(question: str, outcome: str, effect: Said) -> SnapshotDecision:
    return SnapshotDecision(
        month="2026-09", number=1, question=question, indicator="gas",
        label=both("Aardgas", "Natural gas"), site="NRD", cost=Decimal(25000),
        cost_display=both("€ 25.000"), owner="Hoofd techniek", due="2026-12-31",
        outcome=outcome, outcome_text=both("○ gevraagd"), decided_on="", effect=effect,
    )  # fmt: skip


GOLDEN = Snapshot(
    format=FORMAT,
    organisation="PRF",
    name="Proefgroep",
    month="2026-09",
    month_label=Said("september 2026", "September 2026"),
    state="closed",
    state_text=Said("gesloten", "closed"),
    invented=False,
    revision=41,
    reporting_date="2026-10-20",
    timezone="Europe/Amsterdam",
    factors_policy="year-of-use",
    factors_text=both("emissiefactoren van het jaar van gebruik (2026)"),
    sites=tuple(
        SnapshotSite(
            code,
            name,
            both(f"{name} ligt achter op het doelpad voor 'Minder gas'."),
            both("Van de 1 doelen zijn er 1 te beoordelen."),
            ((both("Aardgas"), both("1.300 m³"), both("1.400 m³"), both("−7,1% (beter)")),),
        )
        for code, name in NAMES.items()
    ),
    tiles=(tile("ALL", "1.300 m³"), tile("NRD", "900 m³")),
    figures=tuple(
        figure(site, span, value)
        for site, values in (("ALL", ("1300", "11700", "17000")), ("NRD", ("900", None, "9000")))
        for span, value in zip(("month", "ytd", "r12"), values, strict=True)
    ),
    labels={"gas": both("Aardgas", "Natural gas")},
    units={"m3": Said("m³", "m³")},
    series=tuple(
        SnapshotSeries("gas", site, both("Aardgas", "Natural gas"), "m3", Said("m³", "m³"), 0, line)
        for site, line in (("ALL", points(1420, -10, gap=4)), ("NRD", points(900, 0)))
    ),
    targets=(target("ALL"), target("NRD")),
    factors=(
        SnapshotFactor(
            "gas", "", "m3", "WTW", both("van bron tot wiel"), Decimal("2.134567"), "2026-01-01",
            "2026-12-31", "lijst_2026", "Lijst 2026", "read", "", False, 2,
        ),
    ),
    explanations=(
        SnapshotExplanation(
            "gas", both("Aardgas", "Natural gas"), (both("Buiten de normale band."),), HOSTILE, "Bo"
        ),
    ),
    lacking=(
        SnapshotLacking(
            "waste", both("Afval", "Waste"), "NRD", both("alles"), both("Inzamelaar"), "2026-10-12"
        ),
    ),
    annotations=(
        SnapshotAnnotation(
            "gas", both("Aardgas", "Natural gas"), "ALL", "2026-02", HOSTILE, "Bo",
            "2026-03-01T08:00:00",
        ),
    ),
    decisions=(decision("Ketel vervangen", "asked", EMPTY),),
    earlier_decisions=(decision("Isoleren", "done", both("4,0% lager, van 1.500 m³.")),),
    since_month="2026-08",
    since_revision=33,
    changed=(
        SnapshotChange(
            "gas", both("Aardgas", "Natural gas"), "NRD", "2026-08", "month",
            both("950 m³"), both("905 m³"), (both("upload 34 (Energie: nieuw.csv)"),),
        ),
    ),
    uploads=(
        SnapshotUpload(
            34, "energy", both("Energie", "Energy"), "nieuw.csv", "ab12", "Anna",
            "2026-10-02T09:00:00",
        ),
    ),
    closing=Closing(42, "2026-10-20T07:12:31.120000", "Anna", "Afval komt later", None),
)  # fmt: skip
DRAFT = dataclasses.replace(GOLDEN, state="open", state_text=Said("open", "open"), closing=None)
