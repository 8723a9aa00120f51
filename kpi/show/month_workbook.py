"""The report of a month as a workbook: its numbers as numbers, with charts a spreadsheet draws."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from kpi.declare import ALL, Month
from kpi.judge.snapshot import (
    Snapshot,
    SnapshotDecision,
    SnapshotFigure,
    SnapshotPoint,
    SnapshotSeries,
    SnapshotSite,
    SnapshotTarget,
)
from kpi.show.certification import day_label
from kpi.show.format import month_label, shown_unit, shown_value
from kpi.show.month_chart import annotation_lines
from kpi.show.month_report import lacking_lines, month_standing, place_of, site_of, span_name
from kpi.show.voice import Voice
from kpi.show.workbook import Amount, Cell, SheetChart, WorkSheet, workbook

FACTOR_DECIMALS = 6
"""As the lists publish them: a factor that is cut off gives other sums."""


def month_workbook(snapshot: Snapshot, code: str, voice: Voice) -> bytes:
    """Return the workbook of a month for one site or, with ALL, for every site of the snapshot."""
    return _Book(snapshot, code, voice).whole()


class _Book:
    def __init__(self, snapshot: Snapshot, code: str, voice: Voice) -> None:
        self.snapshot = snapshot
        self.code = code
        self.voice = voice
        self.language = voice.language
        self.sites = [site for site in snapshot.sites if code in (ALL, site.code)]
        self.codes = {site.code for site in self.sites}

    def whole(self) -> bytes:
        """Return the whole workbook."""
        site = site_of(self.snapshot, self.code)
        assert site is not None  # asked by the caller
        standing = month_standing(self.snapshot, site, self.voice)
        title = self.voice.say(
            "month_report.title",
            month=self.snapshot.month_label.of(self.language),
            place=site.name,
        )
        foot = standing.lines(self.voice)
        sheets = [
            self._sheet("about", (title,), [(line,) for line in (*foot, *self._told())]),
            self._figures(),
            *(self._series(one) for one in self.sites),
            self._targets(),
            *self._paths(),
            self._people(),
            self._since(),
            self._factors(),
            self._uploads(),
        ]
        return workbook([s for s in sheets if s.rows], title=title, about=" · ".join(foot))

    def _sheet(
        self,
        name: str,
        header: Sequence[str],
        rows: Sequence[Sequence[Cell]],
        charts: Sequence[SheetChart] = (),
        **facts: object,
    ) -> WorkSheet:
        return WorkSheet(self.voice.say(f"month_sheet.{name}", **facts), header, rows, charts)

    def _header(self, *names: str) -> tuple[str, ...]:
        return tuple(self.voice.say(f"month_cell.{name}") for name in names)

    def _told(self) -> Iterable[str]:
        for site in self.sites:
            yield site.headline.of(self.language)
            yield site.verdicts.of(self.language)
        yield from lacking_lines(self.snapshot, self.code, self.voice)
        yield from annotation_lines(self.snapshot, self.code, self.voice)

    # --- numbers -------------------------------------------------------------------------------

    def _figures(self) -> WorkSheet:
        header = self._header(
            "figure", "site", "span", "value", "unit", "state", "have", "expected",
            "estimated", "earlier", "why",
        )  # fmt: skip
        found = [f for f in self.snapshot.figures if self.code == ALL or f.site in self.codes]
        return self._sheet("figures", header, [self._figure(one) for one in found])

    def _figure(self, found: SnapshotFigure) -> tuple[Cell, ...]:
        share = found.estimated_share
        return (
            self.snapshot.labels[found.indicator].of(self.language),
            place_of(self.snapshot, found.site, self.voice),
            span_name(found.span, self.voice),
            self._amount(found.shown, found.decimals),
            self.snapshot.units[found.shown_unit].of(self.language),
            found.state.of(self.language),
            found.have,
            found.expected,
            None if share is None else Amount(share, 1),
            self._amount(self._as_shown(found), found.decimals),
            found.why.of(self.language),
        )

    @staticmethod
    def _amount(value: Decimal | None, decimals: int) -> Amount | None:
        return None if value is None else Amount(value, decimals)

    def _as_shown(self, found: SnapshotFigure) -> Decimal | None:
        """Return the value of a year before in the shown unit; None where that unit is another now."""
        declared = self.voice.catalogue.indicators.get(found.indicator)
        if found.earlier is None or declared is None or shown_unit(declared) != found.shown_unit:
            return None
        return shown_value(declared, found.earlier)

    def _series(self, site: SnapshotSite) -> WorkSheet:
        """Return the main figures month by month, a column each, and a chart a figure."""
        series = [one for one in self.snapshot.series if one.site == site.code]
        months = sorted({point.month for one in series for point in one.points})
        values = [{point.month: point for point in one.points} for one in series]
        rows: list[tuple[Cell, ...]] = [
            (
                month_label(Month.parse(month), self.language, short=True),
                *(
                    self._point(found.get(month), one.decimals)
                    for one, found in zip(series, values, strict=True)
                ),
            )
            for month in months
        ]
        header = (
            self.voice.say("month_cell.month"),
            *(f"{one.label.of(self.language)} ({_unit(one, self.language)})" for one in series),
        )
        charts = [self._chart(one, place, len(rows)) for place, one in enumerate(series, start=1)]
        return self._sheet("series", header, rows, charts, site=site.name)

    @staticmethod
    def _point(point: SnapshotPoint | None, decimals: int) -> Amount | None:
        return None if point is None or point.value is None else Amount(point.value, decimals)

    def _chart(self, series: SnapshotSeries, place: int, rows: int) -> SheetChart:
        label, unit = series.label.of(self.language), series.unit_label.of(self.language)
        return SheetChart(
            title=label,
            unit=unit,
            kind="column",
            first=0,
            last=rows - 1,
            places=0,
            columns=(place,),
            alternative=self.voice.say("month_sheet.alternative", figure=label, unit=unit),
        )

    # --- targets -------------------------------------------------------------------------------

    def _targets(self) -> WorkSheet:
        header = self._header(
            "target", "site", "owner", "verdict", "value", "path", "unit", "gap", "told", "source"
        )
        found = [t for t in self.snapshot.targets if t.site in self.codes]
        return self._sheet("targets", header, [self._target(one) for one in found])

    def _target(self, found: SnapshotTarget) -> tuple[Cell, ...]:
        return (
            found.label.of(self.language),
            place_of(self.snapshot, found.site, self.voice),
            found.owner,
            found.verdict_text.of(self.language),
            self._amount(found.actual, found.decimals),
            self._amount(found.path, found.decimals),
            found.unit_label.of(self.language),
            None if found.gap_share is None else Amount(found.gap_share, 1),
            " ".join(x.of(self.language) for x in (found.sentence, *found.reasons)).strip(),
            found.source,
        )

    def _paths(self) -> Iterable[WorkSheet]:
        """Return a sheet with the twelve-month sums beside every path of the chosen place."""
        found = [
            t
            for t in self.snapshot.targets
            if t.site == self.code and t.path_line and any(p.value for p in t.actual_line)
        ]
        if not found:
            return
        months = sorted({p.month for t in found for p in (*t.actual_line, *t.path_line)})
        header = [self.voice.say("month_cell.month")]
        columns: list[tuple[dict[str, SnapshotPoint], int]] = []
        charts = []
        for target in found:
            name = f"{target.label.of(self.language)} ({target.unit_label.of(self.language)})"
            place = len(header)
            for line, word in ((target.actual_line, "actual"), (target.path_line, "path")):
                header.append(f"{name}: {self.voice.say(f'month_report.{word}')}")
                columns.append(({p.month: p for p in line}, target.decimals))
            charts.append(
                SheetChart(
                    title=target.label.of(self.language),
                    unit=target.unit_label.of(self.language),
                    kind="line",
                    first=0,
                    last=len(months) - 1,
                    places=0,
                    columns=(place, place + 1),
                    alternative=target.sentence.of(self.language),
                )
            )
        rows = [
            (
                month_label(Month.parse(month), self.language, short=True),
                *(self._point(points.get(month), decimals) for points, decimals in columns),
            )
            for month in months
        ]
        yield self._sheet("paths", header, rows, charts)

    # --- what people said, and what is behind it -------------------------------------------------

    def _people(self) -> WorkSheet:
        header = self._header("kind", "figure", "site", "told", "cost", "owner", "due", "effect")
        rows: list[tuple[Cell, ...]] = [
            (
                self.voice.say("month_cell.explanation"),
                e.label.of(self.language),
                self.snapshot.name,
                e.cause or self.voice.say("month_report.unexplained"),
                None,
                e.owner,
                "",
                " ".join(a.of(self.language) for a in e.asked),
            )
            for e in self.snapshot.explanations
        ]
        for word, decisions in (
            ("asked", self.snapshot.decisions),
            ("earlier_decision", self.snapshot.earlier_decisions),
        ):
            rows += [self._decision(decision, word) for decision in decisions]
        return self._sheet("people", header, rows)

    def _decision(self, found: SnapshotDecision, word: str) -> tuple[Cell, ...]:
        return (
            self.voice.say(f"month_cell.{word}"),
            found.label.of(self.language),
            place_of(self.snapshot, found.site, self.voice),
            found.question,
            None if found.cost is None else Amount(found.cost, 0),
            found.owner,
            day_label(found.due, self.language),
            f"{found.outcome_text.of(self.language)} {found.effect.of(self.language)}".strip(),
        )

    def _since(self) -> WorkSheet:
        header = self._header("figure", "site", "span", "old", "new", "cause")
        rows = [
            (
                c.label.of(self.language),
                place_of(self.snapshot, c.site, self.voice),
                span_name(c.span, self.voice),
                c.old.of(self.language),
                c.new.of(self.language),
                "\n".join(cause.of(self.language) for cause in c.causes),
            )
            for c in self.snapshot.changed
            if self.code == ALL or c.site in self.codes
        ]
        return self._sheet("since", header, rows)

    def _factors(self) -> WorkSheet:
        header = self._header(
            "activity", "variant", "boundary", "value", "per", "first", "last", "source"
        )
        rows = [
            (
                f.activity,
                f.variant,
                f.boundary_label.of(self.language),
                Amount(f.value, FACTOR_DECIMALS),
                f.unit,
                f.first,
                f.last,
                f.source_title,
            )
            for f in self.snapshot.factors
        ]
        return self._sheet("factors", header, rows)

    def _uploads(self) -> WorkSheet:
        header = self._header("receipt", "kind", "file", "hash", "by", "stamped")
        rows = [
            (u.number, u.label.of(self.language), u.file_name, u.file_hash, u.actor, u.stamped)
            for u in self.snapshot.uploads
        ]
        return self._sheet("uploads", header, rows)


def _unit(series: SnapshotSeries, language: str) -> str:
    found = series.unit_label.nl if language == "nl" else series.unit_label.en
    return found or "1"
