"""Makes the snapshot of a month: everything that is reported of it, from one judge, in one value.

The shape is `kpi.judge.snapshot.Snapshot`. Screens, report and workbook show the strings in it; for
a closed month they come from the store, for another they are made here as a draft.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, partial

from kpi.declare import ALL, UNSPLIT, Month, Span
from kpi.judge import Judge, Progress
from kpi.judge.closing import lacking, to_explain
from kpi.judge.notes import Explanation, annotations_of, explanations
from kpi.judge.snapshot import (
    FORMAT,
    Around,
    Said,
    Snapshot,
    SnapshotAnnotation,
    SnapshotChange,
    SnapshotDecision,
    SnapshotExplanation,
    SnapshotFigure,
    SnapshotLacking,
    SnapshotPoint,
    SnapshotSeries,
    SnapshotSite,
    SnapshotTile,
    SnapshotUpload,
)
from kpi.measure import Reason, Scope
from kpi.show.both import EMPTY, Both
from kpi.show.closing import asked_sentences
from kpi.show.decided import decisions_asked, decisions_before
from kpi.show.deliveries import lacking_told, sender_told
from kpi.show.format import month_label, shown_decimals, shown_unit, shown_value
from kpi.show.month import (
    headline,
    largest_changes,
    main_figures,
    month_tile,
    touches,
    verdicts_sentence,
)
from kpi.show.reported import changes_since, newest_before
from kpi.show.snapshot_targets import lamps_said, snapshot_factors, snapshot_target
from kpi.show.views import a_year_earlier, series_point, status_text, year_step

SPANS: tuple[Span, ...] = ("month", "ytd", "r12")
SERIES_MONTHS = 25
POLICY = "year-of-use"


def snapshot_of(judge: Judge, month: Month, around: Around, both: Both) -> Snapshot:
    """Return what is reported of a month at the judge's revision, as a draft (`closing` is None)."""
    return MonthMaker(judge, month, around, both).whole()


class MonthMaker:
    """Makes the parts of a month's snapshot, each when it is asked for."""

    def __init__(self, judge: Judge, month: Month, around: Around, both: Both) -> None:
        self.judge = judge
        self.month = month
        self.around = around
        self.both = both
        self.figures = judge.figures()
        self.codes = (ALL, *self.figures.site_codes)

    def whole(self) -> Snapshot:
        """Return the whole snapshot."""
        organisation = self.both.catalogue.organisation.organisation
        last = self.last_report
        return Snapshot(
            format=FORMAT,
            organisation=organisation.code,
            name=organisation.name,
            month=str(self.month),
            month_label=self.both.told(lambda v: month_label(self.month, v.language)),
            state=self.around.state,
            state_text=self.both.say(f"month_state.{self.around.state}"),
            invented=self.around.invented,
            revision=self.judge.as_of,
            reporting_date=self.around.today.isoformat(),
            timezone=organisation.timezone,
            factors_policy=POLICY,
            factors_text=self.both.say("snapshot.factors", year=self.month.year),
            sites=tuple(self.site(code) for code in self.codes),
            tiles=tuple(tile for code in self.codes for tile in self.tiles(code)),
            figures=tuple(self._figures()),
            labels={i: self.both.label(i) for i in self.told},
            units=self._units(),
            series=tuple(self._series(i, code) for code in self.codes for i in self.main),
            targets=tuple(
                snapshot_target(self.judge, p, self.both)
                for code in self.codes
                for p in self.progress[code]
            ),
            factors=snapshot_factors(self.judge, self.month, self.both),
            explanations=tuple(self.explanations()),
            lacking=tuple(self.lacking()),
            annotations=tuple(self.annotations()),
            decisions=self.decisions(),
            earlier_decisions=self.earlier_decisions(),
            since_month="" if last is None else last.month,
            since_revision=None if last is None or last.closing is None else last.closing.revision,
            changed=self.changed(),
            uploads=tuple(self._uploads()),
            closing=None,
        )

    @property
    def last_report(self) -> Snapshot | None:
        """The report of the last month closed before this one; None without one."""
        return newest_before(self.around.reports, str(self.month))

    @cached_property
    def by_page(self) -> Mapping[str, tuple[str, ...]]:
        """The main figures of every theme."""
        return main_figures(self.both.catalogue, self.judge.targets)

    @cached_property
    def main(self) -> tuple[str, ...]:
        """The main figures of all themes."""
        return tuple(i for inside in self.by_page.values() for i in inside)

    @cached_property
    def told(self) -> tuple[str, ...]:
        """The figures whose numbers are reported: those with a tile or a target."""
        every = self.both.catalogue.indicators.values()
        return tuple(i.id for i in every if i.tile or i.id in self.aimed)

    @cached_property
    def aimed(self) -> frozenset[str | None]:
        """The figures that a target rests on."""
        return frozenset(target.indicator for target in self.judge.targets)

    @cached_property
    def progress(self) -> Mapping[str, tuple[Progress, ...]]:
        """Where every site stands against every target."""
        return {
            code: tuple(self.judge.progress(t.id, code, self.month) for t in self.judge.targets)
            for code in self.codes
        }

    def _units(self) -> dict[str, Said]:
        units = {shown_unit(self.both.catalogue.indicators[i]) for i in self.told}
        return {unit: self.both.unit(unit) for unit in sorted(units)}

    # --- a site --------------------------------------------------------------------------------

    def site(self, code: str) -> SnapshotSite:
        """Return the sentence of a site and what moved most."""
        scope = Scope(code, self.month)
        own = self.both.catalogue.organisation.organisation.code
        progress = self.progress[code]
        every = self.both.catalogue.indicators.values()
        # As among the main figures: a month is not judged by an approximation.
        tiles = [i.id for i in every if i.tile and (i.id in self.aimed or not i.proxy)]
        rows = zip(
            *(
                largest_changes(self.figures, tiles, scope, self.both.voices[language])
                for language in ("nl", "en")
            ),
            strict=True,
        )
        return SnapshotSite(
            code=code,
            name=self.both.voices["nl"].site(code),
            headline=self.both.told(lambda v: headline(progress, own, scope, v)),
            verdicts=self.both.told(lambda v: verdicts_sentence(progress, v)),
            changes=tuple(
                (
                    Said(nl.label, en.label),
                    Said(nl.value, en.value),
                    Said(nl.before, en.before),
                    Said(nl.step, en.step),
                )
                for nl, en in rows
            ),
        )

    def tiles(self, code: str) -> Iterable[SnapshotTile]:
        """Yield the main figures of every theme at a site."""
        for page, inside in self.by_page.items():
            for indicator in inside:
                yield self._tile(page, indicator, code)

    def _tile(self, page: str, indicator: str, code: str) -> SnapshotTile:
        scope, progress = Scope(code, self.month), self.progress[code]
        nl, en = (
            month_tile(self.figures, indicator, scope, progress, self.both.voices[language])
            for language in ("nl", "en")
        )
        aimed = [p for p in progress if p.target.indicator == indicator]
        # The lamps stand beside a verdict, so they are those of a target that has one.
        first = min(aimed, key=lambda p: p.verdict == "no_verdict", default=None)
        return SnapshotTile(
            page=page,
            theme=self.both.say(f"page.{page}"),
            indicator=indicator,
            site=code,
            label=Said(nl.label, en.label),
            note=Said(nl.note, en.note),
            value=Said(nl.value, en.value),
            state=Said(nl.state, en.state),
            step=Said(nl.step, en.step),
            year=Said(nl.year, en.year),
            paths=_pairs(nl.paths, en.paths),
            notes=_pairs(nl.notes, en.notes),
            lamps=() if first is None else lamps_said(self.judge, first, self.both),
        )

    # --- numbers -------------------------------------------------------------------------------

    def _figures(self) -> Iterable[SnapshotFigure]:
        codes = (*self.codes, UNSPLIT) if self.figures.has_unsplit else self.codes
        for indicator in self.told:
            for code in codes:
                for span in SPANS:
                    yield self._figure(indicator, Scope(code, self.month, span))

    def _figure(self, indicator: str, scope: Scope) -> SnapshotFigure:
        declared = self.both.catalogue.indicators[indicator]
        measured = self.figures.measured(indicator, scope)
        earlier = self.figures.measured(indicator, a_year_earlier(scope))
        compared = earlier.value if measured.comparable and earlier.comparable else None
        value = measured.value
        return SnapshotFigure(
            indicator=indicator,
            site=scope.site,
            span=scope.span,
            value=value,
            unit=measured.unit,
            shown=None if value is None else shown_value(declared, value),
            shown_unit=shown_unit(declared),
            decimals=shown_decimals(declared),
            status=measured.status,
            have=measured.coverage.have,
            expected=measured.coverage.expected,
            estimated_share=measured.estimated_share,
            assumed=measured.assumed,
            display=self.both.display(measured),
            state=self.both.told(partial(status_text, measured)),
            why=self._why(measured.reason),
            earlier=compared,
            earlier_display=EMPTY if compared is None else self.both.display(earlier),
            step=self.both.told(lambda v: year_step("tile", measured, earlier, v)),
        )

    def _why(self, reason: Reason | None) -> Said:
        return EMPTY if reason is None else self.both.told(lambda v: v.reasons([reason])[0])

    def _series(self, indicator: str, code: str) -> SnapshotSeries:
        declared = self.both.catalogue.indicators[indicator]
        first = self.month.plus(1 - SERIES_MONTHS)
        if self.figures.first_month is not None:
            first = max(first, min(self.figures.first_month, self.month))
        return SnapshotSeries(
            indicator=indicator,
            site=code,
            label=self.both.label(indicator),
            unit=shown_unit(declared),
            unit_label=self.both.unit(shown_unit(declared)),
            decimals=shown_decimals(declared),
            points=tuple(
                self._point(indicator, Scope(code, month)) for month in first.until(self.month)
            ),
        )

    def _point(self, indicator: str, scope: Scope) -> SnapshotPoint:
        nl, en = (
            series_point(self.figures, indicator, scope, self.both.voices[language])
            for language in ("nl", "en")
        )
        return SnapshotPoint(
            str(scope.month), nl.value, nl.status, Said(nl.text, en.text), nl.assumed
        )

    # --- what people said, and what is behind it -----------------------------------------------

    def explanations(self) -> Iterable[SnapshotExplanation]:
        """Yield what has to be explained, explained or not; then what was without being asked."""
        given = {e.indicator: e for e in explanations(self.judge, self.month)}
        for asked in to_explain(self.judge, self.month):
            told = self.both.all(partial(asked_sentences, asked))
            yield self._explanation(asked.indicator, told, given.pop(asked.indicator, None))
        for indicator, found in given.items():
            yield self._explanation(indicator, (), found)

    def _explanation(
        self, indicator: str, asked: tuple[Said, ...], found: Explanation | None
    ) -> SnapshotExplanation:
        return SnapshotExplanation(
            indicator=indicator,
            label=self.both.label(indicator),
            asked=asked,
            cause="" if found is None else found.cause,
            owner="" if found is None else found.owner,
        )

    def decisions(self) -> tuple[SnapshotDecision, ...]:
        """Return the decisions this month asks for."""
        return decisions_asked(self.judge, self.month, self.both)

    def earlier_decisions(self) -> tuple[SnapshotDecision, ...]:
        """Return those of earlier months with what happened since."""
        return decisions_before(self.judge, self.month, self.both)

    def changed(self) -> tuple[SnapshotChange, ...]:
        """Return what reads otherwise now than the last report told."""
        last = self.last_report
        return () if last is None else changes_since(self.judge, last, self.both)

    def lacking(self) -> Iterable[SnapshotLacking]:
        """Yield what the sites should have sent and did not."""
        for item in lacking(self.judge, self.month):
            label = self.both.catalogue.contracts[item.contract].label
            yield SnapshotLacking(
                contract=item.contract,
                label=Said(label.nl, label.en),
                site=item.site,
                what=self.both.told(partial(lacking_told, item)),
                sender=self.both.told(partial(sender_told, item.delivery)),
                due="" if item.due is None else item.due.isoformat(),
            )

    def annotations(self) -> Iterable[SnapshotAnnotation]:
        """Yield what was said beside figures of the charted months."""
        first = self.month.plus(1 - SERIES_MONTHS)
        for note in annotations_of(self.judge):
            if first <= note.month <= self.month:
                yield SnapshotAnnotation(
                    indicator=note.indicator,
                    label=self.both.label(note.indicator),
                    site=note.site,
                    month=str(note.month),
                    text=note.text,
                    actor=note.actor,
                    stamped=note.stamped.isoformat(),
                )

    def _uploads(self) -> Iterable[SnapshotUpload]:
        contracts, scope = self.both.catalogue.contracts, Scope(ALL, self.month)
        for record in self.around.uploads:
            contract = contracts.get(record.kind)
            if contract is None or not touches(record.live_slices, contract.slice, scope):
                continue
            yield SnapshotUpload(
                number=record.upload,
                contract=record.kind,
                label=Said(contract.label.nl, contract.label.en),
                file_name=record.file_name,
                file_hash=record.file_hash,
                actor=record.actor,
                stamped=record.stamped.isoformat(),
            )


def _pairs(nl: Sequence[str], en: Sequence[str]) -> tuple[Said, ...]:
    return tuple(Said(*pair) for pair in zip(nl, en, strict=True))
